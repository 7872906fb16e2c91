//! A world with an enemy in it, before anything happens, and how time passes there.

use std::collections::BTreeSet;

use hudhud_store::conversations::Doubt;

use crate::finding::Oracle;
use crate::hostile::dice::Dice;
use crate::hostile::enemy::Enemy;
use crate::hostile::lies::Lies;
use crate::life::view::View;
use crate::story::{Conversation, DeviceNumber};
use crate::world::World;
use crate::world::random::Random;
use crate::world::trace::Trace;

/// Honest people, by the names they sign up with: two to four are in the group, the next one comes later.
const HONEST: [&str; 5] = ["amina", "يوسف", "omar", "ليلى", "salma"];
/// The member who keeps to nothing.
const HOSTILE: &str = "mallory";
/// Honest people in the group from the beginning, at least and at most.
const FEW: u64 = 2;
const MANY: u64 = 4;
/// Virtual milliseconds by which everything must be quiet.
const QUIET_WITHIN_MS: u64 = 45 * 86_400_000;
/// Events by which it must be.
const QUIET_EVENTS: u64 = 100_000;
/// Seeds of a world and of its enemy: what one draws moves nothing that the other draws.
const ENEMY_SEED: u64 = 0x9e37_79b9_7f4a_7c15;

/// A world and the enemy in it.
pub(crate) struct Siege {
    pub(crate) world: World,
    pub(crate) enemy: Enemy,
    pub(crate) dice: Dice,
    /// Those who keep to everything; the first of them has made the group.
    pub(crate) honest: Vec<DeviceNumber>,
    /// Signed up, and not in the group until somebody adds them.
    pub(crate) newcomer: DeviceNumber,
    /// The hostile member's device: its engine is honest, its holder is not.
    pub(crate) hostile: DeviceNumber,
    pub(crate) group: Conversation,
    /// Of the first honest person, with the enemy; or, if that is the host, with the second.
    pub(crate) direct: Conversation,
    pub(crate) lies: Lies,
    /// What honest people said: by whom, and what.
    pub(crate) said: BTreeSet<(DeviceNumber, String)>,
    /// Devices whose database was damaged by itself.
    pub(crate) spoilt: BTreeSet<DeviceNumber>,
    /// Bytes that the enemy has written.
    pub(crate) written: u64,
    /// Bytes that each honest device kept before the enemy did anything.
    pub(crate) kept: Vec<(DeviceNumber, u64)>,
    pub(crate) attacks: u64,
    /// An admin has ended the group's log: nobody can go on in it, and all say so.
    pub(crate) bricked: bool,
}

impl Siege {
    pub(crate) fn new(seed: u64, enemy: Enemy, whole_trace: bool) -> Self {
        let mut random = Random::new(seed);
        let people = usize::try_from(random.between(FEW, MANY)).unwrap_or(2);
        let leads = random.chance(300);
        let dice = Dice::of_seed(seed ^ ENEMY_SEED);
        let mut siege = Self::of(people, enemy, (random, dice), whole_trace);
        if enemy == Enemy::Member && leads {
            siege.is_led_by_the_enemy();
        }
        siege
    }

    /// With so many honest people, of whom the enemy decides by these dice.
    pub(crate) fn of(
        people: usize,
        enemy: Enemy,
        (random, dice): (Random, Dice),
        whole_trace: bool,
    ) -> Self {
        let trace = Trace::new(whole_trace);
        let mut world = World::calm_as((random, trace), |_| ());
        let names = HONEST.iter().take(people);
        let honest: Vec<_> = names.map(|name| world.joins(name)).collect();
        let newcomer = world.joins(HONEST.get(people).copied().unwrap_or("salma"));
        let hostile = world.joins(HOSTILE);
        let first = honest.first().copied().unwrap_or(newcomer);
        let (members, other) = match enemy {
            Enemy::Member => ([honest.as_slice(), &[hostile]].concat(), hostile),
            Enemy::Host => (honest.clone(), honest.get(1).copied().unwrap_or(newcomer)),
        };
        let group = world.gathers("garden", &members);
        let direct = world.introduces(first, other);
        let mut siege = Self {
            world,
            enemy,
            dice,
            honest,
            newcomer,
            hostile,
            group,
            direct,
            lies: Lies::default(),
            said: BTreeSet::new(),
            spoilt: BTreeSet::new(),
            written: 0,
            kept: Vec::new(),
            attacks: 0,
            bricked: false,
        };
        siege.world.hosts_lie = enemy == Enemy::Host;
        siege.kept = siege.keeping();
        siege
    }

    /// The hostile member is an admin from now on.
    pub(crate) fn is_led_by_the_enemy(&mut self) {
        let (group, hostile) = (self.group, self.hostile);
        if let Some(first) = self.honest.first().copied() {
            self.world
                .must(first, |world| world.promotes(first, group, hostile));
            self.settle();
        }
    }

    /// Lets the next thing happen; false if nothing is planned, or something is wrong already.
    pub(crate) fn step(&mut self) -> bool {
        let happened = self.world.findings.is_empty() && self.world.step().is_some();
        // Doubts are looked at when all is over: here, somebody lies.
        self.world.model.disagreements.clear();
        happened
    }

    /// Lets so many milliseconds pass.
    pub(crate) fn pass(&mut self, ms: u64) {
        let end = self.world.now.saturating_add(ms);
        let events = self.world.counts.events + QUIET_EVENTS;
        while self.world.queue.next_at().is_some_and(|at| at <= end) {
            if !self.step() {
                return;
            }
            if self.world.counts.events > events {
                let what = "so much happens that time does not pass".to_owned();
                return self.world.find(Oracle::Quiescence, what);
            }
        }
        self.world.now = end;
    }

    /// Somebody in a group was shown another log than others, and says so. Nothing brings the two
    /// together by itself: one sends nothing where the host shows less than it has shown, and where
    /// handshakes differ, there are two groups of one name.
    pub(crate) fn is_split(&self, group: &[View]) -> bool {
        let doubts = |view: &View| view.row.doubt != Doubt::Unfounded;
        self.enemy == Enemy::Host && group.iter().any(doubts)
    }

    /// Lets things happen until nothing is planned.
    pub(crate) fn settle(&mut self) {
        let end = self.world.now + QUIET_WITHIN_MS;
        let events = self.world.counts.events + QUIET_EVENTS;
        while let Some(at) = self.world.queue.next_at() {
            if at > end || self.world.counts.events > events {
                if self
                    .world
                    .views(false)
                    .values()
                    .any(|group| self.is_split(group))
                {
                    return;
                }
                let what = format!("something is still planned, in {} ms", at - self.world.now);
                return self.world.find(Oracle::Quiescence, what);
            }
            if !self.step() {
                return;
            }
        }
    }

    /// Everybody who keeps to the rules.
    pub(crate) fn everybody(&self) -> impl Iterator<Item = DeviceNumber> {
        self.honest.iter().copied().chain([self.newcomer])
    }

    /// Bytes that each honest device keeps now.
    pub(crate) fn keeping(&self) -> Vec<(DeviceNumber, u64)> {
        self.everybody()
            .map(|who| (who, self.world.database(who).bytes().unwrap_or(u64::MAX)))
            .collect()
    }

    pub(crate) fn is_honest(&self, device: DeviceNumber) -> bool {
        device == self.newcomer || self.honest.contains(&device)
    }
}
