//! What a hostile member does with the group itself.

use hudhud_base::CapabilityHash;
use hudhud_mls::{Plan, Update};
use hudhud_wire::{CapabilityHashes, Class, Rotation};

use crate::forge::{Keys, inner, placement, title};
use crate::hostile::siege::Siege;

/// Components of which one may be changed by nobody, one by admins, and one is none.
const COMPONENTS: [u16; 4] = [0x8502, 0x8503, 0x8504, 0x9999];

impl Siege {
    /// A commit that removes, renames, or changes what it may not; that says to stand elsewhere than it
    /// does; that stands among the messages; or to which nothing is wrong.
    pub(super) fn commits(&mut self, keys: &Keys) -> Option<()> {
        let (leaves, components) = keys.sees()?;
        let mut plan = Plan {
            authenticated: self.place(keys),
            ..Plan::default()
        };
        match self.dice.below(5) {
            0 => plan.remove.extend(self.dice.pick(&leaves)),
            1 => plan.updates.push(title(&self.words("usurped"))),
            2 => {
                let component = self.dice.pick(&COMPONENTS)?;
                let mut difference = components.get(&component).cloned().unwrap_or_default();
                if self.dice.chance(500) {
                    self.dice.flip(&mut difference);
                }
                plan.updates.push(Update {
                    component,
                    difference,
                });
            }
            _ => {}
        }
        let commit = inner(&keys.commits(plan)?);
        let class = if self.dice.chance(900) {
            Class::Ordered
        } else {
            Class::Plain
        };
        // Who leads the group could end it so; that is told apart.
        let rotates = keys.generation.control.is_none() && self.dice.chance(200);
        self.append_handshake(keys, class, &commit, rotates);
        Some(())
    }

    fn append_handshake(&mut self, keys: &Keys, class: Class, inside: &[u8], rotates: bool) {
        let entry = self.entry();
        let body = keys.sealed(class, entry, inside);
        let rotation = rotates.then(|| junk_rotation(keys));
        self.append_with(keys, class, vec![(entry, body)], rotation);
    }

    /// Where a commit says that it stands: most often, where it does.
    fn place(&mut self, keys: &Keys) -> Vec<u8> {
        if self.dice.chance(200) {
            return self.dice.bytes(40);
        }
        let (mut head, generation) = (keys.row.ordered_head.0, keys.row.generation.0);
        if self.dice.chance(200) {
            head = self.dice.number(head);
        }
        let controls = (0..self.dice.below(4)).map(|_| self.dice.bytes(60));
        placement(head, generation, controls.collect())
    }

    /// A word that the device goes, perhaps damaged. It stays all the same.
    pub(super) fn asks_to_leave(&mut self, keys: &Keys) -> Option<()> {
        let mut leave = keys.leaves()?;
        // To go is nobody's harm, and the end of what this enemy can do.
        self.dice.flip(&mut leave);
        self.append_handshake(keys, Class::Ordered, &inner(&leave), false);
        Some(())
    }

    /// A commit from outside that takes another leaf.
    pub(super) fn comes_from_outside(&mut self, keys: &Keys) -> Option<()> {
        let place = self.place(keys);
        let mut commit = keys.returns(place)?;
        if self.dice.chance(300) {
            self.dice.flip(&mut commit);
        }
        self.append_handshake(keys, Class::Ordered, &inner(&commit), false);
        Some(())
    }

    /// Ends the log for everybody, as only one who holds control can.
    pub(super) fn bricks(&mut self, keys: &Keys) -> Option<()> {
        keys.generation.control.as_ref()?;
        self.append_handshake(keys, Class::Ordered, &[], true);
        self.bricked = keys.row.group_id == self.world.group_id(self.group);
        Some(())
    }
}

/// The next generation, for which nobody has capabilities.
fn junk_rotation(keys: &Keys) -> Rotation {
    let hash = CapabilityHash([6; 32]);
    Rotation {
        generation: keys.row.generation.next(),
        hashes: CapabilityHashes {
            read: hash,
            write: hash,
            control: hash,
        },
    }
}
