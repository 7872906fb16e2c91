//! What the client machine costs, with its database on disk, beside the bare MLS crate.

mod bare_group;
mod bench;
mod clocks;
mod database;
mod group;
mod world;

pub use bench::EngineBench;
pub(crate) use database::fill;
