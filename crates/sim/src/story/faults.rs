//! What goes wrong because a story wants it to.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use bytes::Bytes;
use hudhud_logstore::{Failure, Key, MemoryStore};
use hudhud_store::generations::{self, GenerationRow};
use hudhud_store::{Store, StoreError, records};
use hudhud_wire::{
    ClientFrame, Refusal, RefusalCode, Reply, Request, ServerFrame, encode_client, encode_server,
};

use crate::story::{Conversation, DeviceNumber, HostNumber};
use crate::world::World;
use crate::world::meter::Occasion;
use crate::world::process::{Mishap, Order};
use crate::world::tap::{Fate, Frame, Passing, Tap};

/// What lies on a host's disk at one time.
#[derive(Debug, Clone)]
pub struct HostImage(BTreeMap<Key, Bytes>);

impl World {
    /// The network stops for a device; what is on its way is lost.
    pub fn goes_offline(&mut self, device: DeviceNumber) {
        self.is_cut_off(device);
        self.settle();
    }

    /// The same, and nothing else happens at that moment.
    pub(crate) fn is_cut_off(&mut self, device: DeviceNumber) {
        if let Some(device) = self.devices.get_mut(device.0) {
            device.reachable = false;
        }
        for id in self.open_of(device.0) {
            self.sever(id);
        }
    }

    /// The network is there again.
    pub fn comes_online(&mut self, device: DeviceNumber) {
        self.let_through(device.0);
    }

    /// Every link of a device breaks once, with what is on its way; the network stays.
    pub fn loses_links(&mut self, device: DeviceNumber) {
        for id in self.open_of(device.0) {
            self.sever(id);
        }
    }

    /// A device knows the group's present keys without control, as after a rotation by somebody who has
    /// handed it on to nobody.
    pub fn loses_control(&mut self, device: DeviceNumber, conversation: Conversation) {
        let id = self.number(device, conversation);
        let Some(side) = self.devices.get_mut(device.0) else {
            self.stop_story("no such device");
        };
        let lost = side.store.begin().and_then(|tx| {
            if let Some(keys) = generations::latest(tx.db(), id)? {
                let without = GenerationRow {
                    control: None,
                    ..keys
                };
                generations::upsert(tx.db(), &without)?;
            }
            tx.commit()
        });
        if lost.is_err() {
            self.stop_story("control cannot be taken away");
        }
    }

