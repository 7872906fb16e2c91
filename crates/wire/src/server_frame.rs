//! What a host answers, and what it pushes.

use bytes::Bytes;
use hudhud_base::{
    DeviceId, EntryId, EntryLink, Generation, Handle, LogAddress, Minute, RefusalCode, RequestId,
    RunningHash, Seq, Timestamp,
};

use crate::client_frame::{Class, Rotation};

/// One frame from host to client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerFrame {
    /// Answers a request.
    Reply {
        /// The request.
        id: RequestId,
        /// The answer.
        reply: Reply,
    },
    /// Entries of a followed log, in order, without gap after what this link already got.
    Entries(Entries),
    /// Generation `generation` ended with entry `seq`; the handle sees nothing later.
    Ended {
        /// The log.
        handle: Handle,
        /// The generation the handle was opened with.
        generation: Generation,
        /// The entry that ended it.
        seq: Seq,
    },
    /// The link was too slow: following ended before `from`. Read on from there, then follow again.
    Lagging {
        /// The log.
        handle: Handle,
        /// The first entry not sent.
        from: Seq,
    },
    /// Somebody's signal.
    Signalled {
        /// The log.
        handle: Handle,
        /// Sealed bytes.
        body: Bytes,
    },
    /// The host is stopping, or sheds load: close, and come back after this long, spread out.
    GoAway {
        /// Milliseconds.
        retry_after_ms: u32,
    },
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// To `Hello`.
    Welcome(Welcome),
    /// To a request that has nothing to tell.
    Done,
    /// No, and why.
    Refused(Box<Refusal>),
    /// To `GetPuzzle`.
    Puzzle(Puzzle),
    /// To `Open`, in its order. (`Create` is answered by `Done`.)
    Opened(Vec<OpenedLog>),
    /// To `Append` and `Deliver`: it is durable.
    Appended(Appended),
    /// To `Read` (`live` is false). `Live` is answered by `Done`, then pushes.
    Entries(Entries),
    /// To `OwnAccount`.
    OwnAccount(OwnAccount),
    /// To `ResolveName`.
    Name {
        /// Whose it is: Ed25519, its hash is the account id.
        account_key: [u8; 32],
        /// The account key's signature over the name.
        signature: [u8; 64],
        /// As its owner wrote it.
        name: String,
    },
    /// To `GetAccount`.
    Account(Box<Account>),
    /// To `TakeKeyPackages`.
    KeyPackages(Vec<DeviceKeyPackage>),
}

/// See [`Reply::Welcome`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Welcome {
    /// The version this link speaks.
    pub version: u32,
    /// Random, for `Authenticate`.
    pub challenge: [u8; 32],
    /// The host's program and version.
    pub agent: String,
    /// The host's own domain, as it stands in `@name@host`.
    pub host: String,
    /// The host's clock.
    pub now: Timestamp,
    /// Bytes of a frame at most.
    pub frame_bytes: u32,
    /// Bytes of a blob at most.
    pub blob_bytes: u64,
}

/// A price: find `nonce` so that the hash of challenge, binding and nonce begins with `bits` zeros.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Puzzle {
    /// Opaque to the client; at most 128 bytes.
    pub challenge: Bytes,
    /// 0 means free: no solution needed.
    pub bits: u32,
}

/// See [`Reply::Opened`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedLog {
    /// The client's name for the log.
    pub handle: Handle,
    /// Open, or why not.
    pub outcome: Result<Opened, RefusalCode>,
}

/// Where an open log stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opened {
    /// The sequence number the next entry gets.
    pub next_seq: Seq,
    /// The first entry that is left.
    pub first_seq: Seq,
    /// The last ordered entry; 0 if there is none.
    pub ordered_head: Seq,
    /// The log's current generation.
    pub generation: Generation,
    /// The log's running hash after the entry before `next_seq`.
    pub running_hash: RunningHash,
    /// Where the shown generation ended; `None` if it is the current one.
    pub until: Option<Seq>,
}

