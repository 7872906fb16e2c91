//! What breaks by itself, and how everything is made whole again at the end.

use hudhud_engine::Input;

use crate::life::plant::{Plant, TURNS_BEFORE};
use crate::life::state::{BREAK, HOST_INDEX, Life};
use crate::world::queue::{ConnectionId, DeviceIndex, Event};

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

impl Life {
    pub(crate) fn break_something(&mut self) {
        if self.world.fair {
            return;
        }
        let index = self.world.random.index(self.world.devices.len());
        match self.world.random.below(21) {
            0..=6 => {
                let open = self.open_connections();
                if let Some(id) = self.world.random.pick(&open).copied() {
                    self.world.cut(id);
                }
            }
            7..=9 => self.cut_off(index),
            10..=11 => self.world.crash(index, "by itself"),
            12 => self.world.host_down(HOST_INDEX),
            13..=14 => self.jump_clock(index),
            15..=16 => self.fill_disk(index),
            17 => self.fall_asleep(index),
            18..=19 => self.lag_somebody(),
            _ => self
                .world
                .queue
                .plan(self.world.now, Event::Sweep(HOST_INDEX)),
        }
    }

    /// Plans what breaks in the next `pause_ms`.
    pub(crate) fn plan_breaks(&mut self, pause_ms: u64) {
        let Some(per_mille) = pause_ms
            .saturating_mul(1000)
            .checked_div(self.climate.break_every_ms)
        else {
            return;
        };
        for _ in 0..3 {
            if self.world.random.chance(per_mille) {
                let at = self.world.now + self.world.random.below(pause_ms.min(600_000));
                self.world.queue.plan(at, Event::Alarm(BREAK));
            }
        }
    }

    fn open_connections(&self) -> Vec<ConnectionId> {
        self.world
            .connections
            .iter()
            .filter(|(_, one)| one.down_open)
            .map(|(id, _)| *id)
            .collect()
    }

    /// The network stops for one device, and for a while.
    fn cut_off(&mut self, index: DeviceIndex) {
        let world = &mut self.world;
        let Some(device) = world
            .devices
            .get_mut(index)
            .filter(|device| device.reachable)
        else {
            return;
        };
        device.reachable = false;
        world.counts.partitions += 1;
        world.note(format_args!("{} is cut off", world.name(index)));
        for id in world.open_of(index) {
            world.cut(id);
        }
        let wait = world.random.between(1_000, 120_000);
        world.queue.plan(world.now + wait, Event::Reachable(index));
    }

    fn jump_clock(&mut self, index: DeviceIndex) {
        let by = if self.world.random.chance(150) {
            100 * DAY_MS
        } else {
            let hours = i64::try_from(self.world.random.below(13)).unwrap_or(0) - 6;
            hours * HOUR_MS + i64::try_from(self.world.random.below(3_600_000)).unwrap_or(0)
        };
        if let Some(device) = self.world.devices.get_mut(index) {
            // Nobody's clock goes back before the beginning.
            device.ahead_ms = (device.ahead_ms + by).max(-6 * HOUR_MS);
            let ahead = device.ahead_ms;
            self.world.counts.jumps += 1;
            self.world.note(format_args!(
                "{}'s clock is {ahead} ms ahead",
                self.world.name(index)
            ));
        }
        self.world.arm(index);
    }

    fn fill_disk(&mut self, index: DeviceIndex) {
        self.world.fill_up(index);
        self.world.counts.full_disks += 1;
        let wait = self.world.random.between(500, 30_000);
        let at = self.world.now + wait;
        self.world.queue.plan(at, Event::Room(index));
    }

    /// In a world in which that is planted, disks refuse what nobody asked them to refuse.
    pub(crate) fn misbehave(&mut self) {
        if self.plant != Plant::TurnFails || self.world.counts.turns < TURNS_BEFORE {
            return;
        }
        for device in &mut self.world.devices {
            device.refuses = true;
        }
    }

    /// A device is switched off while others go on.
    pub(crate) fn fall_asleep(&mut self, index: DeviceIndex) {
        if self
            .world
            .devices
            .get(index)
            .is_none_or(|device| !device.running)
        {
            return;
        }
        let for_actions = u32::try_from(self.world.random.between(3, 25)).unwrap_or(3);
        self.world.stop(index);
        self.world.counts.sleeps += 1;
        if let Some(device) = self.world.devices.get_mut(index) {
            device.asleep = for_actions;
        }
        self.world.note(format_args!(
            "{} falls asleep for {for_actions} actions",
            self.world.name(index)
        ));
    }

    /// An action has passed for those who sleep.
    pub(crate) fn sleep_on(&mut self) {
        let mut awake = Vec::new();
        for (index, device) in self.world.devices.iter_mut().enumerate() {
            if device.asleep > 0 {
                device.asleep -= 1;
                if device.asleep == 0 {
                    awake.push((index, device.life));
                }
            }
        }
        for (index, life) in awake {
            self.world
                .queue
                .plan(self.world.now + 1, Event::DeviceUp(index, life));
        }
    }

    /// The host drops the pushes that wait for a link that is too slow.
    fn lag_somebody(&mut self) {
        let open = self.open_connections();
        let Some(id) = self.world.random.pick(&open).copied() else {
            return;
        };
        let dropped = self.world.queue.drop_pushes(id);
        for (handle, from) in dropped {
            let session = hudhud_host::SessionId(id);
            let Some(side) = self.world.hosts.get_mut(HOST_INDEX) else {
                return;
            };
            let frame = side.machine.lagged(session, handle, from);
            if let Some(frame) = frame {
                self.world.note(format_args!("#{id} lags from {from}"));
                self.world.counts.lags += 1;
                self.world.send_down(id, &frame);
            }
        }
    }

    /// Makes everything whole: from here on nothing breaks, and nobody does anything.
    pub(crate) fn heal(&mut self) {
        self.world.note(format_args!("everything is made whole"));
        self.world.fair = true;
        self.world.host_up(HOST_INDEX);
        for index in 0..self.world.devices.len() {
            if self.plant == (Plant::NeverHealed { device: index }) {
                self.world.stop(index);
                continue;
            }
            self.world.make_room(index);
            self.world.let_through(index);
            if let Some(device) = self.world.devices.get_mut(index) {
                device.asleep = 0;
                let life = device.life;
                self.world
                    .queue
                    .plan(self.world.now + 1, Event::DeviceUp(index, life));
            }
            self.world.input(index, Input::Tick);
            self.sign_up(index);
        }
        let half_open: Vec<_> = self
            .world
            .connections
            .iter()
            .filter(|(_, one)| !one.down_open || !one.up_open)
            .map(|(id, _)| *id)
            .collect();
        for id in half_open {
            self.world.queue.plan(self.world.now, Event::DeviceLost(id));
            self.world.queue.plan(self.world.now, Event::HostLost(id));
        }
    }
}
