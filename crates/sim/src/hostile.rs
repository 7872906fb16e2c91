//! Worlds with an enemy in them: a member who holds all keys of its device and keeps to no engine, or a
//! host that lies. Honest people go on meanwhile, and afterwards oracles say whether they are still in
//! one group, with one transcript. What the enemy does is drawn from the seed.

mod commits;
mod demo;
mod dice;
mod enemy;
mod entries;
mod honest;
mod judge;
mod letters;
mod lies;
mod member;
mod plant;
mod siege;

use crate::life::Report;
use crate::story::HostNumber;
use crate::world::random::Random;
pub use demo::{Scene, demonstrate};
use dice::Dice;
pub use enemy::Enemy;
use lies::LIES;
pub use plant::Sabotage;
use siege::Siege;

/// Things that happen before the enemy rests.
const DEEDS: u32 = 40;

/// Of the world in which somebody chose what a member does.
const CHOSEN_SEED: u64 = 1;
const CHOSEN_PEOPLE: usize = 2;

/// Lives one world with an enemy through, and says what the oracles found.
#[must_use]
pub fn besiege(seed: u64, enemy: Enemy, whole_trace: bool) -> Report {
    let siege = Siege::new(seed, enemy, whole_trace);
    siege.lived(seed, Sabotage::Nothing)
}

/// The same, with something done wrong at the end to see who notices.
#[must_use]
pub fn besiege_planted(seed: u64, enemy: Enemy, sabotage: Sabotage) -> Report {
    Siege::new(seed, enemy, false).lived(seed, sabotage)
}

/// The same with a hostile member that decides by these bytes, until they are used up.
#[must_use]
pub fn besiege_by(bytes: &[u8]) -> Report {
    let (random, dice) = (Random::new(CHOSEN_SEED), Dice::of_bytes(bytes));
    let siege = Siege::of(CHOSEN_PEOPLE, Enemy::Member, (random, dice), false);
    siege.lived(CHOSEN_SEED, Sabotage::Nothing)
}

impl Siege {
    fn lived(mut self, seed: u64, sabotage: Sabotage) -> Report {
        self.live();
        self.rest(sabotage);
        self.tamper(sabotage);
        self.judge();
        let world = self.world;
        Report {
            seed,
            findings: world.findings,
            counts: world.counts,
            trace_hash: world.trace.hash(),
            trace: world.trace.lines(),
        }
    }

    fn live(&mut self) {
        self.prepare();
        for _ in 0..DEEDS {
            if self.dice.is_spent() {
                break;
            }
            match (self.enemy, self.world.random.below(3)) {
                (_, 0) => self.live_on(),
                (Enemy::Member, _) => self.attack(),
                (Enemy::Host, _) => {
                    self.lie();
                    self.live_on();
                }
            }
            let pause = self.pause_ms();
            self.pass(pause);
        }
        if self.enemy == Enemy::Member && self.world.random.chance(300) {
            // After it nothing else can be done to the group.
            self.attack_by("bricks", Siege::bricks);
            self.pass(60_000);
        }
    }

    fn pause_ms(&mut self) -> u64 {
        match self.world.random.below(20) {
            0..=9 => self.world.random.below(2_000),
            10..=16 => self.world.random.between(2_000, 60_000),
            17 | 18 => self.world.random.between(60_000, 1_800_000),
            _ => self.world.random.between(1_800_000, 14_400_000),
        }
    }

    fn prepare(&mut self) {
        match self.enemy {
            Enemy::Host => {
                let lies = self.lies.clone();
                self.world.taps(lies);
            }
            Enemy::Member => {
                let everybody: Vec<_> = self.everybody().collect();
                let mut dice = Dice::of_seed(self.world.random.below(u64::MAX));
                let change = move |matter: &[u8]| letters::changed(&mut dice, matter);
                self.world
                    .changes_letters((self.hostile, &everybody), change);
            }
        }
    }

    /// Begins another lie, or tells the truth for a while.
    fn lie(&mut self) {
        self.lies.end();
        let to = self
            .dice
            .pick(&self.honest)
            .filter(|_| self.dice.chance(700));
        if let Some(lie) = self.dice.pick(&LIES).filter(|_| self.dice.chance(800)) {
            self.world.counts.attacks += 1;
            let who = to.map_or("everybody", |to| self.world.name(to.0));
            self.world
                .note(format_args!("the host lies to {who}: {lie:?}"));
            let seed = self.dice.below(u64::MAX);
            self.lies.begin(lie, to, seed);
        }
    }

    /// The enemy does nothing more; everybody else comes together, and says one thing more.
    fn rest(&mut self, sabotage: Sabotage) {
        self.world.note(format_args!("the enemy rests"));
        self.lies.end();
        if self.enemy == Enemy::Host {
            // What it has said on a link holds for as long as the link does.
            self.world.host_dies(HostNumber(0));
            self.world.host_starts(HostNumber(0));
        }
        self.world.falls_asleep(self.hostile);
        self.come_together();
        let everybody: Vec<_> = self.everybody().collect();
        for who in everybody {
            self.answer_requests(who);
        }
        self.settle();
        self.keep_apart(sabotage);
        for who in self.honest.clone() {
            self.say(who, self.group);
        }
        self.settle();
    }
}
