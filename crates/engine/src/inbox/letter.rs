//! What is written to somebody's inbox: an invitation, a plea, or the answer to one.
//!
//! The letter is signed by the writer's device over its content and the addressee, and sealed to the
//! addressee's inbox key; the host sees neither (docs/spec/conversations.md, First contact).

use hudhud_base::{AccountId, Generation, LogAddress, RunningHash, Seq};
use hudhud_crypto::{
    identity::account_id,
    signature::{SigningKey, verify},
};
use hudhud_mls::DEVICE_LABEL;
use minicbor::{Decode, Encode};

use crate::conversation::handshake::BlobRef;
use crate::turn::record::{self, Bytes32, Secret32};

const LETTER: &str = "hudhud letter v1";
const VERSION: u8 = 1;

/// One generation of a log, as handed to somebody who joins in it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct GenerationRecord {
    #[n(0)]
    generation: u32,
    #[n(1)]
    pub(crate) read: Secret32,
    #[n(2)]
    pub(crate) write: Secret32,
    /// For those whom the policy lets hold it.
    #[n(3)]
    pub(crate) control: Option<Secret32>,
    #[n(4)]
    pub(crate) log_key: Secret32,
    #[n(5)]
    first_seq: u64,
}

impl GenerationRecord {
    pub(crate) fn new(
        generation: Generation,
        keys: [[u8; 32]; 3],
        control: Option<[u8; 32]>,
        first_seq: Seq,
    ) -> Self {
        let [read, write, log_key] = keys.map(Secret32);
        Self {
            generation: generation.0,
            read,
            write,
            control: control.map(Secret32),
            log_key,
            first_seq: first_seq.0,
        }
    }

    pub(crate) fn generation(&self) -> Generation {
        Generation(self.generation)
    }

    pub(crate) fn first_seq(&self) -> Seq {
        Seq(self.first_seq)
    }
}

/// Where the reader stands in the log after what this letter brings.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Place {
    #[n(0)]
    host: String,
    #[n(1)]
    log: Bytes32,
    #[n(2)]
    cursor: u64,
    #[n(3)]
    running_hash: Option<Bytes32>,
    #[n(4)]
    ordered_head: u64,
}

impl Place {
    pub(crate) fn new(
        host: &str,
        log: LogAddress,
        cursor: Seq,
        running_hash: Option<RunningHash>,
        head: Seq,
    ) -> Self {
        Self {
            host: host.to_owned(),
            log: Bytes32(log.0),
            cursor: cursor.0,
            running_hash: running_hash.map(|hash| Bytes32(hash.0)),
            ordered_head: head.0,
        }
    }

    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    pub(crate) fn log(&self) -> LogAddress {
        LogAddress(self.log.0)
    }

    pub(crate) fn cursor(&self) -> Seq {
        Seq(self.cursor)
    }

    pub(crate) fn running_hash(&self) -> Option<RunningHash> {
        self.running_hash.map(|hash| RunningHash(hash.0))
    }

    pub(crate) fn ordered_head(&self) -> Seq {
        Seq(self.ordered_head)
    }
}

/// A Welcome and the tree it needs.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct WelcomeParts {
    #[cbor(n(0), with = "minicbor::bytes")]
    pub(crate) welcome: Vec<u8>,
    #[cbor(n(1), with = "minicbor::bytes")]
    pub(crate) tree: Vec<u8>,
}

/// [`WelcomeParts`], where they are.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) enum WelcomeAt {
    #[n(0)]
    Here(#[n(0)] WelcomeParts),
    #[n(1)]
    Blob(#[n(0)] BlobRef),
}

/// What a letter is about.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) enum Matter {
    /// Come into this conversation.
    #[n(0)]
    Invite {
        #[n(0)]
        group: Bytes32,
        /// Direct rather than a group.
        #[n(1)]
        direct: bool,
        #[n(2)]
        place: Place,
        #[n(3)]
        generation: GenerationRecord,
        #[n(4)]
        welcome: WelcomeAt,
        /// The writer's inbox takes letters that show this.
        #[n(5)]
        contact: Secret32,
        /// Where the writer's account is.
        #[n(6)]
        home: String,
    },
    /// I have fallen out of step with this group: let me in again.
    #[n(1)]
    Plea {
        #[n(0)]
        group: Bytes32,
        #[n(1)]
        home: String,
    },
    /// What a member who fell out of step needs to join by external commit.
    #[n(2)]
    Rejoin {
        #[n(0)]
        group: Bytes32,
        #[n(1)]
        place: Place,
        #[n(2)]
        generation: GenerationRecord,
        /// GroupInfo in `welcome`, the tree beside it.
        #[n(3)]
        info: WelcomeAt,
    },
}

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
    pub(crate) matter: Matter,
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
pub(crate) fn read(bytes: &[u8], to: &AccountId) -> Option<Letter> {
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
    Some(Letter {
        from: account_id(&signed.account_key.0),
        account_key: signed.account_key.0,
        matter: record::decode(&signed.matter)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
                home: "http://h".to_owned(),
            },
        )
    }

    #[test]
    fn a_letter_reads_back_with_its_writer() {
        let to = AccountId([9; 32]);
        let read = read(&letter(&to), &to).unwrap();
        assert_eq!(read.from, account_id(&writer_parts().0.public()));
        assert!(matches!(read.matter, Matter::Plea { .. }));
    }

    #[test]
    fn a_letter_to_somebody_else_is_not_taken() {
        assert!(read(&letter(&AccountId([9; 32])), &AccountId([8; 32])).is_none());
    }

    #[test]
    fn a_letter_with_any_bit_flipped_is_not_taken() {
        let to = AccountId([9; 32]);
        let bytes = letter(&to);
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(read(&flipped, &to).is_none(), "bit {bit}");
        }
    }
}
