//! Reading a conversation's log: every entry in order, each exactly once, in one transaction with
//! what it changes.

use hudhud_base::{ConversationId, Generation, Handle, Minute, RunningHash, Seq};
use hudhud_crypto::{
    control,
    entry::{self, EntryAad},
    identity::{EntryLink, RotationLink, body_hash, capability_hash, running_hash},
    keys::LogKey,
};
use hudhud_mls::{ProcessError, Processed, StagedTheirs};
use hudhud_store::{
    conversations::{self, ConversationRow, ConversationState},
    generations, intents,
    outbox::{self, OutboxClass, OutboxRow},
};
use hudhud_wire::{Class, Entries, Entry, EntryBody, RefusalCode};

use crate::api::{Event, Link, TurnError};
use crate::conversation::commit::{Aftermath, control_info, is_valid};
use crate::conversation::handshake::{Inner, Placement};
use crate::conversation::send::class_byte;
use crate::turn::memory::LogOwner;
use crate::turn::record;
use crate::turn::{Step, Turn};
use crate::work::intent::IntentKind;

/// Whether reading goes on.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    Yes,
    /// The entry waits for a blob and is read again when it is there.
    Wait,
    /// This device is no longer in the conversation, or out of step with it.
    Over,
}

/// What an entry turned out to be, before anything is done about it.
enum Meaning {
    Processed(Box<Result<Processed, ProcessError>>),
    /// Bytes that are nothing: they burn a sequence number.
    Worthless,
    Wait,
}

