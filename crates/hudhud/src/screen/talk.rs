//! The conversation that is open: its messages, what is being written there, and who writes.

use hudhud_base::{AccountId, MessageRow, Timestamp};
use hudhud_dialogue::{MemberView, MessageView};

use super::editor::Editor;
use super::log::Log;

/// Somebody who wrote a moment ago is taken to be writing for so long.
const WRITES_MS: u64 = 6_000;
/// Others are told that somebody writes at most this often.
const TELL_MS: u64 = 4_000;

/// What is being written is an answer, or takes the place of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum About {
    Reply(MessageRow),
    Edit(MessageRow),
}

/// One open conversation.
#[derive(Debug)]
pub(crate) struct Talk {
    pub(crate) log: Log,
    pub(crate) editor: Editor,
    pub(crate) about: Option<About>,
    /// The message that is chosen.
    pub(crate) chosen: Option<MessageRow>,
    pub(crate) members: Vec<MemberView>,
    writing: Vec<(AccountId, Timestamp)>,
    told: Option<Timestamp>,
}

impl Talk {
    pub(crate) fn new(log: Log, draft: &str) -> Self {
        let mut editor = Editor::default();
        editor.set(draft);
        Self {
            log,
            editor,
            about: None,
            chosen: None,
            members: Vec::new(),
            writing: Vec::new(),
            told: None,
        }
    }

    /// Chooses the next message below, or above if it is less than nothing. Beyond the newest, none.
    pub(crate) fn choose(&mut self, by: isize) {
        let messages = self.log.messages();
        let count = messages.len();
        let now = self.chosen.and_then(|id| self.log.index(id));
        let next = match now {
            None if by < 0 => self.log.bottom().map(|(index, _)| index),
            None => None,
            Some(now) => Some(now.saturating_add_signed(by)).filter(|next| *next < count),
        };
        self.chosen = next.and_then(|index| messages.get(index)).map(|one| one.id);
    }

    pub(crate) fn chosen(&self) -> Option<&MessageView> {
        self.log.message(self.chosen?)
    }

    /// The last own message that can be changed.
    pub(crate) fn last_own(&self) -> Option<&MessageView> {
        let can = |one: &&MessageView| {
            let is_said = one.notice.is_none() && !one.deleted;
            one.sender.own && is_said && one.forwarded.is_none()
        };
        self.log.messages().iter().rev().find(can)
    }

    pub(crate) fn hear_writing(&mut self, who: AccountId, now: Timestamp) {
        self.writing.retain(|(known, _)| *known != who);
        self.writing.push((who, Timestamp(now.0 + WRITES_MS)));
    }

    /// Somebody has said what they wrote.
    pub(crate) fn has_said(&mut self, who: AccountId) {
        self.writing.retain(|(known, _)| *known != who);
    }

    /// Who is writing now.
    pub(crate) fn writing(&self, now: Timestamp) -> impl Iterator<Item = &MemberView> {
        let writes = move |member: &&MemberView| {
            let account = member.person.account;
            self.writing
                .iter()
                .any(|(who, until)| *who == account && now < *until)
        };
        self.members.iter().filter(writes)
    }

    /// Whether others are to be told now that somebody writes here.
    pub(crate) fn is_to_tell(&mut self, now: Timestamp) -> bool {
        // A command is written to nobody.
        if self.editor.text().starts_with('/') {
            return false;
        }
        let is_due = self.told.is_none_or(|told| now.0 >= told.0 + TELL_MS);
        if is_due {
            self.told = Some(now);
        }
        is_due
    }
}
