//! The rules of logs, one verb a file (docs/spec/logs.md).

mod append;
pub(crate) mod create;
mod deliver;
mod erase;
mod live;
mod open;
mod read;
mod tracks;
mod write;

pub(crate) use open::capability_fits;

use hudhud_base::{Handle, LogAddress, Seq};
use hudhud_wire::{Refusal, RefusalCode, Reply};

use crate::buckets::Rated;
use crate::decision::LinkChange;
use crate::lately::Lately;
use crate::record::{GenerationRecord, LogHead};
use crate::refusal::{Answer, Halt, refuse, too_fast};
use crate::sessions::OpenHandle;
use crate::step::Step;
use crate::table;

/// A handle with the log behind it.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) handle: OpenHandle,
    pub(crate) address: LogAddress,
    pub(crate) head: LogHead,
}

impl Opened {
    /// Whether the capabilities that were shown are those of the current generation.
    pub(crate) fn is_current(&self) -> bool {
        self.handle.generation == self.head.generation
    }

    /// The refusal of what was meant for another generation. It tells the one that followed, not how
    /// many followed since: the log itself tells that to whoever may read on.
    pub(crate) fn ended(&self) -> Halt {
        let generation = self.handle.generation.next().min(self.head.generation);
        Halt::Refused(Refusal {
            generation,
            ..Refusal::new(RefusalCode::Generation)
        })
    }
}

impl Step<'_> {
    pub(crate) fn handle(&self, handle: Handle) -> Answer<OpenHandle> {
        let link = self.memory.sessions.get(&self.session);
        let open = link.and_then(|link| link.handles.find(handle)).copied();
        open.ok_or(Halt::Refused(Refusal::new(RefusalCode::NoSuchHandle)))
    }

    /// What this link did lately.
    pub(crate) fn lately(&self) -> Option<&Lately> {
        let link = self.memory.sessions.get(&self.session);
        link.map(|link| &link.lately)
    }

    /// What stands behind a handle of this link.
    pub(crate) fn opened(&mut self, handle: Handle) -> Answer<Opened> {
        let handle = self.handle(handle)?;
        self.opened_at(handle)
    }

    /// What stands behind a handle that was found.
    fn opened_at(&mut self, handle: OpenHandle) -> Answer<Opened> {
        let address = self.memory.logs.address(handle.log);
        match self.head(&address)? {
            Some(head) => Ok(Opened {
                handle,
                address,
                head,
            }),
            // A log stays for ever, and this handle was opened on it.
            None => self.damaged(),
        }
    }

    /// The same, for whoever asks for entries, and so for [`Step::end_of`], next.
    pub(crate) fn opened_for_entries(&mut self, handle: Handle) -> Answer<Opened> {
        let open = self.handle(handle)?;
        let address = self.memory.logs.address(open.log);
        // Whether the generation has ended stands in the head, but one look-up more is cheaper than
        // another round of them.
        if let Some(head) = self.head_key(&address) {
            self.need([head, table::generation(&address, open.generation)])?;
        }
        self.opened_at(open)
    }

    /// The sequence number behind the last entry that a handle may see.
    pub(crate) fn end_of(&mut self, open: &Opened) -> Answer<Seq> {
        if open.is_current() {
            return Ok(open.head.next_seq);
        }
        let key = table::generation(&open.address, open.handle.generation);
        match self.load::<GenerationRecord>(&key)? {
            Some(generation) => Ok(generation.until.next()),
            // It was retired together with the last entry that it opened.
            None => refuse(RefusalCode::Gone),
        }
    }

    pub(crate) fn close(&mut self, handles: &[Handle]) -> Answer<Reply> {
        // What is not open is closed already, and no fault.
        let closed = handles.iter().map(|handle| LinkChange::Closed(*handle));
        self.changes.link.extend(closed);
        Ok(Reply::Done)
    }

    pub(crate) fn pause(&mut self, handle: Handle) -> Answer<Reply> {
        let open = self.handle(handle)?;
        self.changes.link.push(LinkChange::Paused(open.log, handle));
        Ok(Reply::Done)
    }

    /// Takes one of what a log, an inbox or an account takes in a time. What is refused in the end
    /// takes nothing.
    pub(crate) fn take_one(&mut self, rated: Rated, of: [u8; 32]) -> Answer<()> {
        let buckets = &self.memory.buckets;
        let bucket = buckets.after_one((rated, &of), self.session, self.minute());
        let bucket = bucket.map_err(|until| too_fast(until.start().since_ms(self.now)))?;
        self.changes.bucket = Some(((rated, of), bucket));
        Ok(())
    }

    /// Refuses what needs room.
    pub(crate) fn check_space(&self, at_most: crate::Space) -> Answer<()> {
        if self.memory.space > at_most {
            refuse(RefusalCode::Full)
        } else {
            Ok(())
        }
    }
}
