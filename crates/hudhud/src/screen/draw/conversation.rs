//! The conversation that is open: its name, its messages, and what is being written.

use hudhud_dialogue::{ConversationKind, ConversationState, Doubt};

use crate::screen::bidi::{Line, Way};
use crate::screen::cell::{Area, Grid, Ink};
use crate::screen::layout::Layout;
use crate::screen::pen::Pen;
use crate::screen::rows::Row;
use crate::screen::state::{Focus, MARK, State};
use crate::screen::talk::{About, Talk};
use crate::show;
use crate::words::Phrase;

pub(super) fn draw(state: &State, grid: &mut Grid, layout: Layout) {
    let Some(talk) = &state.talk else {
        let area = Area {
            rows: layout.head.rows + layout.log.rows,
            ..layout.head
        };
        let hint = state.look.say(Phrase::ChooseConversation, &[]);
        let field = state.look.field(&hint, Ink::Dim, area.columns);
        let row = Row {
            fields: vec![field],
            ..Row::default()
        };
        Pen::new(grid, &state.look, area).row(area.rows / 2, &row);
        return;
    };
    head(state, talk, grid, layout.head);
    log(state, talk, grid, layout.log);
    strips(state, talk, grid, layout.strips);
    if state.is_closed() {
        closed(state, grid, layout.writing);
    } else {
        writing(state, talk, grid, layout.writing);
    }
}

fn head(state: &State, talk: &Talk, grid: &mut Grid, area: Area) {
    let look = &state.look;
    let Some(conversation) = state.conversation() else {
        return;
    };
    let title = show::title(&look.ui, conversation);
    let mut about = String::new();
    if conversation.doubt != Doubt::Unfounded {
        about = look.say(Phrase::InDoubt, &[]);
    } else if conversation.kind == ConversationKind::Group && !talk.members.is_empty() {
        about = look.say(Phrase::MembersCount, &[&talk.members.len().to_string()]);
    }
    let end = look.field(&about, Ink::Dim, area.columns / 2);
    let room = area.columns.saturating_sub(end.line.columns + 1);
    let row = Row {
        fields: vec![look.field(&title, Ink::Strong, room)],
        end: Some(end),
        ..Row::default()
    };
    let mut pen = Pen::new(grid, look, area);
    pen.row(0, &row);
    pen.mark(0);
}

fn log(state: &State, talk: &Talk, grid: &mut Grid, area: Area) {
    let Some(sheet) = state.sheet() else {
        return;
    };
    let rows = sheet.rows(area.rows);
    let above = area.rows - rows.len().min(area.rows);
    let mut pen = Pen::new(grid, &state.look, area);
    for (index, row) in rows.iter().enumerate() {
        pen.row(above + index, row);
        if row.message.is_some() && row.message == talk.chosen {
            pen.mark(above + index);
        }
    }
    if !talk.log.is_at_end() && area.rows > 2 {
        let phrase = if talk.log.below() > 0 {
            Phrase::NewBelow
        } else {
            Phrase::MoreBelow
        };
        let count = talk.log.below().to_string();
        let text = format!(" {} ", state.look.say(phrase, &[&count]));
        let field = state.look.field(&text, Ink::Strong, area.columns);
        let row = Row {
            fields: vec![],
            end: Some(field),
            ..Row::default()
        };
        pen.row(area.rows - 1, &row);
    }
}

/// Who writes, and what is answered or changed.
fn strips(state: &State, talk: &Talk, grid: &mut Grid, area: Area) {
    let look = &state.look;
    let mut pen = Pen::new(grid, look, area);
    let names = talk.writing(look.now);
    let names: Vec<String> = names
        .map(|member| show::person(&look.ui, &member.person))
        .collect();
    let mut index = 0;
    let mut put = |text: String, ink| {
        let row = Row {
            fields: vec![look.field(&text, ink, area.columns)],
            ..Row::default()
        };
        pen.row(index, &row);
        index += 1;
    };
    if !names.is_empty() {
        let names = names.join(&look.say(Phrase::Comma, &[]));
        put(look.say(Phrase::Typing, &[&names]), Ink::Dim);
    }
    let about = talk.about.map(|about| match about {
        About::Reply(id) => (Phrase::ReplyTo, id),
        About::Edit(id) => (Phrase::Changing, id),
    });
    if let Some((phrase, id)) = about {
        let message = talk.log.message(id);
        let who = message.map_or_else(String::new, |one| show::sender(&look.ui, one));
        let body = message.map_or_else(String::new, |one| {
            show::apart(&look.ui, show::glimpse(&hudhud_text::plain(&one.body)))
        });
        put(look.say(phrase, &[&who, &body]), Ink::Person);
    }
}

