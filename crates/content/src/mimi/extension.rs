//! Extensions: keys in the order CBOR wants, values as the bytes they came in.

use std::cmp::Ordering;

use crate::DecodeError;
use crate::cbor::{Reader, Writer};

/// Integers in keys are at most 2^53 - 1 away from zero (draft, Data model restrictions).
const INTEGER_MAX: u64 = (1 << 53) - 1;
/// Bytes of a key that is text.
const TEXT_KEY_BYTES: usize = 255;

/// Names an extension. Ordered as the encoded keys are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExtensionKey {
    /// Above 0: registered. Below: private.
    Integer(i64),
    /// Private; 1 to 255 bytes.
    Text(String),
}

impl ExtensionKey {
    /// The sender's URI, which Hudhud takes from the sender's credential instead.
    pub const SENDER_URI: Self = Self::Integer(1);
    /// The conversation's URI, which Hudhud takes from the group instead.
    pub const ROOM_URI: Self = Self::Integer(2);

    pub(super) fn encode(&self, writer: &mut Writer) {
        match self {
            Self::Integer(value) => writer.integer(*value),
            Self::Text(value) => writer.text(value),
        }
    }

    pub(super) fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match reader.key()? {
            Ok(value) if value.unsigned_abs() <= INTEGER_MAX => Ok(Self::Integer(value)),
            Err(text) if (1..=TEXT_KEY_BYTES).contains(&text.len()) => {
                Ok(Self::Text(text.to_owned()))
            }
            Ok(_) | Err(_) => Err(DecodeError::UnexpectedItem),
        }
    }
}

impl Ord for ExtensionKey {
    fn cmp(&self, other: &Self) -> Ordering {
        // The order of the encoded bytes without encoding them: major type first (unsigned, negative,
        // text), then the argument, which is a length or a distance from zero.
        match (self, other) {
            (Self::Integer(one), Self::Integer(two)) => (*one < 0)
                .cmp(&(*two < 0))
                .then(one.unsigned_abs().cmp(&two.unsigned_abs())),
            (Self::Text(one), Self::Text(two)) => {
                one.len().cmp(&two.len()).then_with(|| one.cmp(two))
            }
            (Self::Integer(_), Self::Text(_)) => Ordering::Less,
            (Self::Text(_), Self::Integer(_)) => Ordering::Greater,
        }
    }
}

impl PartialOrd for ExtensionKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// An extension's value: one CBOR item in its deterministic encoding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension(Vec<u8>);

impl Extension {
    /// The encoded item.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        self.read(Reader::text).ok()
    }

    pub(crate) fn build(write: impl FnOnce(&mut Writer)) -> Self {
        let mut writer = Writer::default();
        write(&mut writer);
        Self(writer.into_bytes())
    }

    pub(crate) fn read<'a, T>(
        &'a self,
        read: impl FnOnce(&mut Reader<'a>) -> Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        let mut reader = Reader::new(&self.0);
        let value = read(&mut reader)?;
        reader.finish().map(|()| value)
    }

    pub(super) fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        // The map of extensions is the first of the four levels.
        reader.item(1).map(|item| Self(item.to_vec()))
    }
}
