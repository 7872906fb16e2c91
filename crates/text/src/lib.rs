//! How the words of others are shown and compared: what direction a line has, what is taken out so
//! that nothing leaks from one line into the next, what is a link and where it really leads, how much
//! is shown at once, which letters are written for each other.
//!
//! Everything here is pure, and knows neither a page nor a message. What somebody wrote is never
//! changed by it: it is made safe each time it is shown.

mod alike;
pub mod arabic;
mod blocks;
mod body;
mod clean;
pub mod code;
mod direction;
mod display;
mod emoji;
mod excerpt;
mod host;
mod inline;
mod link;
mod marks;
mod name;
mod plain;
mod portion;
mod written;

pub use alike::{resembles, skeleton};
pub use body::{Body, Extent, Kind, Line, LineKind, Span, body};
pub use clean::{Cleaned, NAME_GRAPHEMES, clean, one_line, title};
pub use direction::{Direction, direction};
pub use display::{DISPLAY_NAME_GRAPHEMES, display_name};
pub use emoji::{is_emoji, only_emoji};
pub use excerpt::{Piece, excerpt};
pub use link::{Caution, Link};
pub use marks::{Look, Style};
pub use name::{NAME_CHARS, NameFault, folded_name, name_fault};
pub use plain::{plain, searchable};
pub use portion::portions;
pub use written::{typed, written};
