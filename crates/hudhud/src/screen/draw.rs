//! The whole screen, from the state: pure, and drawn anew each time.

mod conversation;
mod list;
mod over;

use hudhud_dialogue::Access;

use super::cell::{Area, Glyph, Grid, Ink};
use super::pen::Pen;
use super::rows::Row;
use super::state::{Focus, Over, State};
use crate::words::Phrase;

/// Draws everything.
pub(crate) fn draw(state: &State) -> Grid {
    let mut grid = Grid::new(state.columns, state.rows);
    let layout = state.layout();
    list::draw(state, &mut grid, layout.list);
    border(state, &mut grid, layout.border);
    conversation::draw(state, &mut grid, layout);
    status(state, &mut grid, layout.status);
    if let Some(over) = &state.over {
        over::draw(state, over, &mut grid);
    }
    grid
}

fn border(state: &State, grid: &mut Grid, area: Area) {
    let bar = Glyph {
        symbol: "│".to_owned(),
        columns: 1,
        at: 0,
    };
    let beside = if state.look.is_rtl() {
        area.columns.saturating_sub(1)
    } else {
        0
    };
    for y in area.y..area.y + area.rows {
        grid.put(area.x + beside, y, &bar, Ink::Dim.into());
    }
}

/// A remark, or what can be done; at the other side, how things stand.
fn status(state: &State, grid: &mut Grid, area: Area) {
    let look = &state.look;
    let unread = state.list.unread();
    let stands = match state.own.access {
        // Before the link of the inbox, which is closed for it.
        Access::Suspended => look.say(Phrase::ShutOut, &[]),
        Access::Unknown => look.say(Phrase::NotKnown, &[]),
        Access::Open if state.is_connected == Some(false) => look.say(Phrase::NotConnected, &[]),
        Access::Open if unread > 0 => look.say(Phrase::Unread, &[&unread.to_string()]),
        Access::Open => String::new(),
    };
    let end = look.field(&stands, Ink::Strong, area.columns / 2);
    let room = area.columns.saturating_sub(end.line.columns + 1);
    let start = match &state.remark {
        Some(remark) => look.field(remark, Ink::Strong, area.columns),
        None => look.field(&look.say(hint(state), &[]), Ink::Dim, room),
    };
    // A remark matters more than how things stand.
    let has_room = start.line.columns <= room;
    let row = Row {
        fields: vec![start],
        end: has_room.then_some(end),
        ..Row::default()
    };
    Pen::new(grid, look, area).row(0, &row);
}

const fn hint(state: &State) -> Phrase {
    match (&state.over, state.focus) {
        (Some(Over::Find(_)), _) => Phrase::HintFind,
        (Some(_), _) => Phrase::HintOver,
        (None, Focus::List) => Phrase::HintList,
        (None, Focus::Writing) => Phrase::HintWriting,
        (None, Focus::Messages) => Phrase::HintMessage,
    }
}

#[cfg(test)]
mod tests;
