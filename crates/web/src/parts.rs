//! What screens are made of. Every part is a function that returns a view; its classes are those at
//! the head of `styles/parts.css`. `part` arguments become `data-part`, by which tests find things.

pub(crate) mod avatar;
pub(crate) mod button;
pub(crate) mod dialog;
pub(crate) mod each;
pub(crate) mod field;
pub(crate) mod handle;
pub(crate) mod icon;
pub(crate) mod menu;
pub(crate) mod place;
pub(crate) mod press;
pub(crate) mod search;
pub(crate) mod states;
pub(crate) mod toast;

pub(crate) use avatar::{Size, avatar, conversation_avatar, group_avatar};
pub(crate) use button::{Look, button, button_when, icon_button};
pub(crate) use dialog::{confirm, dialog};
pub(crate) use each::each;
pub(crate) use field::{Field, field};
pub(crate) use handle::handle;
pub(crate) use icon::{Icon, icon};
pub(crate) use menu::{Item, menu};
pub(crate) use place::{Anchor, place};
pub(crate) use press::Press;
pub(crate) use search::search_field;
pub(crate) use states::{bar, empty, lock, logo, progress};
