//! When things may leave: an answer waits for what it has seen, and entries reach followers only
//! after whoever appended them has been answered.

use std::collections::{BTreeMap, VecDeque};

use bytes::Bytes;
use hudhud_base::{Handle, Seq, Timestamp, limits};
use hudhud_logstore::{Batch, Key, Op, Reads, Shard};
use hudhud_wire::{
    ClientFrame, Entries, Entry, EntryBody, Refusal, RefusalCode, Reply, Request, ServerFrame,
};

use crate::cost::frame_bytes;
use crate::dispatch::with_delay;
use crate::host::Memory;
use crate::logs::LogRef;
use crate::pending::{Draft, Pending, Pushed, Undo, Waiting};
use crate::record::encode;
use crate::step::Step;
use crate::{Outgoing, SessionId, Ticket, Turn, table};

/// The answer to one frame, and whether the link ends with it.
#[derive(Debug)]
pub(crate) struct Decided {
    pub(crate) reply: ServerFrame,
    pub(crate) close: bool,
}

impl Memory {
    /// The surroundings of a decision under the ticket that comes next.
    pub(crate) fn step<'a>(
        &'a mut self,
        session: SessionId,
        now: Timestamp,
        store: &'a dyn Reads,
        facts: &'a mut BTreeMap<Key, Option<Bytes>>,
    ) -> Step<'a> {
        let ticket = self.next_ticket;
        Step {
            memory: self,
            store,
            now,
            session,
            ticket,
            saw: None,
            after: Vec::new(),
            aside: Vec::new(),
            undo: Vec::new(),
            facts,
        }
    }

    /// Reads with one call what the appends of a turn will ask for. A failure is met again, and
    /// answered, when the decision asks.
    pub(crate) fn read_ahead(
        &self,
        frames: &VecDeque<(SessionId, ClientFrame)>,
        store: &dyn Reads,
        facts: &mut BTreeMap<Key, Option<Bytes>>,
    ) {
        let mut wanted = Vec::new();
        for (session, frame) in frames {
            let (log, entry) = if let Request::Append(append) = &frame.request {
                let open = self.sessions.get(session).map(|session| &session.handles);
                let Some(open) = open.and_then(|handles| handles.find(append.handle)) else {
                    continue;
                };
                (self.logs.address(open.log), append.entry)
            } else if let Request::Deliver(deliver) = &frame.request {
                (deliver.address, deliver.entry)
            } else {
                continue;
            };
            wanted.push(table::entry_id(&log, &entry));
            if !self.hot.contains(&log) {
                wanted.push(table::head(&log));
            }
        }
        wanted.retain(|key| self.overlay.get(key).is_none());
        wanted.sort_unstable();
        wanted.dedup();
        if let Ok(found) = store.read(&wanted) {
            // Built at once from sorted keys, which costs less than inserting one by one.
            *facts = wanted.into_iter().zip(found).collect();
        }
    }

    /// Whether a request that is answered with `at_most` bytes may be decided in a turn that has
    /// decided `turn_bytes`. One always may: no answer is larger than what a turn decides.
    pub(crate) fn has_room(&self, turn_bytes: usize, at_most: usize) -> bool {
        let fits = |held: usize, bound: usize| held == 0 || held.saturating_add(at_most) <= bound;
        fits(turn_bytes, self.config.turn_bytes)
            && fits(self.waiting_bytes, self.config.waiting_bytes)
    }

    /// Ends the draft: heads are written as they now are, and a ticket is given if anything changed.
    pub(crate) fn close_draft(&mut self) -> (Option<Ticket>, Vec<(Shard, Batch)>) {
        let Draft {
            mut ops,
            heads,
            waiting,
        } = std::mem::take(&mut self.draft);
        if ops.is_empty() && heads.is_empty() {
            debug_assert!(
                waiting.frames.is_empty(),
                "nothing waits for a ticket not given"
            );
            return (None, Vec::new());
        }
        for place in &heads {
            if let Some((log, head)) = self.hot.at(*place) {
                let key = table::head(log);
                let value = encode(&key, head);
                let shard = table::shard(&log.0, self.config.shards);
                ops.entry(shard).or_default().push(Op::Put { key, value });
            }
        }
        let (batches, keys) = Draft::batches(ops);
        let ticket = self.next_ticket;
        self.next_ticket = Ticket(ticket.0 + 1);
        self.pending.push_back(Pending {
            ticket,
            keys,
            heads,
            waiting,
        });
        (Some(ticket), batches)
    }

    /// What waits for `ticket`, if it is not yet durable.
    pub(crate) fn waiting(&mut self, ticket: Ticket) -> Option<&mut Waiting> {
        if ticket == self.next_ticket {
            return Some(&mut self.draft.waiting);
        }
        self.pending
            .iter_mut()
            .find(|pending| pending.ticket == ticket)
            .map(|pending| &mut pending.waiting)
    }

    /// A ticket is durable.
    pub(crate) fn release(&mut self, pending: Pending, to: &mut Vec<Outgoing>) {
        self.overlay.settle(pending.ticket, &pending.keys);
        self.hot.settle(pending.ticket, &pending.heads);
        for (session, frame) in pending.waiting.frames {
            self.answered(session, &frame);
            to.push(Outgoing::owed(session, frame));
        }
        for (log, pushed) in pending.waiting.pushes {
            self.push(log, &pushed, to);
            self.logs.release(log);
        }
    }

    /// No ticket that was given will become durable.
    pub(crate) fn roll_back(&mut self, code: RefusalCode) -> Vec<Outgoing> {
        self.overlay.clear();
        self.hot.clear();
        let pending = std::mem::take(&mut self.pending);
        let mut frames = Vec::new();
        for pending in pending.into_iter().rev() {
            self.tallies.tickets_failed += 1;
            for undo in pending.waiting.undo.into_iter().rev() {
                self.undo(&undo);
            }
            for log in pending.waiting.pushes.into_keys() {
                self.logs.release(log);
            }
            for (session, frame) in pending.waiting.frames.into_iter().rev() {
                self.answered(session, &frame);
                if let ServerFrame::Reply { id, .. } = frame {
                    let reply = Reply::Refused(Box::new(with_delay(Refusal::new(code))));
                    frames.push(Outgoing::owed(session, ServerFrame::Reply { id, reply }));
                }
            }
        }
        frames.reverse();
        frames
    }

    fn undo(&mut self, undo: &Undo) {
        match undo {
            Undo::Open(session, handle) => self.close_handle(*session, *handle),
            Undo::Follow(log, session, handle) => {
                self.followers.remove(*log, *session, *handle);
            }
        }
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

    fn answered(&mut self, session: SessionId, frame: &ServerFrame) {
        self.waiting_bytes = self.waiting_bytes.saturating_sub(frame_bytes(frame));
        if matches!(frame, ServerFrame::Reply { .. })
            && let Some(link) = self.sessions.get_mut(&session)
        {
            link.in_flight = link.in_flight.saturating_sub(1);
        }
    }

    /// Gives new entries to whoever follows the log now. A follower that began after an entry was
    /// decided has got it as history, and is not sent it again.
    fn push(&mut self, log: LogRef, pushed: &[Pushed], to: &mut Vec<Outgoing>) {
        let mut sent = 0;
        let mut ended = Vec::new();
        for (session, handle, from) in self.followers.of(log) {
            let unsent = pushed.iter().skip_while(|pushed| pushed.entry.seq < from);
            let end = pushed
                .iter()
                .find(|push| push.entry.seq >= from && push.ended.is_some());
            let last = end.map_or(Seq(u64::MAX), |push| push.entry.seq);
            let entries = unsent
                .map(|push| &push.entry)
                .take_while(|entry| entry.seq <= last);
            for run in runs(handle, entries) {
                sent += run.entries.len() as u64;
                to.push(Outgoing::pushed(session, ServerFrame::Entries(run)));
            }
            if let Some((generation, seq)) =
                end.and_then(|push| Some((push.ended?, push.entry.seq)))
            {
                to.push(Outgoing::owed(
                    session,
                    ServerFrame::Ended {
                        handle,
                        generation,
                        seq,
                    },
                ));
                ended.push((session, handle));
            }
        }
        if let Some(last) = pushed.last() {
            self.followers.caught_up(log, last.entry.seq);
        }
        for (session, handle) in ended {
            self.followers.remove(log, session, handle);
        }
        self.tallies.entries_pushed += sent;
    }
}

