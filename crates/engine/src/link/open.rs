//! Logs: opened on a link by what shows that one may, and closed.

use hudhud_base::{ConversationId, Generation, Handle, Seq};
use hudhud_store::{conversations::ConversationRow, generations};
use hudhud_wire::{Capability, OpenLog as OpenRequest, OpenedLog, RefusalCode, Request};

use crate::api::Link;
use crate::turn::links::{self, LogEnd, OpenLog};
use crate::turn::pending::{LogOwner, Pending};
use crate::turn::{Step, Turn};

/// What a host says of a log that it was asked to open.
#[must_use]
pub(crate) enum Opened {
    /// Given up meanwhile.
    GivenUp,
    Refused(RefusalCode),
    Open {
        /// Where it ends.
        end: LogEnd,
        /// The first entry that the host still has.
        first: Seq,
    },
}

impl Turn<'_> {
    /// Takes a handle for a conversation's log; `None` if its keys or the link are not there.
    pub(crate) fn prepare_open(
        &mut self,
        link: &Link,
        row: &ConversationRow,
    ) -> Step<Option<OpenRequest>> {
        let Some(generation) = generations::by_number(self.db, row.id, row.generation)? else {
            return Ok(None);
        };
        let owner = LogOwner::Conversation(row.id);
        let Some(handle) = self.take_handle(link, owner, row.generation) else {
            return Ok(None);
        };
        Ok(Some(OpenRequest {
            handle,
            address: row.log,
            generation: row.generation,
            read: Some(Capability(*generation.read.as_bytes())),
            write: Some(Capability(*generation.write.as_bytes())),
            control: generation
                .control
                .as_ref()
                .map(|control| Capability(*control.as_bytes())),
        }))
    }

    fn take_handle(
        &mut self,
        link: &Link,
        owner: LogOwner,
        generation: Generation,
    ) -> Option<Handle> {
        let state = self.memory.links.get_mut(link)?;
        let handle = state.next_handle();
        state.handles.insert(handle, owner);
        state.logs.insert(owner, OpenLog::new(handle, generation));
        Some(handle)
    }

    /// Opens one conversation's log, giving up the handle it may have had.
    pub(crate) fn open_conversation(&mut self, row: &ConversationRow) -> Step {
        let link = links::conversations(&row.host);
        self.close_conversation(&link, row.id);
        // A link that comes up opens every log of its host.
        if !self.is_ready(&link) {
            return Ok(());
        }
        if let Some(request) = self.prepare_open(&link, row)? {
            let pending = Pending::Open(vec![LogOwner::Conversation(row.id)]);
            self.request(&link, Request::Open(vec![request]), pending);
        }
        Ok(())
    }

    pub(crate) fn close_conversation(&mut self, link: &Link, conversation: ConversationId) {
        if let Some(handle) = self.forget_log(link, LogOwner::Conversation(conversation)) {
            self.request(link, Request::Close(vec![handle]), Pending::Nothing);
        }
    }

    /// Forgets that a log is open; the handle it had.
    pub(crate) fn forget_log(&mut self, link: &Link, owner: LogOwner) -> Option<Handle> {
        let state = self.memory.links.get_mut(link)?;
        let log = state.logs.remove(&owner)?;
        state.handles.remove(&log.handle);
        Some(log.handle)
    }

    pub(crate) fn open_inbox(&mut self, link: &Link) -> Step {
        let own = self.own()?;
        // An inbox has one generation for ever.
        let generation = Generation(0);
        let Some(handle) = self.take_handle(link, LogOwner::Inbox, generation) else {
            return Ok(());
        };
        let request = OpenRequest {
            handle,
            address: own.row.inbox_address,
            generation,
            read: Some(Capability(*own.row.inbox_read.as_bytes())),
            // Nobody writes to an inbox by a handle: letters are delivered.
            write: None,
            control: Some(Capability(*own.row.inbox_control.as_bytes())),
        };
        let pending = Pending::Open(vec![LogOwner::Inbox]);
        self.request(link, Request::Open(vec![request]), pending);
        Ok(())
    }

    /// Takes the host's word on a log that it was asked to open.
    pub(crate) fn log_opened(
        &mut self,
        link: &Link,
        owner: LogOwner,
        opened: &OpenedLog,
    ) -> Opened {
        let Some(log) = self
            .memory
            .open_log(link, owner)
            // Closed and opened anew meanwhile, it has another handle, and another answer to come.
            .filter(|log| log.handle == opened.handle)
        else {
            return Opened::GivenUp;
        };
        match opened.outcome {
            Err(code) => Opened::Refused(code),
            Ok(stands) => {
                let end = LogEnd {
                    seq: Seq(stands.next_seq.0.saturating_sub(1)),
                    hash: stands.running_hash,
                };
                log.opened = true;
                log.end_when_opened = Some(end);
                // Of a generation that has ended, what can be read ends with it (docs/spec/logs.md).
                log.known_next = stands.until.map_or(stands.next_seq, Seq::next);
                log.ordered_head = stands.ordered_head;
                Opened::Open {
                    end,
                    first: stands.first_seq,
                }
            }
        }
    }

    /// Whose log a handle stands for.
    pub(crate) fn owner_of(&self, link: &Link, handle: Handle) -> Option<LogOwner> {
        self.memory.links.get(link)?.handles.get(&handle).copied()
    }
}
