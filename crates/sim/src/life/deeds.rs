//! What people do in a conversation: drawn from the seed, among what they can do at that moment.

use hudhud_base::AccountId;
use hudhud_engine::{Answer, Command, ConversationId, MessageRow, SealedAttachment};
use hudhud_store::{
    attachments::{self, AttachmentRow, AttachmentState},
    conversations::{self, ConversationKind, ConversationRow},
    members,
    messages::{self, MessageKind},
};

use crate::life::state::Life;
use crate::world::queue::DeviceIndex;
use crate::{DeviceNumber, MARKS};

/// Every so many messages something is attached.
const ATTACHED_EVERY: u64 = 9;
const EMOJI: [&str; 3] = ["👍", "❤️", "😂"];

impl Life {
    /// A text that no other has, with a mark that must never be seen outside.
    pub(super) fn text(&mut self, what: &str) -> String {
        self.world.counts.messages += 1;
        let number = self.world.counts.messages;
        let mark = self.world.random.pick(&MARKS).copied().unwrap_or_default();
        let length = self.world.random.index(40);
        let fill = if mark == MARKS[0] {
            "a small bird "
        } else {
            "طائر صغير "
        };
        format!("{mark} {what} {number} {}", fill.repeat(length / 8))
    }

    pub(super) fn act_in(&mut self, index: DeviceIndex, row: &ConversationRow) {
        let conversation = row.id;
        let group = row.kind == ConversationKind::Group;
        match self.world.random.below(100) {
            0..=37 => self.say(index, conversation),
            38..=43 => self.edit_or_delete(index, row),
            44..=52 => self.react(index, row),
            53..=62 => self.mark_read(index, row),
            63..=66 => {
                self.world.command(index, Command::Typing { conversation });
            }
            67 => {
                if !self.fetch(index, conversation) {
                    self.forward(index, conversation);
                }
            }
            68..=69 => {
                let text = self.text("draft");
                self.world
                    .command(index, Command::Draft { conversation, text });
            }
            70..=77 if group => {
                let members = (0..self.world.random.between(1, 2))
                    .map(|_| self.somebody(index))
                    .collect();
                let add = Command::AddMembers {
                    conversation,
                    members,
                };
                self.world.command(index, add);
            }
            78..=84 if group => self.remove(index, row),
            85..=89 if group => {
                let title = self.text("title");
                self.world.command(
                    index,
                    Command::Rename {
                        conversation,
                        title,
                    },
                );
            }
            90..=94 if group => self.promote(index, row),
            95 if group => self.demote(index, row),
            96..=97 => {
                self.world.command(index, Command::Leave { conversation });
            }
            98 => {
                if let Some(account) = self.other_member(index, row) {
                    if self.world.random.chance(500) {
                        self.block(index, account);
                    } else {
                        self.world.command(index, Command::Unblock { account });
                    }
                }
            }
            _ => self.say(index, conversation),
        }
    }

    fn say(&mut self, index: DeviceIndex, conversation: ConversationId) {
        let burst = self.world.random.between(1, 3);
        for _ in 0..burst {
            let body = self.text("text");
            let reply_to = self
                .world
                .random
                .chance(150)
                .then(|| self.some_message(index, conversation, false))
                .flatten();
            // No dice, so that the life of a seed is the same with and without.
            let attaches = self.world.counts.messages.is_multiple_of(ATTACHED_EVERY);
            let send = if attaches {
                let attached = self.attachments(index);
                Command::SendAttached {
                    conversation,
                    body,
                    reply_to,
                    attached,
                }
            } else {
                Command::Send {
                    conversation,
                    body,
                    reply_to,
                }
            };
            if let Some(Ok(Answer::Queued(row))) = self.world.command(index, send) {
                self.world.model.sent.push((index, conversation, row));
            }
        }
    }

    /// One or two things to be attached, sealed: of one chunk or of several, with a mark that must
    /// never be seen outside.
    fn attachments(&mut self, index: DeviceIndex) -> Vec<SealedAttachment> {
        let number = self.world.counts.messages;
        (0..=number % 2)
            .map(|part| {
                self.world.counts.attached += 1;
                let is_photo = !(number + part).is_multiple_of(3);
                let length = usize::try_from(number * 997 % 150_000).unwrap_or_default();
                let mut content = format!("{} file {number} {part} ", MARKS[0]).into_bytes();
                content.resize(content.len() + length, b'.');
                let sides = is_photo.then_some((640, 480));
                self.world.seals(DeviceNumber(index), &content, sides)
            })
            .collect()
    }