/// Entries cut into runs that each fit one frame.
fn runs<'a>(handle: Handle, entries: impl Iterator<Item = &'a Entry>) -> Vec<Entries> {
    let mut runs: Vec<Entries> = Vec::new();
    let mut bytes = 0;
    for entry in entries {
        let size = body_bytes(entry);
        let next = entry.seq.next();
        match runs.last_mut() {
            Some(run)
                if run.entries.len() < limits::READ_ENTRIES
                    && bytes + size <= limits::READ_BYTES =>
            {
                run.entries.push(entry.clone());
                run.next = next;
                bytes += size;
            }
            Some(_) | None => {
                runs.push(Entries {
                    handle,
                    entries: vec![entry.clone()],
                    next,
                    live: true,
                });
                bytes = size;
            }
        }
    }
    runs
}

/// Bytes of an entry's body as it is sent.
pub(crate) fn body_bytes(entry: &Entry) -> usize {
    match &entry.body {
        EntryBody::Sealed(body) => body.len(),
        EntryBody::Tombstone(hash) => hash.len(),
    }
}

impl Step<'_> {
    /// Sends the answer now, or lets it wait for the newest ticket that it rests on. The bytes of what
    /// was decided.
    pub(crate) fn settle(mut self, decided: Decided, turn: &mut Turn) -> usize {
        turn.replies.append(&mut self.aside);
        if decided.close {
            turn.close.push(self.session);
            if let Some(link) = self.memory.sessions.get_mut(&self.session) {
                link.closing = true;
            }
        }
        let session = self.session;
        let after = std::mem::take(&mut self.after);
        let bytes = std::iter::once(&decided.reply)
            .chain(&after)
            .map(frame_bytes)
            .sum();
        let frames = std::iter::once(decided.reply).chain(after);
        let waiting = self.saw.and_then(|ticket| self.memory.waiting(ticket));
        match waiting {
            None => turn
                .replies
                .extend(frames.map(|frame| Outgoing::owed(session, frame))),
            Some(waiting) => {
                waiting.frames.extend(frames.map(|frame| (session, frame)));
                waiting.undo.append(&mut self.undo);
                self.memory.waiting_bytes += bytes;
                if let Some(link) = self.memory.sessions.get_mut(&session) {
                    link.in_flight += 1;
                }
            }
        }
        bytes
    }
}
