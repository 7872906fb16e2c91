//! Following: history and new entries without a gap between them, and signals that are not stored.

use bytes::Bytes;
use hudhud_base::{Handle, Seq, limits};
use hudhud_wire::{Entries, Entry, LogKind, RefusalCode, Reply, ServerFrame};

use crate::Outgoing;
use crate::decision::LinkChange;
use crate::log::Opened;
use crate::log::read::Run;
use crate::refusal::{Answer, refuse, too_fast};
use crate::run::runs;
use crate::step::Step;

/// Entries of history that following begins with. Who is further behind reads first: one link must
/// not make the host hold more than this.
const HISTORY_ENTRIES: usize = 4 * limits::READ_ENTRIES;

impl Step<'_> {
    pub(crate) fn live(&mut self, handle: Handle, from: Seq) -> Answer<Reply> {
        // Decoding refuses it as well, as in a read.
        if from == Seq(0) {
            return refuse(RefusalCode::Malformed);
        }
        let open = self.readable(handle)?;
        let end = self.end_of(&open)?;
        match self.memory.followers.on(open.handle.log, self.session) {
            // History again would answer a few bytes with many, as often as somebody likes.
            Some(following) if following == handle => return Ok(Reply::Done),
            // And every entry would come as often as somebody has opened the log.
            Some(_) => return refuse(RefusalCode::TooMany),
            None => self.check_followers(&open)?,
        }
        // Past the end there is nothing yet: it follows from the end.
        let from = from.min(end);
        let bounds = (HISTORY_ENTRIES, limits::LIVE_BYTES);
        let Run { entries, next } = self.run(&open, (from, end), bounds)?;
        if from < end {
            self.behind = history(handle, entries, next, next >= end);
        }
        if next < end {
            self.pause_open(&open);
            self.behind
                .push(ServerFrame::Lagging { handle, from: next });
        } else if open.is_current() {
            // Following begins where history ends, in one decision: nothing falls between them.
            let follow = LinkChange::Followed(open.handle.log, handle, next);
            self.changes.link.push(follow);
        } else {
            self.pause_open(&open);
            let generation = open.handle.generation;
            let seq = Seq(end.0.saturating_sub(1));
            self.behind.push(ServerFrame::Ended {
                handle,
                generation,
                seq,
            });
        }
        Ok(Reply::Done)
    }

    /// One append is pushed to every follower: nobody may make that dear without end.
    fn check_followers(&self, open: &Opened) -> Answer<()> {
        let most = match open.head.kind {
            LogKind::Conversation => limits::FOLLOWERS,
            LogKind::Inbox => limits::INBOX_FOLLOWERS,
        };
        if self.memory.followers.count(open.handle.log) < most {
            Ok(())
        } else {
            refuse(RefusalCode::TooMany)
        }
    }

    fn pause_open(&mut self, open: &Opened) {
        let pause = LinkChange::Paused(open.handle.log, open.handle.handle);
        self.changes.link.push(pause);
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
        let wait_ms = self
            .lately()
            .map_or(0, |lately| lately.signal_wait_ms(&open.address, self.now));
        if wait_ms > 0 {
            return Err(too_fast(wait_ms));
        }
        let followers = &self.memory.followers;
        if followers.count(open.handle.log) > limits::SIGNAL_FOLLOWERS {
            return refuse(RefusalCode::TooMany);
        }
        let session = self.session;
        self.changes
            .link
            .push(LinkChange::Signalled(open.address, self.now));
        let others = followers
            .of(open.handle.log)
            .filter(|(follower, ..)| *follower != session);
        self.for_others.extend(others.map(|(follower, handle, _)| {
            let body = body.clone();
            Outgoing::pushed(follower, ServerFrame::Signalled { handle, body })
        }));
        Ok(Reply::Done)
    }
}

/// History in runs like those of a read, of which the last says where to read on; one, if it is empty.
fn history(handle: Handle, entries: Vec<Entry>, next: Seq, complete: bool) -> Vec<ServerFrame> {
    let mut runs = runs(handle, entries.into_iter());
    for run in &mut runs {
        run.live = false;
    }
    match runs.last_mut() {
        // The number to read on with may lie behind entries that were retired.
        Some(last) => (last.next, last.live) = (next, complete),
        None => runs.push(Entries {
            handle,
            entries: Vec::new(),
            next,
            live: complete,
        }),
    }
    runs.into_iter().map(ServerFrame::Entries).collect()
}
