//! What photos and files cost: how fast the terminal sends and fetches them beside plain HTTP, how much
//! memory that takes, what is sent twice when a process is killed, and how long messages wait meanwhile.

mod bench;
mod killed;
mod plain;
mod relay;
mod transfers;

pub use bench::{MediaBench, MediaPart};
pub(crate) use transfers::bring;
