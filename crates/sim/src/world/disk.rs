//! A device's disk, full or not.

use crate::world::World;
use crate::world::queue::DeviceIndex;

impl World {
    pub(crate) fn fill_up(&mut self, index: DeviceIndex) {
        if let Some(device) = self.devices.get_mut(index) {
            device.full = device.store.max_pages(1).is_ok();
            self.note(format_args!("{}'s disk is full", self.name(index)));
        }
    }

    pub(crate) fn make_room(&mut self, index: DeviceIndex) {
        if let Some(device) = self.devices.get_mut(index) {
            device.full = device.store.max_pages(u32::MAX).is_err();
            self.note(format_args!("{}'s disk has room", self.name(index)));
        }
    }
}