    /// While the switch is on, the host says that it is busy to whoever writes a letter.
    pub fn takes_no_letters(&mut self, switch: Rc<Cell<bool>>) {
        let mut refused = BTreeSet::new();
        self.taps(move |passing: Passing<'_>| match passing.frame {
            Frame::Asked(frame) if matches!(frame.request, Request::Deliver(_)) && switch.get() => {
                refused.insert((passing.device, passing.link.clone(), frame.id));
                let (id, request) = (frame.id, Request::Ping);
                Fate::Becomes(encode_client(&ClientFrame { id, request }))
            }
            Frame::Said(ServerFrame::Reply { id, .. })
                if refused.remove(&(passing.device, passing.link.clone(), *id)) =>
            {
                let refusal = Refusal {
                    retry_after_ms: 120_000,
                    ..Refusal::new(RefusalCode::Busy)
                };
                let reply = Reply::Refused(Box::new(refusal));
                Fate::Becomes(encode_server(&ServerFrame::Reply { id: *id, reply }))
            }
            Frame::Asked(_) | Frame::Said(_) => Fate::Arrives,
        });
    }

    /// A device is switched off.
    pub fn falls_asleep(&mut self, device: DeviceNumber) {
        self.stop(device.0);
    }

    /// A device that was switched off, or whose process died, is started.
    pub fn wakes_up(&mut self, device: DeviceNumber) {
        let life = self.devices.get(device.0).map(|device| device.life);
        if let Some(life) = life {
            self.device_up(device.0, life);
        }
    }

    /// Whether its process runs.
    #[must_use]
    pub fn is_running(&self, device: DeviceNumber) -> bool {
        self.devices
            .get(device.0)
            .is_some_and(|device| device.running)
    }

    /// After `spared` more turns of a device, this befalls the next one; a process that died has to be
    /// started by hand.
    pub fn befalls(&mut self, device: DeviceNumber, spared: u32, mishap: Mishap) {
        if let Some(device) = self.devices.get_mut(device.0) {
            device.order = Some(Order { spared, mishap });
        }
    }

    /// Whether what was to befall a device has not happened yet; it will not happen any more.
    pub fn is_spared(&mut self, device: DeviceNumber) -> bool {
        self.devices
            .get_mut(device.0)
            .is_some_and(|device| device.order.take().is_some())
    }

    /// A device's disk has no room left, or has room again.
    pub fn has_full_disk(&mut self, device: DeviceNumber, full: bool) {
        if full {
            self.fill_up(device.0);
        } else {
            self.make_room(device.0);
        }
    }

    /// What a device keeps of a conversation's group can no longer be read.
    #[track_caller]
    pub fn spoils_group(&mut self, device: DeviceNumber, conversation: Conversation) {
        let group = self.row(device, conversation).group_id;
        let spoil = |store: &mut Store| -> Result<(), StoreError> {
            let part = store.begin()?;
            for (key, _) in records::scan_prefix(part.db(), b"g")? {
                if key.windows(group.len()).any(|part| part == group) {
                    records::put(part.db(), &key, b"spoilt")?;
                }
            }
            part.commit()
        };
        let spoilt = self
            .devices
            .get_mut(device.0)
            .map(|device| spoil(&mut device.store));
        if !matches!(spoilt, Some(Ok(()))) {
            self.stop_story("the group was not spoilt");
        }
    }

    /// A device's clock jumps.
    pub fn clock_jumps(&mut self, device: DeviceNumber, by_ms: i64) {
        if let Some(device) = self.devices.get_mut(device.0) {
            device.ahead_ms += by_ms;
        }
        self.arm(device.0);
    }

    /// A host's process dies: what was not durable is gone, and every connection with it.
    pub fn host_dies(&mut self, host: HostNumber) {
        self.host_down(host.0);
    }

    /// It is started again.
    pub fn host_starts(&mut self, host: HostNumber) {
        self.host_up(host.0);
    }

    /// The next commit of a host fails in this way. One that is not full dies of it.
    pub fn host_disk_fails(&mut self, host: HostNumber, failure: Failure) {
        if let Some(side) = self.hosts.get(host.0) {
            side.store.fail_next(failure);
        }
    }

    /// Whether a host's process runs.
    #[must_use]
    pub fn host_is_up(&self, host: HostNumber) -> bool {
        self.hosts.get(host.0).is_some_and(|side| side.up)
    }

    /// A backup of what a host has on its disk.
    #[must_use]
    pub fn host_image(&self, host: HostNumber) -> HostImage {
        let image = self.hosts.get(host.0).map(|side| side.store.image());
        HostImage(image.unwrap_or_default())
    }

    /// A host dies and is started on a backup.
    pub fn host_is_restored(&mut self, host: HostNumber, image: HostImage) {
        self.host_down(host.0);
        if let Some(side) = self.hosts.get_mut(host.0) {
            side.store = MemoryStore::from_image(image.0);
        }
        self.host_up(host.0);
    }

    /// Puts somebody between all devices and all hosts, for as long as the world lasts.
    pub fn taps(&mut self, tap: impl Tap + 'static) {
        self.taps.push(Box::new(tap));
    }

    /// The first frame that fits is lost, and its link with it.
    pub fn loses_first(&mut self, mut fits: impl FnMut(Passing<'_>) -> bool + 'static) {
        let mut lost = false;
        self.taps(move |passing: Passing<'_>| {
            if !lost && fits(passing) {
                lost = true;
                Fate::Lost
            } else {
                Fate::Arrives
            }
        });
    }

    /// Wraps each turn of a device from now on: `meter` sees whose it is and what it is for, and has to
    /// run it once.
    pub fn measures(
        &mut self,
        meter: impl FnMut(DeviceNumber, Occasion, &mut dyn FnMut()) + 'static,
    ) {
        self.meter = Some(Box::new(meter));
    }
}
