//! A new conversation: a group of one, and its log. Everybody else is added later.

use hudhud_base::{AccountId, ConversationId, Generation, LogAddress, RunningHash, Seq, Timestamp};
use hudhud_crypto::identity::capability_hash;
use hudhud_mls::{Group, NewGroup};
use hudhud_store::{
    accounts,
    conversations::{self, ConversationKind, ConversationRow, ConversationState, Doubt},
    generations, intents, members,
};
use hudhud_wire::{CapabilityHashes, Create, LogKind, Refusal, Request};
use zeroize::Zeroizing;

use crate::api::Failure;
use crate::conversation::Conversation;
use crate::conversation::generation::NewGeneration;
use crate::conversation::policy::Policy;
use crate::turn::damage::Damage;
use crate::turn::own::{Own, random};
use crate::turn::pending::Pending;
use crate::turn::retry::is_passing;
use crate::turn::{Step, Turn};

/// What is begun.
enum Founded<'a> {
    /// A group with a title.
    Group(&'a str),
    /// A direct conversation with somebody.
    Direct(AccountId),
}

/// A group of one, and the secret of its first epoch.
struct Begun {
    group: Group,
    secret: Zeroizing<[u8; 32]>,
}

impl Turn<'_> {
    pub(crate) fn create_group(&mut self, title: &str) -> Step<ConversationId> {
        self.create(Founded::Group(title))
    }

    pub(crate) fn create_direct(&mut self, peer: AccountId) -> Step<ConversationId> {
        self.create(Founded::Direct(peer))
    }

    fn create(&mut self, founded: Founded<'_>) -> Step<ConversationId> {
        let own = self.own()?;
        let (group_id, log) = (random::<32>(self.rng), LogAddress(random(self.rng)));
        let (policy, peer) = match founded {
            Founded::Group(title) => {
                let policy = Policy::group(title, &own.account, &own.home, log);
                (policy, None)
            }
            Founded::Direct(peer) => (Policy::direct(&own.home, log), Some(peer)),
        };
        let Begun { group, secret } = self.begin_group(&own, &group_id, &policy)?;
        let row = self.new_row(&own, &policy, group_id.to_vec(), peer);
        let id = conversations::insert(self.db, &row)?;
        // Drawn, not derived: what is derived, those who are no admins have as well.
        let control = random(self.rng);
        let mut conversation = self.view(ConversationRow { id, ..row });
        conversation.keep_generation(&NewGeneration {
            generation: Generation(0),
            first: Seq(1),
            secret: &secret,
            control: Some(control),
        })?;
        conversation.keep_members(&group, &policy)?;
        conversation.turn.memory.keep_group(id, group);
        conversation.turn.memory.hosts.insert(own.row.host.clone());
        if let Some(peer) = peer {
            // Whoever is written to may write back, and invite.
            conversation
                .turn
                .set_standing(&peer, accounts::Standing::Contact)?;
            conversation.name_direct(&peer)?;
        }
        conversation.changed();
        conversation.create_log()?;
        if let Some(peer) = peer {
            self.gather(&peer)?;
        }
        Ok(id)
    }

    fn begin_group(&mut self, own: &Own, id: &[u8; 32], policy: &Policy) -> Step<Begun> {
        let (suite, control) = (self.config.suite, own.control.public().0);
        let components = policy.components();
        self.with_context(|context| {
            let new = NewGroup {
                id,
                components: &components,
            };
            let mut group = Group::create(context, &own.identity, control, suite, new).ok()?;
            let secret = group.secret(context).ok()?;
            Some(Begun { group, secret })
        })?
        .ok_or_else(|| Damage::GroupNotMade.into())
    }

    fn new_row(
        &self,
        own: &Own,
        policy: &Policy,
        group_id: Vec<u8>,
        peer: Option<AccountId>,
    ) -> ConversationRow {
        ConversationRow {
            id: ConversationId(0),
            group_id,
            kind: policy.row_kind(),
            state: ConversationState::Creating,
            title: policy.title().to_owned(),
            peer,
            host: own.row.host.clone(),
            log: policy.log(),
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
            // Until the host has said so, nobody is added and nothing is sent.
            log_created: false,
            doubt: Doubt::Unfounded,
            leaf_renewed: self.now,
            profile_told: Timestamp(0),
        }
    }
}

impl Conversation<'_, '_> {
    /// Creates the log of a conversation that has none yet.
    pub(crate) fn create_log(&mut self) -> Step {
        let link = self.link();
        let id = self.row.id;
        let waits = self.turn.log_waits(id);
        // While it is being paid for, it counts as asked: nobody solves two puzzles for one log.
        let asks = |pending: &Pending| matches!(pending, Pending::CreateLog { conversation } if *conversation == id);
        if !self.turn.is_ready(&link) || waits || self.turn.memory.is_requested(&link, asks) {
            return Ok(());
        }
        let first = generations::by_number(self.turn.db, id, Generation(0))?;
        let Some(first) = first else {
            return Ok(());
        };
        let Some(control) = &first.control else {
            return Ok(());
        };
        let create = Create {
            address: self.row.log,
            kind: LogKind::Conversation,
            hashes: CapabilityHashes {
                read: capability_hash(first.read.as_bytes()),
                write: capability_hash(first.write.as_bytes()),
                control: capability_hash(control.as_bytes()),
            },
            // First without: the refusal says what it costs, if it costs anything.
            payment: None,
            generation: Generation(0),
            first: Seq(1),
        };
        let pending = Pending::CreateLog { conversation: id };
        self.turn
            .request_payable(&link, Request::Create(create), pending);
        Ok(())
    }

    pub(crate) fn log_created(&mut self) -> Step {
        self.turn.memory.log_retry.remove(&self.row.id);
        // The host says so again of a log that was there before: then the first answer was lost.
        if !self.row.log_created {
            self.row.log_created = true;
            // It may have been given up while the host was asked.
            if self.row.state == ConversationState::Creating {
                self.row.state = ConversationState::Active;
            }
            self.save()?;
            self.changed();
        }
        if self.row.state == ConversationState::Failed {
            return Ok(());
        }
        self.reopen_log()
    }

    pub(crate) fn log_refused(&mut self, refusal: &Refusal) -> Step {
        if is_passing(refusal.code) {
            self.turn.try_log_later(self.row.id, refusal);
            return Ok(());
        }
        self.never_came_to_be(Failure::Refused(refusal.code))
    }

    /// Gives a conversation up that never came to be.
    fn never_came_to_be(&mut self, failure: Failure) -> Step {
        self.row.state = ConversationState::Failed;
        self.save()?;
        // What was written meanwhile is told as not sent, instead of waiting for ever.
        self.nothing_leaves()?;
        for intent in intents::open_of(self.turn.db, self.row.id)? {
            self.turn.intent_failed(intent.id, failure)?;
        }
        self.changed();
        Ok(())
    }

    /// A direct conversation whose only other person could not be added has no purpose.
    pub(crate) fn abandon_if_alone(&mut self) -> Step {
        let alone = members::count(self.turn.db, self.row.id)? <= 1;
        if alone && self.row.kind == ConversationKind::Direct {
            self.row.state = ConversationState::Failed;
            self.save()?;
            self.nothing_leaves()?;
            self.turn.memory.log_retry.remove(&self.row.id);
            let link = self.link();
            self.turn.close_conversation(&link, self.row.id);
            self.changed();
        }
        Ok(())
    }
}
