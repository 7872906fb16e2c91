//! What is written to somebody's inbox: an invitation, a plea, or the answer to one.
//!
//! The letter is signed by the writer's device over its content and the addressee, and sealed to the
//! addressee's inbox key; the host sees neither (docs/spec/conversations.md, First contact).

use hudhud_base::{AccountId, DeviceId, Minute};
use hudhud_crypto::{
    identity::{account_id, device_id},
    signature::{SigningKey, verify},
};
use hudhud_mls::DEVICE_LABEL;
use minicbor::{Decode, Encode};

use crate::inbox::matter::Matter;
use crate::turn::record::{self, Bytes32};

const LETTER: &str = "hudhud letter v1";
const VERSION: u8 = 1;

#[derive(Debug, Encode, Decode)]
struct Signed {
    #[n(0)]
    version: u8,
    #[n(1)]
    account_key: Bytes32,
    #[n(2)]
    device_key: Bytes32,
    /// The account key's signature over the device key.
    #[cbor(n(3), with = "minicbor::bytes")]
    binding: [u8; 64],
    #[cbor(n(4), with = "minicbor::bytes")]
    matter: Vec<u8>,
    /// The device key's signature over addressee and matter.
    #[cbor(n(5), with = "minicbor::bytes")]
    signature: [u8; 64],
}

/// A letter that was opened and is what its writer signed.
#[derive(Debug)]
pub(crate) struct Letter {
    pub(crate) from: AccountId,
    pub(crate) account_key: [u8; 32],
    /// The writer's device, which signed it.
    pub(crate) device: DeviceId,
    pub(crate) matter: Matter,
    /// As the host says.
    pub(crate) came: Minute,
}

/// Who writes.
pub(crate) struct Writer<'a> {
    pub(crate) account_key: [u8; 32],
    pub(crate) binding: [u8; 64],
    pub(crate) device: &'a SigningKey,
}

fn signed_bytes(to: &AccountId, matter: &[u8]) -> Vec<u8> {
    [to.as_bytes().as_slice(), matter].concat()
}

/// The bytes to seal.
pub(crate) fn write(writer: &Writer<'_>, to: &AccountId, matter: &Matter) -> Vec<u8> {
    let matter = record::encode(matter);
    let signature = writer.device.sign(LETTER, &signed_bytes(to, &matter));
    record::encode(&Signed {
        version: VERSION,
        account_key: Bytes32(writer.account_key),
        device_key: Bytes32(writer.device.public()),
        binding: writer.binding,
        matter,
        signature,
    })
}

/// The letter in these opened bytes, if its signatures hold and it is meant for `to`.
pub(crate) fn read(bytes: &[u8], to: &AccountId, came: Minute) -> Option<Letter> {
    let signed: Signed = record::decode(bytes)?;
    let genuine = signed.version == VERSION
        && verify(
            &signed.account_key.0,
            DEVICE_LABEL,
            &signed.device_key.0,
            &signed.binding,
        )
        && verify(
            &signed.device_key.0,
            LETTER,
            &signed_bytes(to, &signed.matter),
            &signed.signature,
        );
    if !genuine {
        return None;
    }
    // Only what was signed is decoded.
    let matter: Matter = record::decode(&signed.matter)?;
    matter.is_sound().then(|| Letter {
        from: account_id(&signed.account_key.0),
        account_key: signed.account_key.0,
        device: device_id(&signed.device_key.0),
        matter,
        came,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::turn::record::HostText;

    fn writer_parts() -> (SigningKey, SigningKey) {
        (
            SigningKey::from_seed(&[1; 32]),
            SigningKey::from_seed(&[2; 32]),
        )
    }

    fn letter(to: &AccountId) -> Vec<u8> {
        let (account, device) = writer_parts();
        let binding = account.sign(DEVICE_LABEL, &device.public());
        let writer = Writer {
            account_key: account.public(),
            binding,
            device: &device,
        };
        write(
            &writer,
            to,
            &Matter::Plea {
                group: Bytes32([5; 32]),
                home: HostText("h".parse().unwrap()),
                nonce: Bytes32([6; 32]),
            },
        )
    }

    #[test]
    fn a_letter_reads_back_with_its_writer() {
        let to = AccountId([9; 32]);
        let read = read(&letter(&to), &to, Minute(7)).unwrap();
        assert_eq!(read.from, account_id(&writer_parts().0.public()));
        assert!(matches!(read.matter, Matter::Plea { .. }));
    }

    #[test]
    fn a_letter_that_names_a_host_as_one_program_dials_it_is_not_taken() {
        let plea = |home: &str| {
            let mut bytes = Vec::new();
            let mut encoder = minicbor::Encoder::new(&mut bytes);
            encoder.array(2).unwrap().u8(1).unwrap().array(3).unwrap();
            encoder.bytes(&[5; 32]).unwrap().str(home).unwrap();
            encoder.bytes(&[6; 32]).unwrap();
            record::decode::<Matter>(&bytes)
        };
        assert!(plea("example.org:8440").is_some());
        for home in [
            "https://example.org:8440",
            "http://127.0.0.1:8440",
            "Example.org",
            "",
        ] {
            assert!(plea(home).is_none(), "{home}");
        }
    }

    #[test]
    fn a_letter_to_somebody_else_is_not_taken() {
        let letter = letter(&AccountId([9; 32]));
        assert!(read(&letter, &AccountId([8; 32]), Minute(7)).is_none());
    }

    #[test]
    fn a_letter_with_any_bit_flipped_is_not_taken() {
        let to = AccountId([9; 32]);
        let bytes = letter(&to);
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(read(&flipped, &to, Minute(7)).is_none(), "bit {bit}");
        }
    }
}
