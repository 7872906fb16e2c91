//! When things may leave: an answer waits for what it has seen, and entries reach followers only
//! after whoever appended them has been answered.

use hudhud_base::Seq;
use hudhud_wire::{Refusal, RefusalCode, Reply, ServerFrame};

use crate::cost::frame_bytes;
use crate::logs::LogRef;
use crate::memory::Memory;
use crate::pending::{Pending, Pushed, Undo};
use crate::refusal::with_delay;
use crate::run::runs;
use crate::{Outgoing, SessionId};

impl Memory {
    /// A ticket is durable.
    pub(crate) fn release(&mut self, pending: Pending, to: &mut Vec<Outgoing>) {
        self.overlay.settle(pending.ticket, &pending.keys);
        self.hot.settle(pending.ticket, &pending.heads);
        // Answers before pushes: who appended hears that it stands before they read it.
        for (session, frame) in pending.waiting.frames {
            self.answered(session, &frame);
            to.push(Outgoing::owed(session, frame));
        }
        for (log, pushed) in pending.waiting.pushes {
            self.push(log, &pushed, to);
            self.logs.release(log);
        }
    }

    /// No ticket that was given will become durable, nor what a turn has decided that still wants
    /// something.
    pub(crate) fn roll_back(&mut self, code: RefusalCode) -> Vec<Outgoing> {
        // All of it, not the one ticket: what came later was decided over what now is not.
        self.overlay.clear();
        self.hot.clear();
        let pending = std::mem::take(&mut self.pending);
        self.tallies.tickets_failed += pending.len() as u64;
        let draft = std::mem::take(&mut self.draft).waiting;
        let mut frames = Vec::new();
        // Last first: what was decided later rests on what was decided before.
        let waiting = pending.into_iter().map(|pending| pending.waiting);
        for waiting in waiting.chain([draft]).rev() {
            for undo in waiting.undo.into_iter().rev() {
                self.undo(&undo);
            }
            for log in waiting.pushes.into_keys() {
                self.logs.release(log);
            }
            for (session, frame) in waiting.frames.into_iter().rev() {
                self.answered(session, &frame);
                // History that was to leave behind an answer falls with the answer.
                if let ServerFrame::Reply { id, .. } = frame {
                    let reply = Reply::Refused(Box::new(with_delay(Refusal::new(code))));
                    frames.push(Outgoing::owed(session, ServerFrame::Reply { id, reply }));
                }
            }
        }
        // They were collected from the end; they leave in the order of their requests.
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
        let mut most = self.next_alike;
        let mut ended = Vec::new();
        for (session, handle, from) in self.followers.of(log) {
            let unsent = pushed.iter().skip_while(|pushed| pushed.entry.seq < from);
            // Who follows is in the generation that is current, so the first that ended ends
            // theirs.
            let end = pushed
                .iter()
                .find(|push| push.entry.seq >= from && push.ended.is_some());
            let last = end.map_or(Seq(u64::MAX), |push| push.entry.seq);
            let entries = unsent
                .map(|push| &push.entry)
                .take_while(|entry| entry.seq <= last);
            // Who gets all of it gets what the others get, and it is encoded once for them.
            let is_whole = pushed.first().is_some_and(|push| from <= push.entry.seq);
            let first = self.next_alike;
            for (number, run) in (first..).zip(runs(handle, entries.cloned())) {
                sent += run.entries.len() as u64;
                let push = Outgoing::pushed(session, ServerFrame::Entries(run));
                to.push(if is_whole { push.alike(number) } else { push });
                most = most.max(number + 1);
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
        // After the walk over them, which has to see every follower.
        for (session, handle) in ended {
            self.followers.remove(log, session, handle);
        }
        self.next_alike = most;
        self.tallies.entries_pushed += sent;
    }
}
