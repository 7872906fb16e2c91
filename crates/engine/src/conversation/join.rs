//! Coming in by an invitation that was accepted.

use hudhud_base::{AccountId, ConversationId, IntentId};
use hudhud_mls::{Group, JoinError, Joined};
use hudhud_store::{
    conversations::{self, ConversationKind, ConversationRow, ConversationState},
    intents::{self, IntentRow},
};

use crate::api::Failure;
use crate::conversation::Conversation;
use crate::conversation::invitation::Invited;
use crate::conversation::kept::Kept;
use crate::conversation::notice::Notice;
use crate::conversation::policy::Policy;
use crate::inbox::matter::{GenerationRecord, Matter, WelcomeParts};
use crate::inbox::parts::Parts;
use crate::turn::damage::Damage;
use crate::turn::record;
use crate::turn::{Step, Turn};
use crate::work::intent::IntentKind;

/// What trying to use an invitation came to.
enum Attempt {
    Joined,
    /// Welcome and tree are on their way.
    Waits,
    Unusable,
}

impl Turn<'_> {
    /// Joins by the invitation that was accepted, once Welcome and tree are here.
    pub(crate) fn pump_accept(&mut self, intent: &IntentRow) -> Step {
        let conversation = match intent.conversation {
            Some(id) => self.conversation(id)?,
            None => None,
        };
        let Some(mut conversation) = conversation else {
            return self.intent_failed(intent.id, Failure::InviteUnusable);
        };
        match conversation.try_to_join()? {
            Attempt::Joined => {
                let peer = conversation.row.peer;
                conversation.turn.intent_done(intent.id)?;
                match peer {
                    Some(peer) => self.joined_with(&peer),
                    None => Ok(()),
                }
            }
            Attempt::Waits => Ok(()),
            Attempt::Unusable => {
                let id = conversation.row.id;
                self.invitation_unusable(intent.id, id)
            }
        }
    }

    fn joined_with(&mut self, peer: &AccountId) -> Step {
        self.settle(peer)?;
        self.gather(peer)
    }

    /// After two have begun with each other at one instant, each is in both conversations. The one whose
    /// group has the lower id goes on; whoever began the other one leaves it.
    fn settle(&mut self, peer: &AccountId) -> Step {
        let rows = conversations::with_peer(self.db, peer)?;
        let open = || {
            let rows = rows.iter();
            rows.filter(|row| row.state == ConversationState::Active)
        };
        let Some(kept) = open().min_by_key(|row| &row.group_id) else {
            return Ok(());
        };
        let began = |row: &&ConversationRow| row.id != kept.id && row.inviter.is_none();
        for id in open().filter(began).map(|row| row.id) {
            self.ask_to_leave(id)?;
        }
        Ok(())
    }

    /// The invitation does not lead into the group that it spoke of.
    pub(crate) fn invitation_unusable(&mut self, intent: IntentId, id: ConversationId) -> Step {
        self.intent_failed(intent, Failure::InviteUnusable)?;
        let Some(mut conversation) = self.conversation(id)? else {
            return Ok(());
        };
        let was_in = conversation.was_in()?;
        if !was_in {
            conversation.row.state = ConversationState::Failed;
            conversation.row.invite = None;
            conversation.save()?;
            conversation.changed();
        }
        // What somebody else wrote about the same group may lead into it.
        let next = conversation.next_invitation()?;
        if was_in && next.is_none() {
            conversation.stands_back()?;
        }
        if next == Some(Invited::Accepted) {
            let soon = conversation.turn.now.plus_ms(1);
            for mut accept in conversation.turn.open_intents_in(id, &IntentKind::Accept)? {
                accept.not_before = soon;
                intents::update(conversation.turn.db, &accept)?;
            }
        }
        Ok(())
    }
}

