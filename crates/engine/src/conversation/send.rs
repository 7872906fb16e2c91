//! What a conversation sends next: one entry at a time, in order, built on what was read.
//!
//! A message is sealed when it is about to leave, not when it was written: what waits offline is
//! sealed for the members of the day it is sent. Once sealed, it is sent as the same bytes until it
//! is read back, unless its generation has ended or its epoch is too far behind; then it is sealed
//! again, as the same message in another entry, after everything has been read.

use bytes::Bytes;
use hudhud_base::ConversationId;
use hudhud_mls::{PAST_EPOCHS, SealError};
use hudhud_store::{
    conversations::{self, ConversationState, Doubt},
    members,
    outbox::{self, OutboxClass, OutboxRow},
};
use hudhud_wire::{Append, Class, RefusalCode, Request};

use crate::api::Failure;
use crate::conversation::Conversation;
use crate::conversation::commit::{Aftermath, is_rejoin};
use crate::turn::damage::Damage;
use crate::turn::pending::Pending;
use crate::turn::{Step, Turn};
use crate::work::blob::Reference;
use crate::work::intent::IntentKind;
use crate::work::outbox::kept_rotation;

/// Epochs after which a sealed message is sealed again: one fewer than members can still open, since
/// another commit may be appended before it.
const RESEND_EPOCHS: u64 = PAST_EPOCHS as u64 - 1;

/// What one attempt to send came to.
enum Attempt {
    /// Nothing more can be sent now.
    Waits,
    /// Something changed, and the conversation is to be looked at anew.
    LookAgain,
}

impl Turn<'_> {
    /// Sends what a conversation can send now.
    pub(crate) fn drive(&mut self, id: ConversationId) -> Step {
        match self.apart(|turn| turn.drive_on(id))? {
            Ok(()) => Ok(()),
            Err(_) => self.set_conversation_aside(id),
        }
    }

    fn drive_on(&mut self, id: ConversationId) -> Step {
        // Each attempt may change the row; it is read again for the next one.
        while let Some(mut conversation) = self.conversation(id)? {
            match conversation.try_to_send()? {
                Attempt::Waits => break,
                Attempt::LookAgain => {}
            }
        }
        Ok(())
    }

    /// Conversations whose logs should be open, the newest first: they are what the person looks at.
    pub(crate) fn live_conversations(&mut self) -> Step<Vec<conversations::ConversationRow>> {
        let mut rows = Vec::new();
        for state in [
            ConversationState::Active,
            ConversationState::Creating,
            ConversationState::OutOfStep,
        ] {
            rows.extend(conversations::with_state(self.db, state)?);
        }
        rows.sort_by_key(|row| (std::cmp::Reverse(row.last_activity), row.id));
        Ok(rows)
    }
}

impl Conversation<'_, '_> {
    fn try_to_send(&mut self) -> Step<Attempt> {
        if !self.row.log_created {
            self.create_log()?;
            return Ok(Attempt::Waits);
        }
        if !self.may_send() {
            // Refused a while ago, when it was to be opened.
            if self.turn.log_is_due(self.row.id) && self.open_log().is_none() {
                self.reopen_log()?;
            }
            return Ok(Attempt::Waits);
        }
        let next = outbox::next(self.turn.db, self.row.id)?;
        // Out of step, nothing can be said but what brings this device back.
        let comes_back =
            self.row.state == ConversationState::OutOfStep && next.as_ref().is_some_and(is_rejoin);
        if self.row.state != ConversationState::Active && !comes_back {
            return Ok(Attempt::Waits);
        }
        // A handshake that is queued leaves before another one is planned: both would be built on the
        // same head.
        let next = match next {
            Some(out) if out.class == OutboxClass::Ordered => return self.send_sealed(out),
            next => next,
        };
        if self.plan_next()? {
            return Ok(Attempt::LookAgain);
        }
        let Some(out) = next else {
            return Ok(Attempt::Waits);
        };
        if self.is_alone_for_now()? {
            return Ok(Attempt::Waits);
        }
        if out.sealed.is_some() {
            self.send_sealed(out)
        } else if out.not_before > self.turn.now {
            Ok(Attempt::Waits)
        } else {
            self.seal_next(out)
        }
    }

    /// Whether nobody else is in the group yet, and somebody is being added: what is said waits for
    /// them.
    fn is_alone_for_now(&mut self) -> Step<bool> {
        let alone = members::count(self.turn.db, self.row.id)? <= 1;
        Ok(alone
            && self
                .turn
                .has_intent(self.row.id, &IntentKind::Add(Vec::new()))?)
    }

