//! The list of conversations.

use hudhud_dialogue::{ConversationView, Doubt};

use crate::screen::cell::{Area, Grid, Ink};
use crate::screen::look::Look;
use crate::screen::pen::Pen;
use crate::screen::rows::Row;
use crate::screen::state::{Focus, LIST_ROWS, State};
use crate::show;
use crate::words::Phrase;

pub(super) fn draw(state: &State, grid: &mut Grid, area: Area) {
    let look = &state.look;
    let mut pen = Pen::new(grid, look, area);
    if state.list.is_empty() {
        let text = look.say(Phrase::ListEmpty, &[]);
        let lines = look.setter.lines(&text, look.way(), area.columns);
        for (index, line) in lines.into_iter().enumerate() {
            let field = crate::screen::look::Field {
                line,
                paint: Ink::Dim.into(),
            };
            pen.row(index, &row(vec![field], None));
        }
        return;
    }
    let fit = area.rows / LIST_ROWS;
    let shown = state.list.shown().skip(state.list_top()).take(fit);
    for (place, conversation) in shown.enumerate() {
        let first = place * LIST_ROWS;
        pen.row(first, &name(look, conversation, area.columns));
        pen.row(first + 1, &summary(look, conversation, area.columns));
        if state.list.chosen() == Some(conversation.id) {
            pen.mark(first);
            if state.focus == Focus::List {
                pen.mark(first + 1);
            }
        }
    }
}

fn row(fields: Vec<crate::screen::look::Field>, end: Option<crate::screen::look::Field>) -> Row {
    Row {
        fields,
        end,
        ..Row::default()
    }
}

/// What it is called, and how many messages were not read, or when the last came.
fn name(look: &Look, conversation: &ConversationView, columns: usize) -> Row {
    let is_unread = conversation.unread > 0 || conversation.arranged.unread;
    let (text, ink) = match conversation.unread {
        0 if is_unread => ("•".to_owned(), Ink::Strong),
        0 => (
            conversation
                .last
                .as_ref()
                .map_or_else(String::new, |last| look.when(last.sent)),
            Ink::Dim,
        ),
        count => (format!("({count})"), Ink::Strong),
    };
    let end = look.field(&text, ink, columns / 2);
    let mark = if conversation.arranged.pinned {
        "^ "
    } else {
        ""
    };
    let room = columns.saturating_sub(end.line.columns + 1);
    let ink = if is_unread { Ink::Strong } else { Ink::Plain };
    let title = show::title(&look.ui, conversation);
    row(
        vec![look.field(&format!("{mark}{title}"), ink, room)],
        Some(end),
    )
}

/// How it stands, what was begun to be written, or what was said last.
fn summary(look: &Look, conversation: &ConversationView, columns: usize) -> Row {
    let ui = &look.ui;
    let (text, ink) = if let Some(state) = show::state(conversation) {
        (ui.say(state, &[]), Ink::Strong)
    } else if conversation.doubt != Doubt::Unfounded {
        (ui.say(Phrase::InDoubt, &[]), Ink::Wrong)
    } else if conversation.draft.is_empty() {
        let last = conversation.last.as_ref();
        (
            last.map_or_else(String::new, |last| show::summary(ui, last)),
            Ink::Dim,
        )
    } else {
        let draft = show::apart(ui, show::glimpse(&conversation.draft));
        (ui.say(Phrase::Draft, &[&draft]), Ink::Own)
    };
    row(vec![look.field(&format!("  {text}"), ink, columns)], None)
}
