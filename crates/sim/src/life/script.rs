//! What people do: drawn from the seed, among what they can do at that moment.

use hudhud_base::AccountId;
use hudhud_engine::{Answer, Command, ConversationId, MessageRow, Person};
use hudhud_store::{
    conversations::{self, ConversationRow, ConversationState, Kind},
    members,
    messages::{self, MessageKind},
};

use crate::queue::{DeviceIndex, Event};
use crate::world::{HOST, World};
use crate::{MARKS, PEOPLE};

const DAY_MS: u64 = 86_400_000;
const EMOJI: [&str; 3] = ["👍", "❤️", "😂"];

impl World {
    pub(crate) fn sign_up_everybody(&mut self) {
        for index in 0..self.devices.len() {
            self.sign_up(index);
        }
    }

    /// Signs up whoever has no keys yet: what failed is tried again by hand.
    pub(crate) fn sign_up(&mut self, index: DeviceIndex) {
        let has_keys = self
            .devices
            .get(index)
            .is_some_and(|device| device.account().is_some());
        if has_keys {
            return;
        }
        let name = self.name(index).to_owned();
        let sign_up = Command::SignUp {
            host: HOST.to_owned(),
            name: Some(name),
        };
        self.command(index, sign_up);
    }

    /// One action, and the next one planned.
    pub(crate) fn act(&mut self) {
        if self.healing {
            return;
        }
        self.acted += 1;
        self.sleep_on();
        if self.weather.short_memory && self.random.chance(60) {
            // What happens from here on may be forgotten before they wake.
            let sleeper = self.random.index(self.devices.len());
            self.fall_asleep(sleeper);
        }
        let index = self.random.index(self.devices.len());
        self.act_as(index);
        if self.random.chance(self.weather.together) {
            let other = self.random.index(self.devices.len());
            self.act_as(other);
        }
        let pause = self.pause_ms();
        self.plan_breaks(pause);
        self.queue.plan(self.now + pause, Event::Act);
    }

    fn pause_ms(&mut self) -> u64 {
        match self.random.below(100) {
            0..=29 => self.random.below(50),
            30..=69 => self.random.below(3_000),
            70..=94 => self.random.between(3_000, 60_000),
            95..=97 if self.weather.short_memory => {
                // Longer than the host remembers; who sleeps now has fallen behind.
                let sleeper = self.random.index(self.devices.len());
                self.fall_asleep(sleeper);
                let days = self.random.between(31, 40);
                self.queue
                    .plan(self.now + (days - 1) * DAY_MS, Event::Sweep);
                days * DAY_MS
            }
            95..=98 if self.weather.long_pauses => {
                let days = self.random.between(1, 5);
                self.queue.plan(self.now + DAY_MS / 2, Event::Sweep);
                days * DAY_MS
            }
            _ => self.random.between(60_000, 3_600_000),
        }
    }

    fn act_as(&mut self, index: DeviceIndex) {
        let ready = self
            .devices
            .get(index)
            .is_some_and(|device| device.running && device.signed_up());
        if !ready {
            return self.sign_up(index);
        }
        let all = self
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
        if let Some(row) = requests.first().filter(|_| self.random.chance(700)) {
            let row = row.clone();
            return self.answer_request(index, &row);
        }
        let begin = writable.len() < 3
            && self
                .random
                .chance(if writable.is_empty() { 900 } else { 120 });
        if begin || writable.is_empty() {
            return self.begin_something(index);
        }
        if let Some(row) = self.random.pick(&writable).cloned() {
            self.act_in(index, &row);
        }
    }

    fn answer_request(&mut self, index: DeviceIndex, row: &ConversationRow) {
        let conversation = row.id;
        match self.random.below(20) {
            0 => {
                self.command(index, Command::Decline { conversation });
            }
            1 => {
                if let Some(account) = row.inviter {
                    self.block(index, account);
                }
            }
            _ => {
                self.model.accepted.insert((index, row.id));
                self.command(index, Command::Accept { conversation });
            }
        }
    }

    fn block(&mut self, index: DeviceIndex, account: AccountId) {
        self.model.blocked.insert((index, account));
        self.command(index, Command::Block { account });
    }

    fn begin_something(&mut self, index: DeviceIndex) {
        if self.random.chance(450) {
            let person = self.somebody(index);
            self.command(index, Command::Start { person });
        } else {
            let title = self.text("title");
            let people = self.random.between(1, 4);
            let members = (0..people).map(|_| self.somebody(index)).collect();
            self.command(index, Command::CreateGroup { title, members });
        }
    }

    /// Somebody else, by name; now and then nobody.
    fn somebody(&mut self, but: DeviceIndex) -> Person {
        let others: Vec<&str> = PEOPLE
            .iter()
            .take(self.devices.len())
            .enumerate()
            .filter(|(index, _)| *index != but)
            .map(|(_, name)| *name)
            .collect();
        let name = self.random.pick(&others).copied().unwrap_or("nobody");
        let name = if self.random.chance(15) {
            "nobody"
        } else {
            name
        };
        Person::Name {
            name: name.to_owned(),
            host: HOST.to_owned(),
        }
    }

