//! Accounts: the own one, and those of others.

pub(crate) mod account;
pub(crate) mod find;
