//! Every kind of attack in turn, before six people: what was tried, and what those who are honest saw.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::forge::Keys;
use crate::hostile::dice::Dice;
use crate::hostile::enemy::Enemy;
use crate::hostile::lies::Lie;
use crate::hostile::plant::Sabotage;
use crate::hostile::siege::Siege;
use crate::story::DeviceNumber;
use crate::world::random::Random;

/// Of both worlds: what is drawn in them matters little.
const SEED: u64 = 1;
/// Honest people who are in the group from the beginning; one more comes later, and one is hostile.
const PEOPLE: usize = 4;

/// One attack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scene {
    /// What was tried.
    pub tried: String,
    /// What honest people saw.
    pub seen: String,
    /// What should not have been; empty if all held.
    pub found: Vec<String>,
}

type Attack = fn(&mut Siege, &Keys) -> Option<()>;

/// In the order in which they are told, and how often each is made.
const BY_A_MEMBER: [(&str, u32, Attack); 14] = [
    (
        "writes bytes that are nothing, under no seal",
        4,
        Siege::writes_noise,
    ),
    (
        "writes bytes that are nothing, under the group's seal",
        4,
        Siege::seals_noise,
    ),
    ("damages messages of the group", 6, Siege::damages_a_message),
    (
        "says that messages are of an epoch that cannot be reached",
        4,
        Siege::claims_an_epoch,
    ),
    ("sends one message in two entries", 3, Siege::repeats_itself),
    (
        "edits and deletes what others said, and sends numbers that no log can have",
        12,
        Siege::says_something_odd,
    ),
    ("says as much as fits", 4, Siege::says_as_much_as_fits),
    (
        "names blobs that are missing, spoilt or too large",
        8,
        Siege::refers_to_a_blob,
    ),
    ("floods the group with small entries", 2, Siege::floods),
    ("signals bytes that are nothing", 4, Siege::signals_noise),
    (
        "commits what it may not, or where it cannot stand",
        12,
        Siege::commits,
    ),
    ("asks to leave, in damaged words", 3, Siege::asks_to_leave),
    ("comes in again from outside", 2, Siege::comes_from_outside),
    (
        "invites into groups that are none, pleads, and answers what nobody asked",
        16,
        Siege::writes_a_letter,
    ),
];

const BY_THE_HOST: [(&str, Lie); 9] = [
    ("keeps entries to itself", Lie::Withholds),
    ("shows other bytes than it took", Lie::Forks),
    ("lies about when entries came", Lie::Minutes),
    (
        "lies about what entries are, and strips rotations",
        Lie::Kinds,
    ),
    (
        "tells entries twice, backwards, and in each other's place",
        Lie::Places,
    ),
    ("lies about where logs end", Lie::Ends),
    ("swaps the keys of people", Lie::Keys),
    ("refuses what it can do", Lie::Refuses),
    ("says nothing at all", Lie::Silent),
];

/// Makes every attack, one after the other.
#[must_use]
pub fn demonstrate() -> Vec<Scene> {
    let stage = |enemy| {
        let (random, dice) = (Random::new(SEED), Dice::of_seed(SEED));
        let mut siege = Siege::of(PEOPLE, enemy, (random, dice), false);
        siege.prepare();
        siege
    };
    let mut scenes = Vec::new();
    let mut siege = stage(Enemy::Member);
    for (tried, times, attack) in BY_A_MEMBER {
        scenes.push(siege.scene(&format!("A member {tried}."), |siege| {
            for _ in 0..times {
                siege.attack_by(tried, attack);
                siege.pass(2_000);
            }
        }));
    }
    let mut siege = stage(Enemy::Host);
    for (tried, lie) in BY_THE_HOST {
        scenes.push(siege.scene(&format!("The host {tried}."), |siege| {
            let seed = siege.dice.below(u64::MAX);
            siege.lies.begin(lie, siege.honest.get(1).copied(), seed);
            for _ in 0..2 {
                for who in siege.honest.clone() {
                    siege.say(who, siege.group);
                    siege.pass(2_000);
                }
            }
        }));
    }
    let mut siege = stage(Enemy::Member);
    siege.is_led_by_the_enemy();
    let tried = "A member who was made an admin ends the group's log for everybody.";
    scenes.push(siege.scene(tried, |siege| {
        siege.attack_by("bricks", Siege::bricks);
        siege.pass(60_000);
    }));
    scenes
}

impl Siege {
    fn scene(&mut self, tried: &str, play: impl FnOnce(&mut Self)) -> Scene {
        let before = self.lines();
        self.world.wakes_up(self.hostile);
        self.pass(1_000);
        play(self);
        self.rest(Sabotage::Nothing);
        self.judge();
        let found = self.world.findings.drain(..);
        let found = found.map(|finding| format!("{}: {}", finding.oracle, finding.what));
        Scene {
            tried: tried.to_owned(),
            found: found.collect(),
            seen: self.seen(&before),
        }
    }

    /// The lines that nobody wrote, as each honest person has them in the group.
    fn lines(&self) -> BTreeMap<DeviceNumber, Vec<String>> {
        let honest = self.honest.iter();
        honest
            .map(|who| (*who, self.world.lines(*who, self.group)))
            .collect()
    }

    fn seen(&self, before: &BTreeMap<DeviceNumber, Vec<String>>) -> String {
        let mut seen = if self.bricked {
            "Nobody can go on in this group, and nobody believes to; elsewhere all goes on."
                .to_owned()
        } else {
            "All are in the group and hear each other.".to_owned()
        };
        for (who, lines) in self.lines() {
            let told = before.get(&who).map_or(0, Vec::len);
            let mut new: BTreeMap<String, u32> = BTreeMap::new();
            for line in lines.into_iter().skip(told) {
                *new.entry(line).or_default() += 1;
            }
            if !new.is_empty() {
                let new: Vec<_> = new
                    .into_iter()
                    .map(|(line, times)| format!("{line} ×{times}"))
                    .collect();
                // Writing into a string does not fail.
                let _ = write!(seen, " {}: {}.", self.world.name(who.0), new.join(", "));
            }
        }
        seen
    }
}
