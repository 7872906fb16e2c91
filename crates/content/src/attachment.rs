//! What is attached to a message: sealed bytes at the host of its log, with what opens them
//! (docs/spec/content.md, Attachments).
//!
//! A sender's word on a picture's size is a claim: whoever draws it looks at the bytes first.

mod decode;
mod encode;

pub(crate) use decode::read;
pub(crate) use encode::parts;

use std::fmt;

use hudhud_base::BlobId;
use hudhud_base::limits::{
    ATTACHMENTS, BLOB_BYTES, BLOB_LEAD_BYTES, CAPTION_BYTES, DESCRIPTION_BYTES, is_drawable,
};

use crate::mimi::ExtensionKey;

/// What attachments are beside what a part says of them.
pub(crate) const ATTACHED: ExtensionKey = ExtensionKey::Integer(-18520);
/// Bytes of a content with attachments. Beside the seals and padding round it, it fits an entry.
pub(crate) const ATTACHED_BYTES: usize = 48 * 1024;
/// The scheme of a blob's URL; what follows is its id. It names no host: a blob lies where its log
/// does, so nobody can make readers ask an address of theirs.
const URL: &str = "hudhud:blob:";
/// The sealing of a blob, among the numbers for private use of IANA's registry of AEADs.
const SEALING: u16 = 0xF5B2;

/// Bytes of a media type.
pub(crate) const MEDIA_TYPE_BYTES: usize = 127;
/// Bytes of a file's name.
pub(crate) const FILE_NAME_BYTES: usize = 255;
/// Bytes of a thumbhash, which is a picture of a few dozen dots.
pub(crate) const THUMBHASH_BYTES: usize = 25;

/// How an attachment is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttachmentKind {
    /// A picture, drawn where it stands.
    Photo,
    /// Anything else: its name, and a way to keep it.
    File,
}

/// Opens an attachment. It cannot be printed.
#[derive(Clone, PartialEq, Eq)]
pub struct AttachmentKey(pub [u8; 32]);

impl fmt::Debug for AttachmentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AttachmentKey")
    }
}

/// One attachment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Where its sealed bytes lie at the log's host.
    pub blob: BlobId,
    /// What opens them.
    pub key: AttachmentKey,
    /// The nonce that its chunks share.
    pub prefix: [u8; 19],
    /// BLAKE3 of the sealed bytes.
    pub hash: [u8; 32],
    /// Bytes of its content.
    pub size: u64,
    /// Bytes before the content, as a small picture: [`BLOB_LEAD_BYTES`] at most.
    pub lead: u32,
    /// How it is shown.
    pub kind: AttachmentKind,
    /// What its sender says it is; [`MEDIA_TYPE_BYTES`] at most.
    pub media_type: String,
    /// The sender's suggestion, which may be empty or malicious; [`FILE_NAME_BYTES`] at most.
    pub name: String,
    /// What is seen in it, for those who do not see it; [`DESCRIPTION_BYTES`] at most.
    pub description: String,
    /// Width and height in dots, of a photo: [`is_drawable`].
    pub size_in_dots: Option<(u32, u32)>,
    /// A blurred look at it; [`THUMBHASH_BYTES`] at most, often nothing.
    pub thumbhash: Vec<u8>,
}

impl Attachment {
    /// Whether every number and text is within its limit.
    pub(crate) fn is_bounded(&self) -> bool {
        self.size <= BLOB_BYTES
            && self.lead <= BLOB_LEAD_BYTES
            && self.media_type.len() <= MEDIA_TYPE_BYTES
            && self.name.len() <= FILE_NAME_BYTES
            && self.description.len() <= DESCRIPTION_BYTES
            && self.thumbhash.len() <= THUMBHASH_BYTES
            && self.size_in_dots.is_none_or(is_drawable)
            // Where nobody has to wait to know how much room it takes.
            && (self.kind == AttachmentKind::File || self.size_in_dots.is_some())
    }
}

/// Whether attachments, with these words, are ones that may be sent.
pub(crate) fn may_be_sent(caption: &str, attachments: &[Attachment]) -> bool {
    caption.len() <= CAPTION_BYTES
        && (1..=ATTACHMENTS).contains(&attachments.len())
        && attachments.iter().all(Attachment::is_bounded)
}

#[cfg(test)]
mod tests;
