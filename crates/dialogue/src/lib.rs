//! The words in which a device is talked to: what it is told, how it answers, what it shows and what
//! it says by itself.
//!
//! Each fact has one type, and everybody who talks to a device uses it: the engine, the client round
//! it, the terminal, the app and its worker. Values are plain and owned. What only the app's page and
//! its worker say to each other is in [`page`].

mod attachment;
mod command;
mod event;
mod failure;
mod notice;
pub mod page;
mod person;
#[cfg(test)]
mod tests;
mod view;

pub use attachment::{
    About, AttachmentKind, AttachmentState, AttachmentView, Moved, SealedAttachment, SecretBytes,
};
pub use command::{Answer, Arrange, Command};
pub use event::{Ended, Event, IntentEnd, Link};
pub use failure::{AskError, CommandError, Failure, NotAdded, Trouble};
pub use notice::Notice;
pub use person::{Access, AccountView, Person, PersonView, ProfileView};
pub use view::{
    Arrangement, ConversationKind, ConversationState, ConversationView, Doubt, ForwardedView,
    Hearing, HitView, Holdings, MemberView, MessageState, MessageView, NoticeView, QuoteView,
    ReactionView, ReceiptView, RequestView, Window,
};