    /// Asks for something attached that is at the host alone, if anything is.
    fn fetch(&mut self, index: DeviceIndex, conversation: ConversationId) -> bool {
        let Some(device) = self.world.devices.get(index) else {
            return false;
        };
        let all =
            attachments::between(device.store.reader().db(), conversation, i64::MIN, i64::MAX);
        let mut all = all.unwrap_or_default().into_iter();
        let there = all.find(|row| row.state == AttachmentState::There);
        if let Some(AttachmentRow { message, part, .. }) = there {
            let fetch = Command::FetchAttached { message, part };
            self.world.command(index, fetch);
        }
        there.is_some()
    }

    /// Says here the last that was said in another conversation, and whose it was.
    fn forward(&mut self, index: DeviceIndex, conversation: ConversationId) {
        let Some(message) = self.said_elsewhere(index, conversation) else {
            return;
        };
        let forward = Command::Forward {
            message,
            to: conversation,
            named: true,
        };
        self.world.command(index, forward);
    }

    fn said_elsewhere(
        &mut self,
        index: DeviceIndex,
        conversation: ConversationId,
    ) -> Option<MessageRow> {
        let device = self.world.devices.get(index)?;
        let reader = device.store.reader();
        let all = conversations::list(reader.db(), None, 12).ok()?;
        let mut others = all.into_iter().filter(|row| row.id != conversation);
        others.find_map(|row| {
            let page = messages::page(reader.db(), row.id, None, 12).ok()?;
            let mut texts = page.into_iter().rev();
            texts
                .find(|one| one.kind == MessageKind::Text && !one.deleted)
                .map(|one| one.id)
        })
    }

    fn some_message(
        &mut self,
        index: DeviceIndex,
        conversation: ConversationId,
        own: bool,
    ) -> Option<MessageRow> {
        let device = self.world.devices.get(index)?;
        let account = device.account()?;
        let page = messages::page(device.store.reader().db(), conversation, None, 12).ok()?;
        let rows: Vec<MessageRow> = page
            .into_iter()
            .filter(|row| {
                row.kind == MessageKind::Text && !row.deleted && (!own || row.sender == account)
            })
            .map(|row| row.id)
            .collect();
        self.world.random.pick(&rows).copied()
    }

    fn edit_or_delete(&mut self, index: DeviceIndex, row: &ConversationRow) {
        let Some(message) = self.some_message(index, row.id, true) else {
            return;
        };
        if self.world.random.chance(600) {
            let body = self.text("edit");
            self.world.command(index, Command::Edit { message, body });
        } else {
            self.world.command(index, Command::Delete { message });
            self.forget_unsent(index, message);
        }
    }

    /// What was taken back before it left is nowhere, and nobody waits for it.
    fn forget_unsent(&mut self, index: DeviceIndex, message: MessageRow) {
        let Some(device) = self.world.devices.get(index) else {
            return;
        };
        let there = messages::by_id(device.store.reader().db(), message);
        if there.is_ok_and(|there| there.is_none()) {
            let sent = &mut self.world.model.sent;
            sent.retain(|(by, _, one)| (*by, *one) != (index, message));
        }
    }

    fn react(&mut self, index: DeviceIndex, row: &ConversationRow) {
        let Some(message) = self.some_message(index, row.id, false) else {
            return;
        };
        let emoji = self
            .world
            .random
            .pick(&EMOJI)
            .copied()
            .unwrap_or_default()
            .to_owned();
        if self.world.random.chance(750) {
            self.world.command(index, Command::React { message, emoji });
        } else {
            self.world
                .command(index, Command::Unreact { message, emoji });
        }
    }

    fn mark_read(&mut self, index: DeviceIndex, row: &ConversationRow) {
        let Some(message) = self.some_message(index, row.id, false) else {
            return;
        };
        let read = Command::MarkRead {
            conversation: row.id,
            last: message,
        };
        let mark = self.world.mark_of(index, row, message);
        if let Some(Ok(_)) = self.world.command(index, read) {
            let known = self.world.model.read.entry((index, row.id)).or_default();
            *known = (*known).max(mark);
        }
    }

    fn other_member(&mut self, index: DeviceIndex, row: &ConversationRow) -> Option<AccountId> {
        let device = self.world.devices.get(index)?;
        let own = device.account()?;
        let accounts = members::accounts_of(device.store.reader().db(), row.id).ok()?;
        let others: Vec<_> = accounts
            .into_iter()
            .filter(|account| *account != own)
            .collect();
        self.world.random.pick(&others).copied()
    }

    fn remove(&mut self, index: DeviceIndex, row: &ConversationRow) {
        if let Some(account) = self.other_member(index, row) {
            let conversation = row.id;
            self.world.command(
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
            self.world.command(
                index,
                Command::Promote {
                    conversation,
                    account,
                },
            );
        }
    }

    fn demote(&mut self, index: DeviceIndex, row: &ConversationRow) {
        if let Some(account) = self.other_member(index, row) {
            let conversation = row.id;
            self.world.command(
                index,
                Command::Demote {
                    conversation,
                    account,
                },
            );
        }
    }
}
