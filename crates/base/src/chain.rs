//! What the running hash of a log takes in, so that host and members cannot mean different things.

use crate::{CapabilityHash, EntryId, Generation, Minute, Seq};

/// What the running hash takes in of one entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryLink {
    /// The entry's place.
    pub seq: Seq,
    /// The entry's class as it stands in frames: 1 ordered, 2 plain.
    pub class: u8,
    /// Named by its sender.
    pub entry: EntryId,
    /// Whose log key sealed it.
    pub generation: Generation,
    /// When the host took it.
    pub minute: Minute,
    /// The generation it began.
    pub rotation: Option<RotationLink>,
    /// BLAKE3 of its sealed bytes.
    pub body_hash: [u8; 32],
}

/// What the running hash takes in of a rotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RotationLink {
    /// The generation that begins.
    pub generation: Generation,
    /// Its read capability's hash.
    pub read: CapabilityHash,
    /// Its write capability's hash.
    pub write: CapabilityHash,
    /// Its control capability's hash.
    pub control: CapabilityHash,
}
