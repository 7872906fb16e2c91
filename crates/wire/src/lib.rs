//! Frames between client and host: the typed words, their strict encoding, and version negotiation.
//!
//! `schema/wire.proto` is the grammar, `docs/spec/wire.md` the normative text. This crate knows no
//! MLS, no content and no socket. A frame that was decoded is valid in form: every identifier has
//! its length, every count is within `base::limits`, every enum is known.

mod capability;
mod client_frame;
mod codec;
mod server_frame;

pub use capability::{Capability, CapabilityHashes, Rights};
pub use client_frame::{
    Append, Class, ClientFrame, Create, Deliver, DeviceKeyPackages, LinkKind, LogKind, OpenLog,
    PuzzleSolution, Request, Rotation, SignUp,
};
pub use codec::{DecodeError, decode_client, decode_server, encode_client, encode_server};
pub use server_frame::{
    Account, Appended, DeviceKeyPackage, Entries, Entry, EntryBody, Opened, OpenedLog, OwnAccount,
    Puzzle, Refusal, RefusalCode, Reply, ServerFrame, Welcome,
};

/// The versions of the protocol this build speaks, lowest first.
pub const VERSIONS: std::ops::RangeInclusive<u32> = 1..=1;
