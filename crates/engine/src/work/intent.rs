//! Intents: what the person wants of a conversation, kept until it has happened or cannot.
//!
//! A commit can lose its race; the intent behind it does not. It is planned again against the group
//! as it is then (`commit`), until there is nothing left to do.

use hudhud_base::{AccountId, ConversationId, IntentId, Timestamp};
use hudhud_store::accounts;
use hudhud_store::intents::{self, IntentRow, IntentState};
use minicbor::{Decode, Encode};

use crate::api::{Event, Failure, Person};
use crate::turn::own::random;
use crate::turn::record::{self, Bytes32};
use crate::turn::{Step, Turn};

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
            | Failure::TooMany
            | Failure::InviteUnusable => None,
        }
    }

    fn failure(self) -> Failure {
        match self {
            Self::NoSuchName => Failure::NoSuchName,
            Self::NoSuchAccount => Failure::NoSuchAccount,
            Self::Forged => Failure::Forged,
            Self::Yourself => Failure::Yourself,
        }
    }
}

impl Target {
    pub(crate) fn account(&self) -> Option<AccountId> {
        self.account.map(|account| AccountId(account.0))
    }

    /// Whom the person asked for.
    fn person(&self) -> Person {
        match (&self.name, self.account()) {
            (None, Some(account)) => Person::Account(account),
            (name, _) => Person::Name {
                name: name.clone().unwrap_or_default(),
                host: self.host.clone(),
            },
        }
    }