impl Conversation<'_, '_> {
    fn try_to_join(&mut self) -> Step<Attempt> {
        let invite = self.row.invite.as_deref();
        let Some(matter) = invite.and_then(record::decode::<Matter>) else {
            return Ok(Attempt::Unusable);
        };
        if !self.reads_as_invited(&matter)? {
            return Ok(Attempt::Unusable);
        }
        let Matter::Invite {
            generation,
            welcome,
            ..
        } = matter
        else {
            return Ok(Attempt::Unusable);
        };
        let parts = match self.turn.parts_here(&self.row, &welcome)? {
            Parts::Here(parts) => parts,
            Parts::Waiting => return Ok(Attempt::Waits),
            Parts::Lost => return Ok(Attempt::Unusable),
        };
        // What the group says of itself is inside the Welcome, and can be read only by joining.
        let Some(joined) = self.join_group(&parts)? else {
            return Ok(Attempt::Unusable);
        };
        let own = self.turn.own()?;
        let policy = Policy::of(&joined.group);
        let Some(policy) = policy.filter(|policy| {
            own.url_of(policy.host()).as_ref() == Some(&self.row.host)
                && self.is_as_invited(&joined, policy)
        }) else {
            // Left in the store, it would bar the way to an invitation that is good.
            let deleted = self
                .turn
                .with_context(|context| joined.group.delete(context))?;
            deleted.map_err(|_| self.damaged(Damage::GroupNotDeleted))?;
            return Ok(Attempt::Unusable);
        };
        self.enter(joined.group, &policy, &generation)?;
        Ok(Attempt::Joined)
    }

    fn join_group(&mut self, parts: &WelcomeParts) -> Step<Option<Joined>> {
        let joined = self
            .turn
            .with_context(|context| Group::join(context, &parts.welcome, Some(&parts.tree)))?;
        match joined {
            Ok(joined) => Ok(Some(joined)),
            // Not the fault of the invitation: it is not given up for that.
            Err(JoinError::Storage(_) | JoinError::Bug) => {
                Err(self.damaged(Damage::GroupNotJoined))
            }
            Err(
                JoinError::AlreadyMember
                | JoinError::NoSuchKeyPackage
                | JoinError::NoTree
                | JoinError::Invalid,
            ) => Ok(None),
        }
    }

    /// Whether the group is the one that the letter spoke of, and its writer let us in.
    fn is_as_invited(&self, joined: &Joined, policy: &Policy) -> bool {
        // In a direct conversation a third device would be somebody who listens.
        let alone_together = joined.group.members().len() == 2;
        joined.group.id() == self.row.group_id.as_slice()
            && Some(joined.sender.account) == self.row.inviter
            && policy.log() == self.row.log
            && policy.row_kind() == self.row.kind
            // Each epoch began with an entry of the log.
            && joined.group.epoch() <= self.row.cursor.0
            && (self.row.kind == ConversationKind::Group || alone_together)
    }

    fn enter(&mut self, group: Group, policy: &Policy, generation: &GenerationRecord) -> Step {
        let is_group = self.row.kind == ConversationKind::Group;
        if is_group {
            policy.title().clone_into(&mut self.row.title);
        }
        self.row.state = ConversationState::Active;
        self.row.leaf_renewed = self.turn.now;
        self.row.invite = None;
        self.forget_kept(Kept::Invitations)?;
        self.forget_kept(Kept::Former)?;
        self.save()?;
        self.take_generation(generation)?;
        self.keep_hash()?;
        self.keep_members(&group, policy)?;
        self.turn.memory.keep_group(self.row.id, group);
        self.turn.memory.hosts.insert(self.row.host.clone());
        // A key package has been used up.
        self.turn.memory.packages_due = true;
        if let Some(peer) = self.row.peer {
            self.name_direct(&peer)?;
        }
        self.turn.inquire_members(&self.row)?;
        if is_group {
            // What was said before is not here.
            let minute = self.turn.now.minute();
            self.line_here(minute, &Notice::Joined)?;
        }
        self.changed();
        self.reopen_log()
    }
}
