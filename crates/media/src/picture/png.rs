//! PNG: chunks, each with its length, four letters, and a sum.

use super::number::{big_u32, place};

/// Every file begins so.
pub(super) const BEGIN: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Bytes of a chunk beside its data.
const ROUND: usize = 12;
/// What is written beside the picture: words, times, EXIF.
const TRACES: [&[u8]; 5] = [b"tEXt", b"zTXt", b"iTXt", b"tIME", b"eXIf"];

pub(super) fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    // The first chunk is the header, and its length is always the same.
    (bytes.get(8..16)? == b"\0\0\0\x0dIHDR").then_some(())?;
    Some((big_u32(bytes, 16)?, big_u32(bytes, 20)?))
}

pub(super) fn without_traces(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut kept = Vec::with_capacity(bytes.len());
    kept.extend_from_slice(BEGIN);
    let mut rest = bytes.get(BEGIN.len()..)?;
    loop {
        let data = place(big_u32(rest, 0)?)?;
        let (chunk, after) = rest.split_at_checked(data.checked_add(ROUND)?)?;
        let kind = chunk.get(4..8)?;
        if !TRACES.contains(&kind) {
            kept.extend_from_slice(chunk);
        }
        if kind == b"IEND" {
            return Some(kept);
        }
        rest = after;
    }
}
