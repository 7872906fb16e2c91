//! What a device sends, replaced on its way by what its holder wrote.

use bytes::Bytes;
use hudhud_base::{AccountId, LogAddress};
use hudhud_crypto::inbox::{self, InboxSecret};
use hudhud_store::own::{self, OwnRow};
use hudhud_store::{Secret, conversations};
use hudhud_wire::{Append, ClientFrame, Deliver, Request, encode_client};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;

use super::keys::Keys;
use super::letters::{Bytes32, Generation, Letter, Matter, Place};
use crate::story::{Conversation, DeviceNumber};
use crate::world::World;
use crate::world::tap::{Fate, Frame, Passing};

/// Whom a letter is to, and what opens it.
pub(crate) struct Addressee {
    pub(crate) account: AccountId,
    pub(crate) address: LogAddress,
    /// What lets anybody write to it who shows it.
    pub(crate) write: [u8; 32],
    secret: InboxSecret,
}

impl Addressee {
    /// A letter from a device, sealed to this inbox.
    pub(crate) fn sealed(&self, writer: &OwnRow, matter: Vec<u8>, seed: u64) -> Option<Bytes> {
        let letter = Letter::signed(writer, &self.account, matter);
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let (key, info) = (self.secret.public(), self.address.0);
        let sealed = inbox::seal(&key, &info, &letter.bytes(), &mut rng);
        sealed.ok().map(Bytes::from)
    }

    fn opened(&self, body: &[u8]) -> Option<Letter> {
        let opened = inbox::open(&self.secret, &self.address.0, body).ok()?;
        minicbor::decode(&opened).ok()
    }
}

/// What somebody claims who says that a log is lost.
#[derive(Debug, Clone, Copy)]
pub struct Claim {
    /// The log; none: the one where whoever is told so is.
    pub former: Option<LogAddress>,
    /// How far they had read there.
    pub read: u64,
    /// The last entry before the log in its place.
    pub cursor: u64,
}

impl Claim {
    /// The log where whoever is told so is, far behind everything.
    pub const HERE: Self = Self {
        former: None,
        read: 900_000,
        cursor: 1_000_000,
    };
}

impl World {
    /// The next `times` entries that a device appends have these bytes inside their outer seal instead.
    pub fn appends_instead(
        &mut self,
        device: DeviceNumber,
        keys: Keys,
        inner: Vec<u8>,
        times: u32,
    ) {
        let mut left = times;
        self.taps(move |passing: Passing<'_>| match passing.frame {
            Frame::Asked(ClientFrame {
                id,
                request: Request::Append(append),
            }) if passing.device == device && left > 0 => {
                left -= 1;
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

    /// Letters that a device delivers to another say something else, signed by the device all the same.
    /// `change` gets what a letter says, in CBOR, and leaves it alone by `None`; the first that it changes
    /// is the last that it sees.
    #[track_caller]
    pub fn writes_instead(
        &mut self,
        (from, to): (DeviceNumber, DeviceNumber),
        mut change: impl FnMut(&[u8]) -> Option<Vec<u8>> + 'static,
    ) {
        let mut done = false;
        self.changes_letters((from, &[to]), move |matter| {
            let changed = if done { None } else { change(matter) };
            done |= changed.is_some();
            changed
        });
    }

    /// The next invitation from one device to another says instead that a log of a group is lost, and that
    /// the group goes on in the log to which it invites.
    #[track_caller]
    pub fn claims_replacement(
        &mut self,
        (from, to): (DeviceNumber, DeviceNumber),
        conversation: Conversation,
        claim: Claim,
    ) {
        let id = self.number(to, conversation);
        let row = conversations::by_id(self.database(to).reader().db(), id);
        let row = row.ok().flatten();
        let group = row
            .as_ref()
            .and_then(|row| row.group_id.first_chunk::<32>());
        let (Some(row), Some(group)) = (&row, group.copied()) else {
            self.stop_story("no such group");
        };
        let Claim {
            former,
            read,
            cursor,
        } = claim;
        let former = Bytes32(former.unwrap_or(row.log).0);
        let begun = row.generation.0;
        self.writes_instead((from, to), move |bytes| {
            let Matter::Invite {
                place, generation, ..
            } = Matter::of(bytes)?
            else {
                return None;
            };
            let replaced = Matter::Replaced {
                group: Bytes32(group),
                former,
                place: Place {
                    cursor,
                    running_hash: None,
                    ordered_head: 0,
                    ..place
                },
                generation: Generation {
                    generation: begun + 9,
                    ..generation
                },
                read,
            };
            Some(replaced.bytes())
        });
    }

    /// Every letter of a device to another is signed by an account of its own, which nobody knows.
    #[track_caller]
    pub fn writes_under_many_names(&mut self, (from, to): (DeviceNumber, DeviceNumber)) {
        let own = self.owner(from);
        let writer = move |number: u64| {
            let mut seed = [0xA5; 32];
            seed[..8].copy_from_slice(&number.to_be_bytes());
            OwnRow {
                account_seed: Secret::new(seed),
                ..own.clone()
            }
        };
        self.changes_letters_by((from, &[to]), writer, |matter| Some(matter.to_vec()));
    }

    /// The same for every letter to several.
    #[track_caller]
    pub(crate) fn changes_letters(
        &mut self,
        (from, to): (DeviceNumber, &[DeviceNumber]),
        change: impl FnMut(&[u8]) -> Option<Vec<u8>> + 'static,
    ) {
        let writer = self.owner(from);
        self.changes_letters_by((from, to), move |_| writer.clone(), change);
    }

    /// The same, with whose keys each letter is signed, by its number.
    #[track_caller]
    fn changes_letters_by(
        &mut self,
        (from, to): (DeviceNumber, &[DeviceNumber]),
        writer: impl Fn(u64) -> OwnRow + 'static,
        mut change: impl FnMut(&[u8]) -> Option<Vec<u8>> + 'static,
    ) {
        let addressees: Vec<_> = to.iter().map(|to| self.addressee(*to)).collect();
        let mut seed = 0;
        self.taps(move |passing: Passing<'_>| {
            let Frame::Asked(ClientFrame {
                id,
                request: Request::Deliver(deliver),
            }) = passing.frame
            else {
                return Fate::Arrives;
            };
            let to = addressees.iter().find(|one| one.address == deliver.address);
            let Some(to) = to.filter(|_| passing.device == from) else {
                return Fate::Arrives;
            };
            seed += 1;
            let changed = to
                .opened(&deliver.body)
                .and_then(|letter| change(&letter.matter))
                .and_then(|matter| to.sealed(&writer(seed), matter, seed));
            let Some(body) = changed else {
                return Fate::Arrives;
            };
            let deliver = Deliver {
                body,
                ..deliver.clone()
            };
            let request = Request::Deliver(deliver);
            Fate::Becomes(encode_client(&ClientFrame { id: *id, request }))
        });
    }

    /// Somebody's inbox, with what opens it.
    #[track_caller]
    pub(crate) fn addressee(&self, device: DeviceNumber) -> Addressee {
        let own = self.owner(device);
        Addressee {
            account: self.account(device),
            address: own.inbox_address,
            write: *own.inbox_write.as_bytes(),
            secret: InboxSecret::from_seed(*own.inbox_secret.as_bytes()),
        }
    }

    #[track_caller]
    pub(crate) fn owner(&self, device: DeviceNumber) -> OwnRow {
        match own::load(self.database(device).reader().db()) {
            Ok(Some(own)) => own,
            Ok(None) | Err(_) => self.stop_story("this device has no keys"),
        }
    }
}
