//! A member who holds all keys of its device and keeps to no engine: what it writes is made here, and
//! put in the place of what its device sends.

use std::cell::Cell;

use bytes::Bytes;
use hudhud_base::EntryId;
use hudhud_content::Envelope;
use hudhud_crypto::entry::{self, EntryAad};
use hudhud_crypto::inbox::{self, InboxSecret};
use hudhud_crypto::keys::LogKey;
use hudhud_crypto::signature::SigningKey;
use hudhud_mls::{Context, DEVICE_LABEL, Group, Identity, MemoryRecords};
use hudhud_sim::{Conversation, DeviceNumber, Fate, Frame, Passing, World};
use hudhud_store::conversations::{self, ConversationRow};
use hudhud_store::generations::{self, GenerationRow};
use hudhud_store::own::{self, OwnRow};
use hudhud_store::records;
use hudhud_wire::{Append, Class, ClientFrame, Deliver, Request, encode_client};
use minicbor::{Decode, Encode};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;

/// What the forger draws matters to nobody.
const SEED: u64 = 5;
/// Where the epoch stands in an MLS message of a group whose id has 32 bytes: version (2), wire format
/// (2), length (1) and group id (32) come before it.
const EPOCH_AT: usize = 37;

/// What a device knows of a conversation, at the time it was read.
pub(crate) struct Keys {
    pub(crate) own: OwnRow,
    pub(crate) row: ConversationRow,
    pub(crate) generation: GenerationRow,
    records: MemoryRecords,
}

impl Keys {
    pub(crate) fn of(world: &World, device: DeviceNumber, conversation: Conversation) -> Self {
        let reader = world.database(device).reader();
        let db = reader.db();
        let own = own::load(db).unwrap().unwrap();
        let id = world.number(device, conversation);
        let row = conversations::by_id(db, id).unwrap().unwrap();
        let generation = generations::by_number(db, id, row.generation);
        let records = MemoryRecords::default();
        records.restore(records::scan_prefix(db, b"").unwrap().into_iter().collect());
        Self {
            own,
            generation: generation.unwrap().unwrap(),
            row,
            records,
        }
    }

    pub(crate) fn identity(&self) -> Identity {
        let account = SigningKey::from_seed(self.own.account_seed.as_bytes());
        let device = SigningKey::from_seed(self.own.device_seed.as_bytes());
        let binding = account.sign(DEVICE_LABEL, &device.public());
        Identity::new(account.public(), device, binding).unwrap()
    }

    /// Works on a copy of the group.
    pub(crate) fn with_group<R>(&self, work: impl FnOnce(&mut Group, &mut Context<'_>) -> R) -> R {
        let mut rng = ChaCha20Rng::seed_from_u64(SEED);
        let mut context = Context::new(&self.records, &mut rng);
        let group = Group::load(&mut context, &self.row.group_id);
        work(&mut group.unwrap().unwrap(), &mut context)
    }

    /// A message of the group that says this.
    pub(crate) fn says(&self, envelope: &Envelope) -> Vec<u8> {
        let content = envelope.encode([7; 16]).unwrap();
        let identity = self.identity();
        self.with_group(|group, context| group.seal(context, &identity, &[], &content))
            .unwrap()
    }

    /// An MLS message under the outer seal of an entry.
    pub(crate) fn sealed(&self, class: Class, entry: EntryId, inner: &[u8]) -> Bytes {
        let aad = EntryAad {
            log: self.row.log,
            generation: self.row.generation,
            class: class.number(),
            entry,
        };
        let key = LogKey::from_bytes(*self.generation.log_key.as_bytes());
        let mut rng = ChaCha20Rng::seed_from_u64(SEED);
        entry::seal(&key, &aad, inner, &mut rng).into()
    }
}

/// An MLS message as it lies inside the outer seal.
pub(crate) fn inner(mls: &[u8]) -> Vec<u8> {
    #[derive(Encode)]
    enum Inner {
        #[n(0)]
        Mls(#[cbor(n(0), with = "minicbor::bytes")] Vec<u8>),
    }
    minicbor::to_vec(Inner::Mls(mls.to_vec())).unwrap()
}

/// The same MLS message, said to be of a later epoch.
pub(crate) fn of_a_later_epoch(mls: &[u8]) -> Vec<u8> {
    let mut forged = mls.to_vec();
    forged[EPOCH_AT + 7] += 1;
    forged
}

/// The next `times` entries that a device appends have these bytes inside their outer seal instead.
pub(crate) fn appends_instead(
    world: &mut World,
    device: DeviceNumber,
    keys: Keys,
    inner: Vec<u8>,
    times: u32,
) {
    let left = Cell::new(times);
    world.taps(move |passing: Passing<'_>| match passing.frame {
        Frame::Asked(ClientFrame {
            id,
            request: Request::Append(append),
        }) if passing.device == device && left.get() > 0 => {
            left.set(left.get() - 1);
            let append = Append {
                body: keys.sealed(append.class, append.entry, &inner),
                ..append.clone()
            };
            let request = Request::Append(append);
            Fate::Becomes(encode_client(&ClientFrame { id: *id, request }))
        }
        Frame::Asked(_) | Frame::Said(_) => Fate::Arrives,
    });
}

/// A letter as it lies inside its seal.
#[derive(Encode, Decode)]
pub(crate) struct Letter {
    #[n(0)]
    version: u8,
    #[cbor(n(1), with = "minicbor::bytes")]
    account_key: [u8; 32],
    #[cbor(n(2), with = "minicbor::bytes")]
    device_key: [u8; 32],
    #[cbor(n(3), with = "minicbor::bytes")]
    binding: [u8; 64],
    #[cbor(n(4), with = "minicbor::bytes")]
    pub(crate) matter: Vec<u8>,
    #[cbor(n(5), with = "minicbor::bytes")]
    signature: [u8; 64],
}

/// The next letter that a device delivers to another says something else, signed by the device all the
/// same. `change` gets what it says, in CBOR.
pub(crate) fn writes_instead(
    world: &mut World,
    (from, to): (DeviceNumber, DeviceNumber),
    mut change: impl FnMut(&[u8]) -> Option<Vec<u8>> + 'static,
) {
    let load = |device| own::load(world.database(device).reader().db());
    let (writer, addressee) = (load(from).unwrap().unwrap(), load(to).unwrap().unwrap());
    let account = world.account(to);
    let mut done = false;
    world.taps(move |passing: Passing<'_>| match passing.frame {
        Frame::Asked(ClientFrame {
            id,
            request: Request::Deliver(deliver),
        }) if passing.device == from && deliver.address == addressee.inbox_address && !done => {
            let secret = InboxSecret::from_seed(*addressee.inbox_secret.as_bytes());
            let info = addressee.inbox_address.0;
            let opened = inbox::open(&secret, &info, &deliver.body).unwrap();
            let mut letter: Letter = minicbor::decode(&opened).unwrap();
            let Some(matter) = change(&letter.matter) else {
                return Fate::Arrives;
            };
            done = true;
            let key = SigningKey::from_seed(writer.device_seed.as_bytes());
            let signed = [account.0.as_slice(), &matter].concat();
            letter.signature = key.sign("hudhud letter v1", &signed);
            letter.matter = matter;
            let mut rng = ChaCha20Rng::seed_from_u64(SEED);
            let bytes = minicbor::to_vec(&letter).unwrap();
            let body = inbox::seal(&secret.public(), &info, &bytes, &mut rng).unwrap();
            let deliver = Deliver {
                body: body.into(),
                ..deliver.clone()
            };
            let request = Request::Deliver(deliver);
            Fate::Becomes(encode_client(&ClientFrame { id: *id, request }))
        }
        Frame::Asked(_) | Frame::Said(_) => Fate::Arrives,
    });
}

