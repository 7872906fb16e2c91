//! How the library's values stand in records: one version byte, then MessagePack with field names.
//!
//! Names make a record readable by a library version that added or reordered fields. The version byte
//! is ours and counts changes that names do not cover, a renamed field among them.

use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use crate::records::RecordsError;

/// The version that is written, and the only one there has been.
const VERSION: u8 = 1;

/// A value as it is stored.
pub(super) fn encode(value: &impl Serialize) -> Result<Zeroizing<Vec<u8>>, RecordsError> {
    let mut bytes = Zeroizing::new(vec![VERSION]);
    write(&mut bytes, value)?;
    Ok(bytes)
}

/// A stored value.
pub(super) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, RecordsError> {
    read(body(bytes)?)
}

/// What follows the version byte.
pub(super) fn body(bytes: &[u8]) -> Result<&[u8], RecordsError> {
    match bytes.split_first() {
        Some((&VERSION, body)) => Ok(body),
        Some(_) | None => Err(RecordsError::Unreadable),
    }
}

/// A body with the version byte before it.
pub(super) fn versioned(body: &[u8]) -> Vec<u8> {
    [&[VERSION], body].concat()
}

/// A part of a key. It has no version: keys are found by their bytes.
pub(super) fn key(part: &impl Serialize) -> Result<Vec<u8>, RecordsError> {
    let mut bytes = Vec::new();
    write(&mut bytes, part)?;
    Ok(bytes)
}

/// Reads one value without a version byte.
pub(super) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, RecordsError> {
    rmp_serde::from_slice(bytes).map_err(|_| RecordsError::Unreadable)
}

/// Appends one value without a version byte.
pub(super) fn write<T: ?Sized + Serialize>(
    bytes: &mut Vec<u8>,
    value: &T,
) -> Result<(), RecordsError> {
    // Byte strings as such: serde makes lists of numbers of them, which take two bytes from 128 on.
    let mut serializer = rmp_serde::Serializer::new(bytes)
        .with_struct_map()
        .with_bytes(rmp_serde::config::BytesMode::ForceAll);
    value
        .serialize(&mut serializer)
        .map_err(|_| RecordsError::Unreadable)
}

/// Appends the head of an array whose elements follow (MessagePack: array 32).
pub(super) fn write_array_length(bytes: &mut Vec<u8>, length: u32) {
    bytes.push(0xdd);
    bytes.extend_from_slice(&length.to_be_bytes());
}

/// Appends the head of a map whose names and values follow (MessagePack: map 32).
pub(super) fn write_map_length(bytes: &mut Vec<u8>, length: u32) {
    bytes.push(0xdf);
    bytes.extend_from_slice(&length.to_be_bytes());
}
