//! One random world: what its people do is drawn from the seed, and so is what breaks; and then, when
//! everything has been made whole and is quiet, the oracles say what does not hold.

mod breaks;
mod climate;
mod deeds;
pub(crate) mod oracle;
pub(crate) mod plant;
mod report;
mod script;
mod state;
mod tamper;
pub(crate) mod view;

use crate::finding::Oracle;
use crate::world::Step;
use crate::world::queue::Event;
use plant::Plant;
use state::{ACT, BREAK, Life};

pub use report::Report;

/// Virtual milliseconds after healing by which everything must be quiet.
const QUIET_WITHIN_MS: u64 = 45 * 86_400_000;
/// Events after healing at most.
const QUIET_EVENTS: u64 = 150_000;
/// Events before healing at most: a world that does not get on is not quiet either.
const BUSY_EVENTS: u64 = 400_000;

/// Lives one world through, and says what the oracles found.
#[must_use]
pub fn run(seed: u64, plant: Plant, whole_trace: bool) -> Report {
    let mut life = Life::new(seed, plant, whole_trace);
    life.live();
    life.judge();
    let world = life.world;
    Report {
        seed,
        findings: world.findings,
        counts: world.counts,
        trace_hash: world.trace.hash(),
        trace: world.trace.lines(),
    }
}

impl Life {
    /// Lives from the first sign-up until nothing happens any more.
    fn live(&mut self) {
        self.sign_up_everybody();
        self.world.queue.plan(2_000, Event::Alarm(ACT));
        while !self.world.fair && self.world.counts.events < BUSY_EVENTS {
            if !self.step() {
                break;
            }
            if self.acted >= self.climate.actions {
                self.heal();
            }
        }
        self.settle();
    }

    /// Runs until nothing is planned.
    fn settle(&mut self) {
        let (end, healed) = (self.world.now + QUIET_WITHIN_MS, self.world.counts.events);
        while self.world.findings.is_empty() {
            let Some(at) = self.world.queue.next_at() else {
                return;
            };
            if at > end || self.world.counts.events > healed + QUIET_EVENTS {
                let what = format!("something is still planned, in {} ms", at - self.world.now);
                self.world.find(Oracle::Quiescence, what);
                return;
            }
            self.step();
        }
    }

    /// Lets the next thing happen; false if nothing is planned.
    fn step(&mut self) -> bool {
        self.misbehave();
        match self.world.step() {
            None => return false,
            Some(Step::Alarm(ACT)) => self.act(),
            Some(Step::Alarm(BREAK)) => self.break_something(),
            Some(Step::Alarm(_) | Step::Happened) => {}
        }
        for what in std::mem::take(&mut self.world.model.disagreements) {
            self.world.find(Oracle::Order, what);
        }
        true
    }
}
