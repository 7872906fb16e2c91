//! The keys of every table. What stands in each: docs/spec/storage.md, Host.

use hudhud_base::{AccountId, BlobId, DeviceId, EntryId, Generation, LogAddress, Seq};
use hudhud_logstore::{Key, Shard};

pub(crate) const HEAD: u8 = 0x01;
const GENERATION: u8 = 0x02;
const ENTRY: u8 = 0x03;
const ENTRY_ID: u8 = 0x04;
const TRACK: u8 = 0x05;
pub(crate) const ACCOUNT: u8 = 0x10;
pub(crate) const NAME: u8 = 0x11;
pub(crate) const SKELETON: u8 = 0x12;
const POOL: u8 = 0x13;
const KEY_PACKAGE: u8 = 0x14;
pub(crate) const TAKE: u8 = 0x15;
const DEVICE_LIST: u8 = 0x16;
const REMOVED: u8 = 0x17;
pub(crate) const SPENT: u8 = 0x20;
pub(crate) const BLOB: u8 = 0x21;
pub(crate) const INVITATION: u8 = 0x22;

/// A list of sequence numbers beside a log, by ordinal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Track {
    /// The ordered entries of a conversation.
    Ordered,
    /// The entries of a conversation that expire before their retention.
    Expiring,
    /// The ring of an inbox that is written with its capability.
    Paid,
    /// The ring of an inbox that strangers write to.
    Unpaid,
}

impl Track {
    const fn number(self) -> u8 {
        match self {
            Self::Ordered => 0,
            Self::Expiring => 1,
            Self::Paid => 2,
            Self::Unpaid => 3,
        }
    }

    /// A log has two tracks, which two depends on its kind.
    pub(crate) const fn slot(self) -> usize {
        match self {
            Self::Ordered | Self::Paid => 0,
            Self::Expiring | Self::Unpaid => 1,
        }
    }
}

/// What decides a record's shard: a log with all that hangs on it stays together, and so does an
/// account.
pub(crate) fn shard(owner: &[u8], shards: u16) -> Shard {
    let first = [owner.first(), owner.get(1)].map(|byte| byte.copied().unwrap_or_default());
    Shard(u16::from_be_bytes(first) % shards.max(1))
}

pub(crate) fn head(log: &LogAddress) -> Key {
    Key::of(HEAD, [&log.0, &[], &[]])
}

pub(crate) fn generation(log: &LogAddress, generation: Generation) -> Key {
    Key::of(GENERATION, [&log.0, &generation.0.to_be_bytes(), &[]])
}

pub(crate) fn entry(log: &LogAddress, seq: Seq) -> Key {
    Key::of(ENTRY, [&log.0, &seq.0.to_be_bytes(), &[]])
}

pub(crate) fn entry_id(log: &LogAddress, id: &EntryId) -> Key {
    Key::of(ENTRY_ID, [&log.0, &id.0, &[]])
}

pub(crate) fn track(log: &LogAddress, track: Track, ordinal: u64) -> Key {
    Key::of(TRACK, [&log.0, &[track.number()], &ordinal.to_be_bytes()])
}

pub(crate) fn account(account: &AccountId) -> Key {
    Key::of(ACCOUNT, [&account.0, &[], &[]])
}

pub(crate) fn name(folded: &str) -> Key {
    Key::of(NAME, [folded.as_bytes(), &[], &[]])
}

pub(crate) fn skeleton(hash: &[u8; 32]) -> Key {
    Key::of(SKELETON, [hash, &[], &[]])
}

pub(crate) fn pool(account: &AccountId, device: &DeviceId) -> Key {
    Key::of(POOL, [&account.0, &device.0, &[]])
}

pub(crate) fn key_package(account: &AccountId, device: &DeviceId, ordinal: u64) -> Key {
    Key::of(KEY_PACKAGE, [&account.0, &device.0, &ordinal.to_be_bytes()])
}

pub(crate) fn take(account: &AccountId, take: &EntryId) -> Key {
    Key::of(TAKE, [&account.0, &take.0, &[]])
}

pub(crate) fn device_list(account: &AccountId, version: u64) -> Key {
    Key::of(DEVICE_LIST, [&account.0, &version.to_be_bytes(), &[]])
}

pub(crate) fn removed(account: &AccountId) -> Key {
    Key::of(REMOVED, [&account.0, &[], &[]])
}

pub(crate) fn spent(challenge: &[u8]) -> Key {
    Key::of(SPENT, [challenge, &[], &[]])
}

pub(crate) fn invitation(code: &[u8]) -> Key {
    Key::of(INVITATION, [code, &[], &[]])
}

pub(crate) fn blob(blob: &BlobId) -> Key {
    Key::of(BLOB, [&blob.0, &[], &[]])
}

/// What a key names, without its table: the owner first.
pub(crate) fn subject(key: &Key) -> &[u8] {
    key.as_bytes().get(1..).unwrap_or_default()
}
