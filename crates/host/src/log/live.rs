//! Following: history and new entries without a gap between them, and signals that are not stored.

use bytes::Bytes;
use hudhud_base::{Handle, Seq, limits};
use hudhud_wire::{Entries, Refusal, RefusalCode, Reply, ServerFrame};

use crate::Outgoing;
use crate::log::Opened;
use crate::log::read::Run;
use crate::pending::Undo;
use crate::release::body_bytes;
use crate::step::{Answer, Step, refuse};

/// Runs of history that following begins with. Who is further behind reads first: one link must not
/// make the host hold more than this.
const HISTORY_RUNS: usize = 4;

impl Step<'_> {
    pub(crate) fn live(&mut self, handle: Handle, from: Seq) -> Answer<Reply> {
        if from == Seq(0) {
            return refuse(RefusalCode::Malformed);
        }
        let open = self.readable(handle)?;
        let end = self.end_of(&open)?;
        // History again would answer a few bytes with many, as often as somebody likes.
        if self
            .memory
            .followers
            .contains(open.handle.log, self.session, handle)
        {
            return Ok(Reply::Done);
        }
        let mut frames = Vec::new();
        let mut next = from.min(end);
        let mut bytes = 0;
        for _ in 0..HISTORY_RUNS {
            // A run has up to READ_BYTES: another one must fit whole.
            if next >= end || bytes + limits::READ_BYTES > limits::LIVE_BYTES {
                break;
            }
            let Run {
                entries,
                next: after,
            } = self.run(&open, (next, end), limits::READ_ENTRIES)?;
            next = after;
            bytes += entries.iter().map(body_bytes).sum::<usize>();
            let live = next >= end;
            frames.push(ServerFrame::Entries(Entries {
                handle,
                entries,
                next,
                live,
            }));
        }
        self.after = frames;
        if next < end {
            self.stop_following(&open);
            self.after.push(ServerFrame::Lagging { handle, from: next });
        } else if open.is_current() {
            self.follow(&open, next);
        } else {
            self.stop_following(&open);
            let generation = open.handle.generation;
            let seq = Seq(end.0.saturating_sub(1));
            self.after.push(ServerFrame::Ended {
                handle,
                generation,
                seq,
            });
        }
        Ok(Reply::Done)
    }

    fn stop_following(&mut self, open: &Opened) {
        let handle = open.handle.handle;
        self.memory
            .followers
            .remove(open.handle.log, self.session, handle);
    }

    fn follow(&mut self, open: &Opened, next: Seq) {
        let (log, handle) = (open.handle.log, open.handle.handle);
        match self.saw {
            None => self.memory.followers.insert(log, self.session, handle),
            Some(_) => {
                self.memory
                    .followers
                    .insert_ahead(log, (self.session, handle), next);
                self.undo.push(Undo::Follow(log, self.session, handle));
            }
        }
    }

    pub(crate) fn signal(&mut self, handle: Handle, body: &Bytes) -> Answer<Reply> {
        let open = self.opened(handle)?;
        if !open.handle.rights().write {
            return refuse(RefusalCode::Forbidden);
        }
        if !open.is_current() {
            return Err(open.ended());
        }
        if body.len() > limits::SIGNAL_BYTES {
            return refuse(RefusalCode::TooLarge);
        }
        let retry_after_ms = open.handle.signal_wait_ms(self.now);
        if retry_after_ms > 0 {
            return Err(Refusal {
                retry_after_ms,
                ..Refusal::new(RefusalCode::Rate)
            });
        }
        let followers = self.memory.followers.of(open.handle.log);
        let followers: Vec<_> = followers.take(limits::SIGNAL_FOLLOWERS + 1).collect();
        if followers.len() > limits::SIGNAL_FOLLOWERS {
            return refuse(RefusalCode::TooMany);
        }
        let (now, session) = (self.now, self.session);
        if let Some(link) = self.memory.sessions.get_mut(&session)
            && let Some(open) = link.handles.find_mut(handle)
        {
            open.signalled(now);
        }
        let others = followers
            .into_iter()
            .filter(|(follower, ..)| *follower != session);
        self.aside.extend(others.map(|(follower, handle, _)| {
            let body = body.clone();
            Outgoing::pushed(follower, ServerFrame::Signalled { handle, body })
        }));
        Ok(Reply::Done)
    }
}
