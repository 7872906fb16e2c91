//! What does not hold, and who says so.

use std::fmt;

/// One of the things that must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Oracle {
    /// Nothing is left to do: no outbox, intent, delivery, link attempt or timer.
    Quiescence,
    /// All members of a group have the same members, admins, title, generation and head.
    GroupState,
    /// Messages stand in one order everywhere.
    Order,
    /// Every message stands at every member of its time exactly once, and none failed silently.
    ExactlyOnce,
    /// Texts, edits, deletions and reactions are the same everywhere.
    Content,
    /// Unread counts, read marks and receipts are right.
    Unread,
    /// Who is out reads nothing later; who was not asked is not in.
    Absence,
    /// Nothing that people wrote leaves a device in clear.
    Plaintext,
    /// Machines keep the rules of the wire, and no turn fails by itself.
    Rules,
    /// What is shown as said by somebody, they said.
    Authors,
    /// Whatever an enemy did, honest people are in their group and hear each other.
    Standing,
    /// What an enemy makes others keep is bounded.
    Burden,
}

impl fmt::Display for Oracle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// Something that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which oracle says so.
    pub oracle: Oracle,
    /// What it saw.
    pub what: String,
}