    pub(crate) fn set_account(&mut self, account: AccountId) {
        self.account = Some(Bytes32(account.0));
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) enum IntentKind {
    #[n(0)]
    SignUp,
    #[n(1)]
    ClaimName,
    /// Find one person; then it becomes an `Add` of the new direct conversation.
    #[n(2)]
    Start(#[n(0)] Target),
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
}

impl IntentKind {
    pub(crate) fn code(&self) -> u32 {
        match self {
            Self::SignUp => 0,
            Self::ClaimName => 1,
            Self::Start(_) => 2,
            Self::Add(_) => 3,
            Self::Remove(_) => 4,
            Self::Rename(_) => 5,
            Self::Promote(_) => 6,
            Self::Leave => 7,
            Self::CommitLeaves => 8,
            Self::Rotate(_) => 9,
            Self::Accept => 10,
            Self::Rejoin => 11,
        }
    }

    pub(crate) fn of(row: &IntentRow) -> Option<Self> {
        record::decode(&row.payload)
    }
}

impl Turn<'_> {
    pub(crate) fn target(&mut self, person: Person, home: &str) -> Step<Target> {
        let take = random(self.rng);
        let (name, host, account) = match person {
            Person::Name { name, host } => (Some(name), host, None),
            Person::Account(account) => (
                None,
                self.home_of(&account, home)?,
                Some(Bytes32(account.0)),
            ),
        };
        Ok(Target {
            name,
            host,
            account,
            fresh: false,
            take,
            key_package: None,
            absent: None,
        })
    }

    /// The host of somebody who was met before; of anybody else the own one is asked.
    fn home_of(&self, account: &AccountId, home: &str) -> Step<String> {
        let known = accounts::by_id(self.db, account)?.map(|row| row.host);
        Ok(known
            .filter(|host| !host.is_empty())
            .unwrap_or_else(|| home.to_owned()))
    }

    pub(crate) fn insert_intent(
        &mut self,
        conversation: Option<ConversationId>,
        kind: &IntentKind,
    ) -> Step<IntentId> {
        self.insert_intent_later(conversation, kind, Timestamp(0))
    }

    pub(crate) fn insert_intent_later(
        &mut self,
        conversation: Option<ConversationId>,
        kind: &IntentKind,
        not_before: Timestamp,
    ) -> Step<IntentId> {
        Ok(intents::insert(
            self.db,
            &IntentRow {
                id: IntentId(0),
                conversation,
                kind: kind.code(),
                payload: record::encode(kind),
                state: IntentState::Open,
                not_before,
                attempts: 0,
            },
        )?)
    }

    pub(crate) fn save_intent(&mut self, row: &mut IntentRow, kind: &IntentKind) -> Step {
        row.kind = kind.code();
        row.payload = record::encode(kind);
        Ok(intents::update(self.db, row)?)
    }

    /// Everything of an intent has happened that can: who could not be found is told.
    pub(crate) fn intent_fulfilled(&mut self, intent: IntentId, kind: &IntentKind) -> Step {
        let absent: Vec<_> = match kind {
            IntentKind::Add(targets) => targets
                .iter()
                .filter_map(|target| Some((target.absent?.failure(), target.person())))
                .collect(),
            IntentKind::SignUp
            | IntentKind::ClaimName
            | IntentKind::Start(_)
            | IntentKind::Remove(_)
            | IntentKind::Rename(_)
            | IntentKind::Promote(_)
            | IntentKind::Leave
            | IntentKind::CommitLeaves
            | IntentKind::Rotate(_)
            | IntentKind::Accept
            | IntentKind::Rejoin => Vec::new(),
        };
        let failure = absent.first().map(|(failure, _)| *failure);
        let people = absent.into_iter().map(|(_, person)| person).collect();
        self.end(intent, failure.map(|failure| (failure, people)))
    }

    pub(crate) fn end_intent(
        &mut self,
        intent: Option<IntentId>,
        failure: Option<Failure>,
    ) -> Step {
        match intent {
            Some(intent) => self.end(intent, failure.map(|failure| (failure, Vec::new()))),
            None => Ok(()),
        }
    }

    fn end(&mut self, intent: IntentId, failure: Option<(Failure, Vec<Person>)>) -> Step {
        let Some(mut row) = intents::by_id(self.db, intent)? else {
            return Ok(());
        };
        let (id, conversation) = (row.id, row.conversation);
        row.state = if failure.is_some() {
            IntentState::Failed
        } else {
            IntentState::Done
        };
        // The targets' key packages have served.
        row.payload.clear();
        intents::update(self.db, &row)?;
        self.event(match failure {
            None => Event::IntentDone {
                intent: id,
                conversation,
            },
            Some((failure, people)) => Event::IntentFailed {
                intent: id,
                failure,
                people,
            },
        });
        Ok(())
    }

    /// Ends every open intent of this kind.
    pub(crate) fn finish_intents(&mut self, kind: &IntentKind) -> Step {
        self.end_all(kind, None)
    }

    pub(crate) fn fail_intents(&mut self, kind: &IntentKind, failure: Failure) -> Step {
        self.end_all(kind, Some(failure))
    }

    fn end_all(&mut self, kind: &IntentKind, failure: Option<Failure>) -> Step {
        for row in intents::open_all(self.db)? {
            if row.kind == kind.code() {
                self.end_intent(Some(row.id), failure)?;
            }
        }
        Ok(())
    }

    pub(crate) fn open_intent_of(&mut self, kind: &IntentKind) -> Step<Option<IntentId>> {
        Ok(intents::open_all(self.db)?
            .into_iter()
            .find(|row| row.kind == kind.code())
            .map(|row| row.id))
    }

    /// Whether a conversation has an open intent of this kind.
    pub(crate) fn has_intent(
        &mut self,
        conversation: ConversationId,
        kind: &IntentKind,
    ) -> Step<bool> {
        Ok(intents::open_of(self.db, conversation)?
            .iter()
            .any(|row| row.kind == kind.code()))
    }

    /// Moves every open intent on that can be moved without its conversation.
    pub(crate) fn pump_intents(&mut self) -> Step {
        for row in intents::open_all(self.db)? {
            if row.not_before > self.now {
                continue;
            }
            match IntentKind::of(&row) {
                Some(IntentKind::Start(_)) => self.pump_start(row)?,
                Some(IntentKind::Add(_)) => {
                    if let Some(conversation) = row.conversation {
                        self.find_for(row)?;
                        self.drive(conversation)?;
                    }
                }
                Some(IntentKind::Accept) => self.pump_accept(row)?,
                Some(IntentKind::Rejoin) => self.pump_rejoin(row)?,
                Some(
                    IntentKind::SignUp
                    | IntentKind::ClaimName
                    | IntentKind::Remove(_)
                    | IntentKind::Rename(_)
                    | IntentKind::Promote(_)
                    | IntentKind::Leave
                    | IntentKind::CommitLeaves
                    | IntentKind::Rotate(_),
                )
                | None => {}
            }
        }
        Ok(())
    }
}
