//! What the page and its worker say to each other: calls one way, news the other.
//!
//! The page has no engine and no database: it asks, and shows what it is told. Every value here is
//! plain and owned, so that it can be sent between two modules of one build. Encodings are of one
//! build as well: both modules come from the same commit, and nothing of this is ever stored.

mod call;
mod code;
mod news;
#[cfg(test)]
mod tests;
mod view;

pub use call::{Ask, Call, Passcode, Place, Whom};
pub use code::{CodeError, decode, encode};
pub use news::{
    Connection, Done, IntentEnd, News, Notification, Opened, Problem, Reply, Trouble, Unopened,
};
pub use view::{
    AccountView, ConversationKind, ConversationView, Delivery, Details, Held, HitView, ListChange,
    MemberView, MessageView, NoticeView, PersonView, QuoteView, ReactionView, Standing, Window,
    WindowChange,
};
