//! Padding that hides most of a length: a 4-byte length, the bytes, zeros up to a Padmé size.
//!
//! Padmé keeps the overhead below 12 % and leaks `O(log log n)` bits of a length (Nikitin et al.,
//! "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", 2019, §4).

use crate::OpenError;

/// Bytes of the length in front.
const LENGTH_BYTES: usize = 4;

/// The smallest Padmé size that holds `len` bytes; saturates at the end of the range.
#[must_use]
pub fn padme(len: usize) -> usize {
    usize::try_from(padme_wide(len as u64)).unwrap_or(usize::MAX)
}

pub(crate) fn padme_wide(len: u64) -> u64 {
    // Lengths without a logarithm of their logarithm stay as they are.
    if len < 2 {
        return len;
    }
    // As many bits as the exponent needs are kept, and the rest rounded up.
    let exponent = len.ilog2();
    let kept_bits = exponent.ilog2() + 1;
    let mask = (1_u64 << exponent.saturating_sub(kept_bits)) - 1;
    len.checked_add(mask).map_or(u64::MAX, |sum| sum & !mask)
}

/// Bytes that `len` bytes take once padded.
pub(crate) fn padded_len(len: usize) -> usize {
    padme(len.saturating_add(LENGTH_BYTES))
}

/// Appends the padded form of `bytes` to `out`. The caller has checked that the length fits `u32`.
pub(crate) fn pad_into(out: &mut Vec<u8>, length: u32, bytes: &[u8]) {
    let end = out.len() + padded_len(bytes.len());
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(bytes);
    out.resize(end, 0);
}

/// Cuts `padded` down to what was padded. Only the one padded form of a content is accepted.
pub(crate) fn unpad(mut padded: Vec<u8>) -> Result<Vec<u8>, OpenError> {
    let (length, rest) = padded
        .split_first_chunk::<LENGTH_BYTES>()
        .ok_or(OpenError)?;
    let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| OpenError)?;
    let zeros = rest.get(length..).ok_or(OpenError)?;
    // Another padding could carry bytes besides the content.
    if padded.len() != padded_len(length) || zeros.iter().any(|byte| *byte != 0) {
        return Err(OpenError);
    }
    padded.copy_within(LENGTH_BYTES..LENGTH_BYTES + length, 0);
    padded.truncate(length);
    Ok(padded)
}