    /// A text that no other has, with a mark that must never be seen outside.
    fn text(&mut self, what: &str) -> String {
        self.counts.messages += 1;
        let number = self.counts.messages;
        let mark = self.random.pick(&MARKS).copied().unwrap_or_default();
        let length = self.random.index(40);
        let fill = if mark == MARKS[0] {
            "a small bird "
        } else {
            "طائر صغير "
        };
        format!("{mark} {what} {number} {}", fill.repeat(length / 8))
    }

    fn act_in(&mut self, index: DeviceIndex, row: &ConversationRow) {
        let conversation = row.id;
        let group = row.kind == Kind::Group;
        match self.random.below(100) {
            0..=37 => self.say(index, conversation),
            38..=43 => self.edit_or_delete(index, row),
            44..=52 => self.react(index, row),
            53..=62 => self.mark_read(index, row),
            63..=66 => {
                self.command(index, Command::Typing { conversation });
            }
            67..=69 => {
                let text = self.text("draft");
                self.command(index, Command::Draft { conversation, text });
            }
            70..=77 if group => {
                let members = (0..self.random.between(1, 2))
                    .map(|_| self.somebody(index))
                    .collect();
                let add = Command::AddMembers {
                    conversation,
                    members,
                };
                self.command(index, add);
            }
            78..=84 if group => self.remove(index, row),
            85..=89 if group => {
                let title = self.text("title");
                self.command(
                    index,
                    Command::Rename {
                        conversation,
                        title,
                    },
                );
            }
            90..=95 if group => self.promote(index, row),
            96..=97 => {
                self.command(index, Command::Leave { conversation });
            }
            98 => {
                if let Some(account) = self.other_member(index, row) {
                    if self.random.chance(500) {
                        self.block(index, account);
                    } else {
                        self.command(index, Command::Unblock { account });
                    }
                }
            }
            _ => self.say(index, conversation),
        }
    }

    fn say(&mut self, index: DeviceIndex, conversation: ConversationId) {
        let burst = self.random.between(1, 3);
        for _ in 0..burst {
            let body = self.text("text");
            let reply_to = self
                .random
                .chance(150)
                .then(|| self.some_message(index, conversation, false))
                .flatten();
            let send = Command::Send {
                conversation,
                body,
                reply_to,
            };
            if let Some(Ok(Answer::Queued(row))) = self.command(index, send) {
                self.model.sent.push((index, conversation, row));
            }
        }
    }

    fn some_message(
        &mut self,
        index: DeviceIndex,
        conversation: ConversationId,
        own: bool,
    ) -> Option<MessageRow> {
        let device = self.devices.get(index)?;
        let account = device.account()?;
        let page = messages::page(device.store.reader().db(), conversation, None, 12).ok()?;
        let rows: Vec<MessageRow> = page
            .into_iter()
            .filter(|row| {
                row.kind == MessageKind::Text && !row.deleted && (!own || row.sender == account)
            })
            .map(|row| row.id)
            .collect();
        self.random.pick(&rows).copied()
    }

    fn edit_or_delete(&mut self, index: DeviceIndex, row: &ConversationRow) {
        let Some(message) = self.some_message(index, row.id, true) else {
            return;
        };
        if self.random.chance(600) {
            let body = self.text("edit");
            self.command(index, Command::Edit { message, body });
        } else {
            self.command(index, Command::Delete { message });
        }
    }

    fn react(&mut self, index: DeviceIndex, row: &ConversationRow) {
        let Some(message) = self.some_message(index, row.id, false) else {
            return;
        };
        let emoji = self
            .random
            .pick(&EMOJI)
            .copied()
            .unwrap_or_default()
            .to_owned();
        if self.random.chance(750) {
            self.command(index, Command::React { message, emoji });
        } else {
            self.command(index, Command::Unreact { message, emoji });
        }
    }

    fn mark_read(&mut self, index: DeviceIndex, row: &ConversationRow) {
        let Some(message) = self.some_message(index, row.id, false) else {
            return;
        };
        let read = Command::MarkRead {
            conversation: row.id,
            up_to: message,
        };
        let mark = self.mark_of(index, row, message);
        if let Some(Ok(_)) = self.command(index, read) {
            let known = self.model.read.entry((index, row.id)).or_default();
            *known = (*known).max(mark);
        }
    }

    fn other_member(&mut self, index: DeviceIndex, row: &ConversationRow) -> Option<AccountId> {
        let device = self.devices.get(index)?;
        let own = device.account()?;
        let accounts = members::accounts_of(device.store.reader().db(), row.id).ok()?;
        let others: Vec<_> = accounts
            .into_iter()
            .filter(|account| *account != own)
            .collect();
        self.random.pick(&others).copied()
    }

    fn remove(&mut self, index: DeviceIndex, row: &ConversationRow) {
        if let Some(account) = self.other_member(index, row) {
            let conversation = row.id;
            self.command(
                index,
                Command::RemoveMember {
                    conversation,
                    account,
                },
            );
        }
    }

    fn promote(&mut self, index: DeviceIndex, row: &ConversationRow) {
        if let Some(account) = self.other_member(index, row) {
            let conversation = row.id;
            self.command(
                index,
                Command::Promote {
                    conversation,
                    account,
                },
            );
        }
    }
}
