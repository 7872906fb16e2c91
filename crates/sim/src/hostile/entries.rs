//! What a hostile member writes to a log.

use bytes::Bytes;
use hudhud_base::{BlobId, EntryId, Handle, LinkKind, Minute, RunningHash, Seq, Timestamp, limits};
use hudhud_content::{Envelope, Forwarded, Message, MessageId, StatusReport};
use hudhud_crypto::blob;
use hudhud_crypto::identity::body_hash;
use hudhud_crypto::keys::BlobKey;
use hudhud_store::messages;
use hudhud_wire::{Append, Capability, Class, OpenLog, Request, Rotation};

use crate::forge::{BlobRef, Bytes32, Keys, inner, inner_blob, with_epoch};
use crate::hostile::siege::Siege;
use crate::story::HostNumber;

/// Bytes of noise at most.
const NOISE: usize = 300;
/// Entries of a flood.
const FLOOD: usize = 30;

impl Siege {
    fn class(&mut self) -> Class {
        if self.dice.chance(300) {
            Class::Ordered
        } else {
            Class::Plain
        }
    }

    /// Appends bytes as they are. The log is opened with all that the device has.
    pub(super) fn append(&mut self, keys: &Keys, class: Class, bodies: Vec<(EntryId, Bytes)>) {
        self.append_with(keys, class, bodies, None);
    }

    pub(super) fn append_with(
        &mut self,
        keys: &Keys,
        class: Class,
        bodies: Vec<(EntryId, Bytes)>,
        rotation: Option<Rotation>,
    ) {
        let Some(host) = self.world.host_at(&keys.row.host) else {
            return;
        };
        let capability = |secret: &hudhud_store::Secret| Capability(*secret.as_bytes());
        let open = OpenLog {
            handle: Handle(1),
            address: keys.row.log,
            generation: keys.row.generation,
            read: Some(capability(&keys.generation.read)),
            write: Some(capability(&keys.generation.write)),
            control: keys.generation.control.as_ref().map(capability),
        };
        let mut requests = vec![Request::Open(vec![open])];
        for (entry, body) in bodies {
            self.written += u64::try_from(body.len()).unwrap_or(0);
            requests.push(Request::Append(Append {
                handle: Handle(1),
                entry,
                class,
                generation: keys.row.generation,
                expected_head: (class == Class::Ordered).then_some(keys.row.ordered_head),
                rotation,
                expires: None,
                erase_hash: None,
                body,
            }));
        }
        self.world
            .asks_directly(host, LinkKind::Conversations, requests);
    }

    /// Appends what lies inside the outer seal, in a new entry.
    pub(super) fn append_inner(&mut self, keys: &Keys, class: Class, inside: &[u8]) {
        let entry = self.entry();
        let body = keys.sealed(class, entry, inside);
        self.append(keys, class, vec![(entry, body)]);
    }

    pub(super) fn entry(&mut self) -> EntryId {
        // Random ones would say nothing more, and take more of a tape.
        self.attacks += 1;
        let mut id = EntryId([0xee; 16]);
        for (place, byte) in id.0.iter_mut().zip(self.attacks.to_be_bytes()) {
            *place = byte;
        }
        id
    }

    /// Bytes under no seal.
    pub(super) fn writes_noise(&mut self, keys: &Keys) -> Option<()> {
        let (class, entry) = (self.class(), self.entry());
        let body = Bytes::from(self.dice.bytes(NOISE));
        self.append(keys, class, vec![(entry, body)]);
        Some(())
    }

    /// Bytes that are no MLS message, under the seal.
    pub(super) fn seals_noise(&mut self, keys: &Keys) -> Option<()> {
        let class = self.class();
        let noise = self.dice.bytes(NOISE);
        let inside = if self.dice.chance(500) {
            inner(&noise)
        } else {
            noise
        };
        self.append_inner(keys, class, &inside);
        Some(())
    }

    /// A message of the group, damaged.
    pub(super) fn damages_a_message(&mut self, keys: &Keys) -> Option<()> {
        let class = self.class();
        let mut message = keys.says(&self.text("damaged"));
        self.dice.flip(&mut message);
        self.append_inner(keys, class, &inner(&message));
        Some(())
    }

    /// A message that says it is of another epoch.
    pub(super) fn claims_an_epoch(&mut self, keys: &Keys) -> Option<()> {
        let class = self.class();
        let message = keys.says(&self.text("of another epoch"));
        let claimed = with_epoch(&message, |epoch| self.dice.number(epoch));
        self.append_inner(keys, class, &inner(&claimed));
        Some(())
    }

    /// The same message in two entries.
    pub(super) fn repeats_itself(&mut self, keys: &Keys) -> Option<()> {
        let class = self.class();
        let message = inner(&keys.says(&self.text("again")));
        self.append_inner(keys, class, &message);
        self.append_inner(keys, class, &message);
        Some(())
    }

    /// Something that is said as no engine says it.
    pub(super) fn says_something_odd(&mut self, keys: &Keys) -> Option<()> {
        let odd = self.odd_envelope(keys);
        let mut content = odd.encode(self.dice.array()).unwrap_or_default();
        match self.dice.below(6) {
            0 => self.dice.flip(&mut content),
            1 => content = self.dice.bytes(NOISE),
            2 => content.truncate(self.dice.index(content.len())),
            _ => {}
        }
        let (class, message) = (self.class(), keys.seals(&content)?);
        self.append_inner(keys, class, &inner(&message));
        Some(())
    }

