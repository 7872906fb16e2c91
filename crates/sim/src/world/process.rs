//! A device's process: one input, one turn; and how the process dies.

use hudhud_engine::{Answer, Command, CommandError, Engine, Env, Input, TurnError};

use crate::DeviceNumber;
use crate::finding::Oracle;
use crate::world::World;
use crate::world::meter::occasion;
use crate::world::queue::{DeviceIndex, Event};

/// Milliseconds between a turn that failed and the next attempt.
const AFTER_FAILURE_MS: u64 = 1_000;

/// What befalls a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mishap {
    /// Its commit is refused; the process goes on.
    Fails,
    /// The process dies before the commit.
    CrashBefore,
    /// The process dies after the commit, with everything that the turn led to.
    CrashAfter,
}

/// A mishap that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Order {
    /// Turns that are still spared.
    pub(crate) spared: u32,
    pub(crate) mishap: Mishap,
}

impl World {
    /// Something comes to a device; everything it leads to there happens at once.
    pub(crate) fn input(&mut self, index: DeviceIndex, input: Input) {
        if let Some(device) = self.devices.get_mut(index) {
            device.inputs.push_back(input);
        }
        self.work_off(index);
    }

    fn work_off(&mut self, index: DeviceIndex) {
        while let Some(input) = self
            .devices
            .get_mut(index)
            .filter(|device| device.running)
            .and_then(|device| device.inputs.pop_front())
        {
            self.turn(index, input);
        }
    }

    /// What a person asks, and the answer; `None` if the device is off or the turn failed.
    pub(crate) fn command(
        &mut self,
        index: DeviceIndex,
        command: Command,
    ) -> Option<Result<Answer, CommandError>> {
        if !self.devices.get(index)?.running {
            return None;
        }
        self.note(format_args!("{}: {command:?}", self.name(index)));
        let answer = self.turn(index, Input::Command(command));
        if let Some(Err(error)) = &answer {
            self.note(format_args!("{}: no, {error}", self.name(index)));
        }
        self.work_off(index);
        answer
    }

    /// What befalls the next turn: what was asked for, or what chance brings.
    fn mishap(&mut self, index: DeviceIndex) -> Option<Mishap> {
        let order = self.devices.get_mut(index)?.order.as_mut();
        match order {
            Some(Order { spared: 0, mishap }) => {
                let mishap = *mishap;
                self.devices.get_mut(index)?.order = None;
                return Some(mishap);
            }
            Some(order) => order.spared -= 1,
            None => {}
        }
        if self.fair {
            None
        } else if self.random.chance(self.weather.turn_fails) {
            Some(Mishap::Fails)
        } else if self.random.chance(self.weather.crash_before) {
            Some(Mishap::CrashBefore)
        } else if self.random.chance(self.weather.crash_after) {
            Some(Mishap::CrashAfter)
        } else {
            None
        }
    }

    fn turn(&mut self, index: DeviceIndex, input: Input) -> Option<Result<Answer, CommandError>> {
        let mishap = self.mishap(index);
        let (now, occasion) = (self.now, occasion(&input));
        let device = self.devices.get_mut(index)?;
        let refuses = device.refuses || matches!(mishap, Some(Mishap::Fails | Mishap::CrashBefore));
        // A store that cannot be told to fail has failed already.
        let _ = device.store.refuse_commits(refuses);
        let mut input = Some(input);
        let mut result = None;
        let mut run = || {
            let env = Env {
                now: device.clock(now),
                rng: &mut device.rng,
            };
            result = input
                .take()
                .map(|input| device.engine.turn(&mut device.store, env, input));
        };
        match &mut self.meter {
            Some(meter) => meter(DeviceNumber(index), occasion, &mut run),
            None => run(),
        }
        let _ = device.store.refuse_commits(false);
        self.counts.turns += 1;
        match result? {
            Ok(mut outputs) => {
                let answer = outputs.answer.take();
                self.observe(index, &outputs);
                if mishap == Some(Mishap::CrashAfter) {
                    self.crash(index, "after a commit");
                    // Whoever asked does not know that it was done.
                    return answer;
                }
                self.release(index, outputs);
                answer
            }
            Err(error) => {
                self.turn_failed(index, mishap, &error);
                None
            }
        }
    }

