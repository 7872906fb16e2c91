//! Intents: what the person wants of a conversation, kept until it has happened or cannot.
//!
//! A commit can lose its race; the intent behind it does not. It is planned again against the group
//! as it is then (`conversation/plan.rs`), until there is nothing left to do.

use hudhud_base::AccountId;
use hudhud_store::intents::IntentRow;
use minicbor::{Decode, Encode};

use crate::api::{Failure, NotAdded, Person};
use crate::turn::record::{self, Bytes32};

/// Somebody to be found, and how far the finding has come.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Target {
    #[n(0)]
    pub(crate) name: Option<String>,
    #[n(1)]
    pub(crate) host: String,
    #[n(2)]
    account: Option<Bytes32>,
    /// The account's public records were read for this intent.
    #[n(3)]
    pub(crate) fresh: bool,
    /// Names the taking of key packages, so that asking again gives the same ones.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub(crate) take: [u8; 16],
    #[cbor(n(5), with = "minicbor::bytes")]
    pub(crate) key_package: Option<Vec<u8>>,
    /// Why they will not be found; the others are added without them.
    #[n(6)]
    pub(crate) absent: Option<Absent>,
}

/// Why one of several people is not added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub(crate) enum Absent {
    #[n(0)]
    NoSuchName,
    #[n(1)]
    NoSuchAccount,
    #[n(2)]
    Forged,
    #[n(3)]
    Yourself,
    #[n(4)]
    TooMany,
}

impl Absent {
    /// A failure that concerns one person and no other; `None` if it concerns all.
    pub(crate) fn of(failure: Failure) -> Option<Self> {
        match failure {
            Failure::NoSuchName => Some(Self::NoSuchName),
            Failure::NoSuchAccount => Some(Self::NoSuchAccount),
            Failure::Forged => Some(Self::Forged),
            Failure::Yourself => Some(Self::Yourself),
            Failure::Refused(_)
            | Failure::NotAllowed
            | Failure::NoControl
            | Failure::TooMany
            | Failure::OtherHost
            | Failure::InviteUnusable => None,
        }
    }

    fn failure(self) -> Failure {
        match self {
            Self::NoSuchName => Failure::NoSuchName,
            Self::NoSuchAccount => Failure::NoSuchAccount,
            Self::Forged => Failure::Forged,
            Self::Yourself => Failure::Yourself,
            Self::TooMany => Failure::TooMany,
        }
    }
}

impl Target {
    /// Somebody of whom nothing was asked yet. `home` is the host to ask about an account.
    pub(crate) fn new(person: Person, home: String, take: [u8; 16]) -> Self {
        let (name, host, account) = match person {
            Person::Name { name, host } => (Some(name), host, None),
            Person::Account(account) => (None, home, Some(Bytes32(account.0))),
        };
        Self {
            name,
            host,
            account,
            fresh: false,
            take,
            key_package: None,
            absent: None,
        }
    }

    pub(crate) fn account(&self) -> Option<AccountId> {
        self.account.map(|account| AccountId(account.0))
    }

    pub(crate) fn set_account(&mut self, account: AccountId) {
        self.account = Some(Bytes32(account.0));
    }

    /// Whom the person asked for.
    pub(crate) fn person(&self) -> Person {
        match (&self.name, self.account()) {
            (None, Some(account)) => Person::Account(account),
            (name, _) => Person::Name {
                name: name.clone().unwrap_or_default(),
                host: self.host.clone(),
            },
        }
    }

    /// If they will not be found: why, and whom the person asked for.
    pub(crate) fn unfound(&self) -> Option<NotAdded> {
        Some(NotAdded {
            failure: self.absent?.failure(),
            person: self.person(),
        })
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) enum IntentKind {
    #[n(0)]
    SignUp,
    #[n(1)]
    ClaimName,
    /// Find one person, and say this to them; then it becomes an `Add` of the new direct conversation.
    #[n(2)]
    Start(#[n(0)] Target, #[n(1)] Option<String>),
    #[n(3)]
    Add(#[n(0)] Vec<Target>),
    #[n(4)]
    Remove(#[n(0)] Bytes32),
    #[n(5)]
    Rename(#[n(0)] String),
    #[n(6)]
    Promote(#[n(0)] Bytes32),
    #[n(7)]
    Leave,
    /// Carry out the leaves that were asked for.
    #[n(8)]
    CommitLeaves,
    /// End this generation: somebody left who still holds its capabilities.
    #[n(9)]
    Rotate(#[n(0)] u32),
    /// Join by the invitation that was accepted.
    #[n(10)]
    Accept,
    /// Get back in step.
    #[n(11)]
    Rejoin,
    #[n(12)]
    Demote(#[n(0)] Bytes32),
    /// Give our leaf other keys: somebody may have those that it has.
    #[n(13)]
    Renew,
    /// Leave this log for another one: it is full.
    #[n(14)]
    Move(#[n(0)] Bytes32),
    /// Replace this log, which the host has lost.
    #[n(15)]
    Refound(#[n(0)] Bytes32),
}

impl IntentKind {
    pub(crate) fn code(&self) -> u32 {
        match self {
            Self::SignUp => 0,
            Self::ClaimName => 1,
            Self::Start(..) => 2,
            Self::Add(_) => 3,
            Self::Remove(_) => 4,
            Self::Rename(_) => 5,
            Self::Promote(_) => 6,
            Self::Leave => 7,
            Self::CommitLeaves => 8,
            Self::Rotate(_) => 9,
            Self::Accept => 10,
            Self::Rejoin => 11,
            Self::Demote(_) => 12,
            Self::Renew => 13,
            Self::Move(_) => 14,
            Self::Refound(_) => 15,
        }
    }

    /// Whether a person asked for it and may say that it need not be.
    pub(crate) fn may_be_cancelled(&self) -> bool {
        match self {
            Self::ClaimName
            | Self::Start(..)
            | Self::Add(_)
            | Self::Remove(_)
            | Self::Rename(_)
            | Self::Promote(_)
            | Self::Demote(_)
            | Self::Leave
            | Self::Accept => true,
            Self::SignUp
            | Self::CommitLeaves
            | Self::Rotate(_)
            | Self::Rejoin
            | Self::Renew
            | Self::Move(_)
            | Self::Refound(_) => false,
        }
    }

    /// What a row asks for; `None` once it has ended, or if a later version wrote it.
    pub(crate) fn of(row: &IntentRow) -> Option<Self> {
        record::decode(&row.payload)
    }
}
