//! Letters in the form in which they lie inside their seals, so that anything can be written in them.

use hudhud_base::AccountId;
use hudhud_crypto::signature::SigningKey;
use hudhud_mls::DEVICE_LABEL;
use hudhud_store::own::OwnRow;
use minicbor::{Decode, Encode};

use super::encoded;

const LABEL: &str = "hudhud letter v1";
const VERSION: u8 = 1;

/// A letter as it lies inside its seal.
#[derive(Debug, Clone, Encode, Decode)]
pub struct Letter {
    #[n(0)]
    version: u8,
    #[cbor(n(1), with = "minicbor::bytes")]
    account_key: [u8; 32],
    #[cbor(n(2), with = "minicbor::bytes")]
    device_key: [u8; 32],
    #[cbor(n(3), with = "minicbor::bytes")]
    binding: [u8; 64],
    /// A [`Matter`], in CBOR.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub matter: Vec<u8>,
    #[cbor(n(5), with = "minicbor::bytes")]
    signature: [u8; 64],
}

impl Letter {
    /// A letter of this device to somebody, signed as it should be, whatever it says.
    pub(crate) fn signed(writer: &OwnRow, to: &AccountId, matter: Vec<u8>) -> Self {
        let account = SigningKey::from_seed(writer.account_seed.as_bytes());
        let device = SigningKey::from_seed(writer.device_seed.as_bytes());
        let signed = [to.0.as_slice(), &matter].concat();
        Self {
            version: VERSION,
            account_key: account.public(),
            device_key: device.public(),
            binding: account.sign(DEVICE_LABEL, &device.public()),
            signature: device.sign(LABEL, &signed),
            matter,
        }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        encoded(self)
    }
}

/// A secret or an identifier of 32 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct Bytes32(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 32]);

/// Where the reader is said to stand in a log.
#[derive(Debug, Clone, Encode, Decode)]
pub struct Place {
    /// The host's name.
    #[n(0)]
    pub host: String,
    /// The log's address.
    #[n(1)]
    pub log: Bytes32,
    /// The last entry that counts as read.
    #[n(2)]
    pub cursor: u64,
    /// After it.
    #[n(3)]
    pub running_hash: Option<Bytes32>,
    /// The last handshake.
    #[n(4)]
    pub ordered_head: u64,
}

/// The keys of a generation.
#[derive(Debug, Clone, Encode, Decode)]
pub struct Generation {
    /// Its number.
    #[n(0)]
    pub generation: u32,
    /// What all but control follows from.
    #[n(1)]
    pub secret: Bytes32,
    /// Control of the log.
    #[n(2)]
    pub control: Option<Bytes32>,
    /// Where it begins.
    #[n(3)]
    pub first_seq: u64,
}

/// A Welcome or group info, and a tree.
#[derive(Debug, Clone, Encode, Decode)]
pub struct Parts {
    /// Welcome, or group info.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub welcome: Vec<u8>,
    /// The tree; empty if the first holds it.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub tree: Vec<u8>,
}

/// Where a blob is, and what opens it.
#[derive(Debug, Clone, Encode, Decode)]
pub struct BlobRef {
    /// Its name at the host.
    #[n(0)]
    pub id: Bytes32,
    /// Its key.
    #[n(1)]
    pub key: Bytes32,
    /// Of its sealed bytes.
    #[n(2)]
    pub hash: Bytes32,
    /// Sealed bytes.
    #[n(3)]
    pub size: u64,
}

/// [`Parts`], where they are.
#[derive(Debug, Clone, Encode, Decode)]
pub enum At {
    /// In the letter.
    #[n(0)]
    Here(#[n(0)] Parts),
    /// In a blob.
    #[n(1)]
    Blob(#[n(0)] BlobRef),
}

/// What a letter is about.
#[derive(Debug, Clone, Encode, Decode)]
pub enum Matter {
    /// Come into this conversation.
    #[n(0)]
    Invite {
        /// The group's id.
        #[n(0)]
        group: Bytes32,
        /// Of two people.
        #[n(1)]
        direct: bool,
        /// From where it is read.
        #[n(2)]
        place: Place,
        /// Its keys.
        #[n(3)]
        generation: Generation,
        /// The Welcome.
        #[n(4)]
        welcome: At,
        /// The writer's inbox takes letters that show this.
        #[n(5)]
        contact: Bytes32,
        /// The writer's host.
        #[n(6)]
        home: String,
        /// The beginning of what the writer has said.
        #[n(7)]
        opening: Option<String>,
        /// What the writer calls themselves, and since when.
        #[n(8)]
        called: Option<(u64, String)>,
    },
    /// Let me in again.
    #[n(1)]
    Plea {
        /// The group's id.
        #[n(0)]
        group: Bytes32,
        /// The writer's host.
        #[n(1)]
        home: String,
        /// Comes back in the answer.
        #[n(2)]
        nonce: Bytes32,
    },
    /// The answer to a plea.
    #[n(2)]
    Rejoin {
        /// The group's id.
        #[n(0)]
        group: Bytes32,
        /// From where it is read.
        #[n(1)]
        place: Place,
        /// Its keys.
        #[n(2)]
        generation: Generation,
        /// Group info.
        #[n(3)]
        info: At,
        /// Of the plea.
        #[n(4)]
        nonce: Bytes32,
    },
    /// The host has lost the log; the group goes on in another.
    #[n(3)]
    Replaced {
        /// The group's id.
        #[n(0)]
        group: Bytes32,
        /// The log that is lost.
        #[n(1)]
        former: Bytes32,
        /// From where it is read.
        #[n(2)]
        place: Place,
        /// Its keys.
        #[n(3)]
        generation: Generation,
        /// How far the writer had read the log that is lost.
        #[n(4)]
        read: u64,
    },
    /// The writer's inbox takes letters that show this, and no longer what it took before.
    #[n(4)]
    Contact {
        /// The capability.
        #[n(0)]
        contact: Bytes32,
    },
}

impl Matter {
    /// The matter in these bytes, if they are one.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        minicbor::decode(bytes).ok()
    }

    /// Its bytes.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        encoded(self)
    }
}
