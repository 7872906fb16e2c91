//! What a hostile member does next: written by its own hand, or asked of its engine like anybody.

use hudhud_engine::{Command, Person};

use crate::forge::Keys;
use crate::hostile::siege::Siege;
use crate::story::HostNumber;

type Attack = fn(&mut Siege, &Keys) -> Option<()>;

/// Everything it can do by hand, in words, and how often of all.
const ATTACKS: [(&str, u64, Attack); 15] = [
    ("writes noise", 1, Siege::writes_noise),
    ("seals noise", 1, Siege::seals_noise),
    ("damages a message", 2, Siege::damages_a_message),
    ("claims an epoch", 2, Siege::claims_an_epoch),
    ("repeats itself", 1, Siege::repeats_itself),
    ("says something odd", 4, Siege::says_something_odd),
    ("says as much as fits", 1, Siege::says_as_much_as_fits),
    ("refers to a blob", 2, Siege::refers_to_a_blob),
    ("floods", 1, Siege::floods),
    ("signals noise", 1, Siege::signals_noise),
    ("commits", 5, Siege::commits),
    ("asks to leave", 1, Siege::asks_to_leave),
    ("comes from outside", 1, Siege::comes_from_outside),
    ("writes a letter", 6, Siege::writes_a_letter),
    ("does as anybody does", 4, Siege::does_as_anybody_does),
];

impl Siege {
    /// Does one thing; nothing, if it has no keys for it any more.
    pub(crate) fn attack(&mut self) {
        let all: u64 = ATTACKS.iter().map(|(_, often, _)| often).sum();
        let mut drawn = self.dice.below(all);
        for (name, often, attack) in ATTACKS {
            if drawn < often {
                return self.attack_by(name, attack);
            }
            drawn -= often;
        }
    }

    pub(super) fn attack_by(&mut self, name: &str, attack: Attack) {
        let conversation = if self.dice.chance(850) {
            self.group
        } else {
            self.direct
        };
        let row = self.world.row_if_any(self.hostile, conversation);
        let keys = row.and_then(|row| Keys::read(self.world.database(self.hostile), row));
        let Some(mut keys) = keys else {
            return;
        };
        self.attacks += 1;
        keys.seed = self.attacks;
        self.world.counts.attacks += 1;
        let who = self.world.name(self.hostile.0);
        self.world.note(format_args!("{who} {name}"));
        if attack(self, &keys).is_none() {
            self.world.note(format_args!("{who} comes to nothing"));
        }
    }

    /// What its engine lets it do.
    fn does_as_anybody_does(&mut self, keys: &Keys) -> Option<()> {
        let conversation = keys.row.id;
        let command = match self.dice.below(8) {
            0 => Command::Rename {
                conversation,
                title: self.words("renamed"),
            },
            1 => Command::AddMembers {
                conversation,
                members: vec![self.newcomer_as_named()],
            },
            2 => Command::CreateGroup {
                title: self.words("elsewhere"),
                members: vec![self.newcomer_as_named()],
            },
            3 => Command::Start {
                person: self.newcomer_as_named(),
            },
            _ => Command::Send {
                conversation,
                body: self.words("as anybody"),
                reply_to: None,
            },
        };
        self.world.command(self.hostile.0, command)?.ok().map(drop)
    }

    fn newcomer_as_named(&self) -> Person {
        Person::Name {
            name: self.world.name(self.newcomer.0).to_owned(),
            host: self.world.url(HostNumber(0)),
        }
    }
}
