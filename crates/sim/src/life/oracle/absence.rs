//! Absence: nothing later for those who are out, nothing at all before a request is accepted. The
//! host itself is asked, with the capabilities that somebody who was removed still holds.

use hudhud_base::{Generation, Handle, RequestId, Seq, Timestamp};
use hudhud_host::SessionId;
use hudhud_store::conversations::ConversationState;
use hudhud_wire::{
    Capability, ClientFrame, LinkKind, OpenLog, Reply, Request, ServerFrame, VERSIONS,
};

use crate::oracle::{Found, Oracle, say};
use crate::view::{View, Views};
use crate::world::{EPOCH_MS, World};

/// A session that no device has.
const PROBE: u64 = u64::MAX;

pub(crate) fn judge(world: &World, group: &[View], found: &mut Found) {
    for view in group {
        let last = view.spans.last().and_then(|span| span.until);
        let out = matches!(
            view.row.state,
            ConversationState::Left | ConversationState::Removed
        );
        let later = view
            .messages
            .iter()
            .filter_map(|row| row.seq)
            .find(|seq| last.is_some_and(|last| *seq > last));
        if let (true, Some(seq)) = (out, later) {
            let what = format!("{} is out and has entry {seq}", view.name);
            say(found, Oracle::Absence, what);
        }
        let asked = world.model.accepted.contains(&(view.device, view.row.id));
        // Of a membership before, everything stays.
        let joined =
            view.spans.is_empty() && (!view.members.is_empty() || !view.generations.is_empty());
        if view.row.state == ConversationState::Request && joined && !asked {
            let what = format!("{} takes part in a request", view.name);
            say(found, Oracle::Absence, what);
        }
    }
}

impl World {
    /// Tries to read on with the capabilities that those who were removed still hold.
    pub(crate) fn probe_removed(&mut self, views: &Views, found: &mut Found) {
        for view in views.values().flatten() {
            let current = views
                .get(&view.row.group_id)
                .into_iter()
                .flatten()
                .filter(|other| other.is_active())
                .map(|other| other.row.generation)
                .max();
            let Some(held) = view.generations.last() else {
                continue;
            };
            let rotated = current.is_some_and(|current| current > held.generation);
            if view.row.state != ConversationState::Removed || !rotated {
                continue;
            }
            let open = OpenLog {
                handle: Handle(1),
                address: view.row.log,
                generation: held.generation,
                read: Some(Capability(*held.read.as_bytes())),
                write: Some(Capability(*held.write.as_bytes())),
                control: None,
            };
            if let Some(seq) = self.reads_later(open, held.generation, view.row.cursor) {
                let what = format!("{} is out and the host gives it {seq}", view.name);
                say(found, Oracle::Absence, what);
            }
        }
    }

    /// The first entry after `last` that the host gives out for these capabilities.
    fn reads_later(&mut self, open: OpenLog, of: Generation, last: Seq) -> Option<Seq> {
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
        let now = Timestamp(EPOCH_MS + self.now);
        let host = &mut self.host;
        host.machine.connect(session);
        let mut frames = requests
            .into_iter()
            .zip(1..)
            .map(|(request, id)| {
                let id = RequestId(id);
                (session, ClientFrame { id, request })
            })
            .collect();
        let turn = host
            .machine
            .turn(now, &mut host.rng, &mut frames, &host.store);
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
