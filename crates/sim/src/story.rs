//! A world driven by hand: who is there, what they ask, what goes wrong, and what they see.
//!
//! A story says what happens, one verb after another, and lets time pass when it wants to. Nothing goes
//! wrong that it does not ask for; if something does all the same (a machine breaks the rules of the
//! wire, a turn fails by itself), the story ends there. Decides nothing about the protocol.
//!
//! Verbs that ask a device for something return its answer and do not wait; a verb that lets things
//! happen says so.

mod ask;
mod attach;
mod faults;
mod groups;
mod hosts;
mod people;
mod see;
mod tell;
mod time;

pub use ask::{Answered, NoAnswer};
pub use faults::HostImage;

use std::fmt::Display;

use crate::counts::Counts;
use crate::world::World;
use crate::world::trace::Trace;

/// A device of the world, and with it the person whose only one it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DeviceNumber(pub(crate) usize);

/// A host of the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct HostNumber(pub usize);

/// A conversation, the same for everybody in it. (Each device has a number of its own for it.)
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Conversation(pub(crate) usize);

impl World {
    /// Ends a story that cannot go on.
    #[track_caller]
    #[expect(
        clippy::panic,
        reason = "a story is a test or a measurement: there is nobody to hand an error to"
    )]
    pub(crate) fn stop_story(&self, why: impl Display) -> ! {
        let trace = self.trace.lines().join("\n");
        panic!("{why}\nwhat happened until then:\n{trace}")
    }

    /// What happened in the world until now, or the last of it, line by line.
    #[must_use]
    pub fn trace(&self) -> Vec<String> {
        self.trace.lines()
    }

    /// How often things happened.
    #[must_use]
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    pub(crate) fn trace_of_a_story() -> Trace {
        Trace::new(false)
    }
}
