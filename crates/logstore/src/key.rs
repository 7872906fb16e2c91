//! Keys: a table's number, then whatever names the record in it.
//!
//! What tables there are is the machine's business, not this crate's.

use std::fmt;

use bytes::Bytes;

use crate::KEY_BYTES;

/// Names one record. The first byte is the number of its table. Cheap to clone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(Bytes);

/// A key was empty or longer than [`KEY_BYTES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key has 1 to {KEY_BYTES} bytes, not {found}")]
pub struct KeyTooLong {
    /// Bytes that were given.
    pub found: usize,
}

impl Key {
    /// Takes bytes as a key.
    ///
    /// # Errors
    /// [`KeyTooLong`] if there are none, or more than [`KEY_BYTES`].
    pub fn new(bytes: impl Into<Bytes>) -> Result<Self, KeyTooLong> {
        let bytes = bytes.into();
        if bytes.is_empty() || bytes.len() > KEY_BYTES {
            return Err(KeyTooLong { found: bytes.len() });
        }
        Ok(Self(bytes))
    }

    /// A key from its table and at most three parts, cut at [`KEY_BYTES`] so that it cannot fail:
    /// for parts whose lengths the caller has bounded.
    #[must_use]
    pub fn of(table: u8, parts: [&[u8]; 3]) -> Self {
        let length = 1 + parts.iter().map(|part| part.len()).sum::<usize>();
        let mut bytes = Vec::with_capacity(length);
        bytes.push(table);
        for part in parts {
            bytes.extend_from_slice(part);
        }
        debug_assert!(
            bytes.len() <= KEY_BYTES,
            "the caller bounds the parts of a key"
        );
        bytes.truncate(KEY_BYTES);
        Self(Bytes::from(bytes))
    }

    /// The table's number.
    #[must_use]
    pub fn table(&self) -> u8 {
        self.0.first().copied().unwrap_or_default()
    }

    /// All bytes, the table's number first.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Key(table {:#04x}, {} bytes)",
            self.table(),
            self.0.len()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_at_least_one_byte_and_at_most_256() {
        assert_eq!(Key::new(Vec::new()), Err(KeyTooLong { found: 0 }));
        assert_eq!(Key::new(vec![1; 257]), Err(KeyTooLong { found: 257 }));
        assert_eq!(Key::new(vec![7; 256]).unwrap().table(), 7);
    }

    #[test]
    fn parts_stand_one_behind_the_other() {
        assert_eq!(Key::of(3, [b"ab", b"", b"c"]).as_bytes(), b"\x03abc");
    }

    #[test]
    fn debug_output_does_not_show_what_a_key_names() {
        assert_eq!(
            format!("{:?}", Key::of(3, [b"secret", b"", b""])),
            "Key(table 0x03, 7 bytes)"
        );
    }
}
