//! Every seal: strange bytes do not open, what was sealed opens to itself, and changed bytes do not.
//!
//! Mutation alone would never get past an authenticated seal, so the input is also what is sealed;
//! its first bytes say which byte of the result is damaged.

#![no_main]

use hudhud_base::{EntryId, Generation, LogAddress};
use hudhud_crypto::blob;
use hudhud_crypto::control::{self, ControlSecret};
use hudhud_crypto::entry::{self, EntryAad};
use hudhud_crypto::inbox::{self, InboxSecret};
use hudhud_crypto::keys::{BlobKey, LogKey};
use libfuzzer_sys::fuzz_target;
use rand_chacha::ChaCha8Rng;
use rand_core::SeedableRng as _;

const INFO: &[u8] = b"where and what for";

fuzz_target!(|input: &[u8]| {
    let (position, content) = input.split_first_chunk::<2>().unwrap_or((&[0; 2], input));
    let position = usize::from(u16::from_be_bytes(*position));
    entries(position, content);
    blobs(position, content);
    // Key agreement is slow: long inputs would teach nothing about it.
    if content.len() < 2048 {
        inboxes(position, content);
        controls(position, content);
    }
});

fn rng() -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(1)
}

/// Another byte at one place.
fn damaged(sealed: &[u8], position: usize) -> Vec<u8> {
    let mut bytes = sealed.to_vec();
    let index = position % bytes.len();
    bytes[index] ^= 1;
    bytes
}

fn entries(position: usize, content: &[u8]) {
    let key = LogKey::from_bytes([1; 32]);
    let place = EntryAad {
        log: LogAddress([2; 32]),
        generation: Generation(3),
        class: 2,
        entry: EntryId([4; 16]),
    };
    assert!(entry::open(&key, &place, content).is_err());
    let sealed = entry::seal(&key, &place, content, &mut rng());
    assert_eq!(sealed.len(), entry::sealed_len(content.len()));
    assert_eq!(entry::open(&key, &place, &sealed).as_deref(), Ok(content));
    assert!(entry::open(&key, &place, &damaged(&sealed, position)).is_err());
    let elsewhere = EntryAad {
        generation: Generation(4),
        ..place
    };
    assert!(entry::open(&key, &elsewhere, &sealed).is_err());
}

fn blobs(position: usize, content: &[u8]) {
    let key = BlobKey::from_bytes([1; 32]);
    assert!(blob::open_all(&key, content).is_err());
    let Ok(sealed) = blob::seal_all(&key, content, &mut rng()) else {
        return;
    };
    assert_eq!(blob::open_all(&key, &sealed).as_deref(), Ok(content));
    assert!(blob::open_all(&key, &damaged(&sealed, position)).is_err());
}

fn inboxes(position: usize, content: &[u8]) {
    let secret = InboxSecret::from_seed([1; 32]);
    assert!(inbox::open(&secret, INFO, content).is_err());
    assert!(inbox::seal(content, INFO, content, &mut rng()).is_err());
    let sealed = inbox::seal(&secret.public(), INFO, content, &mut rng()).unwrap();
    assert_eq!(inbox::open(&secret, INFO, &sealed).as_deref(), Ok(content));
    assert!(inbox::open(&secret, INFO, &damaged(&sealed, position)).is_err());
}

fn controls(position: usize, content: &[u8]) {
    let secret = ControlSecret::from_bytes([1; 32]);
    assert!(control::open(&secret, INFO, content).is_err());
    let capability = [5; 32];
    let sealed = control::seal(&secret.public(), INFO, &capability, &mut rng()).unwrap();
    assert_eq!(
        control::open(&secret, INFO, &sealed).as_deref(),
        Ok(&capability)
    );
    assert!(control::open(&secret, INFO, &damaged(&sealed, position)).is_err());
}
