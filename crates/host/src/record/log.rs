//! Records of logs: head, generations, entries, entry ids, tracks.

use bytes::Bytes;
use hudhud_base::{CapabilityHash, Day, EntryId, Generation, Minute, RunningHash, Seq};
use hudhud_wire::{CapabilityHashes, Class, LogKind};

use crate::Quotas;
use crate::record::{Reader, Record, Writer};
use crate::table::Track;

/// Where a log stands: the record that every append writes anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LogHead {
    pub(crate) kind: LogKind,
    /// The current one.
    pub(crate) generation: Generation,
    pub(crate) next_seq: Seq,
    /// The first entry that is left.
    pub(crate) first_seq: Seq,
    /// No plain entry before this one is left.
    pub(crate) plain_from: Seq,
    /// The last ordered entry; 0 if there is none.
    pub(crate) ordered_head: Seq,
    /// After the entry before `next_seq`.
    pub(crate) running_hash: RunningHash,
    pub(crate) created: Day,
    /// Of the newest message: their minutes never run backwards within a log.
    pub(crate) newest: Minute,
    /// Of sealed bodies that are left, and of the records of all entries of which something is
    /// ([`crate::Quotas::ENTRY_RECORDS_BYTES`]).
    pub(crate) counted_bytes: u64,
    /// Of the log's two tracks (see [`Track::slot`]).
    pub(crate) ordinals: [Ordinals; 2],
    /// Of an inbox; a conversation is always open.
    pub(crate) standing: Standing,
}

/// What the operator has decided about the account whose inbox a log is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Standing {
    /// Nothing.
    #[default]
    Open,
    /// Nobody writes to it or reads it for now.
    Suspended,
    /// It is empty, and stays so: an address is never given out twice.
    Removed,
}

impl Standing {
    const fn number(self) -> u8 {
        match self {
            Self::Open => 0,
            Self::Suspended => 1,
            Self::Removed => 2,
        }
    }

    const fn from_number(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::Open),
            1 => Some(Self::Suspended),
            2 => Some(Self::Removed),
            _ => None,
        }
    }
}

/// Which ordinals of a track are in use: `first` up to, not including, `next`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Ordinals {
    pub(crate) first: u64,
    pub(crate) next: u64,
}

impl Ordinals {
    pub(crate) const fn count(self) -> u64 {
        self.next.saturating_sub(self.first)
    }
}

impl LogHead {
    /// One more entry, with a body of so many bytes.
    pub(crate) fn count(&mut self, body_bytes: u64) {
        let bytes = Quotas::entry_bytes(body_bytes);
        self.counted_bytes = self.counted_bytes.saturating_add(bytes);
    }

    /// Nothing is left of an entry that had so many bytes of its body left.
    pub(crate) fn forget(&mut self, body_bytes: u64) {
        let bytes = Quotas::entry_bytes(body_bytes);
        self.counted_bytes = self.counted_bytes.saturating_sub(bytes);
    }

    pub(crate) fn track(&self, track: Track) -> Ordinals {
        self.ordinals.get(track.slot()).copied().unwrap_or_default()
    }

    pub(crate) fn track_mut(&mut self, track: Track) -> &mut Ordinals {
        let [first, second] = &mut self.ordinals;
        if track.slot() == 0 { first } else { second }
    }
}

impl Record for LogHead {
    const VERSION: u8 = 1;

    fn write(&self, to: &mut Writer) {
        to.u8(match self.kind {
            LogKind::Inbox => 1,
            LogKind::Conversation => 2,
        });
        to.u32(self.generation.0);
        to.u64(self.next_seq.0);
        to.u64(self.first_seq.0);
        to.u64(self.plain_from.0);
        to.u64(self.ordered_head.0);
        to.fixed(&self.running_hash.0);
        to.u32(self.created.0);
        to.u32(self.newest.0);
        to.u64(self.counted_bytes);
        for ordinals in &self.ordinals {
            to.u64(ordinals.first);
            to.u64(ordinals.next);
        }
        to.u8(self.standing.number());
    }

