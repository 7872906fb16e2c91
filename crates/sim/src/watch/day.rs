//! A day of fifty people at one host that is watched.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::score::{Membership, Score};
use super::{Asked, Watcher};
use crate::story::{Conversation, DeviceNumber};
use crate::world::World;
use crate::world::random::Random;
use crate::world::trace::Trace;

/// Those who are there.
const PEOPLE: [&str; 50] = [
    "p01", "p02", "p03", "p04", "p05", "p06", "p07", "p08", "p09", "p10", "p11", "p12", "p13",
    "p14", "p15", "p16", "p17", "p18", "p19", "p20", "p21", "p22", "p23", "p24", "p25", "p26",
    "p27", "p28", "p29", "p30", "p31", "p32", "p33", "p34", "p35", "p36", "p37", "p38", "p39",
    "p40", "p41", "p42", "p43", "p44", "p45", "p46", "p47", "p48", "p49", "p50",
];
/// Virtual milliseconds that are watched.
const DAY_MS: u64 = 12 * 3_600_000;
/// What happens in them.
const STARTS: u64 = 60;
const GATHERINGS: u64 = 20;
const ADDITIONS: u64 = 40;
const ABSENCES: u64 = 150;
const WORDS: u64 = 300;
/// Others in a new group, at most.
const OTHERS: u64 = 5;
/// Virtual milliseconds before somebody answers a request, and for which they are away.
const ANSWERS_MS: (u64, u64) = (5_000, 300_000);
const AWAY_MS: (u64, u64) = (60_000, 3_600_000);
/// Virtual milliseconds that a frame takes, and after which a link is begun, at most.
const LATENCY_MS: u64 = 60;
const CONNECT_MS: u64 = 250;
/// Virtual milliseconds between a question and what happens to a log that the program takes for its cause.
const WITHIN_MS: [u64; 4] = [300, 3_000, 30_000, 300_000];
/// The one of these by which most is guessed.
const SOON_MS: u64 = 3_000;
/// What somebody can be named for.
const QUESTIONS: [(&str, Asked); 4] = [
    ("a name", Asked::Name),
    ("an account", Asked::Account),
    ("key packages", Asked::Packages),
    ("a letter", Asked::Letter),
];

/// What guessing came to.
#[derive(Debug, Clone)]
pub struct Watched {
    /// By one link of each device for everything but its account and its inbox.
    pub by_one_link: Score,
    /// By what is asked on one connection, as links are.
    pub by_connection: Score,
    /// By time alone: within so many milliseconds.
    pub by_time: Vec<(u64, Score)>,
    /// The same within three seconds, by questions of one kind.
    pub by_question: Vec<(&'static str, Score)>,
    /// By what is said in a log within three seconds of a question about somebody.
    pub by_speech: Score,
    /// By the links that begin and end together.
    pub by_presence: Score,
}

impl fmt::Display for Watched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "one link for everything: {}", self.by_one_link)?;
        writeln!(f, "each connection by itself: {}", self.by_connection)?;
        for (within, score) in &self.by_time {
            writeln!(f, "by time, within {within} ms: {score}")?;
        }
        for (kind, score) in &self.by_question {
            writeln!(f, "of these because of {kind}: {score}")?;
        }
        writeln!(f, "by what is said: {}", self.by_speech)?;
        write!(
            f,
            "by links that begin and end together: {}",
            self.by_presence
        )
    }
}

enum Deed {
    Starts,
    Gathers,
    Adds,
    Says,
    Leaves,
    Returns(DeviceNumber),
    Accepts(DeviceNumber, Conversation),
}

struct Day {
    world: World,
    random: Random,
    people: Vec<DeviceNumber>,
    groups: Vec<Conversation>,
    agenda: BTreeMap<u64, Vec<Deed>>,
    asked: BTreeSet<(DeviceNumber, Conversation)>,
    away: BTreeSet<DeviceNumber>,
}

/// Lives the day through, and lets the program guess.
#[must_use]
pub fn watched_day(seed: u64) -> Watched {
    let trace = Trace::new(false);
    let mut world = World::calm_as((Random::new(seed), trace), |_| ());
    world.weather.latency_ms = LATENCY_MS;
    world.weather.connect_ms = CONNECT_MS;
    world.watcher = Some(Watcher::default());
    let people = PEOPLE.map(|name| world.joins(name)).to_vec();
    let mut day = Day {
        world,
        random: Random::new(!seed),
        people,
        groups: Vec::new(),
        agenda: BTreeMap::new(),
        asked: BTreeSet::new(),
        away: BTreeSet::new(),
    };
    day.plan();
    day.live();
    day.guessed()
}