    /// Whether the log is open, read to its end, and has nothing of ours under way.
    fn may_send(&mut self) -> bool {
        let (generation, next) = (self.row.generation, self.row.cursor.next());
        // What is sent there would be lost with what the host no longer shows, or stand twice.
        if self.row.doubt == Doubt::HostBehind {
            return false;
        }
        self.open_log().is_some_and(|log| {
            log.opened
                && log.generation == generation
                && log.in_flight.is_none()
                && log.waits_for.is_none()
                && log.known_next <= next
        })
    }

    /// Sends sealed bytes, or drops the seal if they no longer fit.
    fn send_sealed(&mut self, out: OutboxRow) -> Step<Attempt> {
        if !self.still_fits(&out)? {
            self.unseal(out)?;
            return Ok(Attempt::LookAgain);
        }
        let next_log = Aftermath::of(&out).and_then(|aftermath| aftermath.moves);
        if let Some(next) = next_log.filter(|next| !next.is_there) {
            // Who reads the commit goes there at once.
            self.create_next_log(&out, &next)?;
            return Ok(Attempt::Waits);
        }
        let transfer = out.blob.map(|blob| self.transfer(blob));
        match self.turn.reference(transfer.as_ref())? {
            Reference::Broken => {
                self.give_up(&out, Failure::Refused(RefusalCode::TooLarge))?;
                return Ok(Attempt::LookAgain);
            }
            Reference::Holds if out.not_before <= self.turn.now => self.transmit(&out)?,
            Reference::Holds | Reference::Waits => {}
        }
        Ok(Attempt::Waits)
    }

    fn still_fits(&mut self, out: &OutboxRow) -> Step<bool> {
        if out.generation != self.row.generation {
            return Ok(false);
        }
        Ok(match out.class {
            OutboxClass::Ordered => {
                let reaches = Aftermath::of(out).and_then(|aftermath| aftermath.moves);
                out.expected_head == Some(self.row.ordered_head)
                    && reaches.is_none_or(|next| self.is_far_enough(&next))
            }
            OutboxClass::Plain => {
                let epoch = self.with_group(|group, _| group.epoch())?;
                epoch <= out.epoch.saturating_add(RESEND_EPOCHS)
            }
        })
    }

    /// Sealed bytes that will not stand: a message is sealed again, a handshake planned again.
    pub(crate) fn unseal(&mut self, mut out: OutboxRow) -> Step {
        match out.class {
            OutboxClass::Ordered => self.withdraw(&out),
            OutboxClass::Plain => {
                out.unseal();
                Ok(outbox::update(self.turn.db, &out)?)
            }
        }
    }

    fn transmit(&mut self, out: &OutboxRow) -> Step {
        let (Some(entry), Some(sealed)) = (out.entry, out.sealed.clone()) else {
            return Ok(());
        };
        // Left out, it would be a commit that ends no generation, and the host could not tell.
        let rotation = match &out.rotation {
            Some(kept) => {
                let rotation = kept_rotation(kept);
                Some(rotation.ok_or_else(|| self.damaged(Damage::AftermathUnreadable))?)
            }
            None => None,
        };
        let Some(log) = self.open_log() else {
            return Ok(());
        };
        log.in_flight = Some(out.id);
        let append = Append {
            handle: log.handle,
            entry,
            class: match out.class {
                OutboxClass::Ordered => Class::Ordered,
                OutboxClass::Plain => Class::Plain,
            },
            generation: out.generation,
            expected_head: out.expected_head,
            rotation,
            expires: None,
            erase_hash: None,
            body: Bytes::from(sealed),
        };
        let pending = Pending::Append {
            conversation: self.row.id,
            outbox: out.id,
        };
        let link = self.link();
        self.turn.request(&link, Request::Append(append), pending);
        Ok(())
    }

    /// Seals a message for the members of now.
    fn seal_next(&mut self, mut out: OutboxRow) -> Step<Attempt> {
        let own = self.turn.own()?;
        let sealed = self.with_group(|group, context| {
            let bytes = group.seal(context, &own.identity, &[], &out.content)?;
            Ok((bytes, group.epoch()))
        })?;
        match sealed {
            Ok((bytes, epoch)) => {
                let sealed = self.seal_entry(Class::Plain, bytes)?;
                out.entry = Some(sealed.id);
                out.sealed = Some(sealed.bytes);
                out.blob = sealed.blob;
                out.epoch = epoch;
                out.generation = self.row.generation;
                // Stored before it leaves: sent again, it must be the same bytes.
                outbox::update(self.turn.db, &out)?;
                Ok(Attempt::LookAgain)
            }
            Err(SealError::CommitLeavesFirst) => {
                self.turn
                    .insert_intent(Some(self.row.id), &IntentKind::CommitLeaves)?;
                Ok(Attempt::LookAgain)
            }
            // The commit that removed us is about to be read.
            Err(SealError::NotMember) => Ok(Attempt::Waits),
            Err(SealError::Storage(_) | SealError::Bug) => {
                Err(self.damaged(Damage::MessageNotSealed))
            }
        }
    }
}
