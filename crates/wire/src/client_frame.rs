//! What a client asks of a host.

use bytes::Bytes;
use hudhud_base::{
    AccountId, CapabilityHash, DeviceId, EntryId, Generation, Handle, LinkKind, LogAddress, Minute,
    RequestId, RotationLink, Seq,
};

use crate::capability::{Capability, CapabilityHashes};
use crate::device_list::ListPlace;

/// One frame from client to host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientFrame {
    /// Not 0; unique among the requests not yet answered on this link.
    pub id: RequestId,
    /// What is asked.
    pub request: Request,
}

/// What a log is for; each kind has its own limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogKind {
    /// First contact: a ring that strangers may write to for a price.
    Inbox,
    /// A conversation: ordered handshakes and plain messages.
    Conversation,
}

/// How an entry stands in its log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Accepted only on the ordered head it names.
    Ordered,
    /// Accepted as it is.
    Plain,
}

impl Class {
    /// Its number in frames, in the running hash, and in whatever else both sides hash.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Ordered => 1,
            Self::Plain => 2,
        }
    }
}

/// A request. Every request is answered by exactly one [`crate::Reply`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// First frame of every link.
    Hello {
        /// Lowest version the client speaks.
        version_min: u32,
        /// Highest version the client speaks.
        version_max: u32,
        /// What this link is for.
        link: LinkKind,
        /// The client's program and version; at most 64 bytes, may be empty.
        agent: String,
    },
    /// Account links: proves possession of a device key over the challenge of `Welcome`.
    Authenticate {
        /// Whose records are meant.
        account: AccountId,
        /// Ed25519 public key that stands in the account's device list.
        device_key: [u8; 32],
        /// Ed25519 signature (docs/spec/wire.md, Authenticate).
        signature: [u8; 64],
    },
    /// Answered by `Done`.
    Ping,
    /// Asks for a puzzle that pays for one creation on this host.
    GetPuzzle,
    /// Creates a log.
    Create(Create),
    /// Opens logs; every one is answered for itself.
    Open(Vec<OpenLog>),
    /// Gives handles up.
    Close(Vec<Handle>),
    /// Appends to an open log.
    Append(Append),
    /// Reads entries from `from`, at most `limit` of them.
    Read {
        /// The log.
        handle: Handle,
        /// First sequence number wanted; at least 1.
        from: Seq,
        /// Entries wanted at most; at least 1.
        limit: u32,
    },
    /// Follows from `from`: history first, then new entries, with nothing between them lost.
    Live {
        /// The log.
        handle: Handle,
        /// First sequence number wanted; at least 1.
        from: Seq,
    },
    /// Ends following; the handle stays open.
    Pause {
        /// The log.
        handle: Handle,
    },
    /// Reaches those following now, and is not stored.
    Signal {
        /// The log.
        handle: Handle,
        /// Sealed bytes.
        body: Bytes,
    },
    /// Turns a plain entry into a tombstone.
    Erase {
        /// The log.
        handle: Handle,
        /// The entry.
        seq: Seq,
        /// The secret whose hash the entry carries; `None`: by control.
        secret: Option<[u8; 32]>,
    },
    /// Writes one entry to an inbox of somebody else.
    Deliver(Deliver),
    /// Creates account, device list, inbox and key packages in one step.
    SignUp(Box<SignUp>),
    /// Says how the account stands from now on: its devices, and how its inbox is sealed and opened.
    UpdateAccount(AccountUpdate),
    /// Binds a name to the authenticated account, giving up its former name.
    ClaimName {
        /// As the person wrote it.
        name: String,
        /// By the account key (docs/spec/accounts.md, Names).
        signature: [u8; 64],
    },
    /// Gives up the authenticated account's name.
    ReleaseName,
    /// Adds one-time key packages and, if given, replaces the last-resort one.
    PublishKeyPackages(DeviceKeyPackages),
    /// What the host holds about the authenticated account.
    OwnAccount,
    /// Whose name this is.
    ResolveName {
        /// As the person wrote it.
        name: String,
    },
    /// The public records of an account.
    GetAccount {
        /// The account whose records are asked for.
        account: AccountId,
        /// The device list that is known of it: those behind it are asked for.
        known: ListPlace,
    },
    /// One key package for every device of an account. Costs what writing to its inbox costs.
    TakeKeyPackages {
        /// The account whose devices are to be added to a group.
        account: AccountId,
        /// Random; a repeated take with the same id gets the same packages.
        take: EntryId,
        /// The inbox's write capability, where it is known.
        write: Option<Capability>,
        /// A solved puzzle, where it is not.
        payment: Option<PuzzleSolution>,
    },
}

