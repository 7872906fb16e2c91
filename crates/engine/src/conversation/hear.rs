//! Reading a conversation's log: every entry in order, each exactly once, in one transaction with
//! what it changes.

use hudhud_base::{ConversationId, Minute, Seq};
use hudhud_mls::{ProcessError, Processed};
use hudhud_store::conversations::ConversationState;
use hudhud_store::outbox::{self, OutboxClass, OutboxRow};
use hudhud_wire::{Class, Entries, Entry, EntryBody};

use crate::api::Link;
use crate::conversation::commit::Aftermath;
use crate::conversation::notice::Notice;
use crate::conversation::outer::Opened;
use crate::conversation::policy;
use crate::conversation::{Conversation, Reading};
use crate::turn::damage::Damage;
use crate::turn::links::LogEnd;
use crate::turn::pending::LogOwner;
use crate::turn::{Step, Turn};

/// Where a conversation stands once some entries were read.
#[must_use]
pub(crate) enum Heard {
    /// There is more to read, or nothing more to be done.
    Reading,
    /// Nothing is there that has not been read.
    CaughtUp,
    /// An invitation that was kept has been accepted: its intent is to be moved on.
    InvitedAgain,
}

/// What an entry turned out to be, before anything is done about it.
enum Content {
    Processed(Box<Result<Processed, ProcessError>>),
    /// A message or a handshake of ours that the group need not look at.
    Own,
    /// Bytes that are nothing: they burn a sequence number.
    Worthless,
    /// No bytes any more.
    Emptied,
    WaitsForBlob,
}

impl Turn<'_> {
    pub(crate) fn hear(
        &mut self,
        link: &Link,
        conversation: ConversationId,
        entries: &Entries,
    ) -> Step<Heard> {
        let owner = LogOwner::Conversation(conversation);
        let log = self.memory.open_log(link, owner);
        let Some(log) = log.filter(|log| log.waits_for.is_none()) else {
            // Nothing is taken out of order; what was not taken is followed again.
            return Ok(Heard::Reading);
        };
        let (end, known_next) = (log.end_when_opened, log.known_next);
        let Some(mut view) = self.conversation(conversation)? else {
            return Ok(Heard::Reading);
        };
        let listens = entries.live && known_next <= view.row.cursor.next();
        let last_activity = view.row.last_activity;
        let before = (view.row.cursor, view.row.unread, view.row.title.clone());
        let reading = view.read_entries(entries, end)?;
        view.save()?;
        if view.row.cursor > before.0 {
            // Whoever writes to the log is in the group.
            view.begin_to_plead()?;
        }
        if view.row.last_activity > last_activity {
            view.renew_leaf_in_time(listens)?;
        }
        if (view.row.cursor, view.row.unread, &view.row.title) != (before.0, before.1, &before.2) {
            view.changed();
        }
        match reading {
            Reading::GoesOn => view.read_so_far(link, entries.live.then_some(entries.next)),
            Reading::WaitsForBlob => view.read_so_far(link, None),
            Reading::MovesOn => {
                view.reopen_log()?;
                Ok(Heard::Reading)
            }
            Reading::Ended | Reading::InvitedAgain => {
                // What is opened for the invitation, if there is one, is the new beginning.
                let peer = view.row.peer;
                self.close_conversation(link, conversation);
                if let Some(peer) = peer {
                    self.gather(&peer)?;
                }
                Ok(if reading == Reading::InvitedAgain {
                    Heard::InvitedAgain
                } else {
                    Heard::Reading
                })
            }
        }
    }
}

impl Conversation<'_, '_> {
    fn read_entries(&mut self, entries: &Entries, end: Option<LogEnd>) -> Step<Reading> {
        for entry in &entries.entries {
            // Pushed twice: the log was followed again meanwhile.
            if entry.seq <= self.row.cursor {
                continue;
            }
            let reading = self.take_apart(entry)?;
            match reading {
                Reading::GoesOn => self.hold_to(end, entry.minute)?,
                Reading::MovesOn => {
                    // What the host said of the former log is held against that log.
                    self.hold_to(end, entry.minute)?;
                    self.go_on_in_next_log()?;
                    return Ok(reading);
                }
                Reading::WaitsForBlob | Reading::Ended | Reading::InvitedAgain => {
                    return Ok(reading);
                }
            }
        }
        if entries.next > self.row.cursor.next() {
            // What stood at the end of this answer has expired.
            let last_gone = Seq(entries.next.0.saturating_sub(1));
            let minute = self.turn.now.minute();
            self.missed(last_gone, minute)?;
            self.hold_to(end, minute)?;
        }
        Ok(Reading::GoesOn)
    }

