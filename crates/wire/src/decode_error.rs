//! Why a frame is refused. Nothing of the peer's bytes is kept: a field's name is our own text.

use hudhud_base::limits;

/// A frame that is not valid in form: which field (`Message.field`), and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The frame has more bytes than [`limits::FRAME_BYTES`].
    #[error("the frame has more than {} bytes", limits::FRAME_BYTES)]
    FrameTooLong,
    /// The frame has more fields than [`limits::FRAME_FIELDS`].
    #[error("the frame has more than {} fields", limits::FRAME_FIELDS)]
    TooManyFields,
    /// The bytes end inside the field.
    #[error("{0}: ends early")]
    Truncated(&'static str),
    /// A field of this message is not in the schema.
    #[error("{0}: has a field that the schema does not know")]
    UnknownField(&'static str),
    /// The field is of another wire type.
    #[error("{0}: has the wrong wire type")]
    WireType(&'static str),
    /// The field stands after one with a higher number.
    #[error("{0}: stands out of order")]
    Order(&'static str),
    /// The field stands more than once.
    #[error("{0}: stands twice")]
    Duplicate(&'static str),
    /// The field is written out although it has its default value.
    #[error("{0}: a default is written out")]
    Default(&'static str),
    /// The number is not in its shortest form, or out of range.
    #[error("{0}: the number is out of range or not in its shortest form")]
    Number(&'static str),
    /// The bytes are too many, or not exactly as many as they must be.
    #[error("{0}: has a length that is not allowed")]
    Length(&'static str),
    /// Repeated more often than allowed.
    #[error("{0}: stands too often")]
    Count(&'static str),
    /// The text is not UTF-8.
    #[error("{0}: is not UTF-8")]
    Utf8(&'static str),
    /// An enum value that the schema does not know.
    #[error("{0}: has a value that the schema does not know")]
    UnknownValue(&'static str),
    /// The field must be there, and not 0 or empty.
    #[error("{0}: is missing")]
    Missing(&'static str),
    /// The field must not stand beside the others.
    #[error("{0}: does not fit the other fields")]
    Unfitting(&'static str),
    /// The parser refused what the check before it let pass.
    #[error("the frame does not follow the schema")]
    Schema,
}
