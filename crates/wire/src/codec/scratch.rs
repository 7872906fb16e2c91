//! Short byte strings of one frame, kept in one buffer while it is encoded.

use bytes::{Bytes, BytesMut};

/// Bytes taken at once: an `Append` needs one piece, a page of entries four.
const PIECE_BYTES: usize = 256;

/// Copies identifiers side by side, so that a frame costs an allocation or two and not one for
/// each of them.
#[derive(Default)]
pub(super) struct Scratch(BytesMut);

impl Scratch {
    /// A copy of `bytes`.
    pub(super) fn copy(&mut self, bytes: &[u8]) -> Bytes {
        if self.0.capacity() < bytes.len() {
            self.0 = BytesMut::with_capacity(PIECE_BYTES.max(bytes.len()));
        }
        // What was split off before keeps its own part of the piece alive, so nothing is overwritten.
        self.0.extend_from_slice(bytes);
        self.0.split().freeze()
    }

    /// A copy of `bytes`, or the empty string.
    pub(super) fn copy_if_some<const N: usize>(&mut self, bytes: Option<&[u8; N]>) -> Bytes {
        bytes.map_or_else(Bytes::new, |bytes| self.copy(bytes))
    }
}
