//! Values as bytes: postcard, because it is small and both ends are of one build.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Bytes that are not a value of this build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the page and its worker are not of the same build")]
pub struct CodeError;

/// A value as bytes.
///
/// # Errors
/// Never for the types of this crate; a serialiser may refuse others.
pub fn encode<T: Serialize>(value: &T) -> Result<Vec<u8>, CodeError> {
    postcard::to_allocvec(value).map_err(|_| CodeError)
}

/// The value that `encode` made bytes of.
///
/// # Errors
/// [`CodeError`] for anything else.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, CodeError> {
    let (value, rest) = postcard::take_from_bytes(bytes).map_err(|_| CodeError)?;
    if rest.is_empty() {
        Ok(value)
    } else {
        Err(CodeError)
    }
}
