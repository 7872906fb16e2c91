//! Letting time pass.

use crate::world::World;
use crate::world::queue::HostIndex;

/// Milliseconds of a day.
const DAY_MS: u64 = 86_400_000;
/// Virtual milliseconds within which everything becomes quiet.
const QUIET_WITHIN_MS: u64 = 60 * DAY_MS;
/// Events within which everything becomes quiet.
const QUIET_EVENTS: u64 = 500_000;
/// Nothing is under way if nothing is planned for so many milliseconds.
const SETTLED_MS: u64 = 2_000;

impl World {
    /// Lets the next thing happen; false if nothing is planned.
    #[track_caller]
    fn goes_on(&mut self) -> bool {
        let happened = self.step().is_some();
        if let Some(finding) = self.findings.first() {
            self.stop_story(format_args!("{}: {}", finding.oracle, finding.what));
        }
        happened
    }

    /// Lets things happen until nothing is planned any more, however far off.
    #[track_caller]
    pub fn run_until_quiet(&mut self) {
        let (end, events) = (
            self.now + QUIET_WITHIN_MS,
            self.counts.events + QUIET_EVENTS,
        );
        while self.goes_on() {
            if self.now > end || self.counts.events > events {
                self.stop_story("the world does not become quiet");
            }
        }
    }

    /// Lets things happen until nothing is on its way: what is planned next waits for two seconds at least.
    #[track_caller]
    pub fn settle(&mut self) {
        let events = self.counts.events + QUIET_EVENTS;
        while self
            .queue
            .next_at()
            .is_some_and(|at| at < self.now.saturating_add(SETTLED_MS))
        {
            self.goes_on();
            if self.counts.events > events {
                self.stop_story("the world does not settle");
            }
        }
    }

    /// Lets so many milliseconds pass, and everything that falls into them.
    #[track_caller]
    pub fn run_for_ms(&mut self, ms: u64) {
        let end = self.now + ms;
        while self.queue.next_at().is_some_and(|at| at <= end) {
            self.goes_on();
        }
        self.now = end;
    }

    /// Lets so many days pass; every day the hosts retire what is too old.
    #[track_caller]
    pub fn days_pass(&mut self, days: u64) {
        for _ in 0..days {
            self.run_for_ms(DAY_MS);
            for host in 0..self.hosts.len() {
                let host: HostIndex = host;
                self.sweep(host);
            }
        }
        self.settle();
    }

    /// Lets things happen until this is so.
    #[track_caller]
    pub fn run_until(&mut self, mut is_so: impl FnMut(&Self) -> bool) {
        let events = self.counts.events + QUIET_EVENTS;
        while !is_so(self) {
            if !self.goes_on() || self.counts.events > events {
                self.stop_story("what was waited for did not happen");
            }
        }
    }
}
