//! What a conversation sends next: one entry at a time, in order, built on what was read.
//!
//! A message is sealed when it is about to leave, not when it was written: what waits offline is
//! sealed for the members of the day it is sent. Once sealed, it is sent as the same bytes until it
//! is read back, unless its generation has ended or its epoch is too far behind; then it is sealed
//! again, as the same message in another entry, after everything has been read.

use bytes::Bytes;
use hudhud_base::{ConversationId, EntryId, MessageRow, Minute, OutboxId, limits};
use hudhud_crypto::{
    entry::{self, EntryAad},
    keys::LogKey,
};
use hudhud_mls::SealError;
use hudhud_store::{
    blobs::{self, BlobState},
    conversations::{self, ConversationRow, ConversationState},
    generations, intents, messages,
    outbox::{self, OutboxClass, OutboxRow},
};
use hudhud_wire::{Append, Appended, Class, Refusal, RefusalCode, Request, Rotation};

use crate::api::{Event, Failure, Link, TurnError};
use crate::conversation::handshake::Inner;
use crate::people::account::is_passing;
use crate::turn::memory::{LogOwner, Pending};
use crate::turn::own::random;
use crate::turn::record::{self, Bytes32};
use crate::turn::{Step, Turn};
use crate::work::intent::IntentKind;

/// Members keep the keys of five past epochs; one is left as a margin.
const RESEND_EPOCHS: u64 = 4;
/// Bytes of MLS message that fit an entry beside the seals' own bytes and padding.
const INLINE_BYTES: usize = limits::ENTRY_BYTES - limits::ENTRY_BYTES / 8;
const RETRY_MS: u64 = 1_000;

/// The hashes of a rotation as the outbox keeps them: generation, read, write, control.
type KeptRotation = (u32, Bytes32, Bytes32, Bytes32);

pub(crate) fn class_byte(class: Class) -> u8 {
    match class {
        Class::Ordered => 1,
        Class::Plain => 2,
    }
}

pub(crate) fn keep_rotation(rotation: &Rotation) -> Vec<u8> {
    let hashes = &rotation.hashes;
    let kept: KeptRotation = (
        rotation.generation.0,
        Bytes32(hashes.read.0),
        Bytes32(hashes.write.0),
        Bytes32(hashes.control.0),
    );
    record::encode(&kept)
}

pub(crate) fn kept_rotation(bytes: &[u8]) -> Option<Rotation> {
    let (generation, read, write, control): KeptRotation = record::decode(bytes)?;
    let hash = |bytes: Bytes32| hudhud_base::CapabilityHash(bytes.0);
    Some(Rotation {
        generation: hudhud_base::Generation(generation),
        hashes: hudhud_wire::CapabilityHashes {
            read: hash(read),
            write: hash(write),
            control: hash(control),
        },
    })
}