/// A secret or an identifier of 32 bytes.
#[derive(Clone, Encode, Decode)]
#[cbor(transparent)]
pub(crate) struct Bytes32(#[cbor(n(0), with = "minicbor::bytes")] pub(crate) [u8; 32]);

#[derive(Clone, Encode, Decode)]
pub(crate) struct Place {
    #[n(0)]
    pub(crate) host: String,
    #[n(1)]
    pub(crate) log: Bytes32,
    #[n(2)]
    pub(crate) cursor: u64,
    #[n(3)]
    pub(crate) running_hash: Option<Bytes32>,
    #[n(4)]
    pub(crate) ordered_head: u64,
}

#[derive(Clone, Encode, Decode)]
pub(crate) struct Generation {
    #[n(0)]
    pub(crate) generation: u32,
    #[n(1)]
    pub(crate) secret: Bytes32,
    #[n(2)]
    pub(crate) control: Option<Bytes32>,
    #[n(3)]
    pub(crate) first_seq: u64,
}

#[derive(Clone, Encode, Decode)]
pub(crate) struct Parts {
    #[cbor(n(0), with = "minicbor::bytes")]
    pub(crate) welcome: Vec<u8>,
    #[cbor(n(1), with = "minicbor::bytes")]
    pub(crate) tree: Vec<u8>,
}

#[derive(Clone, Encode, Decode)]
pub(crate) struct BlobRef {
    #[n(0)]
    pub(crate) id: Bytes32,
    #[n(1)]
    pub(crate) key: Bytes32,
    #[n(2)]
    pub(crate) hash: Bytes32,
    #[n(3)]
    pub(crate) size: u64,
}

#[derive(Clone, Encode, Decode)]
pub(crate) enum At {
    #[n(0)]
    Here(#[n(0)] Parts),
    #[n(1)]
    Blob(#[n(0)] BlobRef),
}

/// What a letter is about.
#[derive(Clone, Encode, Decode)]
pub(crate) enum Matter {
    #[n(0)]
    Invite {
        #[n(0)]
        group: Bytes32,
        #[n(1)]
        direct: bool,
        #[n(2)]
        place: Place,
        #[n(3)]
        generation: Generation,
        #[n(4)]
        welcome: At,
        #[n(5)]
        contact: Bytes32,
        #[n(6)]
        home: String,
    },
    #[n(1)]
    Plea {
        #[n(0)]
        group: Bytes32,
        #[n(1)]
        home: String,
        #[n(2)]
        nonce: Bytes32,
    },
    #[n(2)]
    Rejoin {
        #[n(0)]
        group: Bytes32,
        #[n(1)]
        place: Place,
        #[n(2)]
        generation: Generation,
        #[n(3)]
        info: At,
        #[n(4)]
        nonce: Bytes32,
    },
}

impl Matter {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        minicbor::decode(bytes).unwrap()
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        minicbor::to_vec(self).unwrap()
    }
}
