//! Rows that outlive the process: what a person asked for, what is to be appended to logs and
//! inboxes, and blobs on their way.

pub(crate) mod attachment;
pub(crate) mod blob;
pub(crate) mod delivery;
pub(crate) mod file;
pub(crate) mod intent;
pub(crate) mod intents;
pub(crate) mod outbox;
pub(crate) mod seal;
pub(crate) mod transfer;
pub(crate) mod wish;
