//! Guessing who is in which conversation.

use std::collections::{BTreeMap, BTreeSet};

use hudhud_base::{AccountId, LinkKind, LogAddress};

use super::score::Membership;
use super::{Asked, Seen, Sight, Watcher};

/// Virtual milliseconds between the beginnings of two links, or between their ends, that are taken for
/// those of one device.
const PRESENT_MS: u64 = 1_000;

/// One connection of a kind that is held.
#[derive(Debug, Default)]
struct Life {
    kind: Option<LinkKind>,
    up: u64,
    down: Option<u64>,
    owner: Option<AccountId>,
    held: BTreeSet<LogAddress>,
}

impl Life {
    /// Whether both began together, and ended together if they did.
    fn is_like(&self, other: &Self) -> bool {
        let ends = match (self.down, other.down) {
            (Some(one), Some(other)) => one.abs_diff(other) <= PRESENT_MS,
            (one, other) => one == other,
        };
        ends && self.up.abs_diff(other.up) <= PRESENT_MS
    }
}

impl Watcher {
    /// Whoever is asked about is in the log that changes next to it in time, on whatever connection.
    pub(super) fn by_time(&self, within_ms: u64) -> BTreeSet<Membership> {
        self.nearest(within_ms, |_, _| true)
    }

    /// The same, by questions of one kind.
    pub(super) fn by_question(&self, kind: Asked, within_ms: u64) -> BTreeSet<Membership> {
        self.nearest(
            within_ms,
            |asks, _| matches!(asks.sight, Sight::Person(_, asked) if asked == kind),
        )
    }

    /// Whoever is asked about is in the log in which something is said next to it in time.
    pub(super) fn by_speech(&self, within_ms: u64) -> BTreeSet<Membership> {
        self.nearest_of(
            within_ms,
            |_, _| true,
            |seen| {
                let Sight::Speaks(log) = seen.sight else {
                    return None;
                };
                Some(log)
            },
        )
    }

    /// The same, where one link of a device had been for everything: only what it opened itself.
    pub(super) fn by_one_link(&self, within_ms: u64) -> BTreeSet<Membership> {
        self.nearest(within_ms, |asks, changes| asks.device == changes.device)
    }

    /// On one connection as it is: nobody is named where a log is.
    pub(super) fn by_connection(&self, within_ms: u64) -> BTreeSet<Membership> {
        self.nearest(within_ms, |asks, changes| {
            asks.connection == changes.connection
        })
    }

    fn nearest(
        &self,
        within_ms: u64,
        joins: impl Fn(&Seen, &Seen) -> bool,
    ) -> BTreeSet<Membership> {
        self.nearest_of(within_ms, joins, |seen| {
            let Sight::Changes(log) = seen.sight else {
                return None;
            };
            Some(log)
        })
    }

    fn nearest_of(
        &self,
        within_ms: u64,
        joins: impl Fn(&Seen, &Seen) -> bool,
        log_of: impl Fn(&Seen) -> Option<LogAddress>,
    ) -> BTreeSet<Membership> {
        let mut guesses = BTreeSet::new();
        for asks in &self.seen {
            let Sight::Person(person, _) = asks.sight else {
                continue;
            };
            let joined = self.seen.iter().filter(|happens| joins(asks, happens));
            let near =
                joined.filter_map(|happens| Some((asks.at.abs_diff(happens.at), log_of(happens)?)));
            let nearest = near.filter(|(apart, _)| *apart <= within_ms).min();
            guesses.extend(nearest.map(|(_, log)| (person, log)));
        }
        guesses
    }

    /// Whoever's inbox is held for as long as logs are held on another connection is in those logs.
    pub(super) fn by_presence(&self) -> BTreeSet<Membership> {
        let lives = self.lives();
        let mut guesses = BTreeSet::new();
        for talks in lives.values() {
            if talks.kind != Some(LinkKind::Conversations) {
                continue;
            }
            let mut alike = lives.values().filter(|life| {
                life.kind == Some(LinkKind::Inbox) && life.owner.is_some() && life.is_like(talks)
            });
            // Of two that are alike, neither is told from the other.
            if let (Some(one), None) = (alike.next(), alike.next()) {
                let owner = one.owner.into_iter();
                guesses.extend(
                    owner.flat_map(|owner| talks.held.iter().map(move |log| (owner, *log))),
                );
            }
        }
        guesses
    }

    fn lives(&self) -> BTreeMap<u64, Life> {
        let mut lives: BTreeMap<u64, Life> = BTreeMap::new();
        for seen in &self.seen {
            let life = lives.entry(seen.connection).or_default();
            match seen.sight {
                Sight::Up(kind) => (life.kind, life.up) = (Some(kind), seen.at),
                Sight::Down => life.down = Some(seen.at),
                Sight::Owner(owner) => life.owner = Some(owner),
                Sight::Holds(log) => {
                    life.held.insert(log);
                }
                Sight::Changes(_) | Sight::Speaks(_) | Sight::Person(..) => {}
            }
        }
        lives
    }
}