/// See [`Request::Create`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Create {
    /// Where the log is to be; random.
    pub address: LogAddress,
    /// What the log is for; an inbox is created by sign-up only.
    pub kind: LogKind,
    /// Of the first generation.
    pub hashes: CapabilityHashes,
    /// For `address`.
    pub payment: Option<PuzzleSolution>,
    /// The first one; 0 in a log that continues no other.
    pub generation: Generation,
    /// Where the first entry will stand; 1 in a log that continues no other.
    pub first: Seq,
}

/// One log in an `Open`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenLog {
    /// The client's name for it on this link; must be free.
    pub handle: Handle,
    /// Where the log is.
    pub address: LogAddress,
    /// Whose generation's capabilities are shown.
    pub generation: Generation,
    /// The read capability, if it is shown.
    pub read: Option<Capability>,
    /// The write capability, if it is shown.
    pub write: Option<Capability>,
    /// The control capability, if it is shown.
    pub control: Option<Capability>,
}

/// The next generation's capabilities, carried by the ordered entry that begins it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rotation {
    /// The generation that begins: the current one plus 1.
    pub generation: Generation,
    /// Hashes of its capabilities.
    pub hashes: CapabilityHashes,
}

impl Rotation {
    /// What the running hash takes in of it.
    #[must_use]
    pub const fn link(&self) -> RotationLink {
        RotationLink {
            generation: self.generation,
            read: self.hashes.read,
            write: self.hashes.write,
            control: self.hashes.control,
        }
    }
}

/// See [`Request::Append`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Append {
    /// The log; opened with `write`.
    pub handle: Handle,
    /// Random; a resend has the same id and the same bytes.
    pub entry: EntryId,
    /// Ordered or plain.
    pub class: Class,
    /// The generation whose log key sealed the body.
    pub generation: Generation,
    /// Ordered: the ordered head this was built on. Plain: `None`.
    pub expected_head: Option<Seq>,
    /// Ordered, with control: the next generation.
    pub rotation: Option<Rotation>,
    /// Plain: when the host drops it, sooner than by its retention.
    pub expires: Option<Minute>,
    /// Plain: hash of the secret that erases it.
    pub erase_hash: Option<CapabilityHash>,
    /// Sealed and padded.
    pub body: Bytes,
}

/// See [`Request::Deliver`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deliver {
    /// The inbox.
    pub address: LogAddress,
    /// Random; a resend has the same id and the same bytes.
    pub entry: EntryId,
    /// The inbox's write capability: the entry goes to the paid ring.
    pub write: Option<Capability>,
    /// Otherwise a solved puzzle for `entry`: the entry goes to the unpaid ring.
    pub payment: Option<PuzzleSolution>,
    /// Sealed to the inbox key.
    pub body: Bytes,
}

/// An answer to a [`crate::Puzzle`]: pays once, for the identifier it is bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PuzzleSolution {
    /// The host's bytes, unchanged; at most 128.
    pub challenge: Bytes,
    /// Found by trying (docs/spec/logs.md, Puzzles).
    pub nonce: u64,
}

/// Key packages of one device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceKeyPackages {
    /// The device that made them.
    pub device: DeviceId,
    /// Each answers one `TakeKeyPackages`.
    pub one_time: Vec<Bytes>,
    /// Answers when none of those is left.
    pub last_resort: Option<Bytes>,
}

/// See [`Request::UpdateAccount`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountUpdate {
    /// Signed device list (docs/spec/accounts.md): the present one, or the next.
    pub device_list: Bytes,
    /// Public inbox key, as the list names it.
    pub inbox_key: Bytes,
    /// Hashes of the capabilities of the inbox.
    pub inbox_hashes: CapabilityHashes,
}

/// See [`Request::SignUp`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignUp {
    /// Ed25519; the account id is its hash.
    pub account_key: [u8; 32],
    /// Signed device list (docs/spec/accounts.md); opaque but for its signature and version.
    pub device_list: Bytes,
    /// Where the inbox is to be.
    pub inbox: LogAddress,
    /// Of the inbox's generation 0.
    pub inbox_hashes: CapabilityHashes,
    /// Public key that inbox entries are sealed to.
    pub inbox_key: Bytes,
    /// Of the first device.
    pub key_packages: DeviceKeyPackages,
    /// Optional name, with the account key's signature over it.
    pub name: Option<(String, [u8; 64])>,
    /// For the account id.
    pub payment: Option<PuzzleSolution>,
    /// By the account key over all of the above (docs/spec/accounts.md, Sign-up).
    pub signature: [u8; 64],
}
