//! What a hostile member writes to people's inboxes.

use hudhud_base::{EntryId, LinkKind};
use hudhud_wire::{Capability, Deliver, Request};

use crate::forge::{At, Bytes32, Generation, Keys, Matter, Parts, Place};
use crate::hostile::dice::Dice;
use crate::hostile::siege::Siege;

/// Bytes of noise at most.
const NOISE: usize = 300;
/// Hosts that letters name: one is there.
const HOSTS: [&str; 4] = ["sim.example", "nowhere.example", "SIM.example", ""];

impl Siege {
    /// A letter to somebody: an invitation, a plea, an answer that nobody asked for, or word of a log
    /// that is lost.
    pub(super) fn writes_a_letter(&mut self, keys: &Keys) -> Option<()> {
        let everybody: Vec<_> = self.everybody().collect();
        let to = self.dice.pick(&everybody)?;
        let to = self.world.addressee(to);
        let mut matter = match self.dice.below(10) {
            0 => self.dice.bytes(NOISE),
            1..=3 => self.invitation(keys).bytes(),
            4 | 5 => self.plea(keys).bytes(),
            6 => self.replacement(keys).bytes(),
            7 => self.contact().bytes(),
            _ => self.answer(keys).bytes(),
        };
        if self.dice.chance(100) {
            self.dice.flip(&mut matter);
        }
        let entry: EntryId = self.entry();
        let body = to.sealed(&keys.own, matter, self.attacks)?;
        self.written += u64::try_from(body.len()).unwrap_or(0);
        let write = self.dice.chance(500).then_some(to.write);
        let deliver = Deliver {
            address: to.address,
            entry,
            write: write.map(Capability),
            payment: None,
            body,
        };
        let host = self.world.host_at(&keys.own.host)?;
        self.world
            .asks_directly(host, LinkKind::People, vec![Request::Deliver(deliver)]);
        Some(())
    }

    fn invitation(&mut self, keys: &Keys) -> Matter {
        Matter::Invite {
            group: self.some_group(keys),
            direct: self.dice.chance(300),
            place: self.some_place(keys),
            generation: self.some_generation(keys),
            welcome: self.some_parts(keys),
            contact: Bytes32(*keys.own.inbox_write.as_bytes()),
            home: some_host(&mut self.dice),
            opening: self
                .dice
                .chance(500)
                .then(|| "\u{202e}read\u{7} me\n".repeat(100)),
            called: Some((7, "\u{202e}@you".to_owned())),
        }
    }

    fn plea(&mut self, keys: &Keys) -> Matter {
        Matter::Plea {
            group: self.some_group(keys),
            home: some_host(&mut self.dice),
            nonce: Bytes32([5; 32]),
        }
    }

    fn answer(&mut self, keys: &Keys) -> Matter {
        Matter::Rejoin {
            group: self.some_group(keys),
            place: self.some_place(keys),
            generation: self.some_generation(keys),
            info: self.some_parts(keys),
            nonce: Bytes32([5; 32]),
        }
    }

    fn contact(&mut self) -> Matter {
        Matter::Contact {
            contact: Bytes32([self.dice.byte(); 32]),
        }
    }

    fn replacement(&mut self, keys: &Keys) -> Matter {
        Matter::Replaced {
            group: self.some_group(keys),
            former: Bytes32(keys.row.log.0),
            place: self.some_place(keys),
            generation: self.some_generation(keys),
            read: self.dice.below(100),
        }
    }

    fn some_group(&mut self, keys: &Keys) -> Bytes32 {
        let id = keys.row.group_id.first_chunk::<32>();
        let id = id.filter(|_| self.dice.chance(700));
        Bytes32(id.copied().unwrap_or_else(|| {
            let mut other = [0xaa; 32];
            if let Some(byte) = other.first_mut() {
                *byte = self.dice.byte();
            }
            other
        }))
    }

    fn some_place(&mut self, keys: &Keys) -> Place {
        let hash = keys.row.running_hash.map(|hash| Bytes32(hash.0));
        Place {
            host: some_host(&mut self.dice),
            log: if self.dice.chance(700) {
                Bytes32(keys.row.log.0)
            } else {
                Bytes32([8; 32])
            },
            cursor: self.dice.number(keys.row.cursor.0),
            running_hash: hash.filter(|_| self.dice.chance(700)),
            ordered_head: self.dice.number(keys.row.ordered_head.0),
        }
    }

    fn some_generation(&mut self, keys: &Keys) -> Generation {
        let number = u64::from(keys.row.generation.0);
        let number = u32::try_from(self.dice.number(number)).unwrap_or(u32::MAX);
        Generation {
            generation: number,
            secret: if self.dice.chance(700) {
                Bytes32(*keys.generation.secret.as_bytes())
            } else {
                Bytes32([2; 32])
            },
            control: self.dice.chance(300).then_some(Bytes32([3; 32])),
            first_seq: self.dice.number(keys.generation.first_seq.0),
        }
    }

    fn some_parts(&mut self, keys: &Keys) -> At {
        if self.dice.chance(300) {
            return At::Blob(self.junk_blob(keys));
        }
        let mut welcome = keys.group_info().unwrap_or_default();
        match self.dice.below(3) {
            0 => self.dice.flip(&mut welcome),
            1 => welcome = self.dice.bytes(NOISE),
            _ => {}
        }
        At::Here(Parts {
            welcome,
            tree: self.dice.bytes(8),
        })
    }
}

fn some_host(dice: &mut Dice) -> String {
    let honest = dice.chance(700);
    let host = dice.pick(&HOSTS).filter(|_| !honest);
    host.unwrap_or("sim.example").to_owned()
}

/// One thing of a letter is otherwise; `None` if it is left as it is.
pub(super) fn changed(dice: &mut Dice, matter: &[u8]) -> Option<Vec<u8>> {
    if !dice.chance(600) {
        return None;
    }
    let mut matter = Matter::of(matter)?;
    let (Matter::Invite {
        group,
        place,
        generation,
        welcome: parts,
        ..
    }
    | Matter::Rejoin {
        group,
        place,
        generation,
        info: parts,
        ..
    }) = &mut matter
    else {
        return None;
    };
    match dice.below(9) {
        0 => *group = Bytes32([9; 32]),
        1 => place.log = Bytes32([9; 32]),
        2 => place.cursor = dice.number(place.cursor),
        3 => place.ordered_head = dice.number(place.ordered_head),
        4 => place.running_hash = dice.chance(500).then_some(Bytes32([9; 32])),
        5 => generation.generation = dice.pick(&[0, 1, 2, u32::MAX])?,
        6 => generation.secret = Bytes32([9; 32]),
        7 => generation.first_seq = dice.number(generation.first_seq),
        _ => match parts {
            At::Here(parts) => dice.flip(&mut parts.welcome),
            At::Blob(blob) => blob.size = dice.number(blob.size),
        },
    }
    Some(matter.bytes())
}
