//! All that the screen shows, and what it still has to ask for. Pure: what was heard, told and
//! pressed goes in, wishes come out.

mod hear;
mod over;
mod point;
mod press;
mod typed;

use std::collections::BTreeSet;

use hudhud_base::{ConversationId, MessageRow, Timestamp};
use hudhud_dialogue::{AccountView, Command, ConversationState, ConversationView};

use super::bidi::{Line, Setter, Way};
use super::find::Search;
use super::layout::{Layout, Needs};
use super::list::List;
use super::log::Anchor;
use super::look::Look;
use super::rows::Sheet;
use super::talk::Talk;
use super::traffic::Wish;
use crate::problem::Problem;

pub(crate) use over::REACTIONS;
pub(crate) use point::LIST_ROWS;

/// Columns of the mark before what is written.
pub(crate) const MARK: usize = 2;

/// Where keys go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Focus {
    List,
    Writing,
    /// A message is chosen.
    Messages,
}

/// What lies over the rest.
#[derive(Debug)]
pub(crate) enum Over {
    Help,
    Details,
    Find(Search),
    /// Whether this message is to be taken back.
    Delete(MessageRow),
    /// With what to react to this message.
    React(MessageRow),
}

/// The state of the screen.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) look: Look,
    pub(crate) own: AccountView,
    pub(crate) columns: usize,
    pub(crate) rows: usize,
    pub(crate) list: List,
    pub(crate) talk: Option<Talk>,
    pub(crate) focus: Focus,
    pub(crate) over: Option<Over>,
    /// One sentence at the bottom.
    pub(crate) remark: Option<String>,
    pub(crate) is_connected: Option<bool>,
    /// The person wants to leave.
    pub(crate) is_over: bool,
    /// Everything is to be painted again.
    pub(crate) is_stale: bool,
    wishes: Vec<Wish>,
    /// Looked at again when what was asked for has come.
    changed: BTreeSet<ConversationId>,
    changed_messages: BTreeSet<MessageRow>,
    is_looking: bool,
    is_looking_at_messages: bool,
    /// A conversation that was asked for, to be shown when it comes.
    coming: Option<ConversationId>,
    /// Who was to be written to, as it was typed.
    named: Option<String>,
    /// Read up to here already.
    read: Option<MessageRow>,
    /// What a word may become, which of that it is now, and how many bytes it takes.
    completing: Option<(Vec<String>, usize, usize)>,
}

impl State {
    pub(crate) fn new(look: Look, own: AccountView) -> Self {
        let kept_out = Problem::of_access(own.access);
        Self {
            remark: kept_out.map(|problem| problem.sentence(look.ui.language)),
            look,
            own,
            columns: 80,
            rows: 24,
            list: List::default(),
            talk: None,
            focus: Focus::List,
            over: None,
            is_connected: None,
            is_over: false,
            is_stale: false,
            wishes: vec![Wish::List(None)],
            changed: BTreeSet::new(),
            changed_messages: BTreeSet::new(),
            is_looking: false,
            is_looking_at_messages: false,
            coming: None,
            named: None,
            read: None,
            completing: None,
        }
    }

    /// What is to be asked for now. One look of a kind is under way at a time: what changes meanwhile
    /// is looked at together after it.
    pub(crate) fn wishes(&mut self) -> Vec<Wish> {
        if !self.is_looking && !self.changed.is_empty() {
            self.is_looking = true;
            let changed = std::mem::take(&mut self.changed);
            self.wishes
                .push(Wish::Conversations(changed.into_iter().collect()));
        }
        if !self.is_looking_at_messages && !self.changed_messages.is_empty() {
            self.is_looking_at_messages = true;
            let changed = std::mem::take(&mut self.changed_messages);
            self.wishes
                .push(Wish::Messages(changed.into_iter().collect()));
        }
        std::mem::take(&mut self.wishes)
    }

    /// The conversation that is open.
    pub(crate) fn conversation(&self) -> Option<&ConversationView> {
        self.list.get(self.talk.as_ref()?.log.conversation)
    }

    /// Whether nothing can be written there.
    pub(crate) fn is_closed(&self) -> bool {
        self.conversation().is_none_or(|one| match one.state {
            ConversationState::Active
            | ConversationState::Creating
            | ConversationState::OutOfStep => false,
            ConversationState::Request
            | ConversationState::Left
            | ConversationState::Removed
            | ConversationState::Deserted
            | ConversationState::Failed => true,
        })
    }

    /// Opens a conversation, round a message if one is given.
    pub(crate) fn open(&mut self, id: ConversationId, around: Option<MessageRow>) {
        self.put_down();
        self.list.choose(id);
        self.coming = Some(id);
        self.wishes.push(Wish::Open(id, around));
    }