impl Turn<'_> {
    /// Conversations whose logs should be open.
    pub(crate) fn live_conversations(&mut self) -> Step<Vec<ConversationRow>> {
        let mut rows = conversations::with_state(self.db, ConversationState::Active)?;
        rows.extend(conversations::with_state(
            self.db,
            ConversationState::Creating,
        )?);
        rows.extend(conversations::with_state(
            self.db,
            ConversationState::OutOfStep,
        )?);
        // The newest first: they are what the person looks at.
        rows.sort_by_key(|row| (std::cmp::Reverse(row.last_activity), row.id));
        Ok(rows)
    }

    pub(crate) fn drive_all(&mut self) -> Step {
        let mut waiting = outbox::conversations_with_rows(self.db)?;
        waiting.extend(
            intents::open_all(self.db)?
                .into_iter()
                .filter_map(|row| row.conversation),
        );
        waiting.extend(self.memory.log_retry.keys());
        waiting.sort_unstable();
        waiting.dedup();
        waiting
            .into_iter()
            .try_for_each(|conversation| self.drive(conversation))
    }

    /// Sends what can be sent now.
    pub(crate) fn drive(&mut self, conversation: ConversationId) -> Step {
        loop {
            let Some(row) = conversations::by_id(self.db, conversation)? else {
                return Ok(());
            };
            if !row.log_created {
                return self.create_log(&row);
            }
            if !self.may_send(&row) {
                return Ok(());
            }
            let next = outbox::next(self.db, conversation)?;
            let comes_back = next.as_ref().is_some_and(|out| self.is_rejoin(out));
            if row.state != ConversationState::Active
                && !(row.state == ConversationState::OutOfStep && comes_back)
            {
                return Ok(());
            }
            if let Some(out) = next
                .as_ref()
                .filter(|out| out.class == OutboxClass::Ordered)
            {
                if self.drive_sealed(&row, out.clone())? {
                    return Ok(());
                }
                continue;
            }
            if self.plan_next(&row)? {
                continue;
            }
            let Some(out) = next else { return Ok(()) };
            if self.is_alone_for_now(&row)? {
                return Ok(());
            }
            let done = if out.sealed.is_some() {
                self.drive_sealed(&row, out)?
            } else if out.not_before > self.now {
                true
            } else {
                self.seal_next(&row, out)?
            };
            if done {
                return Ok(());
            }
        }
    }

    /// Whether nobody else is in the group yet, and somebody is being added: what is said waits for them.
    fn is_alone_for_now(&mut self, row: &ConversationRow) -> Step<bool> {
        let alone = hudhud_store::members::count(self.db, row.id)? <= 1;
        Ok(alone && self.has_intent(row.id, &IntentKind::Add(Vec::new()))?)
    }

    /// Whether the log is open, read to its end, and has nothing of ours under way.
    fn may_send(&mut self, row: &ConversationRow) -> bool {
        let link = Self::anonymous(&row.host);
        let cursor = row.cursor;
        self.memory
            .open_log(&link, LogOwner::Conversation(row.id))
            .is_some_and(|log| {
                log.opened
                    && log.generation == row.generation
                    && log.in_flight.is_none()
                    && log.waits_for.is_none()
                    && log.known_next <= cursor.next()
            })
    }

    /// Sends sealed bytes, or drops the seal if they no longer fit; true if the conversation waits.
    fn drive_sealed(&mut self, row: &ConversationRow, mut out: OutboxRow) -> Step<bool> {
        let fits = match out.class {
            OutboxClass::Ordered => {
                out.expected_head == Some(row.ordered_head) && out.generation == row.generation
            }
            OutboxClass::Plain => {
                let epoch = self.with_group(row, |group, _| group.epoch())?;
                out.generation == row.generation && epoch <= out.epoch.saturating_add(RESEND_EPOCHS)
            }
        };
        if !fits {
            match out.class {
                OutboxClass::Ordered => self.drop_commit(row, &out)?,
                OutboxClass::Plain => {
                    out.entry = None;
                    out.sealed = None;
                    outbox::update(self.db, &out)?;
                }
            }
            return Ok(false);
        }
        let uploading = match &out.blob {
            Some(blob) => {
                blobs::by_id(self.db, blob)?.is_some_and(|blob| blob.state == BlobState::Waiting)
            }
            None => false,
        };
        if uploading || out.not_before > self.now {
            return Ok(true);
        }
        self.transmit(row, &out);
        Ok(true)
    }

    fn transmit(&mut self, row: &ConversationRow, out: &OutboxRow) {
        let link = Self::anonymous(&row.host);
        let (Some(entry), Some(sealed)) = (out.entry, out.sealed.clone()) else {
            return;
        };
        let Some(log) = self.memory.open_log(&link, LogOwner::Conversation(row.id)) else {
            return;
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
            rotation: out.rotation.as_deref().and_then(kept_rotation),
            expires: None::<Minute>,
            erase_hash: None,
            body: Bytes::from(sealed),
        };
        self.request(
            &link,
            Request::Append(append),
            Pending::Append {
                conversation: row.id,
                outbox: out.id,
            },
        );
    }

    /// Seals a message for the members of now; true if the conversation waits.
    fn seal_next(&mut self, row: &ConversationRow, mut out: OutboxRow) -> Step<bool> {
        let own = self.own()?;
        let sealed = self.with_group(row, |group, context| {
            let bytes = group.seal(context, &own.identity, &[], &out.content)?;
            Ok((bytes, group.epoch()))
        })?;
        match sealed {
            Ok((bytes, epoch)) => {
                let (entry, sealed) = self.seal_entry(row, Class::Plain, &Inner::Mls(bytes))?;
                out.entry = Some(entry);
                out.sealed = Some(sealed);
                out.epoch = epoch;
                out.generation = row.generation;
                outbox::update(self.db, &out)?;
                Ok(false)
            }
            Err(SealError::CommitLeavesFirst) => {
                self.insert_intent(Some(row.id), &IntentKind::CommitLeaves)?;
                Ok(false)
            }
            // The commit that removed us is about to be read.
            Err(SealError::NotMember) => Ok(true),
            Err(SealError::Storage(_) | SealError::Bug) => Err(TurnError::Damaged.into()),
        }
    }

    /// The outer seal, in a fresh entry.
    pub(crate) fn seal_entry(
        &mut self,
        row: &ConversationRow,
        class: Class,
        inner: &Inner,
    ) -> Step<(EntryId, Vec<u8>)> {
        let keys =
            generations::by_number(self.db, row.id, row.generation)?.ok_or(TurnError::Damaged)?;
        let id = EntryId(random(self.rng));
        let aad = EntryAad {
            log: row.log,
            generation: row.generation,
            class: class_byte(class),
            entry: id,
        };
        let key = LogKey::from_bytes(*keys.log_key.as_bytes());
        Ok((id, entry::seal(&key, &aad, &inner.encode(), self.rng)))
    }

    /// An MLS message as it goes into an entry: itself, or a blob that holds it.
    pub(crate) fn inner_of(
        &mut self,
        row: &ConversationRow,
        bytes: Vec<u8>,
    ) -> Step<(Inner, Option<hudhud_base::BlobId>)> {
        if bytes.len() <= INLINE_BYTES {
            return Ok((Inner::Mls(bytes), None));
        }
        let blob = self.store_blob(&row.host, Some(row.id), &bytes)?;
        let id = blob.id();
        Ok((Inner::Blob(blob), Some(id)))
    }

    pub(crate) fn appended(
        &mut self,
        link: &Link,
        conversation: ConversationId,
        id: OutboxId,
        appended: &Appended,
    ) -> Step {
        self.clear_in_flight(link, conversation);
        let Some(out) = outbox::by_id(self.db, id)? else {
            return self.drive(conversation);
        };
        if let Some(message) = out.message {
            // The row leaves the outbox when it is read back, in its place among the others.
            messages::set_sent(self.db, message, appended.seq, appended.minute)?;
            self.message_changed(conversation, message);
        }
        if let Some(log) = self
            .memory
            .open_log(link, LogOwner::Conversation(conversation))
        {
            // Nothing more is sent before it was read back.
            log.known_next = log.known_next.max(appended.seq.next());
        }
        self.drive(conversation)
    }

    pub(crate) fn clear_in_flight(&mut self, link: &Link, conversation: ConversationId) {
        if let Some(log) = self
            .memory
            .open_log(link, LogOwner::Conversation(conversation))
        {
            log.in_flight = None;
        }
    }

    pub(crate) fn append_refused(
        &mut self,
        link: &Link,
        conversation: ConversationId,
        id: OutboxId,
        refusal: &Refusal,
    ) -> Step {
        self.clear_in_flight(link, conversation);
        let (Some(row), Some(mut out)) = (
            conversations::by_id(self.db, conversation)?,
            outbox::by_id(self.db, id)?,
        ) else {
            return self.drive(conversation);
        };
        if is_passing(refusal.code) {
            out.attempts = out.attempts.saturating_add(1);
            let base = u64::from(refusal.retry_after_ms).max(RETRY_MS);
            out.not_before = self.now.plus_ms(self.jittered(base, out.attempts));
            outbox::update(self.db, &out)?;
            return Ok(());
        }
        if refusal.code == RefusalCode::Head {
            // What won is on its way to us.
            if let Some(log) = self
                .memory
                .open_log(link, LogOwner::Conversation(conversation))
            {
                log.known_next = log.known_next.max(refusal.seq.next());
            }
            self.drop_commit(&row, &out)?;
            return self.drive(conversation);
        }
        if matches!(
            refusal.code,
            RefusalCode::Generation | RefusalCode::NoSuchHandle | RefusalCode::NoSuchLog
        ) {
            // So is what began another generation.
            return self.open_conversation(&row);
        }
        if refusal.code == RefusalCode::Conflict {
            // The entry's id is taken by other bytes: another id, the same message.
            self.unseal(&row, out)?;
            return self.drive(conversation);
        }
        self.give_up(&row, &out, Failure::Refused(refusal.code))
    }

    fn unseal(&mut self, row: &ConversationRow, mut out: OutboxRow) -> Step {
        match out.class {
            OutboxClass::Ordered => self.drop_commit(row, &out),
            OutboxClass::Plain => {
                out.entry = None;
                out.sealed = None;
                Ok(outbox::update(self.db, &out)?)
            }
        }
    }

    /// The host will never take it.
    fn give_up(&mut self, row: &ConversationRow, out: &OutboxRow, failure: Failure) -> Step {
        if let Some(message) = out
            .message
            .map(|id| messages::by_id(self.db, id))
            .transpose()?
            .flatten()
        {
            let failed = messages::StoredMessage {
                state: messages::MessageState::Failed,
                ..message
            };
            messages::update(self.db, &failed)?;
            self.message_changed(row.id, failed.id);
        }
        match out.class {
            OutboxClass::Ordered => {
                let intent = out.intent;
                self.drop_commit(row, out)?;
                self.end_intent(intent, Some(failure))?;
            }
            OutboxClass::Plain => outbox::delete(self.db, out.id)?,
        }
        self.drive(row.id)
    }

    pub(crate) fn message_changed(&mut self, conversation: ConversationId, message: MessageRow) {
        self.event(Event::MessageChanged {
            conversation: conversation,
            message: message,
        });
    }
}