    fn odd_envelope(&mut self, keys: &Keys) -> Envelope {
        let target = self.some_message(keys);
        let message = match self.dice.below(8) {
            0 => Message::Edit {
                target,
                body: self.words("not what they said"),
            },
            1 => Message::Delete { target },
            2 => Message::Reaction {
                target,
                emoji: self.dice.pick(&["👍", "x", ""]).unwrap_or("").to_owned(),
            },
            3 => Message::Unreact { target },
            4 => Message::Status(StatusReport {
                delivered: Seq(self.dice.number(keys.row.cursor.0)),
                read: Seq(self.dice.number(keys.row.cursor.0)),
                messages: Vec::new(),
            }),
            5 => Message::Unsupported {
                media_type: self.words("application/odd"),
                fallback: None,
            },
            _ => Message::Text {
                body: self.words("odd"),
                reply_to: self.dice.chance(500).then_some(target),
            },
        };
        let seq = Seq(self.dice.number(keys.row.cursor.0));
        let hash = keys.row.running_hash.filter(|_| self.dice.chance(500));
        let hash = hash.unwrap_or(RunningHash([9; 32]));
        Envelope {
            sent: Timestamp(self.dice.number(1)),
            seen: self.dice.chance(500).then_some((seq, hash)),
            profile: None,
            // No dice, so that the siege of a seed is the same with and without.
            forwarded: seq.0.is_multiple_of(4).then(|| Forwarded {
                name: "layla\u{202e}\n@host".to_owned(),
                sent: Minute(1),
                times: u32::from(seq.0.is_multiple_of(8)),
            }),
            message,
        }
    }

    /// Somebody's message, or none that there is.
    fn some_message(&mut self, keys: &Keys) -> MessageId {
        let database = self.world.database(self.hostile);
        let page = messages::page(database.reader().db(), keys.row.id, None, 12);
        let page: Vec<_> = page.unwrap_or_default();
        let at = self.dice.index(page.len() + 1);
        MessageId(page.get(at).map_or([3; 32], |row| row.message_id))
    }

    /// A blob that is named and is not there, is something else, or is too much.
    pub(super) fn refers_to_a_blob(&mut self, keys: &Keys) -> Option<()> {
        let class = if self.dice.chance(700) {
            Class::Ordered
        } else {
            Class::Plain
        };
        let blob = self.junk_blob(keys);
        self.append_inner(keys, class, &inner_blob(&blob));
        Some(())
    }

    pub(super) fn junk_blob(&mut self, keys: &Keys) -> BlobRef {
        let key = BlobKey::from_bytes([4; 32]);
        let inside = self.dice.bytes(NOISE);
        let mut sealed = blob::seal_all(&key, &inside, &mut keys.rng()).unwrap_or_default();
        let hash = body_hash(&sealed);
        if self.dice.chance(300) {
            self.dice.flip(&mut sealed);
        }
        let size = u64::try_from(sealed.len()).unwrap_or(0);
        let size = self.dice.number(size);
        self.attacks += 1;
        let mut id = [0xbb; 32];
        for (place, byte) in id.iter_mut().zip(self.attacks.to_be_bytes()) {
            *place = byte;
        }
        if self.dice.chance(700) {
            self.written += u64::try_from(sealed.len()).unwrap_or(0);
            self.world
                .host_keeps_blob(HostNumber(0), BlobId(id), sealed.into());
        }
        BlobRef {
            id: Bytes32(id),
            key: Bytes32([4; 32]),
            hash: Bytes32(hash),
            size,
        }
    }

    /// Many small entries at once.
    pub(super) fn floods(&mut self, keys: &Keys) -> Option<()> {
        let class = self.class();
        let message = inner(&keys.says(&self.text("flood")));
        let bodies = (0..FLOOD)
            .map(|_| {
                let entry = self.entry();
                (entry, keys.sealed(class, entry, &message))
            })
            .collect();
        self.append(keys, class, bodies);
        Some(())
    }

    /// The longest text that there can be.
    pub(super) fn says_as_much_as_fits(&mut self, keys: &Keys) -> Option<()> {
        let mut body = self.words("much");
        body.push_str(&"x".repeat(limits::MESSAGE_BYTES.saturating_sub(body.len())));
        let envelope = Envelope {
            sent: Timestamp(1),
            seen: None,
            profile: None,
            forwarded: None,
            message: Message::Text {
                body,
                reply_to: None,
            },
        };
        let message = inner(&keys.says(&envelope));
        self.append_inner(keys, Class::Plain, &message);
        Some(())
    }

    /// Something for those who follow now.
    pub(super) fn signals_noise(&mut self, keys: &Keys) -> Option<()> {
        let host = self.world.host_at(&keys.row.host)?;
        let open = OpenLog {
            handle: Handle(1),
            address: keys.row.log,
            generation: keys.row.generation,
            read: Some(Capability(*keys.generation.read.as_bytes())),
            write: Some(Capability(*keys.generation.write.as_bytes())),
            control: None,
        };
        let body = Bytes::from(self.dice.bytes(limits::SIGNAL_BYTES));
        let handle = Handle(1);
        let requests = vec![Request::Open(vec![open]), Request::Signal { handle, body }];
        self.world
            .asks_directly(host, LinkKind::Conversations, requests);
        Some(())
    }

    /// Words that were never said before.
    pub(super) fn words(&mut self, what: &str) -> String {
        self.attacks += 1;
        format!("{what} {}", self.attacks)
    }

    fn text(&mut self, what: &str) -> Envelope {
        Envelope {
            sent: Timestamp(1),
            seen: None,
            profile: None,
            forwarded: None,
            message: Message::Text {
                body: self.words(what),
                reply_to: None,
            },
        }
    }
}