    fn turn_failed(&mut self, index: DeviceIndex, mishap: Option<Mishap>, error: &TurnError) {
        let full = self.devices.get(index).is_some_and(|device| device.full);
        self.note(format_args!("{}: a turn failed: {error}", self.name(index)));
        self.counts.failed_turns += 1;
        match mishap {
            Some(Mishap::CrashBefore) => self.crash(index, "before a commit"),
            Some(Mishap::Fails) => self.rest(index),
            Some(Mishap::CrashAfter) | None => {
                if !full {
                    let what = format!("{}: {error}", self.name(index));
                    self.find(Oracle::Rules, what);
                }
                self.rest(index);
            }
        }
    }

    /// Everything that needed the turn's memory ends; a tick in a second begins anew.
    fn rest(&mut self, index: DeviceIndex) {
        self.close_all(index);
        if let Some(device) = self.devices.get_mut(index) {
            device.inputs.clear();
            device.life += 1;
            device.wake += 1;
            let wake = device.wake;
            self.queue
                .plan(self.now + AFTER_FAILURE_MS, Event::Wake(index, wake));
        }
    }

    fn close_all(&mut self, index: DeviceIndex) {
        let links: Vec<_> = self
            .devices
            .get(index)
            .map(|device| device.links.keys().cloned().collect())
            .unwrap_or_default();
        for link in links {
            self.drop_link(index, &link);
        }
    }

    /// The process dies. In weather of chance it is started again some time later.
    pub(crate) fn crash(&mut self, index: DeviceIndex, when: &str) {
        self.note(format_args!("{} crashes {when}", self.name(index)));
        self.counts.crashes += 1;
        self.stop(index);
        let Some(restart_ms) = self.weather.restart_ms else {
            return;
        };
        let wait = self.random.between(50, restart_ms);
        if let Some(device) = self.devices.get(index) {
            self.queue
                .plan(self.now + wait, Event::DeviceUp(index, device.life));
        }
    }

    /// The process ends.
    pub(crate) fn stop(&mut self, index: DeviceIndex) {
        self.close_all(index);
        if let Some(device) = self.devices.get_mut(index) {
            device.inputs.clear();
            device.running = false;
            device.life += 1;
            device.wake += 1;
            device.failures = 0;
            device.engine = Engine::new(device.config);
        }
    }

    pub(crate) fn device_up(&mut self, index: DeviceIndex, life: u64) {
        let Some(device) = self
            .devices
            .get_mut(index)
            .filter(|device| !device.running && device.life == life && device.asleep == 0)
        else {
            return;
        };
        device.running = true;
        self.note(format_args!("{} is up", self.name(index)));
        self.input(index, Input::Tick);
    }

    pub(crate) fn wake(&mut self, index: DeviceIndex, number: u64) {
        let due = self
            .devices
            .get(index)
            .is_some_and(|device| device.running && device.wake == number);
        if due {
            self.input(index, Input::Tick);
        }
    }

    /// Plans the tick that the engine asks for.
    pub(crate) fn arm(&mut self, index: DeviceIndex) {
        let now = self.now;
        let Some(device) = self.devices.get_mut(index) else {
            return;
        };
        device.wake += 1;
        let wake = device.wake;
        if let Some(at) = device.engine.deadline() {
            let at = device.world_time(at).max(now + 1);
            self.queue.plan(at, Event::Wake(index, wake));
        }
    }

    pub(crate) fn task_ended(&mut self, index: DeviceIndex, life: u64, input: Input) {
        // A task of a process that died meanwhile died with it.
        let same = self
            .devices
            .get(index)
            .is_some_and(|device| device.running && device.life == life);
        if same {
            self.input(index, input);
        }
    }
}
