//! Reading a log with capabilities that somebody still holds, and no engine.

use hudhud_base::{Handle, LinkKind, Seq};
use hudhud_store::{conversations::ConversationRow, generations::GenerationRow};
use hudhud_wire::{Capability, OpenLog, Reply, Request, ServerFrame};

use crate::world::World;

impl World {
    /// The first entry after the row's cursor, or of a later generation than the one that is held,
    /// that a host gives out for the capabilities of that generation.
    pub(crate) fn reads_later(
        &mut self,
        row: &ConversationRow,
        held: &GenerationRow,
    ) -> Option<Seq> {
        let host = self.host_at(&row.host)?;
        let (of, last) = (held.generation, row.cursor);
        let open = OpenLog {
            handle: Handle(1),
            address: row.log,
            generation: of,
            read: Some(Capability(*held.read.as_bytes())),
            write: Some(Capability(*held.write.as_bytes())),
            control: None,
        };
        let requests = vec![
            Request::Open(vec![open]),
            Request::Read {
                handle: Handle(1),
                from: last.next(),
                limit: 64,
            },
            Request::Live {
                handle: Handle(1),
                from: last.next(),
            },
        ];
        self.asks_directly(host, LinkKind::Conversations, requests)
            .into_iter()
            .filter_map(entries_of)
            .flatten()
            .find(|entry| entry.generation > of || entry.seq > last)
            .map(|entry| entry.seq)
    }
}

fn entries_of(frame: ServerFrame) -> Option<Vec<hudhud_wire::Entry>> {
    match frame {
        ServerFrame::Reply {
            reply: Reply::Entries(entries),
            ..
        }
        | ServerFrame::Entries(entries) => Some(entries.entries),
        ServerFrame::Reply { .. }
        | ServerFrame::Ended { .. }
        | ServerFrame::Lagging { .. }
        | ServerFrame::Signalled { .. }
        | ServerFrame::GoAway { .. } => None,
    }
}
