//! What a commit carries in its authenticated data, and what an entry carries inside its outer seal.

use hudhud_base::{Generation, Seq, limits};
use minicbor::{Decode, Encode};

use crate::turn::record;
use crate::work::blob::BlobRef;

/// The control capability of a new generation, sealed to one member who may hold it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct SealedControl {
    #[n(0)]
    pub(crate) leaf: u32,
    #[cbor(n(1), with = "minicbor::bytes")]
    pub(crate) sealed: Vec<u8>,
}

/// The authenticated data of a commit: where in the log it was meant to stand.
///
/// The hashes of the next generation are not in here: they follow from the secrets of the epoch that
/// the commit begins, which its authenticated data help to determine. Members derive them and compare
/// with what the host was told (docs/spec/conversations.md, Generations).
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Placement {
    #[n(0)]
    head: u64,
    #[n(1)]
    generation: u32,
    /// Control of the generation that holds after this commit, for those who get it by this commit.
    #[n(2)]
    controls: Vec<SealedControl>,
}

impl Placement {
    pub(crate) fn new(head: Seq, generation: Generation, controls: Vec<SealedControl>) -> Self {
        Self {
            head: head.0,
            generation: generation.0,
            controls,
        }
    }

    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        record::decode::<Self>(bytes)
            .filter(|placement| placement.controls.len() <= limits::GROUP_DEVICES)
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        record::encode(self)
    }

    /// The control capability that is sealed to a leaf.
    pub(crate) fn control_of(&self, leaf: u32) -> Option<&[u8]> {
        let control = self.controls.iter().find(|control| control.leaf == leaf)?;
        Some(&control.sealed)
    }

    pub(crate) fn is_at(&self, head: Seq, generation: Generation) -> bool {
        self.head == head.0 && self.generation == generation.0
    }
}

/// What lies inside an entry's outer seal.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) enum Inner {
    /// An MLS message.
    #[n(0)]
    Mls(#[cbor(n(0), with = "minicbor::bytes")] Vec<u8>),
    /// An MLS message too long for an entry.
    #[n(1)]
    Blob(#[n(0)] BlobRef),
}

impl Inner {
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        record::decode(bytes)
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        record::encode(self)
    }
}
