//! Links: what is asked of a host on them, what answers come, what is paid for, and which logs are
//! open. Nothing here knows what an entry means.

pub(crate) mod connection;
pub(crate) mod open;
pub(crate) mod payment;
pub(crate) mod request;
