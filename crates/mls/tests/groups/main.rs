//! Groups of devices that exchange bytes, as a log would carry them.

#[macro_use]
mod world;

mod commits;
mod garbage;
mod invalid;
mod join;
mod leaves;
mod messages;
mod rejoin;
mod rollback;
