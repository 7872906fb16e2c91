//! A decision that was made, and what it does to memory when it is taken.

use hudhud_base::{AccountId, Generation, Handle, LogAddress, Seq, Timestamp};
use hudhud_logstore::{Op, Shard};
use hudhud_wire::{Entry, LinkKind, Request, Rights, ServerFrame};

use crate::buckets::{Bucket, Rated};
use crate::cost::frame_bytes;
use crate::logs::LogRef;
use crate::memory::Memory;
use crate::pending::{Pushed, Undo};
use crate::record::LogHead;
use crate::sessions::{AccountLink, OpenHandle};
use crate::{Outgoing, SessionId, Ticket, Turn, table};

/// What a decision changes.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    /// Records, in order.
    pub(crate) ops: Vec<Op>,
    /// The head of a log.
    pub(crate) head: Option<(LogAddress, LogHead)>,
    /// A new entry of a log, for whoever follows it.
    pub(crate) entry: Option<(LogAddress, Entry)>,
    /// What is left in a bucket, of a log or an account.
    pub(crate) bucket: Option<((Rated, [u8; 32]), Bucket)>,
    /// What becomes of the link that asks, in order.
    pub(crate) link: Vec<LinkChange>,
}

/// One change of the link that asks.
#[derive(Debug)]
pub(crate) enum LinkChange {
    /// It said Hello, and was given this challenge.
    Greeted(LinkKind, [u8; 32]),
    /// It proved to be a device, by its key, of an account.
    Proved(AccountId, [u8; 32]),
    /// A log was opened.
    Opened {
        handle: Handle,
        log: LogAddress,
        generation: Generation,
        rights: Rights,
    },
    /// A handle was given up.
    Closed(Handle),
    /// A handle follows from this entry on.
    Followed(LogRef, Handle, Seq),
    /// A handle follows no more.
    Paused(LogRef, Handle),
    /// It sent a signal to a log at this time.
    Signalled(LogAddress, Timestamp),
    /// It appended plain entries of so many bytes to a log at this time.
    Wrote(LogAddress, u64, Timestamp),
}

/// The answer to one frame, and what comes with it.
#[derive(Debug)]
pub(crate) struct Decision {
    pub(crate) reply: ServerFrame,
    /// The link ends with it.
    pub(crate) close: bool,
    /// Frames for the same link that leave after the answer.
    pub(crate) behind: Vec<ServerFrame>,
    /// Frames for other links that leave at once.
    pub(crate) for_others: Vec<Outgoing>,
    pub(crate) done: Done,
}

/// What a decision leaves besides an answer.
#[derive(Debug, Default)]
pub(crate) struct Done {
    pub(crate) changes: Changes,
    /// The newest ticket whose changes it has seen, its own included.
    pub(crate) saw: Option<Ticket>,
    /// Damaged records that it met.
    pub(crate) damaged: u64,
}

impl Memory {
    /// Takes the decision about one frame: its changes are made, and its answer leaves now or waits
    /// for the newest ticket that it rests on. The bytes of what is sent.
    pub(crate) fn take(
        &mut self,
        (session, request): (SessionId, &Request),
        decision: Decision,
        turn: &mut Turn,
    ) -> usize {
        let Decision {
            reply,
            close,
            behind,
            for_others,
            done,
        } = decision;
        self.tallies.request(request);
        self.tallies.reply(&reply);
        // Signals are not stored, so they wait for nothing.
        turn.replies.extend(for_others);
        let saw = done.saw;
        let undo = self.make(session, done);
        if close {
            turn.close.push(session);
            if let Some(link) = self.sessions.get_mut(&session) {
                link.closing = true;
            }
        }
        let bytes = std::iter::once(&reply)
            .chain(&behind)
            .map(frame_bytes)
            .sum();
        let frames = std::iter::once(reply).chain(behind);
        match saw.and_then(|ticket| self.waiting(ticket)) {
            None => turn
                .replies
                .extend(frames.map(|frame| Outgoing::owed(session, frame))),
            Some(waiting) => {
                waiting.frames.extend(frames.map(|frame| (session, frame)));
                // Only here: what rests on nothing that may fail need never be undone.
                waiting.undo.extend(undo);
                self.waiting_bytes += bytes;
                if let Some(link) = self.sessions.get_mut(&session) {
                    // What is answered at once is never under way: the next request finds it
                    // answered.
                    link.in_flight += 1;
                }
            }
        }
        bytes
    }

