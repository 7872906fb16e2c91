//! Groups on MLS (RFC 9420), in Hudhud's profile of it (docs/spec/mls.md).
//!
//! This is the one crate that names the MLS library, and none of the library's types leaves it.
//! State goes through [`Records`], inside the caller's transaction; randomness comes from the
//! caller; no decision depends on a clock.
//!
//! A [`Group`] in memory is a cache of its records. When the transaction round a call is rolled
//! back, or a call fails with a storage error, the group is ahead of its records: drop it and
//! [`Group::load`] it again.

mod components;
mod context;
mod group;
mod identity;
mod key_package;
mod member;
mod memory_records;
mod profile;
mod provider;
mod records;
mod suite;

pub use components::{Apply, Components, Update};
pub use context::Context;
pub use group::{
    CommitError, CreateError, Group, GroupInfoError, JoinError, Joined, LeaveError, MadeRejoin,
    NewGroup, PendingRejoin, Plan, ProcessError, Processed, Reentry, RejoinError, SealError,
    SecretError, StageError, StagedOwn, StagedTheirs,
};
pub use identity::{DEVICE_LABEL, Identity, IdentityError};
pub use key_package::{
    KeyPackage, KeyPackageError, NewKeyPackageError, forget_key_packages, key_packages,
    new_key_package,
};
pub use member::Member;
pub use memory_records::MemoryRecords;
pub use profile::PAST_EPOCHS;
pub use records::{RecordPairs, Records, RecordsError};
pub use suite::Suite;
