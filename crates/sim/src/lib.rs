//! A deterministic world: many real engines and the real host machine under one seed.
//!
//! It owns virtual time, the faulty network, disks and processes, the people who act, and the oracles
//! that say what must hold afterwards. It decides nothing about the protocol, and uses no runtime, no
//! real clock and no entropy. Specified in docs/sim.md.

mod model;
mod oracle;
mod plant;
mod queue;
mod random;
mod report;
mod script;
mod trace;
mod view;
mod world;

pub use oracle::{Finding, Oracle};
pub use plant::Plant;
pub use report::{Counts, Report};

use world::World;

/// The people, by the names they sign up with.
const PEOPLE: [&str; 6] = ["amina", "يوسف", "omar", "ليلى", "salma", "حسن"];
/// One of these stands in every text, title and draft; nothing else holds them.
const MARKS: [&str; 2] = ["QZXJ", "ظغژڤ"];

/// Lives one world through, and says what the oracles found.
#[must_use]
pub fn run(seed: u64, plant: Plant, whole_trace: bool) -> Report {
    let mut world = World::new(seed, plant, whole_trace);
    world.live();
    world.judge();
    Report {
        seed,
        findings: world.findings,
        counts: world.counts,
        trace_hash: world.trace.hash(),
        trace: world.trace.lines(),
    }
}
