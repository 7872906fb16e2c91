//! Messages as rows: what stands on each, and how many there are.
//!
//! Whatever a message says stands behind a bar that no text can be in front of, so that nothing that
//! somebody wrote looks like a row of the program's.

use hudhud_base::MessageRow;
use hudhud_dialogue::{MessageState, MessageView, QuoteView};

use super::bidi::{Line, Way};
use super::cell::Ink;
use super::log::{Anchor, Log};
use super::look::{Field, Look};
use crate::sanitise;
use crate::show;
use crate::words::Phrase;

/// Messages of one person that follow each other within this time stand under one name.
const TOGETHER_MS: u64 = 5 * 60_000;
/// Stands before what somebody wrote.
const BAR: &str = "│ ";

/// One row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Row {
    /// From the side where reading begins.
    pub(crate) fields: Vec<Field>,
    /// At the other side.
    pub(crate) end: Option<Field>,
    /// It parts what is above from what is below: its fields stand in the middle of a line.
    pub(crate) is_rule: bool,
    /// The message it belongs to.
    pub(crate) message: Option<MessageRow>,
}

/// A conversation's messages, for one width.
pub(crate) struct Sheet<'a> {
    pub(crate) look: &'a Look,
    pub(crate) log: &'a Log,
    pub(crate) columns: usize,
}

