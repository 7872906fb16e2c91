//! Beginning a conversation: a group of one, its log, then everybody else is added.

use hudhud_base::{AccountId, ConversationId, Generation, LogAddress, RunningHash, Seq, limits};
use hudhud_crypto::{derive::GenerationKeys, identity::capability_hash, keys::GenerationSecret};
use hudhud_mls::{Group, NewGroup};
use hudhud_store::{
    Secret, accounts,
    conversations::{self, ConversationRow, ConversationState, Kind},
    generations::{self, GenerationRow},
};
use hudhud_wire::{CapabilityHashes, Create, LogKind, Refusal, Request};

use crate::api::{Answer, CommandError, Person, TurnError};
use crate::conversation::policy::{Policy, PolicyKind};
use crate::people::account::is_passing;
use crate::turn::memory::Pending;
use crate::turn::own::random;
use crate::turn::{Step, Turn};
use crate::work::intent::IntentKind;

/// Milliseconds before a log that could not be created is tried again, at least.
const RETRY_MS: u64 = 2_000;

impl Turn<'_> {
    pub(crate) fn start(&mut self, person: Person) -> Step<Answer> {
        let own = self.own()?;
        if let Person::Account(account) = &person {
            if *account == own.account {
                return Err(CommandError::Yourself.into());
            }
            if self.standing(account)? == accounts::Standing::Blocked {
                return Err(CommandError::Blocked.into());
            }
        }
        let target = self.target(person, &own.row.host)?;
        self.memory.hosts.insert(target.host.clone());
        let intent = self.insert_intent(None, &IntentKind::Start(target))?;
        self.pump_intents()?;
        Ok(Answer::Intent(intent))
    }

    pub(crate) fn create_group(&mut self, title: &str, members: Vec<Person>) -> Step<Answer> {
        let title = title.trim();
        if title.is_empty() {
            return Err(CommandError::Empty.into());
        }
        if title.len() > limits::TITLE_BYTES {
            return Err(CommandError::TooLong {
                limit_bytes: limits::TITLE_BYTES,
            }
            .into());
        }
        if members.len() >= limits::HYBRID_GROUP_DEVICES {
            return Err(CommandError::TooMany {
                limit: limits::HYBRID_GROUP_DEVICES - 1,
            }
            .into());
        }
        let conversation = self.create(PolicyKind::Group, title, None)?;
        self.add_members(conversation, members)
    }

    pub(crate) fn create_direct(&mut self, peer: AccountId) -> Step<ConversationId> {
        self.create(PolicyKind::Direct, "", Some(peer))
    }

    /// The direct conversation with somebody that is in use, if there is one.
    pub(crate) fn direct_with(&mut self, peer: &AccountId) -> Step<Option<ConversationRow>> {
        Ok(conversations::by_peer(self.db, peer)?)
    }

    fn create(
        &mut self,
        kind: PolicyKind,
        title: &str,
        peer: Option<AccountId>,
    ) -> Step<ConversationId> {
        let own = self.own()?;
        let (group_id, log) = (random::<32>(self.rng), LogAddress(random(self.rng)));
        let admins: Vec<_> = [Some(own.account), peer].into_iter().flatten().collect();
        let policy = Policy::new(kind, title, &admins, &own.row.host, log);
        let (suite, control) = (self.config.suite, own.control.public().0);
        let bytes = policy.encode();
        let (group, secret) = self
            .with_context(|context| {
                let new = NewGroup {
                    id: &group_id,
                    policy: &bytes,
                };
                let mut group = Group::create(context, &own.identity, control, suite, new).ok()?;
                let secret = group.secret(context).ok()?;
                Some((group, secret))
            })
            .ok_or(TurnError::Damaged)?;
        let row = ConversationRow {
            id: ConversationId(0),
            group_id: group_id.to_vec(),
            kind: if kind == PolicyKind::Direct {
                Kind::Direct
            } else {
                Kind::Group
            },
            state: ConversationState::Creating,
            title: title.to_owned(),
            peer,
            host: own.row.host.clone(),
            log,
            generation: Generation(0),
            cursor: Seq(0),
            running_hash: Some(RunningHash::EMPTY),
            ordered_head: Seq(0),
            last_activity: self.now,
            read_seq: Seq(0),
            delivered_sent_seq: Seq(0),
            read_sent_seq: Seq(0),
            receipt_due: None,
            unread: 0,
            draft: String::new(),
            invite: None,
            inviter: None,
            log_created: false,
        };
        let id = conversations::insert(self.db, &row)?;
        let row = ConversationRow { id, ..row };
        let control = random(self.rng);
        self.keep_generation(&row, (Generation(0), Seq(1)), &secret, Some(control))?;
        self.keep_members(&row, &group, &policy)?;
        self.memory.keep_group(id, group);
        self.memory.hosts.insert(row.host.clone());
        if let Some(peer) = peer {
            // Whoever is written to may write back, and invite.
            self.set_standing(&peer, accounts::Standing::Contact)?;
            self.name_direct(id, &peer)?;
        }
        self.conversation_changed(id);
        self.create_log(&row)?;
        Ok(id)
    }

    /// Stores what the members of a generation share, drawn from the epoch that began it.
    pub(crate) fn keep_generation(
        &mut self,
        row: &ConversationRow,
        (generation, first_seq): (Generation, Seq),
        secret: &[u8; 32],
        control: Option<[u8; 32]>,
    ) -> Step {
        let keys = GenerationKeys::derive(&GenerationSecret::from_bytes(*secret));
        generations::upsert(
            self.db,
            &GenerationRow {
                conversation: row.id,
                generation,
                read: Secret::new(keys.read),
                write: Secret::new(keys.write),
                control: control.map(Secret::new),
                log_key: Secret::new(*keys.log_key.as_bytes()),
                first_seq,
                ended_seq: None,
            },
        )?;
        Ok(())
    }

    /// Creates the log of a conversation that has none yet.
    pub(crate) fn create_log(&mut self, row: &ConversationRow) -> Step {
        let link = Self::anonymous(&row.host);
        let waiting = self
            .memory
            .log_retry
            .get(&row.id)
            .is_some_and(|at| *at > self.now);
        if !self.is_ready(&link) || waiting || self.memory.log_requested(&link, row.id) {
            return Ok(());
        }
        let Some(generation) = generations::by_number(self.db, row.id, Generation(0))? else {
            return Ok(());
        };
        let Some(control) = &generation.control else {
            return Ok(());
        };
        let create = Create {
            address: row.log,
            kind: LogKind::Conversation,
            hashes: CapabilityHashes {
                read: capability_hash(generation.read.as_bytes()),
                write: capability_hash(generation.write.as_bytes()),
                control: capability_hash(control.as_bytes()),
            },
            payment: None,
        };
        self.request_payable(
            &link,
            Request::Create(create),
            Pending::CreateLog {
                conversation: row.id,
            },
        );
        Ok(())
    }

    pub(crate) fn log_created(&mut self, conversation: ConversationId) -> Step {
        let Some(mut row) = conversations::by_id(self.db, conversation)? else {
            return Ok(());
        };
        self.memory.log_retry.remove(&conversation);
        if !row.log_created {
            row.log_created = true;
            row.state = ConversationState::Active;
            conversations::update(self.db, &row)?;
            self.conversation_changed(conversation);
        }
        self.open_conversation(&row)
    }

    pub(crate) fn log_refused(&mut self, conversation: ConversationId, refusal: &Refusal) -> Step {
        if is_passing(refusal.code) {
            let wait = self.jittered(u64::from(refusal.retry_after_ms).max(RETRY_MS), 0);
            self.memory
                .log_retry
                .insert(conversation, self.now.plus_ms(wait));
            return Ok(());
        }
        self.fail_conversation(conversation, crate::api::Failure::Refused(refusal.code))
    }

    /// Gives a conversation up that never came to be.
    pub(crate) fn fail_conversation(
        &mut self,
        conversation: ConversationId,
        failure: crate::api::Failure,
    ) -> Step {
        if let Some(mut row) = conversations::by_id(self.db, conversation)? {
            row.state = ConversationState::Failed;
            conversations::update(self.db, &row)?;
        }
        for intent in hudhud_store::intents::open_all(self.db)? {
            if intent.conversation == Some(conversation) {
                self.end_intent(Some(intent.id), Some(failure))?;
            }
        }
        self.conversation_changed(conversation);
        Ok(())
    }

    /// A direct conversation whose only other person could not be added has no purpose.
    pub(crate) fn abandon_if_alone(&mut self, conversation: ConversationId) -> Step {
        if let Some(mut row) = conversations::by_id(self.db, conversation)? {
            let alone = hudhud_store::members::count(self.db, conversation)? <= 1;
            if alone && row.kind == Kind::Direct {
                row.state = ConversationState::Failed;
                conversations::update(self.db, &row)?;
                let link = Self::anonymous(&row.host);
                self.close_conversation(&link, conversation);
                self.conversation_changed(conversation);
            }
        }
        Ok(())
    }

    pub(crate) fn add_members(
        &mut self,
        conversation: ConversationId,
        members: Vec<Person>,
    ) -> Step<Answer> {
        let own = self.own()?;
        let mut targets: Vec<crate::work::intent::Target> = Vec::new();
        for person in members {
            if person == Person::Account(own.account) {
                return Err(CommandError::Yourself.into());
            }
            let target = self.target(person, &own.row.host)?;
            let again = targets.iter().any(|other| {
                other.host == target.host
                    && other.name == target.name
                    && other.account() == target.account()
            });
            if !again {
                self.memory.hosts.insert(target.host.clone());
                targets.push(target);
            }
        }
        let intent = self.insert_intent(Some(conversation), &IntentKind::Add(targets))?;
        self.pump_intents()?;
        Ok(Answer::Began {
            intent: intent,
            conversation: conversation,
        })
    }
}
