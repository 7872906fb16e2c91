//! Who does something, and when: drawn from the seed.

use hudhud_base::AccountId;
use hudhud_engine::{Command, Person};
use hudhud_store::conversations::{self, ConversationRow, ConversationState};

use crate::PEOPLE;
use crate::life::state::{ACT, HOST, HOST_INDEX, Life};
use crate::world::queue::{DeviceIndex, Event};

const DAY_MS: u64 = 86_400_000;

impl Life {
    pub(crate) fn sign_up_everybody(&mut self) {
        for index in 0..self.world.devices.len() {
            self.sign_up(index);
        }
    }

    /// Signs up whoever has no keys yet: what failed is tried again by hand.
    pub(crate) fn sign_up(&mut self, index: DeviceIndex) {
        let has_keys = self
            .world
            .devices
            .get(index)
            .is_some_and(|device| device.account().is_some());
        if has_keys {
            return;
        }
        let name = self.world.name(index).to_owned();
        let sign_up = Command::SignUp {
            host: HOST.to_owned(),
            name: Some(name),
            code: None,
        };
        self.world.command(index, sign_up);
    }

    /// One action, and the next one planned.
    pub(crate) fn act(&mut self) {
        if self.world.fair {
            return;
        }
        self.acted += 1;
        self.sleep_on();
        if self.climate.short_memory && self.world.random.chance(60) {
            // What happens from here on may be forgotten before they wake.
            let sleeper = self.world.random.index(self.world.devices.len());
            self.fall_asleep(sleeper);
        }
        let index = self.world.random.index(self.world.devices.len());
        self.act_as(index);
        if self.world.random.chance(self.climate.together) {
            let other = self.world.random.index(self.world.devices.len());
            self.act_as(other);
        }
        let pause = self.pause_ms();
        self.plan_breaks(pause);
        self.world
            .queue
            .plan(self.world.now + pause, Event::Alarm(ACT));
    }

    fn pause_ms(&mut self) -> u64 {
        match self.world.random.below(100) {
            0..=29 => self.world.random.below(50),
            30..=69 => self.world.random.below(3_000),
            70..=94 => self.world.random.between(3_000, 60_000),
            95..=97 if self.climate.short_memory => {
                // Longer than the host remembers; who sleeps now has fallen behind.
                let sleeper = self.world.random.index(self.world.devices.len());
                self.fall_asleep(sleeper);
                let days = self.world.random.between(31, 40);
                self.world.queue.plan(
                    self.world.now + (days - 1) * DAY_MS,
                    Event::Sweep(HOST_INDEX),
                );
                days * DAY_MS
            }
            95..=98 if self.climate.long_pauses => {
                let days = self.world.random.between(1, 5);
                self.world
                    .queue
                    .plan(self.world.now + DAY_MS / 2, Event::Sweep(HOST_INDEX));
                days * DAY_MS
            }
            _ => self.world.random.between(60_000, 3_600_000),
        }
    }

    fn act_as(&mut self, index: DeviceIndex) {
        let ready = self
            .world
            .devices
            .get(index)
            .is_some_and(|device| device.running && device.signed_up());
        if !ready {
            return self.sign_up(index);
        }
        let all = self
            .world
            .devices
            .get(index)
            .and_then(|device| conversations::list(device.store.reader().db(), None, 100).ok())
            .unwrap_or_default();
        let requests: Vec<_> = all
            .iter()
            .filter(|row| row.state == ConversationState::Request)
            .cloned()
            .collect();
        let writable: Vec<_> = all
            .iter()
            .filter(|row| {
                matches!(
                    row.state,
                    ConversationState::Creating
                        | ConversationState::Active
                        | ConversationState::OutOfStep
                )
            })
            .cloned()
            .collect();
        if let Some(row) = requests.first().filter(|_| self.world.random.chance(700)) {
            let row = row.clone();
            return self.answer_request(index, &row);
        }
        let begin = writable.len() < 3
            && self
                .world
                .random
                .chance(if writable.is_empty() { 900 } else { 120 });
        if begin || writable.is_empty() {
            return self.begin_something(index);
        }
        if let Some(row) = self.world.random.pick(&writable).cloned() {
            self.act_in(index, &row);
        }
    }

    fn answer_request(&mut self, index: DeviceIndex, row: &ConversationRow) {
        let conversation = row.id;
        match self.world.random.below(20) {
            0 => {
                self.world.command(index, Command::Decline { conversation });
            }
            1 => {
                if let Some(account) = row.inviter {
                    self.block(index, account);
                }
            }
            _ => {
                self.world.model.accepted.insert((index, row.id));
                self.world.command(index, Command::Accept { conversation });
            }
        }
    }

    pub(super) fn block(&mut self, index: DeviceIndex, account: AccountId) {
        self.world.model.blocked.insert((index, account));
        self.world.command(index, Command::Block { account });
    }

    fn begin_something(&mut self, index: DeviceIndex) {
        if self.world.random.chance(450) {
            let person = self.somebody(index);
            self.world.command(index, Command::Start { person });
        } else {
            let title = self.text("title");
            let people = self.world.random.between(1, 4);
            let members = (0..people).map(|_| self.somebody(index)).collect();
            self.world
                .command(index, Command::CreateGroup { title, members });
        }
    }

    /// Somebody else, by name; now and then nobody.
    pub(super) fn somebody(&mut self, but: DeviceIndex) -> Person {
        let others: Vec<&str> = PEOPLE
            .iter()
            .take(self.world.devices.len())
            .enumerate()
            .filter(|(index, _)| *index != but)
            .map(|(_, name)| *name)
            .collect();
        let name = self.world.random.pick(&others).copied().unwrap_or("nobody");
        let name = if self.world.random.chance(15) {
            "nobody"
        } else {
            name
        };
        Person::Name {
            name: name.to_owned(),
            host: HOST.to_owned(),
        }
    }
}
