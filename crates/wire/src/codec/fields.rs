//! Checks of single fields, and the parts that several frames share, both ways.
//!
//! `name` is always the field as errors name it. Lengths are the scan's business, and so is how a number is written.

use bytes::Bytes;
use hudhud_base::{CapabilityHash, Generation, Seq};

use super::scratch::Scratch;
use crate::{CapabilityHashes, DecodeError, PuzzleSolution, Rotation, generated as raw};

/// A name with the account key's signature over it.
type SignedName = (String, [u8; 64]);

/// Exactly `N` bytes.
pub(super) fn fixed<const N: usize>(
    bytes: &Bytes,
    name: &'static str,
) -> Result<[u8; N], DecodeError> {
    if bytes.is_empty() {
        return Err(DecodeError::Missing(name));
    }
    bytes
        .as_ref()
        .try_into()
        .map_err(|_| DecodeError::Length(name))
}

/// Exactly `N` bytes, or none.
pub(super) fn optional_fixed<const N: usize>(
    bytes: &Bytes,
    name: &'static str,
) -> Result<Option<[u8; N]>, DecodeError> {
    if bytes.is_empty() {
        Ok(None)
    } else {
        fixed(bytes, name).map(Some)
    }
}

/// At least one byte.
pub(super) fn filled(bytes: Bytes, name: &'static str) -> Result<Bytes, DecodeError> {
    if bytes.is_empty() {
        Err(DecodeError::Missing(name))
    } else {
        Ok(bytes)
    }
}

/// At least one byte, or `None`.
pub(super) fn optional(bytes: Bytes) -> Option<Bytes> {
    (!bytes.is_empty()).then_some(bytes)
}

/// At least one character.
pub(super) fn text(text: String, name: &'static str) -> Result<String, DecodeError> {
    if text.is_empty() {
        Err(DecodeError::Missing(name))
    } else {
        Ok(text)
    }
}

/// At least one character, or `None`.
pub(super) fn optional_text(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

/// A sequence number that an entry can have.
pub(super) fn seq(seq: u64, name: &'static str) -> Result<Seq, DecodeError> {
    if seq == 0 {
        Err(DecodeError::Missing(name))
    } else {
        place(seq, name)
    }
}

/// A sequence number that an entry can have, or 0.
pub(super) fn place(seq: u64, name: &'static str) -> Result<Seq, DecodeError> {
    Seq::bounded(seq).ok_or(DecodeError::Number(name))
}

/// A message that must be there.
pub(super) fn present<T>(message: Option<T>, name: &'static str) -> Result<T, DecodeError> {
    message.ok_or(DecodeError::Missing(name))
}

/// Both or neither of a name and the signature over it.
pub(super) fn signed_name(
    name: String,
    signature: &Bytes,
    field: &'static str,
    signature_field: &'static str,
) -> Result<Option<SignedName>, DecodeError> {
    match (
        optional_text(name),
        optional_fixed(signature, signature_field)?,
    ) {
        (None, None) => Ok(None),
        (Some(name), Some(signature)) => Ok(Some((name, signature))),
        (Some(_), None) => Err(DecodeError::Missing(signature_field)),
        (None, Some(_)) => Err(DecodeError::Missing(field)),
    }
}

pub(super) fn write_signed_name(
    named: Option<&SignedName>,
    scratch: &mut Scratch,
) -> (String, Bytes) {
    named.map_or_else(Default::default, |(name, signature)| {
        (name.clone(), scratch.copy(signature))
    })
}

pub(super) fn read_hashes(hashes: &raw::CapabilityHashes) -> Result<CapabilityHashes, DecodeError> {
    Ok(CapabilityHashes {
        read: CapabilityHash(fixed(&hashes.read, "CapabilityHashes.read")?),
        write: CapabilityHash(fixed(&hashes.write, "CapabilityHashes.write")?),
        control: CapabilityHash(fixed(&hashes.control, "CapabilityHashes.control")?),
    })
}

pub(super) fn write_hashes(
    hashes: &CapabilityHashes,
    scratch: &mut Scratch,
) -> raw::CapabilityHashes {
    raw::CapabilityHashes {
        read: scratch.copy(&hashes.read.0),
        write: scratch.copy(&hashes.write.0),
        control: scratch.copy(&hashes.control.0),
    }
}

pub(super) fn read_rotation(rotation: &raw::Rotation) -> Result<Rotation, DecodeError> {
    let hashes = rotation
        .hashes
        .as_ref()
        .ok_or(DecodeError::Missing("Rotation.hashes"))?;
    Ok(Rotation {
        generation: Generation(rotation.generation),
        hashes: read_hashes(hashes)?,
    })
}

pub(super) fn write_rotation(rotation: &Rotation, scratch: &mut Scratch) -> raw::Rotation {
    raw::Rotation {
        generation: rotation.generation.0,
        hashes: Some(write_hashes(&rotation.hashes, scratch)),
    }
}

pub(super) fn read_solution(solution: raw::PuzzleSolution) -> PuzzleSolution {
    PuzzleSolution {
        challenge: solution.challenge,
        nonce: solution.nonce,
    }
}

pub(super) fn write_solution(solution: &PuzzleSolution) -> raw::PuzzleSolution {
    raw::PuzzleSolution {
        challenge: solution.challenge.clone(),
        nonce: solution.nonce,
    }
}
