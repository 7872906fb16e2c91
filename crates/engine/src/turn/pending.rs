//! What an unanswered request was for.

use bytes::Bytes;
use hudhud_base::{AccountId, ConversationId, DeliveryId, IntentId, OutboxId};
use hudhud_wire::{AccountUpdate, Request};

use crate::api::Link;

/// Whose log a handle is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum LogOwner {
    Inbox,
    Conversation(ConversationId),
}

/// What a step of an intent asked about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum AccountOrName {
    Account(AccountId),
    Packages(AccountId),
    Name(String),
}

/// What an unanswered request was for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Pending {
    Hello,
    Authenticate,
    SignUp,
    ClaimName,
    PublishPackages,
    /// All of them, made anew.
    RenewPackages,
    OwnAccount,
    /// What the host was told.
    UpdateAccount(Box<AccountUpdate>),
    /// The logs in the order in which they were asked for.
    Open(Vec<LogOwner>),
    Live(LogOwner),
    Append {
        conversation: ConversationId,
        outbox: OutboxId,
    },
    CreateLog {
        conversation: ConversationId,
    },
    /// The log to which the commit in this outbox row leads.
    CreateNext {
        conversation: ConversationId,
        outbox: OutboxId,
    },
    /// The log that replaces a lost one.
    CreateReplacement {
        conversation: ConversationId,
    },
    Name {
        intent: IntentId,
        name: String,
    },
    Account {
        intent: IntentId,
        account: AccountId,
    },
    Packages {
        intent: IntentId,
        account: AccountId,
    },
    Deliver {
        delivery: DeliveryId,
    },
    /// Who writes in a request: looked up so that the person sees a name.
    Inquire {
        conversation: Option<ConversationId>,
        account: AccountId,
    },
    /// May be refused for want of payment: then the same request is sent again, paid.
    Payable {
        request: Box<Request>,
        then: Box<Pending>,
        /// How often that was done already.
        paid: u8,
    },
    /// Asked for because `request` was refused without payment.
    Puzzle {
        request: Box<Request>,
        then: Box<Pending>,
        paid: u8,
        bits: u32,
    },
    /// Its answer changes nothing.
    Nothing,
}

impl Pending {
    /// What it is for, behind its payment.
    pub(crate) fn task(&self) -> &Self {
        if let Self::Payable { then, .. } | Self::Puzzle { then, .. } = self {
            then.task()
        } else {
            self
        }
    }
}

/// A request that waits for its puzzle to be solved.
#[derive(Debug, Clone)]
pub(crate) struct Bought {
    pub(crate) link: Link,
    pub(crate) request: Request,
    pub(crate) challenge: Bytes,
    pub(crate) then: Pending,
    /// How often it was paid for, with this time.
    pub(crate) paid: u8,
}
