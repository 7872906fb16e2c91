//! What a host costs and how fast it is, measured from outside its process.

mod bare_store;
mod bench;
mod cold_start;
mod durable;
mod fan_out;
mod flood;
mod host_process;
mod idle;
mod link;
mod log;
pub(crate) mod others;
mod sign_up;
mod stream;
mod traffic;

pub use bench::{Part, ServerBench};
pub use flood::{Flood, Kind, Outcomes};
pub(crate) use host_process::{HostPlan, HostProcess};
pub(crate) use log::MESSAGE_BYTES;
pub(crate) use stream::Target;
pub(crate) use traffic::{Pace, Shape, Traffic};
