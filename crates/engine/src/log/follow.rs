//! Following an open log, from behind what has been processed.

use hudhud_base::{BlobId, ConversationId, Handle, Seq};
use hudhud_store::conversations;
use hudhud_wire::Request;

use crate::api::Link;
use crate::turn::links;
use crate::turn::pending::{LogOwner, Pending};
use crate::turn::{Step, Turn};

/// How far a log that is followed has been read.
#[must_use]
pub(crate) enum Followed {
    /// There is more, or the log is no longer open.
    Reading,
    /// Nothing is there that has not been read.
    CaughtUp,
    /// The host no longer has what comes next. What it has begins here.
    Behind(Seq),
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

    /// Follows a log of which the host still has what stands at `first` and after it.
    pub(crate) fn follow(&mut self, link: &Link, owner: LogOwner, first: Seq) -> Step<Followed> {
        let Some(from) = self.next_to_read(owner)? else {
            return Ok(Followed::Reading);
        };
        if from < first {
            return Ok(Followed::Behind(first));
        }
        let Some(log) = self.memory.open_log(link, owner) else {
            return Ok(Followed::Reading);
        };
        let (handle, caught_up) = (log.handle, log.known_next <= from);
        // Also of a log that is read to its end: what comes later is pushed.
        self.request(link, Request::Live { handle, from }, Pending::Live(owner));
        Ok(if caught_up {
            Followed::CaughtUp
        } else {
            Followed::Reading
        })
    }

    /// The host left out what came before `from`, because this link was too slow for it.
    pub(crate) fn follow_again(
        &mut self,
        link: &Link,
        handle: Handle,
        from: Seq,
    ) -> Step<Option<(LogOwner, Followed)>> {
        let Some(owner) = self.owner_of(link, handle) else {
            return Ok(None);
        };
        if let Some(log) = self.memory.open_log(link, owner) {
            log.known_next = log.known_next.max(from);
        }
        let followed = self.follow(link, owner, Seq(1))?;
        Ok(Some((owner, followed)))
    }

    /// A blob that reading waited for has come, or will not: the log is followed again.
    pub(crate) fn read_on(&mut self, conversation: ConversationId, id: BlobId) -> Step {
        let Some(row) = conversations::by_id(self.db, conversation)? else {
            return Ok(());
        };
        let link = links::conversations(&row.host);
        let waited = self
            .memory
            .open_log(&link, LogOwner::Conversation(conversation))
            .is_some_and(|log| log.waits_for == Some(id));
        if waited {
            self.open_conversation(&row)
        } else {
            Ok(())
        }
    }
}
