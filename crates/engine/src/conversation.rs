//! What a conversation can do, one verb a file.

pub(crate) mod commit;
pub(crate) mod create;
pub(crate) mod handshake;
pub(crate) mod hear;
pub(crate) mod join;
pub(crate) mod members;
pub(crate) mod notice;
pub(crate) mod policy;
pub(crate) mod receipt;
pub(crate) mod rejoin;
pub(crate) mod say;
pub(crate) mod send;
pub(crate) mod typing;
