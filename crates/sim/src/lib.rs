//! A deterministic world: real engines and real hosts, in virtual time, on a network and on disks that
//! fail when they are told to.
//!
//! A [`World`] is driven by hand: nothing goes wrong in it but what its story asks for. [`run`] lives
//! through a random one: what people do and what breaks is drawn from a seed, and oracles say what must
//! hold afterwards. Decides nothing about the protocol, and uses no runtime, no real clock and no
//! entropy. Specified in docs/sim.md.

mod counts;
mod finding;
pub mod forge;
mod hostile;
mod life;
mod lone_host;
mod story;
mod watch;
mod world;

pub use counts::Counts;
pub use finding::{Finding, Oracle};
pub use hostile::{Enemy, Sabotage, Scene, besiege, besiege_by, besiege_planted, demonstrate};
pub use hudhud_engine::{Answer, Arrange, CommandError, Config, Event, Failure};
pub use hudhud_logstore::Failure as HostFailure;
pub use hudhud_store::arrangements::Arrangement;
pub use hudhud_store::attachments::AttachmentState;
pub use hudhud_store::conversations::ConversationState;
pub use hudhud_store::messages::MessageState;
pub use life::plant::Plant;
pub use life::{Report, run};
pub use lone_host::LoneHost;
pub use story::{Answered, Conversation, DeviceNumber, HostImage, HostNumber, NoAnswer};
pub use watch::{Score, Watched, watched_day};
pub use world::World;
pub use world::meter::Occasion;
pub use world::process::Mishap;
pub use world::tap::{Fate, Frame, Passing, Tap};

/// The people of random worlds, by the names they sign up with.
const PEOPLE: [&str; 6] = ["amina", "يوسف", "omar", "ليلى", "salma", "حسن"];
/// One of these stands in every text, title and draft of a random world; nothing else holds them.
const MARKS: [&str; 2] = ["QZXJ", "ظغژڤ"];