impl Sheet<'_> {
    /// The rows in sight, from the top, `height` at most.
    pub(crate) fn rows(&self, height: usize) -> Vec<Row> {
        let Some((last, hidden)) = self.log.bottom() else {
            return Vec::new();
        };
        let mut below: Vec<Vec<Row>> = Vec::new();
        let mut found = 0;
        for index in (0..=last).rev() {
            let mut rows = self.message(index);
            if index == last {
                rows.truncate(rows.len().saturating_sub(hidden).max(1));
            }
            found += rows.len();
            below.push(rows);
            if found >= height {
                break;
            }
        }
        let rows: Vec<Row> = below.into_iter().rev().flatten().collect();
        let over = rows.len().saturating_sub(height);
        rows.into_iter().skip(over).collect()
    }

    /// Looks so many rows further up, or down if it is less than nothing, as far as there are messages
    /// at hand. The top of the screen is never empty.
    pub(crate) fn scrolled(&self, by: isize, height: usize) -> Anchor {
        let Some((index, hidden)) = self.log.bottom() else {
            return Anchor::Newest;
        };
        let anchor = if by >= 0 {
            self.up(index, hidden, by.unsigned_abs())
        } else {
            self.down(index, hidden, by.unsigned_abs())
        };
        let (index, hidden) = anchor;
        let above = self.above(index, hidden, height);
        if above < height && by > 0 {
            let (index, hidden) = self.down(index, hidden, height - above);
            return self.anchor(index, hidden);
        }
        self.anchor(index, hidden)
    }

    /// How far to look so that a message is wholly in sight.
    pub(crate) fn showing(&self, message: MessageRow, height: usize) -> Anchor {
        let Some(wanted) = self.log.index(message) else {
            return self.log.anchor;
        };
        let Some((last, hidden)) = self.log.bottom() else {
            return self.log.anchor;
        };
        if wanted >= last {
            return self.anchor(wanted, 0);
        }
        let between: usize = (wanted..=last).map(|index| self.height(index)).sum();
        let between = between.saturating_sub(hidden);
        if between <= height {
            return self.log.anchor;
        }
        // So that it stands at the top.
        let (index, hidden) = self.up(last, hidden, between - height);
        self.anchor(index, hidden)
    }

    fn anchor(&self, index: usize, hidden: usize) -> Anchor {
        let is_last = index + 1 >= self.log.messages().len();
        match self.log.messages().get(index) {
            Some(message) if !(is_last && hidden == 0 && self.log.has_end()) => Anchor::At {
                message: message.id,
                hidden,
            },
            Some(_) | None => Anchor::Newest,
        }
    }

    fn up(&self, mut index: usize, mut hidden: usize, by: usize) -> (usize, usize) {
        hidden += by;
        loop {
            let height = self.height(index);
            if hidden < height {
                return (index, hidden);
            }
            let Some(before) = index.checked_sub(1) else {
                return (index, height.saturating_sub(1));
            };
            hidden -= height;
            index = before;
        }
    }

    fn down(&self, mut index: usize, mut hidden: usize, mut by: usize) -> (usize, usize) {
        loop {
            if by <= hidden {
                return (index, hidden - by);
            }
            by -= hidden;
            if index + 1 >= self.log.messages().len() {
                return (index, 0);
            }
            index += 1;
            hidden = self.height(index);
        }
    }

    /// Rows from the top of what is at hand to the bottom of the screen, `enough` at most.
    fn above(&self, index: usize, hidden: usize, enough: usize) -> usize {
        let mut found = self.height(index).saturating_sub(hidden);
        let mut index = index;
        while found < enough {
            let Some(before) = index.checked_sub(1) else {
                break;
            };
            index = before;
            found += self.height(index);
        }
        found.min(enough)
    }

    fn height(&self, index: usize) -> usize {
        self.message(index).len()
    }

    /// All rows of one message.
    fn message(&self, index: usize) -> Vec<Row> {
        let Some(message) = self.log.messages().get(index) else {
            return Vec::new();
        };
        let before = index
            .checked_sub(1)
            .and_then(|before| self.log.messages().get(before));
        let mut rows = self.parting(message, before);
        if message.notice.is_some() && !message.deleted {
            rows.extend(self.notice(message));
        } else {
            if !rows.is_empty() || !before.is_some_and(|before| is_together(before, message)) {
                rows.push(self.heading(message));
            }
            rows.extend(self.forwarded(message));
            rows.extend(self.quote(message));
            rows.extend(self.body(message));
            rows.extend(self.reactions(message));
        }
        for row in &mut rows {
            row.message = Some(message.id);
        }
        rows
    }

    /// Where a day begins, and what was not read.
    fn parting(&self, message: &MessageView, before: Option<&MessageView>) -> Vec<Row> {
        let mut rows = Vec::new();
        let day = |message: &MessageView| self.look.day(message.sent);
        if before.is_none_or(|before| day(before) != day(message)) {
            rows.push(self.rule(&self.look.day_name(message.sent), Ink::Dim));
        }
        if self.log.first_unread() == Some(message.id) {
            rows.push(self.rule(&self.look.say(Phrase::NewMessages, &[]), Ink::Strong));
        }
        rows
    }

    fn rule(&self, text: &str, ink: Ink) -> Row {
        let room = self.columns.saturating_sub(4);
        Row {
            fields: vec![self.look.field(&format!(" {text} "), ink, room)],
            is_rule: true,
            ..Row::default()
        }
    }

    fn heading(&self, message: &MessageView) -> Row {
        let time = self.look.hour(message.sent);
        let time = self.look.field(&time, Ink::Dim, self.columns);
        let room = self.columns.saturating_sub(time.line.columns + 2);
        let ink = if message.sender.own {
            Ink::Own
        } else {
            Ink::Person
        };
        let name = show::sender(&self.look.ui, message);
        Row {
            fields: vec![self.look.field(&name, ink, room), blank(2), time],
            ..Row::default()
        }
    }

    fn notice(&self, message: &MessageView) -> Vec<Row> {
        let text = show::text_of(&self.look.ui, message, "");
        let room = self.columns.saturating_sub(2);
        let lines = self.look.setter.lines(&text, self.look.way(), room);
        let row = |(index, line)| {
            let mark = if index == 0 { "• " } else { "  " };
            Row {
                fields: vec![
                    self.look.field(mark, Ink::Dim, 2),
                    Field {
                        line,
                        paint: Ink::Dim.into(),
                    },
                ],
                ..Row::default()
            }
        };
        lines.into_iter().enumerate().map(row).collect()
    }

    /// A row of a message, behind its bar.
    fn barred(&self, message: &MessageView, field: Field) -> Row {
        let ink = match (message.state, message.sender.own) {
            (MessageState::Failed, true) => Ink::Wrong,
            (_, true) => Ink::Own,
            (_, false) => Ink::Person,
        };
        Row {
            fields: vec![self.look.field(BAR, ink, 2), field],
            ..Row::default()
        }
    }

    fn room(&self) -> usize {
        self.columns.saturating_sub(2)
    }

    fn forwarded(&self, message: &MessageView) -> Option<Row> {
        let said = show::forwarded(&self.look.ui, message)?;
        let said = self.look.field(&format!("┌ {said}"), Ink::Dim, self.room());
        Some(self.barred(message, said))
    }

    fn quote(&self, message: &MessageView) -> Option<Row> {
        let ui = &self.look.ui;
        let said = match message.reply_to.as_ref()? {
            QuoteView::Missing => ui.say(Phrase::ReplyToUnknown, &[]),
            QuoteView::Known { sender, .. } => {
                let quoted = message
                    .reply_to
                    .as_ref()
                    .map(|quote| show::quoted(ui, quote));
                let quoted = quoted.unwrap_or_default();
                ui.say(Phrase::ReplyTo, &[&show::called(ui, sender), &quoted])
            }
        };
        let said = self.look.field(&format!("┌ {said}"), Ink::Dim, self.room());
        Some(self.barred(message, said))
    }

    fn body(&self, message: &MessageView) -> Vec<Row> {
        let is_said = !message.deleted && !message.unsupported;
        let (text, way, ink) = if is_said {
            (
                sanitise::paragraphs(&hudhud_text::plain(&message.body)),
                Way::ByItself,
                Ink::Plain,
            )
        } else {
            let text = show::text_of(&self.look.ui, message, "");
            (text, self.look.way(), Ink::Dim)
        };
        let lines = self.look.setter.lines(&text, way, self.room());
        let widest = lines.iter().map(|line| line.columns).max().unwrap_or(0);
        let mut rows: Vec<Row> = lines
            .into_iter()
            .map(|line| {
                let pad = widest - line.columns;
                let turned = line.is_rtl != self.look.is_rtl();
                let field = Field {
                    line,
                    paint: ink.into(),
                };
                let mut row = self.barred(message, field);
                // Lines that run the other way begin below each other at their own side.
                if turned && pad > 0 {
                    row.fields.insert(1, blank(pad));
                }
                row
            })
            .collect();
        if is_said {
            let percent = |part| self.log.percent(message.id, part);
            for attached in show::attached(&self.look.ui, message, percent) {
                let said = self
                    .look
                    .field(&format!("├ {attached}"), Ink::Dim, self.room());
                rows.push(self.barred(message, said));
            }
        }
        for mark in self.marks(message) {
            self.append(message, &mut rows, mark);
        }
        rows
    }

    /// Edited, and how far an own message has come.
    fn marks(&self, message: &MessageView) -> Vec<Field> {
        let mut marks = Vec::new();
        if message.edited && !message.deleted {
            let word = format!("({})", self.look.say(Phrase::Edited, &[]));
            marks.push(self.look.field(&word, Ink::Dim, self.room()));
        }
        if show::progress(message).is_some() {
            let (tick, ink) = match message.state {
                MessageState::Queued => ("…".to_owned(), Ink::Dim),
                MessageState::Sent => ("✓".to_owned(), Ink::Dim),
                MessageState::Delivered => ("✓✓".to_owned(), Ink::Dim),
                MessageState::Read => ("✓✓".to_owned(), Ink::Own),
                MessageState::Failed => {
                    let word = self.look.say(Phrase::NotTaken, &[]);
                    (format!("! {word}"), Ink::Wrong)
                }
                MessageState::Received => (String::new(), Ink::Plain),
            };
            marks.push(self.look.field(&tick, ink, self.room()));
        }
        marks
    }

    /// Puts something behind the last row if there is room, else on a row of its own.
    fn append(&self, message: &MessageView, rows: &mut Vec<Row>, field: Field) {
        let taken = rows.last().map_or(self.columns, |row| {
            row.fields.iter().map(|field| field.line.columns).sum()
        });
        match rows.last_mut() {
            Some(row) if taken + 1 + field.line.columns <= self.columns => {
                row.fields.extend([blank(1), field]);
            }
            Some(_) | None => rows.push(self.barred(message, field)),
        }
    }

    fn reactions(&self, message: &MessageView) -> Vec<Row> {
        let ui = &self.look.ui;
        let row = |reaction: &hudhud_dialogue::ReactionView| {
            let people = reaction.people.iter().map(|who| show::called(ui, who));
            let people = people.collect::<Vec<_>>().join(&ui.say(Phrase::Comma, &[]));
            let said = format!("{} {people}", sanitise::line(&reaction.emoji));
            let ink = if reaction.own { Ink::Own } else { Ink::Dim };
            self.barred(message, self.look.field(&said, ink, self.room()))
        };
        message.reactions.iter().map(row).collect()
    }
}

fn blank(columns: usize) -> Field {
    Field {
        line: Line::blank(columns),
        paint: Ink::Plain.into(),
    }
}

/// Whether a message stands under the name of the one before.
fn is_together(before: &MessageView, message: &MessageView) -> bool {
    let is_said = before.notice.is_none() || before.deleted;
    is_said
        && before.sender.account == message.sender.account
        && message.sent.0.saturating_sub(before.sent.0) < TOGETHER_MS
}

#[cfg(test)]
mod tests;
