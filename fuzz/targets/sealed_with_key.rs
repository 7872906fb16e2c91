//! Entries and blobs: strange bytes do not open, what was sealed opens to itself, and damaged or
//! displaced bytes do not.
//!
//! Mutation alone would never get past an authenticated seal, so the input is also what is sealed;
//! its first bytes say which byte of the result is damaged.

#![no_main]

use hudhud_base::{EntryId, Generation, LogAddress};
use hudhud_crypto::blob::{self, Lengths, Opener, Sealer};
use hudhud_crypto::entry::{self, EntryAad};
use hudhud_crypto::keys::{BlobKey, LogKey};
use libfuzzer_sys::fuzz_target;
use rand_chacha::ChaCha8Rng;
use rand_core::SeedableRng as _;

fuzz_target!(|input: &[u8]| {
    let (position, content) = input.split_first_chunk::<2>().unwrap_or((&[0; 2], input));
    let position = usize::from(u16::from_be_bytes(*position));
    entries(position, content);
    blobs(position, content);
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
    let (lead, content) = content.split_at(position % (content.len() + 1));
    blob_with_lead(&key, lead, content);
}

/// Chunks open alone, last first, and lengths that only another blob has do not.
fn blob_with_lead(key: &BlobKey, lead: &[u8], content: &[u8]) {
    let Ok(mut sealer) = Sealer::new(key, lead, content.len() as u64, &mut rng()) else {
        return;
    };
    let prefix = sealer.prefix();
    let mut sealed = Vec::new();
    assert_eq!(sealer.push(content, &mut sealed), Ok(()));
    assert_eq!(sealer.finish(&mut sealed), Ok(()));
    let lengths = Lengths {
        lead: u32::try_from(lead.len()).unwrap_or(u32::MAX),
        content: content.len() as u64,
    };
    let open = |lengths, index: u32| {
        let opener = Opener::at(key, prefix, lengths).ok()?;
        let range = opener.sealed_range(index);
        let range = usize::try_from(range.start).ok()?..usize::try_from(range.end).ok()?;
        opener.open_chunk(index, sealed.get(range)?).ok()
    };
    let chunks = Opener::at(key, prefix, lengths).map_or(0, |opener| opener.chunks());
    let mut opened: Vec<_> = (0..chunks)
        .rev()
        .map(|index| open(lengths, index))
        .collect();
    opened.reverse();
    let opened: Option<Vec<_>> = opened.into_iter().collect();
    assert_eq!(
        opened.map(|pieces| pieces.concat()).as_deref(),
        Some(content)
    );
    let moved = Lengths {
        lead: lengths.lead + 1,
        content: lengths.content.saturating_sub(1),
    };
    assert_eq!(open(moved, 0), None);
}
