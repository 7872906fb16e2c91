//! Wycheproof's vectors against the primitives, in the versions and with the calls used here.

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use chacha20poly1305::aead::AeadInPlace;
    use chacha20poly1305::{KeyInit, Tag, XChaCha20Poly1305, XNonce};
    use ed25519_dalek::{Signature, VerifyingKey};
    use hkdf::Hkdf;
    use serde_json::Value;
    use sha2::Sha256;
    use x25519_dalek::{PublicKey, StaticSecret};

    /// Groups of one file of vectors; `None`, said aloud, where the vectors are not at hand.
    fn groups(name: &str) -> Option<Vec<Value>> {
        let folder = std::env::var_os("HUDHUD_VECTORS").map_or_else(
            || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors"),
            PathBuf::from,
        );
        let path = folder.join("wycheproof").join(name);
        let Ok(text) = std::fs::read_to_string(&path) else {
            eprintln!("skipped: no vectors at {}", path.display());
            return None;
        };
        let file: Value = serde_json::from_str(&text).unwrap();
        Some(file["testGroups"].as_array().unwrap().clone())
    }

    fn hex(value: &Value) -> Vec<u8> {
        let text = value.as_str().unwrap();
        (0..text.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
            .collect()
    }

    fn each_test(group: &Value, mut check: impl FnMut(&Value, bool)) -> usize {
        let tests = group["tests"].as_array().unwrap();
        for test in tests {
            check(test, test["result"] != "invalid");
        }
        tests.len()
    }

    #[test]
    fn xchacha20_poly1305_agrees_with_wycheproof() {
        let Some(groups) = groups("xchacha20_poly1305_test.json") else {
            return;
        };
        let mut tests = 0;
        for group in groups.iter().filter(|group| group["ivSize"] == 192) {
            tests += each_test(group, |test, is_valid| {
                let cipher = XChaCha20Poly1305::new_from_slice(&hex(&test["key"])).unwrap();
                let nonce = hex(&test["iv"]);
                let nonce = XNonce::from_slice(&nonce);
                let (aad, message, tag) = (hex(&test["aad"]), hex(&test["msg"]), hex(&test["tag"]));
                let mut buffer = hex(&test["ct"]);
                let tag = Tag::from_slice(&tag);
                let opened = cipher.decrypt_in_place_detached(nonce, &aad, &mut buffer, tag);
                assert_eq!(opened.is_ok(), is_valid, "{test}");
                if is_valid {
                    assert_eq!(buffer, message, "{test}");
                    let made = cipher
                        .encrypt_in_place_detached(nonce, &aad, &mut buffer)
                        .unwrap();
                    assert_eq!(
                        (buffer, made.to_vec()),
                        (hex(&test["ct"]), tag.to_vec()),
                        "{test}"
                    );
                }
            });
        }
        assert!(tests > 200, "{tests} tests");
    }

    #[test]
    fn x25519_agrees_with_wycheproof_and_small_orders_are_seen() {
        let Some(groups) = groups("x25519_test.json") else {
            return;
        };
        for group in &groups {
            each_test(group, |test, _| {
                let private: [u8; 32] = hex(&test["private"]).try_into().unwrap();
                let public: [u8; 32] = hex(&test["public"]).try_into().unwrap();
                let shared = StaticSecret::from(private).diffie_hellman(&PublicKey::from(public));
                let expected = hex(&test["shared"]);
                assert_eq!(shared.as_bytes()[..], expected, "{test}");
                let is_zero = expected.iter().all(|byte| *byte == 0);
                assert_eq!(shared.was_contributory(), !is_zero, "{test}");
            });
        }
    }

    #[test]
    fn strict_ed25519_verification_agrees_with_wycheproof() {
        let Some(groups) = groups("ed25519_test.json") else {
            return;
        };
        for group in &groups {
            let public: [u8; 32] = hex(&group["publicKey"]["pk"]).try_into().unwrap();
            let public = VerifyingKey::from_bytes(&public).unwrap();
            each_test(group, |test, is_valid| {
                let message = hex(&test["msg"]);
                let accepted = Signature::from_slice(&hex(&test["sig"]))
                    .is_ok_and(|signature| public.verify_strict(&message, &signature).is_ok());
                assert_eq!(accepted, is_valid, "{test}");
            });
        }
    }

    #[test]
    fn hkdf_sha256_agrees_with_wycheproof() {
        let Some(groups) = groups("hkdf_sha256_test.json") else {
            return;
        };
        for group in &groups {
            each_test(group, |test, is_valid| {
                let size = usize::try_from(test["size"].as_u64().unwrap()).unwrap();
                let (_, hkdf) =
                    Hkdf::<Sha256>::extract(Some(&hex(&test["salt"])), &hex(&test["ikm"]));
                let mut output = vec![0; size];
                let expanded = hkdf.expand(&hex(&test["info"]), &mut output);
                assert_eq!(expanded.is_ok(), is_valid, "{test}");
                if is_valid {
                    assert_eq!(output, hex(&test["okm"]), "{test}");
                }
            });
        }
    }
}