    /// Where reading has come, against what the host said of it.
    fn hold_to(&mut self, end: Option<LogEnd>, minute: Minute) -> Step {
        let word = self.turn.check_end(&mut self.row, end)?;
        if let Some(end) = end {
            self.weigh_claim(word, end)?;
        }
        self.take_word(word, minute)
    }

    /// Notes how far the log has been read; `pushed` is what comes after the entries that were pushed.
    fn read_so_far(&mut self, link: &Link, pushed: Option<Seq>) -> Step<Heard> {
        let owner = LogOwner::Conversation(self.row.id);
        let Some(log) = self.turn.memory.open_log(link, owner) else {
            return Ok(Heard::Reading);
        };
        if let Some(next) = pushed {
            log.known_next = log.known_next.max(next);
        }
        let caught_up = log.known_next <= self.row.cursor.next();
        if log.generation != self.row.generation {
            // A rotation was read: the capabilities that the log was opened with have ended.
            self.reopen_log()?;
            Ok(Heard::Reading)
        } else if caught_up {
            Ok(Heard::CaughtUp)
        } else {
            Ok(Heard::Reading)
        }
    }

    /// Takes an entry, or sets it aside if it cannot be taken.
    fn take_apart(&mut self, entry: &Entry) -> Step<Reading> {
        let row = self.row.clone();
        let taken = self.turn.apart(|turn| {
            let mut view = turn.view(row);
            let reading = view.take_entry(entry)?;
            Ok((reading, view.row))
        })?;
        match taken {
            Ok((reading, row)) => {
                self.row = row;
                Ok(reading)
            }
            Err(trouble) => {
                self.set_entry_aside(entry, trouble)?;
                if trouble.with_own_state_of() == Some(self.row.id) {
                    // Whatever the entry was, the next one would fare no better.
                    self.set_aside()?;
                }
                Ok(Reading::GoesOn)
            }
        }
    }

    fn take_entry(&mut self, entry: &Entry) -> Step<Reading> {
        if entry.seq != self.row.cursor.next() {
            self.missed(Seq(entry.seq.0.saturating_sub(1)), entry.minute)?;
        }
        let content = self.content_of(entry)?;
        if matches!(content, Content::WaitsForBlob) {
            // Neither the cursor nor the hash has moved: it is read again, and counted once.
            return Ok(Reading::WaitsForBlob);
        }
        // Before anything is done about it: what is said here tells how far this device has seen.
        self.turn.extend_chain(&mut self.row, entry)?;
        let reading = self.take_content(entry, content)?;
        if !matches!(reading, Reading::GoesOn | Reading::MovesOn) {
            // Over, or begun again further on by an invitation that came before its time.
            self.row.cursor = self.row.cursor.max(entry.seq);
            return Ok(reading);
        }
        self.row.cursor = entry.seq;
        if entry.class == Class::Ordered {
            self.row.ordered_head = entry.seq;
            // Whatever of ours was built on the head before cannot stand any more.
            self.withdraw_staged()?;
        }
        Ok(reading)
    }

    /// Opens the outer seal and lets the group look at what is inside.
    fn content_of(&mut self, entry: &Entry) -> Step<Content> {
        let out = outbox::by_entry(self.turn.db, self.row.id, &entry.id)?;
        // What we put into a blob is gone from here once the host has it. The bytes that refer to it
        // came back as they were sent: that is enough to know what they are.
        if out.as_ref().is_some_and(|out| is_our_reference(out, entry)) {
            return Ok(Content::Own);
        }
        let mls = match self.open_outer(entry)? {
            Opened::Mls(bytes) => bytes,
            Opened::Worthless => return Ok(Content::Worthless),
            Opened::Emptied => return Ok(Content::Emptied),
            Opened::Waits(blob) => {
                if let Some(log) = self.open_log() {
                    log.waits_for = Some(blob);
                }
                return Ok(Content::WaitsForBlob);
            }
        };
        // The group cannot open what its own leaf sealed, and does not know of an external commit.
        if out.as_ref().is_some_and(is_only_ours) {
            return Ok(Content::Own);
        }
        let processed =
            self.with_group(|group, context| group.process(context, &mls, policy::apply))?;
        if let Err(ProcessError::Storage(_) | ProcessError::Bug) = processed {
            return Err(self.damaged(Damage::EntryNotProcessed));
        }
        Ok(Content::Processed(Box::new(processed)))
    }