    fn read(from: &mut Reader) -> Option<Self> {
        Some(Self {
            kind: match from.u8()? {
                1 => LogKind::Inbox,
                2 => LogKind::Conversation,
                _ => return None,
            },
            generation: Generation(from.u32()?),
            next_seq: Seq(from.u64()?),
            first_seq: Seq(from.u64()?),
            plain_from: Seq(from.u64()?),
            ordered_head: Seq(from.u64()?),
            running_hash: RunningHash(from.fixed()?),
            created: Day(from.u32()?),
            newest: Minute(from.u32()?),
            counted_bytes: from.u64()?,
            ordinals: [
                Ordinals {
                    first: from.u64()?,
                    next: from.u64()?,
                },
                Ordinals {
                    first: from.u64()?,
                    next: from.u64()?,
                },
            ],
            standing: Standing::from_number(from.u8()?)?,
        })
    }
}

/// One generation's capabilities, and where it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct GenerationRecord {
    pub(crate) hashes: CapabilityHashes,
    /// The entry that ended it; 0 while it is the current one.
    pub(crate) until: Seq,
    /// The running hash after that entry.
    pub(crate) until_hash: RunningHash,
}

pub(crate) fn write_hashes(to: &mut Writer, hashes: &CapabilityHashes) {
    to.fixed(&hashes.read.0);
    to.fixed(&hashes.write.0);
    to.fixed(&hashes.control.0);
}

pub(crate) fn read_hashes(from: &mut Reader) -> Option<CapabilityHashes> {
    Some(CapabilityHashes {
        read: CapabilityHash(from.fixed()?),
        write: CapabilityHash(from.fixed()?),
        control: CapabilityHash(from.fixed()?),
    })
}

impl Record for GenerationRecord {
    const VERSION: u8 = 1;

    fn write(&self, to: &mut Writer) {
        write_hashes(to, &self.hashes);
        to.u64(self.until.0);
        to.fixed(&self.until_hash.0);
    }

    fn read(from: &mut Reader) -> Option<Self> {
        Some(Self {
            hashes: read_hashes(from)?,
            until: Seq(from.u64()?),
            until_hash: RunningHash(from.fixed()?),
        })
    }
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredEntry {
    pub(crate) class: Class,
    pub(crate) id: EntryId,
    pub(crate) generation: Generation,
    pub(crate) minute: Minute,
    /// The hashes of the generation it began.
    pub(crate) rotation: Option<CapabilityHashes>,
    pub(crate) expires: Option<Minute>,
    pub(crate) erase_hash: Option<CapabilityHash>,
    /// Where it stands in the ordered track, or in its ring.
    pub(crate) ordinal: Option<(EntryTrack, u64)>,
    pub(crate) body: StoredBody,
}

/// The track that an entry itself remembers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EntryTrack {
    Ordered,
    Paid,
    Unpaid,
}

impl From<EntryTrack> for Track {
    fn from(track: EntryTrack) -> Self {
        match track {
            EntryTrack::Ordered => Self::Ordered,
            EntryTrack::Paid => Self::Paid,
            EntryTrack::Unpaid => Self::Unpaid,
        }
    }
}

/// Sealed bytes, or the hash of what stood there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum StoredBody {
    Sealed(Bytes),
    Tombstone([u8; 32]),
}

const ORDERED: u8 = 1;
const TOMBSTONE: u8 = 2;
const ROTATION: u8 = 4;
const EXPIRES: u8 = 8;
const ERASE_HASH: u8 = 16;
const IN_TRACK: u8 = 32;

impl StoredEntry {
    fn flags(&self) -> u8 {
        let flag = |set: bool, bit: u8| if set { bit } else { 0 };
        flag(self.class == Class::Ordered, ORDERED)
            | flag(matches!(self.body, StoredBody::Tombstone(_)), TOMBSTONE)
            | flag(self.rotation.is_some(), ROTATION)
            | flag(self.expires.is_some(), EXPIRES)
            | flag(self.erase_hash.is_some(), ERASE_HASH)
            | flag(self.ordinal.is_some(), IN_TRACK)
    }
}

