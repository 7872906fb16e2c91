//! Frames between client and host: the typed words, their strict encoding, and version negotiation.
//!
//! `schema/wire.proto` is the grammar, `docs/spec/wire.md` the normative text. This crate knows no
//! MLS, no content and no socket. A frame that was decoded is valid in form: every identifier has
//! its length, every count is within `base::limits`, every enum is known.

pub mod blob;
pub mod bounds;
mod capability;
mod client_frame;
mod codec;
mod decode_error;
mod device_list;
#[rustfmt::skip]
#[expect(unreachable_pub, missing_debug_implementations, reason = "what the schema's compiler writes, as it is")]
mod generated;
mod kind;
mod proof;
mod scan;
mod server_frame;
mod sign_up;
mod version;

pub use capability::{Capability, CapabilityHashes, Rights};
pub use client_frame::{
    AccountUpdate, Append, Class, ClientFrame, Create, Deliver, DeviceKeyPackages, LogKind,
    OpenLog, PuzzleSolution, Request, Rotation, SignUp,
};
pub use codec::{SharedEntries, decode_client, decode_server, encode_client, encode_server};
pub use decode_error::DecodeError;
pub use device_list::{DEVICE_LIST_LABEL, DeviceList, DeviceListError, ListPlace};
pub use hudhud_base::{LinkKind, RefusalCode};
pub use proof::{AUTHENTICATE_LABEL, NAME_LABEL, authenticate_bytes, name_bytes};
pub use server_frame::{
    Account, Appended, DeviceKeyPackage, Entries, Entry, EntryBody, Opened, OpenedLog, OwnAccount,
    Puzzle, Refusal, Reply, ServerFrame, Welcome,
};
pub use sign_up::SIGN_UP_LABEL;
pub use version::{VERSIONS, negotiate};