impl Day {
    fn plan(&mut self) {
        let begins = self.world.now;
        let kinds: [(u64, fn() -> Deed); 5] = [
            (STARTS, || Deed::Starts),
            (GATHERINGS, || Deed::Gathers),
            (ADDITIONS, || Deed::Adds),
            (ABSENCES, || Deed::Leaves),
            (WORDS, || Deed::Says),
        ];
        for (times, deed) in kinds {
            for _ in 0..times {
                let at = begins + self.random.below(DAY_MS);
                self.agenda.entry(at).or_default().push(deed());
            }
        }
    }

    fn live(&mut self) {
        while let Some((at, deeds)) = self.agenda.pop_first() {
            self.world.run_for_ms(at.saturating_sub(self.world.now));
            for deed in deeds {
                self.happens(&deed);
            }
            self.look_for_requests();
        }
        self.world.run_for_ms(AWAY_MS.1);
    }

    fn happens(&mut self, deed: &Deed) {
        // Somebody may not be able to, just then: that is no concern of the watcher.
        match deed {
            Deed::Starts => {
                let (one, other) = (self.somebody(), self.somebody());
                let _ = self.world.starts(one, other);
            }
            Deed::Gathers => self.gathers(),
            Deed::Adds => {
                let (one, other) = (self.somebody(), self.somebody());
                if let Some(group) = self.group_of(one) {
                    let _ = self.world.adds(one, group, &[other]);
                }
            }
            Deed::Says => {
                let one = self.somebody();
                if let Some(group) = self.group_of(one) {
                    let _ = self.world.says(one, group, "how are you?");
                }
            }
            Deed::Leaves => {
                let one = self.somebody();
                if self.away.insert(one) {
                    self.world.falls_asleep(one);
                    self.later(AWAY_MS, Deed::Returns(one));
                }
            }
            Deed::Returns(one) => {
                self.away.remove(one);
                self.world.wakes_up(*one);
            }
            Deed::Accepts(one, talk) if self.away.contains(one) => {
                self.later(AWAY_MS, Deed::Accepts(*one, *talk));
            }
            Deed::Accepts(one, talk) => {
                let _ = self.world.accepts(*one, *talk);
            }
        }
    }

    fn gathers(&mut self) {
        let one = self.somebody();
        let mut others = BTreeSet::new();
        for _ in 0..self.random.between(2, OTHERS) {
            others.insert(self.somebody());
        }
        others.remove(&one);
        let others: Vec<_> = others.into_iter().collect();
        if let Ok(group) = self.world.creates_group(one, "group", &others) {
            self.groups.push(group);
        }
    }

    fn look_for_requests(&mut self) {
        for one in self.people.clone() {
            for talk in self.world.requests(one) {
                if self.asked.insert((one, talk)) {
                    self.later(ANSWERS_MS, Deed::Accepts(one, talk));
                }
            }
        }
    }

    fn later(&mut self, (least, most): (u64, u64), deed: Deed) {
        let at = self.world.now + self.random.between(least, most);
        self.agenda.entry(at).or_default().push(deed);
    }

    fn somebody(&mut self) -> DeviceNumber {
        let index = self.random.index(self.people.len());
        self.people.get(index).copied().unwrap_or(DeviceNumber(0))
    }

    /// A group that somebody is in.
    fn group_of(&mut self, one: DeviceNumber) -> Option<Conversation> {
        let world = &self.world;
        let known = self.groups.iter().copied();
        let theirs: Vec<_> = known.filter(|group| world.knows(one, *group)).collect();
        self.random.pick(&theirs).copied()
    }

    fn guessed(&self) -> Watched {
        let truth = self.truth();
        let nobody = Watcher::default();
        let watcher = self.world.watcher.as_ref().unwrap_or(&nobody);
        let score = |guesses| Score::of(&guesses, &truth);
        let last = WITHIN_MS.last().copied().unwrap_or(0);
        Watched {
            by_one_link: score(watcher.by_one_link(last)),
            by_connection: score(watcher.by_connection(last)),
            by_time: WITHIN_MS
                .map(|within| (within, score(watcher.by_time(within))))
                .to_vec(),
            by_question: QUESTIONS
                .map(|(name, kind)| (name, score(watcher.by_question(kind, SOON_MS))))
                .to_vec(),
            by_speech: score(watcher.by_speech(SOON_MS)),
            by_presence: score(watcher.by_presence()),
        }
    }

    /// Who is in which log, by what those in it know.
    fn truth(&self) -> BTreeSet<Membership> {
        let views = self.world.views(false);
        let active = views.values().flatten().filter(|view| view.is_active());
        active
            .flat_map(|view| {
                let members = view.members.iter();
                members.map(|member| (member.account, view.row.log))
            })
            .collect()
    }
}
