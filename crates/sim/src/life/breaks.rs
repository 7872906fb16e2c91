//! What breaks by itself, and how everything is made whole again at the end.

use hudhud_engine::Input;

use crate::plant::Plant;
use crate::queue::{ConnectionId, DeviceIndex, Event};
use crate::world::World;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

impl World {
    pub(crate) fn break_something(&mut self) {
        if self.healing {
            return;
        }
        let index = self.random.index(self.devices.len());
        match self.random.below(21) {
            0..=6 => {
                let open = self.open_connections();
                if let Some(id) = self.random.pick(&open).copied() {
                    self.cut(id);
                }
            }
            7..=9 => self.cut_off(index),
            10..=11 => self.crash(index, "by itself"),
            12 => self.host_down(),
            13..=14 => self.jump_clock(index),
            15..=16 => self.fill_disk(index),
            17 => self.fall_asleep(index),
            18..=19 => self.lag_somebody(),
            _ => self.queue.plan(self.now, Event::Sweep),
        }
    }

    /// Plans what breaks in the next `pause_ms`.
    pub(crate) fn plan_breaks(&mut self, pause_ms: u64) {
        let Some(per_mille) = pause_ms
            .saturating_mul(1000)
            .checked_div(self.weather.break_every_ms)
        else {
            return;
        };
        for _ in 0..3 {
            if self.random.chance(per_mille) {
                let at = self.now + self.random.below(pause_ms.min(600_000));
                self.queue.plan(at, Event::Break);
            }
        }
    }

    fn open_connections(&self) -> Vec<ConnectionId> {
        self.connections
            .iter()
            .filter(|(_, one)| one.down_open)
            .map(|(id, _)| *id)
            .collect()
    }

    /// The network stops for one device.
    fn cut_off(&mut self, index: DeviceIndex) {
        let Some(device) = self
            .devices
            .get_mut(index)
            .filter(|device| device.reachable)
        else {
            return;
        };
        device.reachable = false;
        self.counts.partitions += 1;
        let theirs: Vec<_> = self
            .connections
            .iter()
            .filter(|(_, one)| one.device == index && one.down_open)
            .map(|(id, _)| *id)
            .collect();
        self.note(format_args!("{} is cut off", self.name(index)));
        for id in theirs {
            self.cut(id);
        }
        let wait = self.random.between(1_000, 120_000);
        self.queue.plan(self.now + wait, Event::Reachable(index));
    }

    pub(crate) fn let_through(&mut self, index: DeviceIndex) {
        let Some(device) = self
            .devices
            .get_mut(index)
            .filter(|device| !device.reachable)
        else {
            return;
        };
        device.reachable = true;
        let waiting: Vec<_> = device
            .links
            .iter()
            .filter(|(_, held)| !held.up)
            .map(|(link, held)| (link.clone(), held.connection))
            .collect();
        self.note(format_args!("{} is reachable", self.name(index)));
        for (link, connection) in waiting {
            let wait = self.random.between(1, 1_000);
            self.queue
                .plan(self.now + wait, Event::Connect(index, link, connection));
        }
    }

    fn jump_clock(&mut self, index: DeviceIndex) {
        let by = if self.random.chance(150) {
            100 * DAY_MS
        } else {
            let hours = i64::try_from(self.random.below(13)).unwrap_or(0) - 6;
            hours * HOUR_MS + i64::try_from(self.random.below(3_600_000)).unwrap_or(0)
        };
        if let Some(device) = self.devices.get_mut(index) {
            // Nobody's clock goes back before the beginning.
            device.ahead_ms = (device.ahead_ms + by).max(-6 * HOUR_MS);
            let ahead = device.ahead_ms;
            self.counts.jumps += 1;
            self.note(format_args!(
                "{}'s clock is {ahead} ms ahead",
                self.name(index)
            ));
        }
        self.arm(index);
    }

    fn fill_disk(&mut self, index: DeviceIndex) {
        let Some(device) = self.devices.get_mut(index) else {
            return;
        };
        device.full = device.store.max_pages(1).is_ok();
        self.counts.full_disks += 1;
        self.note(format_args!("{}'s disk is full", self.name(index)));
        let wait = self.random.between(500, 30_000);
        self.queue.plan(self.now + wait, Event::Room(index));
    }

    pub(crate) fn make_room(&mut self, index: DeviceIndex) {
        if let Some(device) = self.devices.get_mut(index) {
            device.full = device.store.max_pages(u32::MAX).is_err();
            self.note(format_args!("{}'s disk has room", self.name(index)));
        }
    }

    /// A device is switched off while others go on.
    pub(crate) fn fall_asleep(&mut self, index: DeviceIndex) {
        if self.devices.get(index).is_none_or(|device| !device.running) {
            return;
        }
        let for_actions = u32::try_from(self.random.between(3, 25)).unwrap_or(3);
        self.stop(index);
        self.counts.sleeps += 1;
        if let Some(device) = self.devices.get_mut(index) {
            device.asleep = for_actions;
        }
        self.note(format_args!(
            "{} falls asleep for {for_actions} actions",
            self.name(index)
        ));
    }

    /// An action has passed for those who sleep.
    pub(crate) fn sleep_on(&mut self) {
        let mut awake = Vec::new();
        for (index, device) in self.devices.iter_mut().enumerate() {
            if device.asleep > 0 {
                device.asleep -= 1;
                if device.asleep == 0 {
                    awake.push((index, device.life));
                }
            }
        }
        for (index, life) in awake {
            self.queue.plan(self.now + 1, Event::DeviceUp(index, life));
        }
    }

    /// The host drops the pushes that wait for a link that is too slow.
    fn lag_somebody(&mut self) {
        let open = self.open_connections();
        let Some(id) = self.random.pick(&open).copied() else {
            return;
        };
        let dropped = self.queue.drop_pushes(id);
        for (handle, from) in dropped {
            let session = hudhud_host::SessionId(id);
            let frame = self.host.machine.lagged(session, handle, from);
            if let Some(frame) = frame {
                self.note(format_args!("#{id} lags from {from}"));
                self.counts.lags += 1;
                self.send_down(id, &frame);
            }
        }
    }

    /// Makes everything whole: from here on nothing breaks, and nobody does anything.
    pub(crate) fn heal(&mut self) {
        self.note(format_args!("everything is made whole"));
        self.healing = true;
        self.host_up();
        for index in 0..self.devices.len() {
            if self.plant == (Plant::NeverHealed { device: index }) {
                self.cut_off_for_good(index);
                continue;
            }
            self.make_room(index);
            self.let_through(index);
            if let Some(device) = self.devices.get_mut(index) {
                device.asleep = 0;
                let life = device.life;
                self.queue.plan(self.now + 1, Event::DeviceUp(index, life));
            }
            self.input(index, Input::Tick);
            self.sign_up(index);
        }
        let half_open: Vec<_> = self
            .connections
            .iter()
            .filter(|(_, one)| !one.down_open || !one.up_open)
            .map(|(id, _)| *id)
            .collect();
        for id in half_open {
            self.queue.plan(self.now, Event::DeviceLost(id));
            self.queue.plan(self.now, Event::HostLost(id));
        }
    }

    fn cut_off_for_good(&mut self, index: DeviceIndex) {
        self.stop(index);
    }
}