    fn take_content(&mut self, entry: &Entry, content: Content) -> Step<Reading> {
        let processed = match content {
            Content::Processed(processed) => *processed,
            Content::Own => return self.take_own(entry),
            // Its hash is in the running hash: nobody can tell by that who else has read it. So it is said.
            Content::Emptied => {
                if entry.class == Class::Plain && self.row.state == ConversationState::Active {
                    self.missed_line(entry.minute)?;
                }
                return Ok(Reading::GoesOn);
            }
            Content::Worthless | Content::WaitsForBlob => return Ok(Reading::GoesOn),
        };
        match (processed, entry.class) {
            (
                Ok(Processed::Message {
                    sender,
                    epoch,
                    plaintext,
                    ..
                }),
                Class::Plain,
            ) => {
                if epoch == self.with_group(|group, _| group.epoch())? {
                    self.clear_suspicion(&sender.account)?;
                }
                self.receive_message(entry, &sender, &plaintext)?;
            }
            // Out of step, the own epoch has ended for the others: a handshake that still fits it was made
            // for this device alone.
            (Ok(Processed::Commit(_) | Processed::Leave { .. }), Class::Ordered)
                if self.row.state == ConversationState::OutOfStep => {}
            (Ok(Processed::Commit(commit)), Class::Ordered) => {
                return self.take_commit(entry, *commit);
            }
            (Ok(Processed::Leave { leaf }), Class::Ordered) => self.somebody_leaves(leaf)?,
            (Ok(Processed::OwnCommit), _) => return self.take_own(entry),
            (Ok(Processed::OwnMessage { epoch }), _) => return self.take_claimed(entry, epoch),
            // Handshakes among the messages, messages among the handshakes: what was agreed about
            // either does not hold for them, and every honest member passes them over.
            (Ok(Processed::Message { .. }), Class::Ordered)
            | (Ok(Processed::Commit(_) | Processed::Leave { .. }), Class::Plain) => {}
            (Err(error), _) => self.take_failed(entry, error)?,
        }
        Ok(Reading::GoesOn)
    }

    fn take_failed(&mut self, entry: &Entry, error: ProcessError) -> Step {
        match error {
            // Everything before this entry was read: if members use a later epoch, it is out of reach.
            // But it is only said in clear, where any member can write what they like.
            ProcessError::WrongEpoch { ours, theirs }
                if theirs > ours && entry.class == Class::Plain =>
            {
                self.suspect()
            }
            // An entry whose keys are gone: said where it stood, so that nobody believes nothing was
            // there.
            ProcessError::TooOld | ProcessError::AlreadySeen => {
                self.own_line_of(entry, &Notice::Unreadable)
            }
            ProcessError::WrongEpoch { .. }
            | ProcessError::Invalid
            | ProcessError::NotForUs
            | ProcessError::Storage(_)
            | ProcessError::Bug => Ok(()),
        }
    }
}

/// Whether an entry is the one of this row, byte for byte, and refers to a blob.
fn is_our_reference(out: &OutboxRow, entry: &Entry) -> bool {
    match (&out.sealed, &entry.body) {
        (Some(ours), EntryBody::Sealed(theirs)) => out.blob.is_some() && ours == theirs,
        (_, EntryBody::Sealed(_) | EntryBody::Tombstone(_)) => false,
    }
}

/// Whether an entry of ours is taken by its row alone.
fn is_only_ours(out: &OutboxRow) -> bool {
    match out.class {
        OutboxClass::Plain => true,
        OutboxClass::Ordered => {
            Aftermath::of(out).is_some_and(|aftermath| aftermath.rejoin || aftermath.leave)
        }
    }
}