    /// Makes the changes of a decision, under the ticket that comes next. What must be undone if
    /// what it rests on never becomes durable.
    pub(crate) fn make(&mut self, session: SessionId, done: Done) -> Vec<Undo> {
        let Done {
            changes,
            saw,
            damaged,
        } = done;
        self.tallies.records_damaged += damaged;
        // Records first, then the head, then the push: a push is of an entry that is written.
        for op in changes.ops {
            self.write(op);
        }
        if let Some((log, head)) = changes.head {
            let drafted = self.hot.set(log, head, self.next_ticket);
            self.draft.heads.extend(drafted);
        }
        if let Some((of, bucket)) = changes.bucket {
            self.buckets.set(of, bucket);
        }
        if let Some((log, entry)) = changes.entry {
            self.tallies.entries_appended += 1;
            self.push_later(&log, entry);
        }
        let changes = changes.link.into_iter();
        changes
            .filter_map(|change| self.change_link(session, change, saw))
            .collect()
    }

    fn write(&mut self, op: Op) {
        let (key, value) = match &op {
            Op::Put { key, value } => (key, Some(value.clone())),
            Op::Delete { key } => (key, None),
        };
        self.overlay.set(key.clone(), self.next_ticket, value);
        let shard: Shard = table::shard(table::subject(key), self.config.shards);
        self.draft.ops.entry(shard).or_default().push(op);
    }

    fn push_later(&mut self, log: &LogAddress, entry: Entry) {
        let Some(reference) = self.logs.find(log) else {
            return;
        };
        if self.followers.count(reference) == 0 {
            return;
        }
        // The entry belongs to the generation that it ends.
        let ended = entry.rotation.as_ref().map(|_| entry.generation);
        let pushes = &mut self.draft.waiting.pushes;
        if !pushes.contains_key(&reference) {
            // Held until the push is made, so that the reference cannot come to mean another log.
            self.logs.retain(reference);
        }
        pushes
            .entry(reference)
            .or_default()
            .push(Pushed { entry, ended });
    }

    fn change_link(
        &mut self,
        session: SessionId,
        change: LinkChange,
        saw: Option<Ticket>,
    ) -> Option<Undo> {
        let link = self.sessions.get_mut(&session)?;
        match change {
            LinkChange::Greeted(kind, challenge) => {
                link.link = Some(kind);
                link.account = (kind == LinkKind::Account).then(|| {
                    Box::new(AccountLink {
                        challenge,
                        proved: None,
                    })
                });
            }
            LinkChange::Proved(account, device_key) => {
                link.account.as_mut()?.proved = Some((account, device_key));
            }
            LinkChange::Opened {
                handle,
                log,
                generation,
                rights,
            } => {
                let reference = self.logs.acquire(log);
                let open = OpenHandle::new(handle, reference, generation, rights);
                link.handles.insert(open);
                self.handles_open += 1;
                return Some(Undo::Open(session, handle));
            }
            LinkChange::Closed(handle) => self.close_handle(session, handle),
            LinkChange::Followed(log, handle, next) => {
                if saw.is_none() {
                    // All it was given is durable, so everything that is still to be pushed is new
                    // to it.
                    self.followers.insert(log, session, handle);
                    return None;
                }
                // Some of its history is not: those entries are pushed to others, and not to it
                // again.
                self.followers.insert_ahead(log, (session, handle), next);
                return Some(Undo::Follow(log, session, handle));
            }
            LinkChange::Paused(log, handle) => {
                self.followers.remove(log, session, handle);
            }
            LinkChange::Signalled(log, now) => link.lately.signalled(log, now),
            LinkChange::Wrote(log, bytes, now) => link.lately.wrote(log, bytes, now),
        }
        None
    }

    /// Gives up a handle, if it is open.
    pub(crate) fn close_handle(&mut self, session: SessionId, handle: Handle) {
        let Some(link) = self.sessions.get_mut(&session) else {
            return;
        };
        let Some(open) = link.handles.remove(handle) else {
            return;
        };
        self.handles_open -= 1;
        self.followers.remove(open.log, session, handle);
        self.logs.release(open.log);
    }
}
