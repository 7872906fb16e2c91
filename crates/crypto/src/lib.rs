//! Typed keys, derivation, sealing, signatures and puzzles (docs/spec/crypto.md).
//!
//! Every primitive that Hudhud itself calls is called here, with one label for each use. Group keys
//! are the business of the MLS crate. Nothing here draws randomness, reads a clock or keeps state:
//! a random source is an argument.

mod aead;
pub mod blob;
pub mod control;
pub mod derive;
pub mod entry;
pub mod identity;
pub mod inbox;
pub mod keys;
mod padding;
pub mod passphrase;
pub mod puzzle;
pub mod signature;

pub use padding::padme;

/// Sealed bytes did not open: a wrong key, a wrong place, or bytes that were changed or cut.
///
/// One answer for every cause, so that it tells nothing to whoever made the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the sealed bytes do not open")]
pub struct OpenError;
