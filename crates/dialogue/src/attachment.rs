//! Photos and files beside the words of a message: as they are given to a device, and as they are shown.

use std::fmt;

use hudhud_base::{BlobId, MessageRow};
use serde::{Deserialize, Serialize};

/// How an attachment is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum AttachmentKind {
    /// A picture, drawn where it stands.
    Photo,
    /// Anything else: its name, and a way to keep it.
    File,
}

/// How far an attachment has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum AttachmentState {
    /// On its way to the host: its message leaves after it.
    Leaving,
    /// On this device, sealed.
    Here,
    /// At the host alone.
    There,
    /// On its way from the host.
    Coming,
    /// The host has it no more, or never had it.
    Gone,
    /// What the host has is not what was sent.
    Damaged,
    /// The host did not take it: its message does not leave.
    Unsent,
}

/// What a person is told about an attachment. All of it is its sender's word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// How it is shown.
    pub kind: AttachmentKind,
    /// What it is.
    pub media_type: String,
    /// What it is called: whoever shows it makes it safe. May be empty.
    pub name: String,
    /// What is seen in it, for those who do not see it. May be empty.
    pub description: String,
    /// Width and height of a photo in dots.
    pub size_in_dots: Option<(u32, u32)>,
    /// What stands for a photo until it is there: a few colours, as a thumbhash. May be empty.
    pub thumbhash: Vec<u8>,
}

impl About {
    /// A file of this name, of which nothing else is known.
    #[must_use]
    pub fn file(name: String) -> Self {
        Self {
            kind: AttachmentKind::File,
            media_type: "application/octet-stream".to_owned(),
            name,
            description: String::new(),
            size_in_dots: None,
            thumbhash: Vec::new(),
        }
    }
}

/// 32 bytes that open or erase something. They cannot be printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretBytes(pub [u8; 32]);

impl fmt::Debug for SecretBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretBytes")
    }
}

/// What is to be attached: sealed, and lying beside the device's database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedAttachment {
    /// The file of sealed bytes, and what they will be called at the host.
    pub file: BlobId,
    /// What opens them.
    pub key: SecretBytes,
    /// What erases them at the host.
    pub erase: SecretBytes,
    /// The nonce that their chunks share.
    pub prefix: [u8; 19],
    /// BLAKE3 of the sealed bytes.
    pub hash: [u8; 32],
    /// Bytes of what was sealed.
    pub bytes: u64,
    /// What is told about it.
    pub about: About,
}

/// An attachment as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentView {
    /// Its number in its message.
    pub part: u32,
    /// What its sender says of it.
    pub about: About,
    /// Bytes of it.
    pub bytes: u64,
    /// How far it has come.
    pub state: AttachmentState,
}

/// How far an attachment that is on its way has come. It is told in passing, and never kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Its message.
    pub message: MessageRow,
    /// Its number there.
    pub part: u32,
    /// How much of it has come, of 100.
    pub percent: u8,
}
