//! Accounts: the own one at its host, and those of others: names, device lists, key packages.
//! Nothing here writes to a conversation.

pub(crate) mod access;
pub(crate) mod account;
pub(crate) mod capability;
pub(crate) mod find;
pub(crate) mod found;
pub(crate) mod inquire;
pub(crate) mod key_packages;
pub(crate) mod lists;
pub(crate) mod names;
pub(crate) mod profile;
pub(crate) mod records;
pub(crate) mod renewal;
