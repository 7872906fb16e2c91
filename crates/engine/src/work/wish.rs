//! What an intent is about, for whoever lists what waits.

use hudhud_base::AccountId;
use hudhud_store::intents::IntentRow;
use serde::{Deserialize, Serialize};

use crate::api::Person;
use crate::work::intent::{IntentKind, Target};

/// What somebody asked for that takes the network to finish.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wish {
    /// An account.
    SignUp,
    /// Another name.
    ClaimName,
    /// To talk with somebody.
    Begin(Person),
    /// People in a conversation.
    Add(Vec<Person>),
    /// Somebody out of a group.
    Remove(AccountId),
    /// Another title.
    Rename(String),
    /// Another admin.
    Promote(AccountId),
    /// One admin less.
    Demote(AccountId),
    /// To be out of a conversation.
    Leave,
    /// To be in one that somebody else began.
    Accept,
    /// Nobody: the device keeps its groups in order.
    Upkeep,
}

impl Wish {
    /// What a row asks for, and whether it may be cancelled while it is open; `None` once it has ended.
    #[must_use]
    pub fn of(row: &IntentRow) -> Option<(Self, bool)> {
        let kind = IntentKind::of(row)?;
        let may_be_cancelled = kind.may_be_cancelled();
        let people = |targets: Vec<Target>| targets.iter().map(Target::person).collect();
        let wish = match kind {
            IntentKind::SignUp => Self::SignUp,
            IntentKind::ClaimName => Self::ClaimName,
            IntentKind::Start(target, _) => Self::Begin(target.person()),
            IntentKind::Add(targets) => Self::Add(people(targets)),
            IntentKind::Remove(account) => Self::Remove(AccountId(account.0)),
            IntentKind::Rename(title) => Self::Rename(title),
            IntentKind::Promote(account) => Self::Promote(AccountId(account.0)),
            IntentKind::Demote(account) => Self::Demote(AccountId(account.0)),
            IntentKind::Leave => Self::Leave,
            IntentKind::Accept => Self::Accept,
            IntentKind::CommitLeaves
            | IntentKind::Rotate(_)
            | IntentKind::Rejoin
            | IntentKind::Renew
            | IntentKind::Move(_)
            | IntentKind::Refound(_) => Self::Upkeep,
        };
        Some((wish, may_be_cancelled))
    }
}
