//! Somebody who holds the keys of a device and keeps to no engine: what it writes is made here, with the
//! keys in that device's database, and put in the place of what the device sends, or sent beside it.

mod commits;
mod keys;
mod letters;
mod taps;

pub(crate) use commits::{placement, title};
pub(crate) use keys::with_epoch;
pub use keys::{Keys, inner, inner_blob, of_a_later_epoch};
pub use letters::{At, BlobRef, Bytes32, Generation, Letter, Matter, Parts, Place};
pub use taps::Claim;

/// The bytes of a value. Encoding into memory cannot fail.
fn encoded<T: minicbor::Encode<()>>(value: &T) -> Vec<u8> {
    minicbor::to_vec(value).unwrap_or_default()
}
