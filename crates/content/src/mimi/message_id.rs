//! Names a message by its content, sender and conversation.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::UriTooLong;

/// IANA's number of SHA-256 among the named information hash algorithms.
const SHA_256: u8 = 1;

/// Names one message: a hash algorithm's number and 31 bytes of the hash.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(pub [u8; 32]);

impl MessageId {
    /// Length in bytes.
    pub const LEN: usize = 32;

    /// The id of the message whose encoded content and salt are given (draft, Message ID).
    ///
    /// # Errors
    /// [`UriTooLong`] for a URI of 64 KiB or more.
    pub fn of(
        sender_uri: &str,
        conversation_uri: &str,
        content: &[u8],
        salt: &[u8; 16],
    ) -> Result<Self, UriTooLong> {
        // Lengths before the URIs alone: the content ends itself, and the salt has one length.
        let mut hash = Sha256::new();
        for uri in [sender_uri, conversation_uri] {
            let length = u16::try_from(uri.len()).map_err(|_| UriTooLong)?;
            hash.update(length.to_be_bytes());
            hash.update(uri);
        }
        hash.update(content);
        hash.update(salt);
        let mut id = [SHA_256; Self::LEN];
        id[1..].copy_from_slice(&hash.finalize()[..Self::LEN - 1]);
        Ok(Self(id))
    }

    /// The raw bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; Self::LEN] {
        &self.0
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MessageId(")?;
        self.0
            .iter()
            .skip(1)
            .take(4)
            .try_for_each(|byte| write!(f, "{byte:02x}"))?;
        f.write_str("…)")
    }
}
