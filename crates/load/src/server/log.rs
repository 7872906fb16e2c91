//! Logs by number: addresses and capabilities that look random to the host and are known here.

use bytes::Bytes;
use hudhud_base::{EntryId, Generation, Handle, LogAddress, Seq};
use hudhud_crypto::identity::capability_hash;
use hudhud_wire::{Append, Capability, CapabilityHashes, Class, Create, LogKind, OpenLog, Request};

/// Bytes of one message, sealed.
pub(crate) const MESSAGE_BYTES: usize = 300;

/// One log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Log(pub(crate) u32);

/// What is shown when a log is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
}

impl Log {
    /// 32 bytes that follow from the number and a use.
    fn secret(self, purpose: u8) -> [u8; 32] {
        let mut seed = [purpose; 32];
        for (byte, from) in seed.iter_mut().zip(self.0.to_be_bytes()) {
            *byte = from;
        }
        capability_hash(&seed).0
    }

    pub(crate) fn create(self) -> Request {
        let hash = |purpose| capability_hash(&self.secret(purpose));
        Request::Create(Create {
            address: LogAddress(self.secret(0)),
            kind: LogKind::Conversation,
            hashes: CapabilityHashes {
                read: hash(1),
                write: hash(2),
                control: hash(3),
            },
            payment: None,
            generation: Generation(0),
            first: Seq(1),
        })
    }

    pub(crate) fn open(self, handle: Handle, access: Access) -> OpenLog {
        let read = Capability(self.secret(1));
        let write = Capability(self.secret(2));
        OpenLog {
            handle,
            address: LogAddress(self.secret(0)),
            generation: Generation(0),
            read: (access == Access::Read).then_some(read),
            write: (access == Access::Write).then_some(write),
            control: None,
        }
    }
}

/// Follows a log from its beginning.
pub(crate) fn live(handle: Handle) -> Request {
    Request::Live {
        handle,
        from: Seq(1),
    }
}

/// A message as its sender appends it; the id carries when that was.
pub(crate) fn append(handle: Handle, id: EntryId, body: &Bytes) -> Request {
    Request::Append(Append {
        handle,
        entry: id,
        class: Class::Plain,
        generation: Generation(0),
        expected_head: None,
        rotation: None,
        expires: None,
        erase_hash: None,
        body: body.clone(),
    })
}

/// An entry id that carries a time, in nanoseconds since the measurement's own beginning.
pub(crate) fn stamped(nanoseconds: u64, unique: u64) -> EntryId {
    let mut id = [0; 16];
    let (time, rest) = id.split_at_mut(8);
    time.copy_from_slice(&nanoseconds.to_be_bytes());
    rest.copy_from_slice(&unique.to_be_bytes());
    EntryId(id)
}

/// The time in an id.
pub(crate) fn stamp(id: EntryId) -> u64 {
    let first = id.0.first_chunk().copied().unwrap_or_default();
    u64::from_be_bytes(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logs_share_neither_addresses_nor_capabilities() {
        let mut seen: Vec<[u8; 32]> = (0..50)
            .flat_map(|number| (0..4).map(move |purpose| Log(number).secret(purpose)))
            .collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 200);
    }

    #[test]
    fn an_id_gives_its_time_back() {
        assert_eq!(stamp(stamped(123_456_789, 7)), 123_456_789);
    }
}