    /// Keeps what is being written in the conversation that is open.
    pub(crate) fn put_down(&mut self) {
        let Some(talk) = &self.talk else {
            return;
        };
        if talk.about.is_some() {
            return;
        }
        let (conversation, text) = (talk.log.conversation, talk.editor.text().to_owned());
        let kept = self.list.get(conversation).map(|one| one.draft.as_str());
        if kept.is_some_and(|kept| kept != text) {
            self.wish(Command::Draft { conversation, text });
        }
    }

    fn wish(&mut self, command: Command) {
        self.wishes.push(Wish::Do(command));
    }

    /// What is written, as it is shown; each row of it.
    pub(crate) fn written(&self) -> Vec<Line> {
        let Some(talk) = &self.talk else {
            return Vec::new();
        };
        let setter = Setter {
            ligatures: false,
            ..self.look.setter
        };
        let columns = self.writing_columns().saturating_sub(MARK + 1);
        setter.lines(talk.editor.text(), Way::ByItself, columns)
    }

    fn writing_columns(&self) -> usize {
        self.layout_with(1).writing.columns
    }

    /// Rows between the messages and what is written: what it is about, and who writes.
    fn strips(&self) -> usize {
        self.talk.as_ref().map_or(0, |talk| {
            let writes = talk.writing(self.look.now).next().is_some();
            usize::from(talk.about.is_some()) + usize::from(writes)
        })
    }

    pub(crate) fn layout(&self) -> Layout {
        let written = if self.is_closed() {
            1
        } else {
            self.written().len()
        };
        self.layout_with(written)
    }

    fn layout_with(&self, written: usize) -> Layout {
        Layout::of(Needs {
            columns: self.columns,
            rows: self.rows,
            is_rtl: self.look.is_rtl(),
            in_conversation: self.talk.is_some() && self.focus != Focus::List,
            written,
            strips: self.strips(),
        })
    }

    /// The messages, as wide as they are shown.
    pub(crate) fn sheet(&self) -> Option<Sheet<'_>> {
        Some(Sheet {
            look: &self.look,
            log: &self.talk.as_ref()?.log,
            columns: self.layout().log.columns,
        })
    }

    /// Looks further up, or down if it is less than nothing.
    pub(crate) fn scroll(&mut self, by: isize) {
        let height = self.layout().log.rows;
        let Some(anchor) = self.sheet().map(|sheet| sheet.scrolled(by, height)) else {
            return;
        };
        self.look_at(anchor);
    }

    fn look_at(&mut self, anchor: Anchor) {
        if let Some(talk) = &mut self.talk {
            talk.log.anchor = anchor;
        }
        self.settle();
    }

    /// Asks for what lies beyond what is at hand, and says that the end was read.
    pub(crate) fn settle(&mut self) {
        let height = self.layout().log.rows;
        let Some(in_sight) = self.sheet().map(|sheet| sheet.rows(height)) else {
            return;
        };
        let top = in_sight.first().and_then(|row| row.message);
        let bottom = in_sight.last().and_then(|row| row.message);
        let is_full = in_sight.len() >= height;
        let Some(talk) = &mut self.talk else {
            return;
        };
        let near = |log: &super::log::Log, message: Option<MessageRow>| {
            message.and_then(|id| log.index(id))
        };
        let first = near(&talk.log, top).unwrap_or(0);
        let last = near(&talk.log, bottom).unwrap_or(0);
        let conversation = talk.log.conversation;
        let mut wanted = Vec::new();
        if !is_full || first < height {
            wanted.extend(talk.log.earlier());
        }
        if last + height >= talk.log.messages().len() {
            wanted.extend(talk.log.later());
        }
        for more in wanted {
            self.wishes.push(Wish::More(conversation, more));
        }
        self.mark_read();
    }

    /// What is in sight at the end was read.
    fn mark_read(&mut self) {
        let Some(talk) = &self.talk else {
            return;
        };
        let is_in_front = self.over.is_none() && (self.columns >= 60 || self.focus != Focus::List);
        let last = talk.log.messages().last().map(|one| one.id);
        let unread = self
            .conversation()
            .is_some_and(|one| one.unread > 0 && one.state != ConversationState::Request);
        if !talk.log.is_at_end() || !unread || !is_in_front || last == self.read {
            return;
        }
        let conversation = talk.log.conversation;
        if let Some(last) = last {
            self.read = Some(last);
            self.wish(Command::MarkRead { conversation, last });
        }
    }

    /// No message is chosen any more.
    fn leave_message(&mut self) {
        self.focus = Focus::Writing;
        if let Some(talk) = &mut self.talk {
            talk.chosen = None;
        }
    }

    /// Another size.
    pub(crate) fn resized(&mut self, columns: usize, rows: usize) {
        (self.columns, self.rows) = (columns, rows);
        self.is_stale = true;
        self.settle();
    }

    /// Time passes. Whether anything that is shown depends on it.
    pub(crate) fn tick(&mut self, now: Timestamp) -> bool {
        let before = self.strips();
        let day = self.look.day(self.look.now);
        self.look.now = now;
        before != self.strips() || day != self.look.day(now)
    }
}

#[cfg(test)]
mod tests;
