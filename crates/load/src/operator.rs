//! What whoever runs a host waits for: how others are served while it is copied, and how soon a host with
//! much behind it is ready.

mod backup;
mod bench;
mod ready;

pub use bench::{OperatorBench, OperatorPart};
