//! Asking a host directly, as somebody who holds capabilities and keeps to no engine.

use hudhud_base::{Handle, RequestId, Seq};
use hudhud_host::SessionId;
use hudhud_store::{conversations::ConversationRow, generations::GenerationRow};
use hudhud_wire::{
    Capability, ClientFrame, LinkKind, OpenLog, Reply, Request, ServerFrame, VERSIONS,
};

use crate::world::World;

/// A session that no device has.
const PROBE: u64 = u64::MAX;

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
        let requests = [
            Request::Hello {
                version_min: *VERSIONS.start(),
                version_max: *VERSIONS.end(),
                link: LinkKind::Anonymous,
                agent: String::new(),
            },
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
        let session = SessionId(PROBE);
        let now = self.host_now();
        let host = self.hosts.get_mut(host)?;
        host.machine.connect(session);
        let mut frames = requests
            .into_iter()
            .zip(1..)
            .map(|(request, id)| {
                let id = RequestId(id);
                (session, ClientFrame { id, request })
            })
            .collect();
        let turn = host.turn(now, &mut frames);
        host.machine.disconnect(session);
        turn.replies
            .into_iter()
            .filter_map(|said| entries_of(said.frame))
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
