//! What every sealed format promises: it opens where it belongs, and nowhere else.

#[cfg(test)]
mod tests {
    use hudhud_base::{EntryId, Generation, LogAddress, limits};
    use hudhud_crypto::blob::{self, Opener, Sealer};
    use hudhud_crypto::control::{self, ControlPublic, ControlSecret, WeakKey};
    use hudhud_crypto::entry::{self, EntryAad};
    use hudhud_crypto::inbox::{self, InboxSecret};
    use hudhud_crypto::keys::{BlobKey, LogKey};
    use hudhud_crypto::{OpenError, padme};
    use rand_chacha::ChaCha20Rng;
    use rand_chacha::rand_core::SeedableRng;

    fn rng() -> ChaCha20Rng {
        ChaCha20Rng::from_seed([42; 32])
    }

    /// Every shortened form and every form with one bit flipped, `step` bytes apart.
    fn spoiled(sealed: &[u8], step: usize) -> impl Iterator<Item = Vec<u8>> + '_ {
        let cut = (0..sealed.len())
            .step_by(step)
            .map(|len| sealed[..len].to_vec());
        let flipped = (0..sealed.len()).step_by(step).map(|at| {
            let mut bytes = sealed.to_vec();
            bytes[at] ^= 1 << (at % 8);
            bytes
        });
        let longer = std::iter::once([sealed, &[0]].concat());
        cut.chain(flipped).chain(longer)
    }

    fn place() -> EntryAad {
        EntryAad {
            log: LogAddress([1; 32]),
            generation: Generation(2),
            class: 1,
            entry: EntryId([3; 16]),
        }
    }

    #[test]
    fn an_entry_of_any_length_opens_at_its_place() {
        let key = LogKey::from_bytes([9; 32]);
        for len in [0, 1, 4, 100, 1000, 60_000] {
            let plaintext = vec![0xa5; len];
            let sealed = entry::seal(&key, &place(), &plaintext, &mut rng());
            assert_eq!(sealed.len(), entry::sealed_len(len));
            assert_eq!(entry::open(&key, &place(), &sealed), Ok(plaintext));
        }
    }

    #[test]
    fn an_entry_opens_at_no_other_place_and_with_no_other_key() {
        let key = LogKey::from_bytes([9; 32]);
        let sealed = entry::seal(&key, &place(), b"text", &mut rng());
        for other in [
            EntryAad {
                log: LogAddress([2; 32]),
                ..place()
            },
            EntryAad {
                generation: Generation(3),
                ..place()
            },
            EntryAad {
                class: 2,
                ..place()
            },
            EntryAad {
                entry: EntryId([4; 16]),
                ..place()
            },
        ] {
            assert_eq!(entry::open(&key, &other, &sealed), Err(OpenError));
        }
        let other = LogKey::from_bytes([8; 32]);
        assert_eq!(entry::open(&other, &place(), &sealed), Err(OpenError));
    }

    #[test]
    fn a_changed_or_cut_entry_does_not_open() {
        let key = LogKey::from_bytes([9; 32]);
        let sealed = entry::seal(&key, &place(), b"a text that matters", &mut rng());
        for bytes in spoiled(&sealed, 1) {
            assert_eq!(entry::open(&key, &place(), &bytes), Err(OpenError));
        }
    }

    #[test]
    fn the_same_entry_sealed_twice_looks_different() {
        let key = LogKey::from_bytes([9; 32]);
        let mut rng = rng();
        let one = entry::seal(&key, &place(), b"text", &mut rng);
        assert_ne!(one, entry::seal(&key, &place(), b"text", &mut rng));
    }

    #[test]
    fn what_is_sealed_to_an_inbox_opens_with_its_secret_and_info_alone() {
        let mut rng = rng();
        let secret = InboxSecret::generate(&mut rng);
        let public = secret.public();
        assert_eq!(public.len(), inbox::PUBLIC_BYTES);
        let sealed = inbox::seal(&public, b"info", b"welcome", &mut rng).unwrap();
        assert_eq!(sealed.len(), inbox::sealed_len(7));
        let restored = InboxSecret::from_seed(*secret.seed());
        assert_eq!(
            inbox::open(&restored, b"info", &sealed),
            Ok(b"welcome".to_vec())
        );
        assert_eq!(inbox::open(&secret, b"other", &sealed), Err(OpenError));
        let stranger = InboxSecret::generate(&mut rng);
        assert_eq!(inbox::open(&stranger, b"info", &sealed), Err(OpenError));
    }

    #[test]
    fn changed_or_cut_bytes_do_not_open_an_inbox_entry() {
        let mut rng = rng();
        let secret = InboxSecret::generate(&mut rng);
        let sealed = inbox::seal(&secret.public(), b"info", b"welcome", &mut rng).unwrap();
        for bytes in spoiled(&sealed, 31) {
            assert_eq!(inbox::open(&secret, b"info", &bytes), Err(OpenError));
        }
    }

    #[test]
    fn bytes_that_are_no_inbox_key_are_refused() {
        let mut rng = rng();
        let public = InboxSecret::generate(&mut rng).public();
        for bytes in [&public[1..], &[], &[0xff; inbox::PUBLIC_BYTES]] {
            let refused = inbox::seal(bytes, b"", b"", &mut rng);
            assert_eq!(refused, Err(inbox::SealError::InvalidPublicKey));
        }
    }

    #[test]
    fn a_control_capability_opens_for_its_member_alone() {
        let mut rng = rng();
        let secret = ControlSecret::generate(&mut rng);
        let sealed = control::seal(&secret.public(), b"log 1", &[5; 32], &mut rng).unwrap();
        assert_eq!(sealed.len(), control::SEALED_BYTES);
        let restored = ControlSecret::from_bytes(*secret.as_bytes());
        assert_eq!(
            *control::open(&restored, b"log 1", &sealed).unwrap(),
            [5; 32]
        );
        assert_eq!(control::open(&secret, b"log 2", &sealed), Err(OpenError));
        let other = ControlSecret::generate(&mut rng);
        assert_eq!(control::open(&other, b"log 1", &sealed), Err(OpenError));
        for bytes in spoiled(&sealed, 1) {
            assert_eq!(control::open(&secret, b"log 1", &bytes), Err(OpenError));
        }
    }

    #[test]
    fn nothing_is_sealed_to_a_control_key_of_small_order() {
        let weak = ControlPublic([0; 32]);
        assert_eq!(
            control::seal(&weak, b"", &[5; 32], &mut rng()),
            Err(WeakKey)
        );
    }

    #[test]
    fn blobs_of_every_length_around_a_chunk_open_again() {
        let key = BlobKey::from_bytes([7; 32]);
        for len in [0, 1, 8, 65_527, 65_528, 65_529, 131_064, 131_065, 300_000] {
            let content: Vec<u8> = (0..len).map(|at| (at % 251) as u8).collect();
            let sealed = blob::seal_all(&key, &content, &mut rng()).unwrap();
            assert_eq!(sealed.len() as u64, blob::sealed_len(len as u64));
            assert!(blob::open_all(&key, &sealed) == Ok(content), "{len} bytes");
        }
    }

    #[test]
    fn a_blob_pushed_in_pieces_is_the_blob_sealed_at_once() {
        let key = BlobKey::from_bytes([7; 32]);
        let content: Vec<u8> = (0..200_000_u32).map(|at| at as u8).collect();
        let whole = blob::seal_all(&key, &content, &mut rng()).unwrap();
        let mut sealer = Sealer::new(&key, content.len() as u64, &mut rng()).unwrap();
        let mut pieces = Vec::new();
        for piece in content.chunks(7_777) {
            sealer.push(piece, &mut pieces).unwrap();
        }
        sealer.finish(&mut pieces).unwrap();
        assert!(whole == pieces);
    }

    #[test]
    fn a_blob_can_be_read_from_the_middle() {
        let key = BlobKey::from_bytes([7; 32]);
        let content: Vec<u8> = (0..200_000_u32).map(|at| (at % 249) as u8).collect();
        let sealed = blob::seal_all(&key, &content, &mut rng()).unwrap();
        let len = sealed.len() as u64;
        let head = Opener::head_len(len).unwrap();
        let (opener, first) = Opener::begin(&key, len, &sealed[..head]).unwrap();
        assert_eq!(opener.content_len(), 200_000);
        assert_eq!(first, content[..blob::CHUNK_BYTES - 8]);
        let chunk = opener.chunk_of(150_000).unwrap();
        let range = opener.sealed_range(chunk);
        let opened = opener.open_chunk(chunk, &sealed[range.start as usize..range.end as usize]);
        let start = chunk as usize * blob::CHUNK_BYTES - 8;
        assert_eq!(opened.unwrap(), content[start..start + blob::CHUNK_BYTES]);
        assert_eq!(opener.chunk_of(200_000), None);
    }

    #[test]
    fn a_changed_cut_or_reordered_blob_does_not_open() {
        let key = BlobKey::from_bytes([7; 32]);
        let small = blob::seal_all(&key, b"a picture", &mut rng()).unwrap();
        for bytes in spoiled(&small, 1) {
            assert_eq!(blob::open_all(&key, &bytes), Err(OpenError));
        }
        let large = blob::seal_all(&key, &vec![1; 250_000], &mut rng()).unwrap();
        for bytes in spoiled(&large, 19_997) {
            assert_eq!(blob::open_all(&key, &bytes), Err(OpenError));
        }
        let one = blob::HEADER_BYTES + blob::SEALED_CHUNK_BYTES;
        let two = one + blob::SEALED_CHUNK_BYTES;
        let three = two + blob::SEALED_CHUNK_BYTES;
        let swapped = [
            &large[..one],
            &large[two..three],
            &large[one..two],
            &large[three..],
        ]
        .concat();
        assert_eq!(blob::open_all(&key, &swapped), Err(OpenError));
        assert_eq!(blob::open_all(&key, &large[..three]), Err(OpenError));
    }

    #[test]
    fn a_sealer_holds_its_user_to_the_announced_length() {
        let key = BlobKey::from_bytes([7; 32]);
        let mut out = Vec::new();
        let mut sealer = Sealer::new(&key, 3, &mut rng()).unwrap();
        assert_eq!(
            sealer.push(b"four", &mut out),
            Err(blob::SealError::WrongLength)
        );
        let mut sealer = Sealer::new(&key, 3, &mut rng()).unwrap();
        sealer.push(b"tw", &mut out).unwrap();
        assert_eq!(sealer.finish(&mut out), Err(blob::SealError::WrongLength));
        assert!(out.is_empty());
        let refused = Sealer::new(&key, limits::BLOB_BYTES, &mut rng());
        assert_eq!(refused.err(), Some(blob::SealError::TooLong));
        assert_eq!(
            Sealer::new(&key, u64::MAX, &mut rng()).err(),
            Some(blob::SealError::TooLong)
        );
    }

    #[test]
    fn padme_grows_by_less_than_an_eighth_and_leaves_few_sizes() {
        let mut sizes = std::collections::BTreeSet::new();
        let mut previous = 0;
        for len in 1..200_000_usize {
            let padded = padme(len);
            assert!(padded >= len && padded >= previous);
            assert!((padded - len) * 100 < len * 12, "{len} becomes {padded}");
            assert_eq!(padme(padded), padded);
            previous = padded;
            sizes.insert(padded);
        }
        assert!(sizes.len() < 300, "{} sizes", sizes.len());
        assert_eq!(
            (padme(0), padme(1), padme(9), padme(1000)),
            (0, 1, 10, 1024)
        );
        assert_eq!(padme(usize::MAX), usize::MAX);
    }
}