/// What stands where nothing can be written.
fn closed(state: &State, grid: &mut Grid, area: Area) {
    let look = &state.look;
    let Some(conversation) = state.conversation() else {
        return;
    };
    let text = if conversation.state == ConversationState::Request {
        let who = conversation.inviter.as_ref().or(conversation.peer.as_ref());
        let who = who.map_or_else(String::new, |who| show::person(&look.ui, who));
        look.say(Phrase::AnswerRequest, &[&who])
    } else {
        look.say(Phrase::NothingToWrite, &[])
    };
    let row = Row {
        fields: vec![look.field(&text, Ink::Strong, area.columns)],
        ..Row::default()
    };
    Pen::new(grid, look, area).row(0, &row);
}

fn writing(state: &State, talk: &Talk, grid: &mut Grid, area: Area) {
    let look = &state.look;
    let has_focus = state.focus == Focus::Writing;
    let lines = state.written();
    let cursor = talk.editor.cursor();
    let at = lines
        .iter()
        .rposition(|line| line.start <= cursor)
        .unwrap_or(0);
    let top = (at + 1).saturating_sub(area.rows);
    let mut pen = Pen::new(grid, look, area);
    let prompt = look.setter.line("> ", Way::Left, MARK);
    let ink = if has_focus { Ink::Strong } else { Ink::Dim };
    let prompt_at = if look.is_rtl() {
        area.columns.saturating_sub(MARK)
    } else {
        0
    };
    let prompt = if look.is_rtl() {
        look.setter.line(" <", Way::Left, MARK)
    } else {
        prompt
    };
    pen.line(0, prompt_at, &prompt, ink.into());
    if talk.editor.is_empty() {
        let hint = look.field(
            &look.say(Phrase::WriteHere, &[]),
            Ink::Dim,
            area.columns.saturating_sub(MARK + 1),
        );
        pen.line(
            0,
            place(look.is_rtl(), area, &hint.line, look.is_rtl()),
            &hint.line,
            hint.paint,
        );
    }
    for (index, line) in lines.iter().skip(top).take(area.rows).enumerate() {
        let x = place(look.is_rtl(), area, line, line.is_rtl);
        pen.line(index, x, line, Ink::Plain.into());
    }
    let blank = Line::default();
    let line = lines.get(at).unwrap_or(&blank);
    // Nothing is written: it begins where the language does.
    let runs_rtl = if talk.editor.is_empty() {
        look.is_rtl()
    } else {
        line.is_rtl
    };
    if has_focus && state.over.is_none() && area.rows > 0 {
        let x = place(look.is_rtl(), area, line, runs_rtl);
        let x = column(line, x, cursor, runs_rtl);
        grid.cursor = Some((area.x + x, area.y + (at - top).min(area.rows - 1)));
    }
}

/// Where a line begins, from the left: at its own side, beside the prompt.
fn place(screen_is_rtl: bool, area: Area, line: &Line, line_is_rtl: bool) -> usize {
    let prompt = |is_here| if is_here { MARK } else { 0 };
    if line_is_rtl {
        let room = area.columns.saturating_sub(prompt(screen_is_rtl));
        room.saturating_sub(line.columns)
    } else {
        prompt(!screen_is_rtl)
    }
}

/// Where the cursor stands: on the sign that it is before, or behind the last.
fn column(line: &Line, x: usize, cursor: usize, is_rtl: bool) -> usize {
    let mut column = x;
    for glyph in &line.glyphs {
        if glyph.at == cursor {
            return column;
        }
        column += glyph.columns;
    }
    if is_rtl {
        x.saturating_sub(1)
    } else {
        x + line.columns
    }
}
