//! What kind of world a seed makes: drawn once, before anything happens.

use hudhud_base::limits;
use hudhud_engine::Suite;
use hudhud_host::{Config as HostConfig, Prices, Quotas};
use hudhud_logstore::Telling;

use crate::world::random::Random;
use crate::world::weather::Weather;

/// The nature of one world. Chances are per mille.
#[derive(Debug, Clone)]
pub(crate) struct Climate {
    pub(crate) devices: usize,
    pub(crate) actions: u32,
    pub(crate) suite: Suite,
    /// What goes wrong with turns, frames and commits.
    pub(crate) weather: Weather,
    /// Milliseconds between two breaks at most; 0: nothing breaks by itself.
    pub(crate) break_every_ms: u64,
    /// Two people act at one instant.
    pub(crate) together: u64,
    /// Days may pass between two actions.
    pub(crate) long_pauses: bool,
    /// The host keeps little for long, and devices sleep longer.
    pub(crate) short_memory: bool,
    puzzle_bits: u32,
}

impl Climate {
    pub(crate) fn draw(seed: u64, random: &mut Random) -> Self {
        // A quarter of the worlds has no faults at all.
        let rough = random.below(4);
        Self {
            devices: usize::try_from(random.between(3, 6)).unwrap_or(3),
            actions: u32::try_from(random.between(30, 75)).unwrap_or(25),
            suite: if seed.is_multiple_of(12) {
                Suite::Hybrid
            } else {
                Suite::Classical
            },
            weather: Weather {
                connect_ms: 300,
                latency_ms: random.between(2, 400),
                notice_ms: 20_000,
                host_turn_ms: 4,
                telling: telling(seed),
                commit_ms: random.between(0, 60),
                puzzle_ms: 500,
                restart_ms: Some(20_000),
                delay_spike: 5 * rough,
                turn_fails: rough,
                crash_before: rough,
                crash_after: 2 * rough,
                host_commit_fails: rough,
                blob_unreachable: 60 * rough,
                blob_unreported: 300,
            },
            break_every_ms: match rough {
                0 => 0,
                1 => 40_000,
                2 => 15_000,
                _ => 6_000,
            },
            together: random.between(50, 400),
            long_pauses: random.chance(300),
            short_memory: random.chance(160),
            puzzle_bits: if random.chance(250) { 6 } else { 0 },
        }
    }

    /// The host of this world.
    pub(crate) fn host(&self) -> HostConfig {
        let days = if self.short_memory {
            limits::ENTRY_ID_DAYS
        } else {
            limits::PLAIN_RETENTION_DAYS
        };
        HostConfig {
            host: "sim.example".to_owned(),
            puzzle_bits: Prices {
                create: self.puzzle_bits,
                deliver: self.puzzle_bits,
                sign_up: self.puzzle_bits,
                blob: 0,
            },
            quotas: Quotas {
                ordered_days: if self.short_memory {
                    days
                } else {
                    limits::ORDERED_RETENTION_DAYS
                },
                plain_days: days,
                ..Quotas::default()
            },
            hot_logs: 2,
            ..HostConfig::default()
        }
    }
}

/// In every fourth world one thing after the other, so that each decision is made again wherever it
/// looks at something.
const fn telling(seed: u64) -> Telling {
    if seed % 4 == 3 {
        Telling::OneByOne
    } else {
        Telling::Everything
    }
}
