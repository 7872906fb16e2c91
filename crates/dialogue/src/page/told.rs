//! What the page is told beside the views: what differs from what it was told before, and what one of
//! its panes shows.

use hudhud_base::{ConversationId, MessageRow};
use serde::{Deserialize, Serialize};

use crate::person::AccountView;
use crate::view::{ConversationView, Holdings, MemberView, MessageView};

/// One change to the list, which is ordered by `last_activity`, newest first, then by `id`, highest
/// first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ListChange {
    /// Put it in, or in place of the one with its number: it may have to move.
    Put(Box<ConversationView>),
    /// It is gone.
    Gone(ConversationId),
    /// Begin anew with nothing.
    Clear,
}

/// One change to the window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum WindowChange {
    /// Put it in at its position, or in place of the one with its number (it may have moved).
    Put(Box<MessageView>),
    /// It is gone.
    Gone(MessageRow),
    /// Messages came after the window's end, which is not shown: so many since it was left.
    Below(u32),
    /// Too much changed to say what: ask for the window again.
    Reload,
}

/// A conversation's details.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// The conversation.
    pub conversation: ConversationView,
    /// Its members by name, oneself first.
    pub members: Vec<MemberView>,
    /// Whether this account is an admin there.
    pub admin: bool,
    /// How many people it can hold.
    pub members_max: u32,
}

/// What the host holds about this device, and what it does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Whose, and where.
    pub account: AccountView,
    /// How much there is.
    pub holdings: Holdings,
}
