//! One record on disk: its value, then eight bytes of a hash over key and value.
//!
//! The engine checks its own blocks; this notices what it cannot: a value that ended up under
//! another key, or a tree that lost track of itself.

/// Bytes a record is longer than its value.
pub(crate) const CHECKSUM_BYTES: usize = 8;

/// Makes `stored` what is stored for `value` under `key`; what was in it is gone.
pub(super) fn seal(key: &[u8], value: &[u8], stored: &mut Vec<u8>) {
    stored.clear();
    stored.extend_from_slice(value);
    stored.extend_from_slice(&checksum(key, value));
}

/// The value in `stored`; `None` if it is not what was stored under `key`.
pub(super) fn open<'a>(key: &[u8], stored: &'a [u8]) -> Option<&'a [u8]> {
    let (value, found) = stored.split_last_chunk::<CHECKSUM_BYTES>()?;
    (*found == checksum(key, value)).then_some(value)
}

fn checksum(key: &[u8], value: &[u8]) -> [u8; CHECKSUM_BYTES] {
    let mut hasher = blake3::Hasher::new();
    // The length keeps the border between key and value fixed.
    hasher.update(&u64::try_from(key.len()).unwrap_or(u64::MAX).to_le_bytes());
    hasher.update(key);
    hasher.update(value);
    let mut checksum = [0; CHECKSUM_BYTES];
    hasher.finalize_xof().fill(&mut checksum);
    checksum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_opens_under_its_own_key_alone() {
        let mut stored = Vec::new();
        seal(b"key", b"value", &mut stored);
        assert_eq!(open(b"key", &stored), Some(b"value".as_slice()));
        assert_eq!(open(b"kez", &stored), None);
    }

    #[test]
    fn every_flipped_bit_and_every_cut_is_noticed() {
        let mut stored = Vec::new();
        seal(b"key", b"value", &mut stored);
        for bit in 0..stored.len() * 8 {
            let mut damaged = stored.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(open(b"key", &damaged), None);
        }
        for length in 0..stored.len() {
            assert_eq!(open(b"key", &stored[..length]), None);
        }
    }
}