impl Record for StoredEntry {
    const VERSION: u8 = 1;

    fn size_hint(&self) -> usize {
        match &self.body {
            StoredBody::Sealed(body) => 192 + body.len(),
            StoredBody::Tombstone(_) => 224,
        }
    }

    fn write(&self, to: &mut Writer) {
        to.u8(self.flags());
        to.fixed(&self.id.0);
        to.u32(self.generation.0);
        to.u32(self.minute.0);
        if let Some(hashes) = &self.rotation {
            write_hashes(to, hashes);
        }
        if let Some(expires) = self.expires {
            to.u32(expires.0);
        }
        if let Some(hash) = &self.erase_hash {
            to.fixed(&hash.0);
        }
        if let Some((track, ordinal)) = self.ordinal {
            // As in the keys of the track table; the expiring one is never remembered.
            to.u8(match track {
                EntryTrack::Ordered => 0,
                EntryTrack::Paid => 2,
                EntryTrack::Unpaid => 3,
            });
            to.u64(ordinal);
        }
        match &self.body {
            StoredBody::Sealed(body) => to.fixed(body),
            StoredBody::Tombstone(hash) => to.fixed(hash),
        }
    }

    fn read(from: &mut Reader) -> Option<Self> {
        let flags = from.u8()?;
        let has = |bit: u8| flags & bit != 0;
        let id = EntryId(from.fixed()?);
        let generation = Generation(from.u32()?);
        let minute = Minute(from.u32()?);
        let rotation = if has(ROTATION) {
            Some(read_hashes(from)?)
        } else {
            None
        };
        let expires = if has(EXPIRES) {
            Some(Minute(from.u32()?))
        } else {
            None
        };
        let erase_hash = if has(ERASE_HASH) {
            Some(CapabilityHash(from.fixed()?))
        } else {
            None
        };
        let ordinal = if has(IN_TRACK) {
            let track = match from.u8()? {
                0 => EntryTrack::Ordered,
                2 => EntryTrack::Paid,
                3 => EntryTrack::Unpaid,
                _ => return None,
            };
            Some((track, from.u64()?))
        } else {
            None
        };
        let body = if has(TOMBSTONE) {
            StoredBody::Tombstone(from.fixed()?)
        } else {
            StoredBody::Sealed(from.rest())
        };
        let class = if has(ORDERED) {
            Class::Ordered
        } else {
            Class::Plain
        };
        Some(Self {
            class,
            id,
            generation,
            minute,
            rotation,
            expires,
            erase_hash,
            ordinal,
            body,
        })
    }
}

/// What was answered to an append, for a resend of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct IdRecord {
    pub(crate) seq: Seq,
    pub(crate) minute: Minute,
    /// Over everything the request said.
    pub(crate) digest: [u8; 32],
    pub(crate) running_hash: RunningHash,
}

impl Record for IdRecord {
    const VERSION: u8 = 1;

    fn write(&self, to: &mut Writer) {
        to.u64(self.seq.0);
        to.u32(self.minute.0);
        to.fixed(&self.digest);
        to.fixed(&self.running_hash.0);
    }

    fn read(from: &mut Reader) -> Option<Self> {
        Some(Self {
            seq: Seq(from.u64()?),
            minute: Minute(from.u32()?),
            digest: from.fixed()?,
            running_hash: RunningHash(from.fixed()?),
        })
    }
}

/// The entry at one place of a track.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TrackRecord(pub(crate) Seq);

impl Record for TrackRecord {
    const VERSION: u8 = 1;

    fn write(&self, to: &mut Writer) {
        to.u64(self.0.0);
    }

    fn read(from: &mut Reader) -> Option<Self> {
        from.u64().map(|seq| Self(Seq(seq)))
    }
}
