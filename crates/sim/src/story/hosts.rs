//! What lies at a host, what it gives to whom, and answers that it is made to give.

use bytes::Bytes;
use hudhud_base::{BlobId, Generation, Seq};
use hudhud_store::generations;
use hudhud_wire::{
    ClientFrame, Refusal, RefusalCode, Reply, Request, ServerFrame, encode_client, encode_server,
};

use crate::story::{Conversation, DeviceNumber, HostNumber};
use crate::world::World;
use crate::world::tap::{Fate, Frame, Passing};

impl World {
    /// Whether these bytes lie somewhere on a host's disk.
    #[must_use]
    pub fn host_holds(&self, host: HostNumber, bytes: &[u8]) -> bool {
        let image = self.hosts.get(host.0).map(|side| side.store.image());
        let records = image.into_iter().flatten();
        records.into_iter().any(|(_, value)| {
            value
                .windows(bytes.len().max(1))
                .any(|window| window == bytes)
        })
    }

    /// A blob lies at a host, whoever put it there.
    pub fn host_keeps_blob(&mut self, host: HostNumber, blob: BlobId, bytes: Bytes) {
        if let Some(side) = self.hosts.get_mut(host.0) {
            side.blobs.insert(blob, bytes);
        }
    }

    /// Whether the host gives anything later to the keys that a device holds of a conversation.
    #[must_use]
    #[track_caller]
    pub fn host_shows_later(&mut self, device: DeviceNumber, conversation: Conversation) -> bool {
        let row = self.row(device, conversation);
        let held = generations::list(self.database(device).reader().db(), row.id);
        match held.unwrap_or_default().last() {
            Some(held) => self.reads_later(&row, held).is_some(),
            None => self.stop_story("this device holds no keys of this conversation"),
        }
    }

    /// The first request of this kind (by its name in `wire`) is refused in this way, and the host
    /// never sees it.
    pub fn refuses_first(&mut self, kind: &'static str, code: RefusalCode) {
        let mut done = false;
        let mut refused = None;
        self.taps(move |passing: Passing<'_>| match passing.frame {
            Frame::Asked(frame) if !done && frame.request.kind() == kind => {
                done = true;
                refused = Some((passing.device, passing.link.clone(), frame.id));
                // The host answers something in its place, so that the answer comes in its turn.
                let harmless = ClientFrame {
                    id: frame.id,
                    request: Request::Ping,
                };
                Fate::Becomes(encode_client(&harmless))
            }
            Frame::Said(ServerFrame::Reply { id, .. })
                if refused == Some((passing.device, passing.link.clone(), *id)) =>
            {
                refused = None;
                let reply = Reply::Refused(Box::new(refusal(code)));
                Fate::Becomes(encode_server(&ServerFrame::Reply { id: *id, reply }))
            }
            Frame::Asked(_) | Frame::Said(_) => Fate::Arrives,
        });
    }
}

fn refusal(code: RefusalCode) -> Refusal {
    Refusal {
        code,
        retry_after_ms: 0,
        seq: Seq(0),
        generation: Generation(0),
        bits: 0,
        missed: Vec::new(),
    }
}
