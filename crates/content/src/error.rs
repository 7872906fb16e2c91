//! Why bytes are no content, or content cannot be bytes.

/// Bytes from a peer that are not content. All of them mean: the peer misbehaved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The bytes end before the content does.
    #[error("the content ends too early")]
    Truncated,
    /// Something follows the content.
    #[error("bytes follow the content")]
    TrailingBytes,
    /// Valid CBOR, but not the one deterministic encoding (RFC 8949 §4.2.1).
    #[error("the encoding is not deterministic")]
    NotDeterministic,
    /// Another CBOR type, length or range than stands at this place.
    #[error("an item has the wrong type")]
    UnexpectedItem,
    /// Text that is not UTF-8.
    #[error("a text is not UTF-8")]
    InvalidText,
    /// More bytes or items than a limit allows.
    #[error("the content is too long")]
    TooLong,
    /// Nested deeper than four levels.
    #[error("the content is nested too deeply")]
    TooDeep,
}

/// What cannot be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EncodeError {
    /// The text has more than [`hudhud_base::limits::MESSAGE_BYTES`].
    #[error("the text is too long")]
    TextTooLong,
    /// There are no attachments or too many, something about one of them is over its limit, or all
    /// that is said of them fits no entry.
    #[error("too much is attached")]
    AttachmentsTooLong,
    /// [`crate::is_one_sign`] refuses the reaction.
    #[error("the reaction is not one emoji")]
    NotAnEmoji,
    /// The sender's picture has more than [`hudhud_base::limits::PROFILE_PICTURE_BYTES`].
    #[error("the picture is too long")]
    PictureTooLong,
    /// The report names more than [`crate::STATUS_MESSAGES`] messages.
    #[error("the report names too many messages")]
    TooManyMessages,
    /// [`crate::Message::Unsupported`] is received, never sent.
    #[error("an unsupported message cannot be sent")]
    Unsupported,
}

/// A URI of 64 KiB or more has no place in a message id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the URI is too long")]
pub struct UriTooLong;
