//! What the mouse does.

use super::{Focus, State};

/// Rows that one turn of the wheel goes.
const WHEEL: isize = 3;
/// Rows of a conversation in the list.
pub(crate) const LIST_ROWS: usize = 2;

impl State {
    /// The first conversation of the list that is in sight, so that the chosen one is too.
    pub(crate) fn list_top(&self) -> usize {
        let fit = (self.layout().list.rows / LIST_ROWS).max(1);
        let chosen = self.list.chosen();
        let at = self.list.shown().position(|one| Some(one.id) == chosen);
        at.map_or(0, |at| (at + 1).saturating_sub(fit))
    }

    /// Something was clicked at.
    pub(crate) fn clicked(&mut self, x: usize, y: usize) {
        if self.over.take().is_some() {
            return;
        }
        let layout = self.layout();
        if layout.list.contains(x, y) {
            let index = self.list_top() + (y - layout.list.y) / LIST_ROWS;
            let id = self.list.shown().nth(index).map(|one| one.id);
            if let Some(id) = id {
                self.open(id, None);
                self.focus = Focus::Writing;
            }
        } else if layout.writing.contains(x, y) {
            self.focus = Focus::Writing;
        } else if layout.log.contains(x, y) {
            let rows = self.sheet().map(|sheet| sheet.rows(layout.log.rows));
            let rows = rows.unwrap_or_default();
            // What does not fill the screen stands at its bottom.
            let above = layout.log.rows - rows.len().min(layout.log.rows);
            let row = (y - layout.log.y).checked_sub(above);
            let message = row
                .and_then(|row| rows.get(row))
                .and_then(|row| row.message);
            if let (Some(talk), Some(message)) = (&mut self.talk, message) {
                talk.chosen = Some(message);
                self.focus = Focus::Messages;
            }
        }
    }

    /// The wheel was turned, so many times up, or down if it is less than nothing.
    pub(crate) fn wheeled(&mut self, x: usize, y: usize, by: isize) {
        if self.layout().list.contains(x, y) {
            self.list.step(-by);
        } else {
            self.scroll(by * WHEEL);
        }
    }
}
