//! Planted faults: what is changed behind everybody's back, so that an oracle must see it.

use crate::plant::Plant;
use crate::world::World;

impl World {
    /// Carries out the plant of this world, if it has one that comes at the end.
    pub(crate) fn tamper(&mut self) {
        match self.plant {
            Plant::Nothing | Plant::NeverHealed { .. } | Plant::HostHides { .. } => {}
            _ => {}
        }
    }
}
