//! The bytes that an account key signs when it signs up.

use crate::SignUp;

/// What Ed25519 signs of a sign-up stands behind this label.
pub const SIGN_UP_LABEL: &str = "hudhud sign-up v1";

impl SignUp {
    /// Every field but payment and signature, in the schema's order, each behind its length as four
    /// big-endian bytes; a list behind its count, an absent field as the length `ffffffff`
    /// (docs/spec/accounts.md, Sign-up).
    #[must_use]
    pub fn signed_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(1024);
        field(&mut bytes, &self.account_key);
        field(&mut bytes, &self.device_list);
        field(&mut bytes, &self.inbox.0);
        field(&mut bytes, &self.inbox_hashes.read.0);
        field(&mut bytes, &self.inbox_hashes.write.0);
        field(&mut bytes, &self.inbox_hashes.control.0);
        field(&mut bytes, &self.inbox_key);
        field(&mut bytes, &self.key_packages.device.0);
        length(&mut bytes, self.key_packages.one_time.len());
        for package in &self.key_packages.one_time {
            field(&mut bytes, package);
        }
        match &self.key_packages.last_resort {
            Some(package) => field(&mut bytes, package),
            None => absent(&mut bytes),
        }
        match &self.name {
            Some((name, signature)) => {
                field(&mut bytes, name.as_bytes());
                field(&mut bytes, signature);
            }
            None => absent(&mut bytes),
        }
        bytes
    }
}

fn length(bytes: &mut Vec<u8>, length: usize) {
    bytes.extend_from_slice(&u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes());
}

fn absent(bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(&[0xff; 4]);
}

fn field(bytes: &mut Vec<u8>, value: &[u8]) {
    length(bytes, value.len());
    bytes.extend_from_slice(value);
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use hudhud_base::{CapabilityHash, DeviceId, LogAddress};

    use super::*;
    use crate::{CapabilityHashes, DeviceKeyPackages};

    fn sign_up() -> SignUp {
        SignUp {
            account_key: [1; 32],
            device_list: Bytes::from_static(b"list"),
            inbox: LogAddress([2; 32]),
            inbox_hashes: CapabilityHashes {
                read: CapabilityHash([3; 32]),
                write: CapabilityHash([4; 32]),
                control: CapabilityHash([5; 32]),
            },
            inbox_key: Bytes::from_static(b"key"),
            key_packages: DeviceKeyPackages {
                device: DeviceId([6; 32]),
                one_time: vec![Bytes::from_static(b"kp")],
                last_resort: None,
            },
            name: None,
            payment: None,
            signature: [0; 64],
        }
    }

    #[test]
    fn the_layout_is_what_the_specification_says() {
        let mut expected = Vec::new();
        let mut push = |value: &[u8]| {
            expected.extend(u32::try_from(value.len()).unwrap().to_be_bytes());
            expected.extend(value);
        };
        push(&[1; 32]);
        push(b"list");
        for byte in 2..=5 {
            push(&[byte; 32]);
        }
        push(b"key");
        push(&[6; 32]);
        expected.extend([0, 0, 0, 1]);
        expected.extend([0, 0, 0, 2]);
        expected.extend(b"kp");
        expected.extend([0xff; 8]);
        assert_eq!(sign_up().signed_bytes(), expected);
    }

    #[test]
    fn payment_and_signature_are_not_signed() {
        let other = SignUp {
            signature: [9; 64],
            ..sign_up()
        };
        assert_eq!(other.signed_bytes(), sign_up().signed_bytes());
    }

    #[test]
    fn bytes_cannot_move_from_one_field_to_the_next() {
        let mut other = sign_up();
        other.device_list = Bytes::from_static(b"lis");
        assert_ne!(other.signed_bytes(), sign_up().signed_bytes());
    }
}
