//! A device's process: one input, one turn, then what the turn led to; and how the process dies.

use hudhud_base::BlobId;
use hudhud_crypto::puzzle;
use hudhud_engine::{
    Answer, BlobOutcome, BlobTask, Command, CommandError, Engine, Env, Event as News, Input,
    Outputs, PuzzleTask, TurnError,
};

use crate::oracle::Oracle;
use crate::plant::Plant;
use crate::queue::{DeviceIndex, Event};
use crate::world::World;

/// Milliseconds between a turn that failed and the next attempt.
const AFTER_FAILURE_MS: u64 = 1_000;
/// Milliseconds until a process is started again at most.
const RESTART_MS: u64 = 20_000;

/// What befalls a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Good,
    Fails,
    CrashBefore,
    CrashAfter,
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

    fn fate(&mut self) -> Fate {
        if self.healing {
            Fate::Good
        } else if self.random.chance(self.weather.turn_fails) {
            Fate::Fails
        } else if self.random.chance(self.weather.crash_before) {
            Fate::CrashBefore
        } else if self.random.chance(self.weather.crash_after) {
            Fate::CrashAfter
        } else {
            Fate::Good
        }
    }

    fn turn(&mut self, index: DeviceIndex, input: Input) -> Option<Result<Answer, CommandError>> {
        let fate = self.fate();
        let now = self.now;
        let planted = self.plant.is_due(Plant::TurnFails, self.counts.turns);
        let device = self.devices.get_mut(index)?;
        let refuses = planted || matches!(fate, Fate::Fails | Fate::CrashBefore);
        // A store that cannot be told to fail has failed already.
        let _ = device.store.refuse_commits(refuses);
        let env = Env {
            now: device.clock(now),
            rng: &mut device.rng,
        };
        let result = device.engine.turn(&mut device.store, env, input);
        let _ = device.store.refuse_commits(false);
        self.counts.turns += 1;
        match result {
            Ok(mut outputs) => {
                let answer = outputs.answer.take();
                self.observe(index, &outputs);
                if fate == Fate::CrashAfter {
                    self.crash(index, "after a commit");
                    // Whoever asked does not know that it was done.
                    return answer;
                }
                self.release(index, outputs);
                answer
            }
            Err(error) => {
                self.turn_failed(index, fate, &error);
                None
            }
        }
    }

    fn turn_failed(&mut self, index: DeviceIndex, fate: Fate, error: &TurnError) {
        let full = self.devices.get(index).is_some_and(|device| device.full);
        self.note(format_args!("{}: a turn failed: {error}", self.name(index)));
        self.counts.failed_turns += 1;
        match fate {
            Fate::CrashBefore => self.crash(index, "before a commit"),
            Fate::Fails => self.rest(index),
            Fate::Good | Fate::CrashAfter => {
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

    /// The process dies, and is started again some time later.
    pub(crate) fn crash(&mut self, index: DeviceIndex, when: &str) {
        self.note(format_args!("{} crashes {when}", self.name(index)));
        self.counts.crashes += 1;
        self.stop(index);
        let wait = self.random.between(50, RESTART_MS);
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
        let same = self
            .devices
            .get(index)
            .is_some_and(|device| device.running && device.life == life);
        if same {
            self.input(index, input);
        }
    }

    /// Lets out what a turn led to.
    fn release(&mut self, index: DeviceIndex, outputs: Outputs) {
        for (link, frame) in outputs.transmit {
            if !self.send_up(index, &link, &frame) && self.drop_link(index, &link) {
                self.later(index, Input::LinkDown(link));
            }
        }
        for link in outputs.close {
            if self.drop_link(index, &link) {
                if let Some(device) = self.devices.get_mut(index) {
                    device.failures = device.failures.saturating_add(1);
                }
                self.later(index, Input::LinkDown(link));
            }
        }
        self.follow_wanted(index);
        for task in outputs.blobs {
            self.transfer(index, task);
        }
        for task in outputs.puzzles {
            self.solve(index, &task);
        }
        for event in outputs.events {
            if let News::Disagreement { conversation } = event {
                let what = format!(
                    "{} is told that the host lies about {}",
                    self.name(index),
                    conversation.0
                );
                self.find(Oracle::Order, what);
            }
        }
        self.arm(index);
    }

    fn later(&mut self, index: DeviceIndex, input: Input) {
        if let Some(device) = self.devices.get_mut(index) {
            device.inputs.push_back(input);
        }
    }

    fn transfer(&mut self, index: DeviceIndex, task: BlobTask) {
        let unreachable = !self.host.up
            || self
                .devices
                .get(index)
                .is_none_or(|device| !device.reachable)
            || (!self.healing && self.random.chance(self.weather.blob_unreachable));
        let (blob, outcome): (BlobId, BlobOutcome) = match task {
            BlobTask::Upload { blob, bytes, .. } => {
                self.inspect(&bytes, "in a blob");
                // An upload may be complete although its answer is lost.
                if !unreachable || self.random.chance(300) {
                    self.blobs.insert(blob, bytes);
                    self.counts.blobs += 1;
                }
                (blob, BlobOutcome::Stored)
            }
            BlobTask::Download { blob, .. } => {
                let found = self.blobs.get(&blob).cloned();
                (
                    blob,
                    found.map_or(BlobOutcome::Missing, BlobOutcome::Fetched),
                )
            }
        };
        let outcome = if unreachable {
            BlobOutcome::Unreachable
        } else {
            outcome
        };
        let wait = self.random.between(1, 4 * self.weather.latency_ms);
        if let Some(device) = self.devices.get(index) {
            let life = device.life;
            self.queue
                .plan(self.now + wait, Event::Blob(index, life, blob, outcome));
        }
    }

    fn solve(&mut self, index: DeviceIndex, task: &PuzzleTask) {
        let nonce = puzzle::solve(&task.challenge, &task.binding, task.bits, 0, u64::MAX);
        let wait = self.random.between(1, 500);
        if let (Some(device), Some(nonce)) = (self.devices.get(index), nonce) {
            let solved = Event::Solved(index, device.life, (task.puzzle, nonce));
            self.queue.plan(self.now + wait, solved);
        }
    }
}
