//! Snapshots of every derivation and sealed format: a change here breaks what is stored and sent.

#[cfg(test)]
mod tests {
    use hudhud_base::{CapabilityHash, EntryId, Generation, LogAddress, Minute, RunningHash, Seq};
    use hudhud_crypto::control::{self, ControlSecret};
    use hudhud_crypto::derive::{self, GenerationKeys};
    use hudhud_crypto::entry::{self, EntryAad};
    use hudhud_crypto::identity::{self, EntryLink, RotationLink};
    use hudhud_crypto::inbox::{self, InboxSecret};
    use hudhud_crypto::keys::{BlobKey, GenerationSecret, LogKey, RootSecret};
    use hudhud_crypto::passphrase::{self, InvalidParameters, Parameters};
    use hudhud_crypto::signature::{self, SigningKey};
    use hudhud_crypto::{blob, puzzle};
    use rand_chacha::ChaCha20Rng;
    use rand_chacha::rand_core::SeedableRng;

    fn rng() -> ChaCha20Rng {
        ChaCha20Rng::from_seed([42; 32])
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Long formats are held by their hash.
    fn digest(bytes: &[u8]) -> String {
        hex(&identity::body_hash(bytes))
    }

    #[test]
    fn hashes_that_name_things_stay() {
        let bytes = [1; 32];
        assert_eq!(
            hex(&identity::capability_hash(&bytes).0),
            "d2d2cf62ba9b6a32317bb92db4860b5618c9445850d47317d340de9e47ce4143"
        );
        assert_eq!(
            hex(&identity::account_id(&bytes).0),
            "ecef6a3bb2f49b19071a3c1ebee84a4ab96ab571f9eb3a19be39aef2cb9e631d"
        );
        assert_eq!(
            hex(&identity::device_id(&bytes).0),
            "72f1989e1e9e8d2c8cf2188db345aa33e59bfcea9fec54939030f43a8d8a0fbd"
        );
        assert_eq!(
            hex(&identity::device_list_hash(&bytes)),
            "78cccb3692931790eae2e679a646f68c10c10c23d5db026288acff2086620e9b"
        );
        assert_eq!(
            hex(&identity::inbox_key_hash(&bytes)),
            "f934e07cf529ea6e0f2de8297888a5cb9ceae9e48017e3ffde2014023abaef59"
        );
        assert_eq!(
            hex(&identity::body_hash(b"")),
            "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"
        );
    }

    #[test]
    fn the_running_hash_stays() {
        let plain = EntryLink {
            seq: Seq(1),
            class: 2,
            entry: EntryId([2; 16]),
            generation: Generation(3),
            minute: Minute(29_000_000),
            rotation: None,
            body_hash: [4; 32],
        };
        let first = identity::running_hash(&RunningHash::EMPTY, &plain);
        assert_eq!(
            hex(&first.0),
            "cc64cd9df0b95dc92d2431f2aec3843d1d37caee57b8b3e8608736240e4c86d9"
        );
        let rotation = RotationLink {
            generation: Generation(4),
            read: CapabilityHash([5; 32]),
            write: CapabilityHash([6; 32]),
            control: CapabilityHash([7; 32]),
        };
        let ordered = EntryLink {
            seq: Seq(2),
            class: 1,
            rotation: Some(rotation),
            ..plain
        };
        let second = identity::running_hash(&first, &ordered);
        assert_eq!(
            hex(&second.0),
            "a20171202764505bfadd34d50ade416ad2fc86b0e73314fb2ad3e028d218d56b"
        );
    }

    #[test]
    fn derived_keys_stay() {
        let keys = GenerationKeys::derive(&GenerationSecret::from_bytes([1; 32]));
        assert_eq!(
            hex(&keys.read),
            "609681c9ec8de1018eb0534e513a576c0ba6a006a410e1bc785d19e4c7263b3d"
        );
        assert_eq!(
            hex(&keys.write),
            "dd7f655ab8b63c0c4c74fbc6c15dd9350f05b45ac71c738a0c0764e0fc74caba"
        );
        assert_eq!(
            hex(keys.log_key.as_bytes()),
            "c0f83e6fa8370157444142dcc736022b73d172291845d6726914d2cf52c72529"
        );
        let account = derive::account_key(&RootSecret::from_bytes([1; 32]));
        assert_eq!(
            hex(&account.public()),
            "df7212c4f408fbd5a3e16862a24837c1e89e147de903a867834a2c45cc2f5913"
        );
    }

    #[test]
    fn sealed_formats_stay() {
        let aad = EntryAad {
            log: LogAddress([1; 32]),
            generation: Generation(2),
            class: 1,
            entry: EntryId([3; 16]),
        };
        let entry = entry::seal(&LogKey::from_bytes([4; 32]), &aad, b"text", &mut rng());
        assert_eq!(
            hex(&entry),
            "98191f46e5830216445436978803697a5e3ab61b1e8951d4da5d7fec7aa5e60454a61bfcb014785813776f36f8ba10df"
        );
        let inbox = InboxSecret::from_seed([5; 32]).public();
        assert_eq!(
            digest(&inbox),
            "7e0b8eb7458a4cca12c74baa0df4c10c7ffba437bb080ae145414535868e7f58"
        );
        let welcome = inbox::seal(&inbox, b"info", b"welcome", &mut rng()).unwrap();
        assert_eq!(
            digest(&welcome),
            "d5d3136fb702d34cb7ed649fe3348ea0744d9abd6c7b5e247d4d4dcad6f84a6b"
        );
        let member = ControlSecret::from_bytes([6; 32]).public();
        let control = control::seal(&member, b"info", &[7; 32], &mut rng()).unwrap();
        assert_eq!(
            hex(&control),
            "7638d04176f97ced442a413e0d61ba20c71e5d3ecf5bf7e822f562db9c7e9e51ae4391a42ae57f0d2e0871942e24082ced45256fa6044e2cc04a38c7d6b0e709f4bf9b289022e345dfa46252ddc6274c"
        );
        let small = blob::seal_all(&BlobKey::from_bytes([8; 32]), b"blob", &mut rng()).unwrap();
        assert_eq!(
            hex(&small),
            "0198191f46e5830216445436978803697a5e3ab6473b873d42166bdd2f25e9db8e4eb434fa0c1f254e6e325c3c2f46d976108d38"
        );
        let large = blob::seal_all(&BlobKey::from_bytes([8; 32]), &[9; 150_000], &mut rng());
        assert_eq!(
            digest(&large.unwrap()),
            "3b1d76795fab77f4f1a61ac94317492c2b5c6147bbd4bcaeb3e7800f2b3c88f1"
        );
        let key = BlobKey::from_bytes([8; 32]);
        let mut sealer = blob::Sealer::new(&key, b"lead", 7, &mut rng()).unwrap();
        let mut led = Vec::new();
        sealer.push(b"content", &mut led).unwrap();
        sealer.finish(&mut led).unwrap();
        assert_eq!(
            hex(&led),
            "0198191f46e5830216445436978803697a5e3ab6473b873942166bdd2f25e9d88047ba32549ae5e06dfb2e41367cc599e2ae6d73809b2a863b0751d4"
        );
    }

    #[test]
    fn signatures_stay_and_are_bound_to_key_label_and_message() {
        let key = SigningKey::from_seed(&[1; 32]);
        let signed = key.sign("label", b"message");
        assert_eq!(
            hex(&signed),
            "3b276825d339d33089f7b4e87042e8bbcaaa1c004a82ff46a84895aeeb703e53ea4e34bd7dc9b4e22cc71e1a727e63683f91d255e0badc2e71a26dae93257d02"
        );
        let public = key.public();
        assert!(signature::verify(&public, "label", b"message", &signed));
        assert!(!signature::verify(&public, "label2", b"message", &signed));
        assert!(!signature::verify(&public, "labe", b"lmessage", &signed));
        assert!(!signature::verify(&public, "label", b"messagf", &signed));
        let other = SigningKey::from_seed(&[2; 32]).public();
        assert!(!signature::verify(&other, "label", b"message", &signed));
        for at in 0..64 {
            let mut spoiled = signed;
            spoiled[at] ^= 1 << (at % 8);
            assert!(!signature::verify(&public, "label", b"message", &spoiled));
        }
    }

    #[test]
    fn a_key_of_small_order_verifies_nothing() {
        // The identity: without strict rules, every message has a signature by it.
        let mut identity = [0; 32];
        identity[0] = 1;
        let mut signed = [0; 64];
        signed[0] = 1;
        assert!(!signature::verify(&identity, "label", b"message", &signed));
    }

    #[test]
    fn a_passphrase_stands_for_one_key_at_its_parameters() {
        let cheap = Parameters {
            salt: [1; 16],
            memory_kib: 64,
            passes: 1,
            lanes: 1,
        };
        let key = passphrase::derive("correct horse", &cheap).unwrap();
        assert_eq!(
            hex(key.as_bytes()),
            "f1bbbd8a6c0b0004ff416fe71708c5c71364bc9cc803468fd3a2cc558d1ca424"
        );
        assert_ne!(passphrase::derive("correct horsf", &cheap).unwrap(), key);
        let salted = Parameters {
            salt: [2; 16],
            ..cheap
        };
        assert_ne!(passphrase::derive("correct horse", &salted).unwrap(), key);
    }

    #[test]
    fn passphrase_parameters_are_read_back_and_checked() {
        let usual = Parameters::generate(&mut rng());
        assert_eq!(
            (usual.memory_kib, usual.passes, usual.lanes),
            (65_536, 3, 1)
        );
        let bytes = usual.encode();
        assert_eq!(
            hex(&bytes),
            "0100010000000000030000000198191f46e5830216445436978803697a"
        );
        assert_eq!(Parameters::decode(&bytes), Ok(usual));
        for len in 0..bytes.len() {
            assert_eq!(Parameters::decode(&bytes[..len]), Err(InvalidParameters));
        }
        for wrong in [
            Parameters {
                memory_kib: 2_000_000,
                ..usual
            },
            Parameters {
                memory_kib: 7,
                ..usual
            },
            Parameters { passes: 0, ..usual },
            Parameters {
                passes: 65,
                ..usual
            },
            Parameters { lanes: 0, ..usual },
            Parameters { lanes: 17, ..usual },
        ] {
            assert_eq!(Parameters::decode(&wrong.encode()), Err(InvalidParameters));
        }
        let mut later = bytes;
        later[0] = 2;
        assert_eq!(Parameters::decode(&later), Err(InvalidParameters));
    }

    #[test]
    fn a_puzzle_is_solved_in_slices_and_pays_for_one_thing() {
        let (mut start, slice) = (0, 100);
        let nonce = loop {
            match puzzle::solve(b"challenge", b"entry", 12, start, slice) {
                Some(nonce) => break nonce,
                None => start += slice,
            }
        };
        assert_eq!(nonce.to_string(), "1265");
        assert!(puzzle::check(b"challenge", b"entry", nonce, 12));
        assert!(!puzzle::check(b"challenge", b"entrz", nonce, 12));
        assert!(!puzzle::check(b"challengf", b"entry", nonce, 12));
        assert!(!puzzle::check(b"challengee", b"ntry", nonce, 12));
        assert!(!puzzle::check(b"challenge", b"entry", nonce, 257));
        assert!(puzzle::check(b"challenge", b"entry", 0, 0));
    }

    #[test]
    fn a_puzzle_that_is_not_solved_in_its_slice_says_so() {
        assert_eq!(puzzle::solve(b"c", b"b", 257, 0, 50), None);
        assert_eq!(puzzle::solve(b"c", b"b", 257, u64::MAX, 50), None);
        assert_eq!(puzzle::solve(&[0; 65_536], b"b", 0, 0, 50), None);
        assert!(!puzzle::check(&[0; 65_536], b"b", 0, 0));
    }
}