/// See [`Reply::Appended`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appended {
    /// The entry's place in the log.
    pub seq: Seq,
    /// When the host took it.
    pub minute: Minute,
    /// The log's running hash after the entry; zeros for an inbox of somebody else.
    pub running_hash: RunningHash,
}

/// One entry as the host serves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place in the log.
    pub seq: Seq,
    /// Ordered or plain.
    pub class: Class,
    /// Named by its sender.
    pub id: EntryId,
    /// Whose log key opens it.
    pub generation: Generation,
    /// When the host took it.
    pub minute: Minute,
    /// The generation it began.
    pub rotation: Option<Rotation>,
    /// The bytes, or what is left of them.
    pub body: EntryBody,
}

impl Entry {
    /// What the running hash takes in of it; `body_hash` is the hash of sealed bytes, which a
    /// tombstone has kept.
    #[must_use]
    pub fn link(&self, body_hash: impl FnOnce(&[u8]) -> [u8; 32]) -> EntryLink {
        EntryLink {
            seq: self.seq,
            class: self.class.number(),
            entry: self.id,
            generation: self.generation,
            minute: self.minute,
            rotation: self.rotation.as_ref().map(Rotation::link),
            body_hash: match &self.body {
                EntryBody::Sealed(body) => body_hash(body),
                EntryBody::Tombstone(hash) => *hash,
            },
        }
    }
}

/// The sealed bytes of an entry, or the hash that a tombstone keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryBody {
    /// Sealed bytes.
    Sealed(Bytes),
    /// Erased or expired: the hash of what stood there.
    Tombstone([u8; 32]),
}

/// A run of entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entries {
    /// The log.
    pub handle: Handle,
    /// In order. Sequence numbers may skip what expired.
    pub entries: Vec<Entry>,
    /// The first sequence number after this run: read on from here.
    pub next: Seq,
    /// Pushed while following, and nothing older is waiting.
    pub live: bool,
}

/// What a host holds about the account that asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnAccount {
    /// The newest signed device list.
    pub device_list: Bytes,
    /// The bound name.
    pub name: Option<String>,
    /// One-time key packages left for each device.
    pub key_packages: Vec<(DeviceId, u32)>,
    /// The inbox.
    pub inbox: LogAddress,
}

/// The public records of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Signed device lists (docs/spec/accounts.md): those behind the one that was known, oldest
    /// first, or the newest alone. At least one.
    pub device_lists: Vec<Bytes>,
    /// What entries of its inbox are sealed to.
    pub inbox_key: Bytes,
    /// The bound name, with the account key's signature over it.
    pub name: Option<(String, [u8; 64])>,
}

/// One device's key package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceKeyPackage {
    /// The device that made it.
    pub device: DeviceId,
    /// MLS KeyPackage message.
    pub key_package: Bytes,
    /// It is the last-resort one, and was or will be given to others too.
    pub last_resort: bool,
}

/// Why not, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Why the request was refused.
    pub code: RefusalCode,
    /// When asking again makes sense; 0: not by waiting.
    pub retry_after_ms: u32,
    /// `Head`: the ordered head. `Gone`: the first entry that is left. Otherwise 0.
    pub seq: Seq,
    /// `Generation`: the log's current one. Otherwise 0.
    pub generation: Generation,
    /// `Payment`: the price. Otherwise 0.
    pub bits: u32,
    /// `Head`: ordered entries after the one that was named, oldest first.
    pub missed: Vec<Entry>,
}

impl Refusal {
    /// A refusal that only has a code.
    #[must_use]
    pub const fn new(code: RefusalCode) -> Self {
        Self {
            code,
            retry_after_ms: 0,
            seq: Seq(0),
            generation: Generation(0),
            bits: 0,
            missed: Vec::new(),
        }
    }
}
