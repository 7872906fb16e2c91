//! What every sealed format promises: it opens where it belongs, and nowhere else.

#[cfg(test)]
mod tests {
    use hudhud_base::{EntryId, Generation, LogAddress, limits};
    use hudhud_crypto::blob::{self, Lengths, Opener, Sealer};
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
        for len in [0, 1, 12, 65_523, 65_524, 65_525, 131_060, 131_061, 300_000] {
            let content: Vec<u8> = (0..len).map(|at| (at % 251) as u8).collect();
            let sealed = blob::seal_all(&key, &content, &mut rng()).unwrap();
            let lengths = Lengths::of_content(len as u64);
            assert_eq!(sealed.len() as u64, lengths.sealed());
            assert!(blob::open_all(&key, &sealed) == Ok(content), "{len} bytes");
        }
    }

    #[test]
    fn a_blob_pushed_in_pieces_is_the_blob_sealed_at_once() {
        let key = BlobKey::from_bytes([7; 32]);
        let content: Vec<u8> = (0..200_000_u32).map(|at| at as u8).collect();
        let whole = blob::seal_all(&key, &content, &mut rng()).unwrap();
        let mut sealer = Sealer::new(&key, &[], content.len() as u64, &mut rng()).unwrap();
        let mut pieces = Vec::new();
        for piece in content.chunks(7_777) {
            sealer.push(piece, &mut pieces).unwrap();
        }
        sealer.finish(&mut pieces).unwrap();
        assert!(whole == pieces);
    }

    /// A blob with a lead, and its nonce prefix.
    fn sealed_with(lead: &[u8], content: &[u8]) -> (Vec<u8>, [u8; blob::PREFIX_BYTES]) {
        let key = BlobKey::from_bytes([7; 32]);
        let mut sealer = Sealer::new(&key, lead, content.len() as u64, &mut rng()).unwrap();
        let prefix = sealer.prefix();
        let mut sealed = Vec::new();
        sealer.push(content, &mut sealed).unwrap();
        sealer.finish(&mut sealed).unwrap();
        (sealed, prefix)
    }

    fn sealed_chunk<'a>(opener: &Opener, sealed: &'a [u8], index: u32) -> &'a [u8] {
        let range = opener.sealed_range(index);
        &sealed[range.start as usize..range.end as usize]
    }

    #[test]
    fn any_chunk_opens_alone_for_whom_was_told_prefix_and_lengths() {
        let key = BlobKey::from_bytes([7; 32]);
        for (lead, content) in [
            (0, 0),
            (0, 65_524),
            (1, 65_524),
            (49_152, 16_372),
            (49_152, 0),
        ]
        .into_iter()
        .chain((0..40).map(|at| (at * 1_249, at * 9_973)))
        {
            let lead_bytes = vec![0x11; lead];
            let content_bytes: Vec<u8> = (0..content).map(|at| (at % 249) as u8).collect();
            let (sealed, prefix) = sealed_with(&lead_bytes, &content_bytes);
            let lengths = Lengths {
                lead: lead as u32,
                content: content as u64,
            };
            assert_eq!(sealed.len() as u64, lengths.sealed());
            let opener = Opener::at(&key, prefix, lengths).unwrap();
            let mut covered = 0;
            for index in (0..opener.chunks()).rev() {
                let range = opener.content_range(index);
                let opened = opener.open_chunk(index, sealed_chunk(&opener, &sealed, index));
                let expected = &content_bytes[range.start as usize..range.end as usize];
                assert!(opened.unwrap() == expected, "chunk {index} of {lengths:?}");
                covered += expected.len();
                for offset in [range.start, range.end.saturating_sub(1)] {
                    if range.contains(&offset) {
                        assert_eq!(opener.chunk_of(offset), Some(index));
                    }
                }
            }
            assert_eq!(covered, content);
            assert_eq!(opener.chunk_of(content as u64), None);
            let first = opener.open_first(sealed_chunk(&opener, &sealed, 0));
            assert_eq!(first.unwrap().lead, lead_bytes);
        }
    }

    #[test]
    fn a_blob_tells_its_lead_and_lengths_to_whom_has_its_first_chunk() {
        let key = BlobKey::from_bytes([7; 32]);
        let (sealed, prefix) = sealed_with(b"a small picture", &[3; 200_000]);
        let len = sealed.len() as u64;
        let head = Opener::head_len(len).unwrap();
        let (opener, first) = Opener::begin(&key, len, &sealed[..head]).unwrap();
        assert_eq!(first.lead, b"a small picture");
        assert_eq!(first.content.len(), blob::CHUNK_BYTES - 12 - 15);
        let told = Lengths {
            lead: 15,
            content: 200_000,
        };
        assert_eq!((opener.lengths(), opener.sealed_len()), (told, len));
        assert_eq!(prefix, sealed[1..blob::HEADER_BYTES]);
    }

    #[test]
    fn lengths_other_than_those_in_the_blob_do_not_open_it() {
        let key = BlobKey::from_bytes([7; 32]);
        let (sealed, prefix) = sealed_with(b"lead", &[3; 1_000]);
        // All of them have the padded length of this blob.
        for (lead, content) in [(3, 1_001), (5, 999), (0, 1_004), (4, 999), (4, 1_001)] {
            let lengths = Lengths { lead, content };
            let opener = Opener::at(&key, prefix, lengths).unwrap();
            assert_eq!(opener.sealed_len(), sealed.len() as u64);
            let chunk = sealed_chunk(&opener, &sealed, 0);
            assert_eq!(opener.open_first(chunk), Err(OpenError), "{lengths:?}");
            assert_eq!(opener.open_chunk(0, chunk), Err(OpenError), "{lengths:?}");
        }
    }

    #[test]
    fn no_blob_has_a_longer_lead_or_is_longer_than_the_limits_say() {
        let key = BlobKey::from_bytes([7; 32]);
        let lead = limits::BLOB_LEAD_BYTES;
        let at = |lead, content| Opener::at(&key, [0; 19], Lengths { lead, content }).err();
        assert_eq!(at(lead, 0), None);
        assert_eq!(at(lead + 1, 0), Some(OpenError));
        assert_eq!(at(u32::MAX, u64::MAX), Some(OpenError));
        assert_eq!(at(0, limits::BLOB_BYTES), Some(OpenError));
        let too_long = vec![0; lead as usize + 1];
        let refused = Sealer::new(&key, &too_long, 0, &mut rng());
        assert_eq!(refused.err(), Some(blob::SealError::TooLong));
    }

    #[test]
    fn where_no_lead_is_looked_for_a_blob_with_one_does_not_open() {
        let key = BlobKey::from_bytes([7; 32]);
        let (sealed, _) = sealed_with(b"x", b"content");
        assert_eq!(blob::open_all(&key, &sealed), Err(OpenError));
        let (sealed, _) = sealed_with(b"", b"content");
        assert_eq!(blob::open_all(&key, &sealed), Ok(b"content".to_vec()));
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
        let mut sealer = Sealer::new(&key, &[], 3, &mut rng()).unwrap();
        assert_eq!(
            sealer.push(b"four", &mut out),
            Err(blob::SealError::WrongLength)
        );
        let mut sealer = Sealer::new(&key, &[], 3, &mut rng()).unwrap();
        sealer.push(b"tw", &mut out).unwrap();
        assert_eq!(sealer.finish(&mut out), Err(blob::SealError::WrongLength));
        assert!(out.is_empty());
        let refused = Sealer::new(&key, &[], limits::BLOB_BYTES, &mut rng());
        assert_eq!(refused.err(), Some(blob::SealError::TooLong));
        assert_eq!(
            Sealer::new(&key, &[], u64::MAX, &mut rng()).err(),
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
