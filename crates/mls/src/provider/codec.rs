//! How the library's values stand in records: one version byte, then MessagePack with field names.
//!
//! Names make a record readable by a library version that added, reordered or renamed a field. The
//! version byte is ours and counts changes that names do not cover.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::records::RecordsError;

/// The version that is written, and the only one there has been.
const VERSION: u8 = 1;

/// A value as it is stored.
pub(super) fn encode(value: &impl Serialize) -> Result<Vec<u8>, RecordsError> {
    let mut bytes = vec![VERSION];
    write(&mut bytes, value)?;
    Ok(bytes)
}

/// A stored value.
pub(super) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, RecordsError> {
    match bytes.split_first() {
        Some((&VERSION, body)) => rmp_serde::from_slice(body).map_err(|_| RecordsError::Unreadable),
        Some(_) | None => Err(RecordsError::Unreadable),
    }
}

/// A part of a key. It has no version: keys are found by their bytes.
pub(super) fn key(part: &impl Serialize) -> Result<Vec<u8>, RecordsError> {
    let mut bytes = Vec::new();
    write(&mut bytes, part)?;
    Ok(bytes)
}

fn write(bytes: &mut Vec<u8>, value: &impl Serialize) -> Result<(), RecordsError> {
    let mut serializer = rmp_serde::Serializer::new(bytes)
        .with_struct_map()
        .with_bytes(rmp_serde::config::BytesMode::ForceAll);
    value
        .serialize(&mut serializer)
        .map_err(|_| RecordsError::Unreadable)
}
