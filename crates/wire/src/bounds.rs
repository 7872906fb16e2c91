//! Lengths that only frames know. What other crates bound as well is in `base::limits`.

use hudhud_base::{AccountId, EntryId};

/// Bytes of an identifier, a key or a hash.
pub(crate) const ID_BYTES: usize = AccountId::LEN;
/// Bytes of an entry id.
pub(crate) const ENTRY_ID_BYTES: usize = EntryId::LEN;
/// Bytes of an Ed25519 signature.
pub(crate) const SIGNATURE_BYTES: usize = 64;
/// Bytes of `agent`: program and version.
pub const AGENT_BYTES: usize = 64;
/// Bytes of a host's domain.
pub const HOST_BYTES: usize = 253;
/// Bytes of a puzzle's challenge.
pub const CHALLENGE_BYTES: usize = 128;
/// Bytes of an inbox key.
pub const INBOX_KEY_BYTES: usize = 2 * 1024;
