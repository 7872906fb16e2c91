//! What a device knows of a conversation, and entries that are made with it.

use bytes::Bytes;
use hudhud_base::EntryId;
use hudhud_content::Envelope;
use hudhud_crypto::entry::{self, EntryAad};
use hudhud_crypto::keys::LogKey;
use hudhud_crypto::signature::SigningKey;
use hudhud_mls::{Context, DEVICE_LABEL, Group, Identity, MemoryRecords};
use hudhud_store::conversations::ConversationRow;
use hudhud_store::generations::{self, GenerationRow};
use hudhud_store::own::{self, OwnRow};
use hudhud_store::{Store, records};
use hudhud_wire::Class;
use minicbor::Encode;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;

use super::encoded;
use super::letters::BlobRef;
use crate::story::{Conversation, DeviceNumber};
use crate::world::World;

/// What a forger draws matters to nobody, unless it wants to draw something else each time.
const SEED: u64 = 5;
/// Where the epoch stands in an MLS message of a group whose id has 32 bytes: version (2), wire format
/// (2), length (1) and group id (32) come before it.
const EPOCH_AT: usize = 37;
/// Bytes of an epoch.
const EPOCH_BYTES: usize = 8;

/// What a device knows of a conversation, at the time it was read.
#[derive(Debug)]
pub struct Keys {
    /// Of the account and the device.
    pub own: OwnRow,
    /// The conversation.
    pub row: ConversationRow,
    /// The generation in which it writes.
    pub generation: GenerationRow,
    /// Of all that is drawn.
    pub seed: u64,
    records: MemoryRecords,
}

impl Keys {
    /// What is there now; ends the story if nothing is.
    #[must_use]
    #[track_caller]
    pub fn of(world: &World, device: DeviceNumber, conversation: Conversation) -> Self {
        let keys = world
            .row_if_any(device, conversation)
            .and_then(|row| Self::read(world.database(device), row));
        match keys {
            Some(keys) => keys,
            None => world.stop_story("this device holds no keys of this conversation"),
        }
    }

    /// What is there now, if anything is.
    pub(crate) fn read(store: &Store, row: ConversationRow) -> Option<Self> {
        let reader = store.reader();
        let db = reader.db();
        let records = MemoryRecords::default();
        let pairs = records::scan_prefix(db, b"").ok()?;
        records.restore(pairs.into_iter().collect());
        Some(Self {
            own: own::load(db).ok()??,
            generation: generations::by_number(db, row.id, row.generation).ok()??,
            row,
            seed: SEED,
            records,
        })
    }

    /// Who the device is in its groups.
    ///
    /// # Panics
    /// Never: the account signed for the device when it was made.
    #[must_use]
    #[expect(
        clippy::expect_used,
        reason = "the account signed for the device when it was made"
    )]
    pub fn identity(&self) -> Identity {
        let account = SigningKey::from_seed(self.own.account_seed.as_bytes());
        let device = SigningKey::from_seed(self.own.device_seed.as_bytes());
        let binding = account.sign(DEVICE_LABEL, &device.public());
        Identity::new(account.public(), device, binding).expect("the account's own signature")
    }

    /// Works on a copy of the group; `None` if there is none.
    pub fn with_group<R>(&self, work: impl FnOnce(&mut Group, &mut Context<'_>) -> R) -> Option<R> {
        let mut rng = self.rng();
        let mut context = Context::new(&self.records, &mut rng);
        let mut group = Group::load(&mut context, &self.row.group_id).ok()??;
        Some(work(&mut group, &mut context))
    }

    /// A message of the group that says this; no bytes if the group can say nothing.
    #[must_use]
    pub fn says(&self, envelope: &Envelope) -> Vec<u8> {
        let content = envelope.encode([7; 16]).ok();
        content
            .and_then(|content| self.seals(&content))
            .unwrap_or_default()
    }

    /// A message of the group with this content, whatever it is.
    #[must_use]
    pub fn seals(&self, content: &[u8]) -> Option<Vec<u8>> {
        let identity = self.identity();
        self.with_group(|group, context| group.seal(context, &identity, &[], content))?
            .ok()
    }

    /// Bytes under the outer seal of an entry.
    #[must_use]
    pub fn sealed(&self, class: Class, entry: EntryId, inner: &[u8]) -> Bytes {
        let aad = EntryAad {
            log: self.row.log,
            generation: self.row.generation,
            class: class.number(),
            entry,
        };
        let key = LogKey::from_bytes(*self.generation.log_key.as_bytes());
        entry::seal(&key, &aad, inner, &mut self.rng()).into()
    }

    pub(crate) fn rng(&self) -> ChaCha20Rng {
        ChaCha20Rng::seed_from_u64(self.seed)
    }
}

/// What lies inside an entry's outer seal.
#[derive(Encode)]
enum Inner {
    #[n(0)]
    Mls(#[cbor(n(0), with = "minicbor::bytes")] Vec<u8>),
    #[n(1)]
    Blob(#[n(0)] BlobRef),
}

/// An MLS message as it lies inside the outer seal.
#[must_use]
pub fn inner(mls: &[u8]) -> Vec<u8> {
    encoded(&Inner::Mls(mls.to_vec()))
}

/// A reference to a blob with an MLS message, likewise.
#[must_use]
pub fn inner_blob(blob: &BlobRef) -> Vec<u8> {
    encoded(&Inner::Blob(blob.clone()))
}

/// The same MLS message, said to be of a later epoch.
#[must_use]
pub fn of_a_later_epoch(mls: &[u8]) -> Vec<u8> {
    with_epoch(mls, |epoch| epoch + 1)
}

/// The same MLS message, said to be of another epoch.
pub(crate) fn with_epoch(mls: &[u8], other: impl FnOnce(u64) -> u64) -> Vec<u8> {
    let mut forged = mls.to_vec();
    let place = forged
        .get_mut(EPOCH_AT..)
        .and_then(|rest| rest.first_chunk_mut::<EPOCH_BYTES>());
    if let Some(place) = place {
        *place = other(u64::from_be_bytes(*place)).to_be_bytes();
    }
    forged
}