impl Turn<'_> {
    pub(crate) fn next_to_read(&mut self, owner: LogOwner) -> Step<Option<Seq>> {
        Ok(match owner {
            LogOwner::Inbox => Some(self.own()?.row.inbox_cursor.next()),
            LogOwner::Conversation(id) => {
                conversations::by_id(self.db, id)?.map(|row| row.cursor.next())
            }
        })
    }

    pub(crate) fn conversation_entries(
        &mut self,
        link: &Link,
        conversation: ConversationId,
        entries: Entries,
    ) -> Step {
        let owner = LogOwner::Conversation(conversation);
        let Some(mut row) = conversations::by_id(self.db, conversation)? else {
            return Ok(());
        };
        if self
            .memory
            .open_log(link, owner)
            .is_none_or(|log| log.waits_for.is_some())
        {
            return Ok(());
        }
        let stood = self.memory.open_log(link, owner).and_then(|log| log.stood);
        let before = (row.cursor, row.unread, row.title.clone());
        let mut taken = Taken::Yes;
        for entry in &entries.entries {
            if entry.seq <= row.cursor {
                continue;
            }
            taken = self.take(&mut row, entry)?;
            if taken != Taken::Yes {
                break;
            }
            self.anchor(&mut row, stood);
        }
        if taken == Taken::Yes && entries.next > row.cursor.next() {
            let last_gone = Seq(entries.next.0.saturating_sub(1));
            self.missed(&mut row, last_gone, self.now.minute())?;
            self.anchor(&mut row, stood);
        }
        conversations::update(self.db, &row)?;
        if row.cursor > before.0 {
            // Whoever writes to the log is in the group.
            self.begin_to_plead(&row)?;
        }
        if (row.cursor, row.unread, row.title.clone()) != before {
            self.conversation_changed(conversation);
        }
        if taken == Taken::Over {
            // Removed, invited again and back already: what is open now is the new beginning.
            if row.state != ConversationState::Active {
                self.close_conversation(link, conversation);
            }
            return Ok(());
        }
        if let Some(log) = self.memory.open_log(link, owner) {
            if entries.live && taken == Taken::Yes {
                log.known_next = log.known_next.max(entries.next);
            }
            let behind = log.generation != row.generation;
            let caught_up = log.known_next <= row.cursor.next();
            if behind {
                self.open_conversation(&row)?;
            } else if caught_up {
                self.caught_up(owner)?;
            }
        }
        Ok(())
    }

    pub(crate) fn caught_up(&mut self, owner: LogOwner) -> Step {
        match owner {
            LogOwner::Conversation(conversation) => {
                self.event(Event::CaughtUp(conversation));
                self.drive(conversation)?;
            }
            LogOwner::Inbox => self.event(Event::InboxCaughtUp),
        }
        Ok(())
    }

    /// What was not read up to here has expired at the host: the chain of hashes is broken.
    pub(crate) fn missed(
        &mut self,
        row: &mut ConversationRow,
        last_gone: Seq,
        minute: Minute,
    ) -> Step {
        row.cursor = last_gone;
        row.running_hash = None;
        if row.state == ConversationState::Active {
            self.missed_line(row, minute)?;
        }
        Ok(())
    }

    /// Where reading comes to where the log stood when it was opened, what was read must lead to the
    /// hash that the host gave then. If the chain is broken, it goes on from that hash: if the host
    /// made it up, the next message of a member who knows better shows it (docs/spec/logs.md).
    fn anchor(&mut self, row: &mut ConversationRow, stood: Option<(Seq, RunningHash)>) {
        let Some((at, said)) = stood.filter(|(at, _)| *at == row.cursor) else {
            return;
        };
        match row.running_hash {
            Some(ours) if ours != said => self.event(Event::Disagreement {
                conversation: row.id,
            }),
            Some(_) => {}
            None => {
                row.running_hash = Some(said);
                self.memory.remember_hash(row.id, at, said);
            }
        }
    }

    /// The host says where a log stands that was read to its end before, or it has not yet been.
    pub(crate) fn hold_to_its_word(&mut self, owner: LogOwner, stood: (Seq, RunningHash)) -> Step {
        let LogOwner::Conversation(conversation) = owner else {
            return Ok(());
        };
        let Some(mut row) = conversations::by_id(self.db, conversation)? else {
            return Ok(());
        };
        let before = row.running_hash;
        self.anchor(&mut row, Some(stood));
        if row.running_hash != before {
            conversations::update(self.db, &row)?;
        }
        Ok(())
    }

    fn take(&mut self, row: &mut ConversationRow, entry: &Entry) -> Step<Taken> {
        if entry.seq != row.cursor.next() {
            self.missed(row, Seq(entry.seq.0.saturating_sub(1)), entry.minute)?;
        }
        let meaning = self.meaning(row, entry)?;
        if matches!(meaning, Meaning::Wait) {
            return Ok(Taken::Wait);
        }
        row.running_hash = row
            .running_hash
            .map(|previous| running_hash(&previous, &chain_link(entry)));
        if let Some(hash) = row.running_hash {
            self.memory.remember_hash(row.id, entry.seq, hash);
        }
        let taken = self.act(row, entry, meaning)?;
        if taken == Taken::Over {
            // Over, or begun again further on by an invitation that came before its time.
            row.cursor = row.cursor.max(entry.seq);
            return Ok(taken);
        }
        row.cursor = entry.seq;
        if entry.class == Class::Ordered {
            row.ordered_head = entry.seq;
            // Whatever of ours was built on the head before cannot stand any more.
            self.drop_staged(row)?;
        }
        Ok(taken)
    }

    /// Opens the outer seal and lets the group look at what is inside.
    fn meaning(&mut self, row: &ConversationRow, entry: &Entry) -> Step<Meaning> {
        let EntryBody::Sealed(sealed) = &entry.body else {
            return Ok(Meaning::Worthless);
        };
        let Some(keys) = generations::by_number(self.db, row.id, entry.generation)? else {
            return Ok(Meaning::Worthless);
        };
        let aad = EntryAad {
            log: row.log,
            generation: entry.generation,
            class: class_byte(entry.class),
            entry: entry.id,
        };
        let opened = entry::open(&LogKey::from_bytes(*keys.log_key.as_bytes()), &aad, sealed);
        let bytes = match opened.ok().as_deref().and_then(Inner::decode) {
            None => return Ok(Meaning::Worthless),
            Some(Inner::Mls(bytes)) => bytes,
            Some(Inner::Blob(blob)) => match self.fetched(&blob, &row.host, Some(row.id))? {
                crate::work::blob::Fetched::Here(bytes) => bytes,
                crate::work::blob::Fetched::Lost => return Ok(Meaning::Worthless),
                crate::work::blob::Fetched::Waiting(id) => {
                    let link = Self::anonymous(&row.host);
                    if let Some(log) = self.memory.open_log(&link, LogOwner::Conversation(row.id)) {
                        log.waits_for = Some(id);
                    }
                    return Ok(Meaning::Wait);
                }
            },
        };
        if let Some(out) = outbox::by_entry(self.db, row.id, &entry.id)? {
            if out.class == OutboxClass::Ordered && self.is_rejoin(&out) {
                return Ok(Meaning::Processed(Box::new(Ok(Processed::OwnCommit))));
            }
            if out.class == OutboxClass::Plain || is_leave(&out) {
                return Ok(Meaning::Processed(Box::new(Ok(Processed::OwnMessage))));
            }
        }
        let processed = self.with_group(row, |group, context| group.process(context, &bytes))?;
        if let Err(ProcessError::Storage(_) | ProcessError::Bug) = processed {
            return Err(TurnError::Damaged.into());
        }
        Ok(Meaning::Processed(Box::new(processed)))
    }

    fn act(&mut self, row: &mut ConversationRow, entry: &Entry, meaning: Meaning) -> Step<Taken> {
        let Meaning::Processed(processed) = meaning else {
            return Ok(Taken::Yes);
        };
        match (*processed, entry.class) {
            (
                Ok(Processed::Message {
                    sender, plaintext, ..
                }),
                Class::Plain,
            ) => {
                self.receive_message(row, entry, &sender, &plaintext)?;
                Ok(Taken::Yes)
            }
            (Ok(Processed::Commit(commit)), Class::Ordered) => {
                self.take_commit(row, entry, *commit)
            }
            (Ok(Processed::Leave { leaf }), Class::Ordered) => {
                self.somebody_leaves(row, leaf)?;
                Ok(Taken::Yes)
            }
            (Ok(Processed::OwnCommit | Processed::OwnMessage), _) => self.take_own(row, entry),
            // Handshakes among the messages, messages among the handshakes.
            (Ok(Processed::Message { .. }), Class::Ordered)
            | (Ok(Processed::Commit(_) | Processed::Leave { .. }), Class::Plain) => Ok(Taken::Yes),
            (Err(error), _) => self.take_failed(row, entry, error),
        }
    }

    /// Our own entry came back.
    fn take_own(&mut self, row: &mut ConversationRow, entry: &Entry) -> Step<Taken> {
        let Some(out) = outbox::by_entry(self.db, row.id, &entry.id)? else {
            // Nothing of ours that we remember. Whoever claims our leaf cannot be told from a copy of
            // this database that ran on; only a copy could have sealed in the current epoch, and then
            // the keys would repeat. A sealed message that is already done is remembered by its id.
            return Ok(Taken::Yes);
        };
        if out.class == OutboxClass::Plain {
            outbox::delete(self.db, out.id)?;
            if let Some(message) = out.message {
                hudhud_store::messages::set_sent(self.db, message, entry.seq, entry.minute)?;
                self.message_changed(row.id, message);
            }
            return Ok(Taken::Yes);
        }
        let aftermath: Aftermath = record::decode(&out.content).ok_or(TurnError::Damaged)?;
        if aftermath.leave {
            return self.we_left(row, &out);
        }
        if self.is_rejoin(&out) {
            return self.we_are_back(row, entry, &out);
        }
        self.take_own_commit(row, entry, (&out, aftermath))?;
        Ok(Taken::Yes)
    }

    fn take_own_commit(
        &mut self,
        row: &mut ConversationRow,
        entry: &Entry,
        (out, aftermath): (&OutboxRow, Aftermath),
    ) -> Step {
        let before = self.with_group(row, |group, _| group.members())?;
        let merged = self.with_group(row, |group, context| group.merge_pending(context))?;
        merged.map_err(|_| TurnError::Damaged)?;
        outbox::delete(self.db, out.id)?;
        if let Some(control) = aftermath
            .control
            .as_ref()
            .filter(|_| entry.rotation.is_some())
        {
            self.begin_generation(row, entry.seq, Some(control.0))?;
        }
        let own = self.own()?.account;
        self.group_changed(row, entry, (own, &before))?;
        self.invite_added(row, entry, (&before, &aftermath))?;
        if let Some(mut intent) = out
            .intent
            .map(|id| intents::by_id(self.db, id))
            .transpose()?
            .flatten()
        {
            // Planned once more: there may be more to do, or it is done.
            intent.state = intents::IntentState::Open;
            intents::update(self.db, &intent)?;
        }
        Ok(())
    }

    fn take_commit(
        &mut self,
        row: &mut ConversationRow,
        entry: &Entry,
        mut commit: StagedTheirs,
    ) -> Step<Taken> {
        let rotation = entry.rotation;
        let valid = self.with_group(row, |group, context| {
            is_valid((row, group, rotation.as_ref()), &mut commit, context)
        })?;
        if !valid {
            return Ok(Taken::Yes);
        }
        self.drop_staged(row)?;
        let (removes_us, external) = (commit.removes_us, commit.external);
        let committer = commit.committer;
        let left: Vec<_> = commit.left.iter().map(|member| member.account).collect();
        let placement = Placement::decode(&commit.authenticated);
        let before = self.with_group(row, |group, _| group.members())?;
        let merged = self.with_group(row, |group, context| commit.merge(group, context))?;
        merged.map_err(|_| TurnError::Damaged)?;
        if removes_us {
            return self.we_were_removed(row, entry, &committer.account);
        }
        let control = self.control_for_us(row, placement.as_ref(), rotation.is_some())?;
        if let Some(rotation) = rotation {
            let genuine =
                control.filter(|control| capability_hash(control) == rotation.hashes.control);
            self.begin_generation(row, entry.seq, genuine)?;
        } else if let Some(control) = control {
            self.keep_control(row, control)?;
        }
        if !external {
            self.group_changed(row, entry, (committer.account, &before))?;
        } else {
            self.refresh_members(row)?;
        }
        if !left.is_empty() && rotation.is_none() {
            let kind = IntentKind::Rotate(row.generation.0);
            if self.holds_control(row)? {
                let later = self.now.plus_ms(self.jittered(1_000, 0));
                self.insert_intent_later(Some(row.id), &kind, later)?;
            }
        }
        Ok(Taken::Yes)
    }

    /// The control capability that a commit brings us, if it does.
    fn control_for_us(
        &mut self,
        row: &ConversationRow,
        placement: Option<&Placement>,
        rotated: bool,
    ) -> Step<Option<[u8; 32]>> {
        let own = self.own()?;
        let leaf = self.with_group(row, |group, _| group.own_leaf())?;
        let generation = if rotated {
            row.generation.next()
        } else {
            row.generation
        };
        let sealed = placement.and_then(|placement| {
            placement
                .controls
                .iter()
                .find(|control| control.leaf == leaf)
        });
        Ok(sealed
            .and_then(|control| {
                control::open(
                    &own.control,
                    &control_info(row, generation),
                    &control.sealed,
                )
                .ok()
            })
            .map(|control| *control))
    }

    fn keep_control(&mut self, row: &ConversationRow, control: [u8; 32]) -> Step {
        if let Some(mut current) = generations::by_number(self.db, row.id, row.generation)? {
            current.control = Some(hudhud_store::Secret::new(control));
            generations::upsert(self.db, &current)?;
            // The handle was opened without it.
            self.open_conversation(row)?;
        }
        Ok(())
    }

    pub(crate) fn holds_control(&mut self, row: &ConversationRow) -> Step<bool> {
        Ok(generations::by_number(self.db, row.id, row.generation)?
            .is_some_and(|current| current.control.is_some()))
    }

    /// The entry at `seq` ended the current generation; the next one follows from the new epoch.
    fn begin_generation(
        &mut self,
        row: &mut ConversationRow,
        seq: Seq,
        control: Option<[u8; 32]>,
    ) -> Step {
        let secret = self
            .with_group(row, |group, context| group.secret(context))?
            .map_err(|_| TurnError::Damaged)?;
        if let Some(mut ended) = generations::by_number(self.db, row.id, row.generation)? {
            ended.ended_seq = Some(seq);
            generations::upsert(self.db, &ended)?;
        }
        let next: Generation = row.generation.next();
        self.keep_generation(row, (next, seq.next()), &secret, control)?;
        row.generation = next;
        Ok(())
    }

    fn take_failed(
        &mut self,
        row: &mut ConversationRow,
        entry: &Entry,
        error: ProcessError,
    ) -> Step<Taken> {
        match error {
            // Everything before this entry was read: a later epoch that members use is out of reach.
            ProcessError::WrongEpoch { ours, theirs }
                if theirs > ours && entry.class == Class::Plain =>
            {
                self.fell_out_of_step(row)?;
                Ok(Taken::Yes)
            }
            ProcessError::TooOld | ProcessError::AlreadySeen => {
                self.unreadable(row, entry)?;
                Ok(Taken::Yes)
            }
            ProcessError::WrongEpoch { .. }
            | ProcessError::Invalid
            | ProcessError::NotForUs
            | ProcessError::Storage(_)
            | ProcessError::Bug => Ok(Taken::Yes),
        }
    }

    pub(crate) fn generation_ended(&mut self, link: &Link, handle: Handle, seq: Seq) -> Step {
        let owner = self.owner_of(link, handle);
        let Some(LogOwner::Conversation(conversation)) = owner else {
            return Ok(());
        };
        let Some(row) = conversations::by_id(self.db, conversation)? else {
            return Ok(());
        };
        let open = self
            .memory
            .open_log(link, LogOwner::Conversation(conversation))
            .map(|log| (log.generation, log.waits_for.is_some()));
        let Some((current, waits)) = open else {
            return Ok(());
        };
        if row.cursor < seq && !waits {
            // What led to this end was dropped on the way.
            return self.follow_again(link, handle, seq.next());
        }
        if row.cursor >= seq && current == row.generation && row.state == ConversationState::Active
        {
            // Read to the end of the generation, and the commit that ended it was not valid to us:
            // the host let somebody rotate who may not, or we cannot follow.
            self.fell_out_of_step_now(conversation)?;
        }
        Ok(())
    }

    pub(crate) fn open_refused(
        &mut self,
        link: &Link,
        owner: LogOwner,
        _generation: Generation,
        code: RefusalCode,
    ) -> Step {
        if let Some(state) = self.memory.links.get_mut(link)
            && let Some(log) = state.logs.remove(&owner)
        {
            state.handles.remove(&log.handle);
        }
        match (owner, code) {
            (
                LogOwner::Conversation(conversation),
                RefusalCode::NoSuchLog | RefusalCode::Forbidden,
            ) => {
                // The log is gone, or its capabilities are no longer those we know.
                self.fell_out_of_step_now(conversation)
            }
            (LogOwner::Conversation(_) | LogOwner::Inbox, _) => {
                self.out.close.push(link.clone());
                Ok(())
            }
        }
    }
}

fn is_leave(out: &OutboxRow) -> bool {
    out.class == OutboxClass::Ordered
        && record::decode::<Aftermath>(&out.content).is_some_and(|aftermath| aftermath.leave)
}

/// What the running hash takes in of an entry as the host serves it.
pub(crate) fn chain_link(entry: &Entry) -> EntryLink {
    EntryLink {
        seq: entry.seq,
        class: class_byte(entry.class),
        entry: entry.id,
        generation: entry.generation,
        rotation: entry.rotation.map(|rotation| RotationLink {
            generation: rotation.generation,
            read: rotation.hashes.read,
            write: rotation.hashes.write,
            control: rotation.hashes.control,
        }),
        body_hash: match &entry.body {
            EntryBody::Sealed(bytes) => body_hash(bytes),
            EntryBody::Tombstone(hash) => *hash,
        },
    }
}
