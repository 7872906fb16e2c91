//! Hashcash: what a host may ask for when it is busy, checked with one hash.

use hudhud_base::{AccountId, BlobId, EntryId, LogAddress};
use sha2::{Digest, Sha256};

use crate::derive;

/// What a solution pays for: it is bound to that and pays for nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaidFor<'a> {
    /// Creating a log.
    Log(&'a LogAddress),
    /// An entry in somebody's inbox.
    Delivery(&'a EntryId),
    /// Somebody's key packages, by the id of the take.
    Take(&'a EntryId),
    /// An account.
    Account(&'a AccountId),
    /// A blob.
    Blob(&'a BlobId),
}

impl<'a> PaidFor<'a> {
    /// The bytes that go into the puzzle.
    #[must_use]
    pub const fn binding(self) -> &'a [u8] {
        match self {
            Self::Log(log) => &log.0,
            Self::Delivery(entry) | Self::Take(entry) => &entry.0,
            Self::Account(account) => &account.0,
            Self::Blob(blob) => &blob.0,
        }
    }
}

/// Tries at most `max_tries` nonces from `start_nonce` on, so that a caller can work in slices:
/// the next slice starts at `start_nonce + max_tries`. `None` if none of them solves it.
#[must_use]
pub fn solve(
    challenge: &[u8],
    binding: &[u8],
    bits: u32,
    start_nonce: u64,
    max_tries: u64,
) -> Option<u64> {
    let prefix = prefix(challenge, binding)?;
    (0..max_tries)
        .map_while(|offset| start_nonce.checked_add(offset))
        .find(|nonce| leading_zeros(&prefix, *nonce) >= bits)
}

/// Whether `nonce` pays `bits` for `challenge` and `binding`.
#[must_use]
pub fn check(challenge: &[u8], binding: &[u8], nonce: u64, bits: u32) -> bool {
    prefix(challenge, binding).is_some_and(|prefix| leading_zeros(&prefix, nonce) >= bits)
}

/// The hash before the nonce; `None` if a length does not fit its field.
fn prefix(challenge: &[u8], binding: &[u8]) -> Option<Sha256> {
    let mut hash = Sha256::new();
    hash.update(derive::PUZZLE);
    hash.update([0]);
    for part in [challenge, binding] {
        hash.update(u16::try_from(part.len()).ok()?.to_be_bytes());
        hash.update(part);
    }
    Some(hash)
}

fn leading_zeros(prefix: &Sha256, nonce: u64) -> u32 {
    let digest = prefix.clone().chain_update(nonce.to_be_bytes()).finalize();
    let mut zeros = 0;
    for byte in digest {
        zeros += byte.leading_zeros();
        if byte != 0 {
            break;
        }
    }
    zeros
}
