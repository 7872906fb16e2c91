//! Puts rows into an area, from the side where reading begins.

use super::bidi::Line;
use super::cell::{Area, Glyph, Grid, Ink, Paint};
use super::look::{Field, Look};
use super::rows::Row;

/// Writes in one area of a screen.
pub(crate) struct Pen<'a> {
    grid: &'a mut Grid,
    look: &'a Look,
    area: Area,
}

impl<'a> Pen<'a> {
    pub(crate) fn new(grid: &'a mut Grid, look: &'a Look, area: Area) -> Self {
        Self { grid, look, area }
    }

    /// One row, so many below the top.
    pub(crate) fn row(&mut self, index: usize, row: &Row) {
        if index >= self.area.rows {
            return;
        }
        if row.is_rule {
            return self.rule(index, row);
        }
        self.fields(index, 0, &row.fields);
        if let Some(end) = &row.end {
            let before = self.area.columns.saturating_sub(end.line.columns);
            self.fields(index, before, std::slice::from_ref(end));
        }
    }

    /// A line from side to side, with the fields in its middle.
    fn rule(&mut self, index: usize, row: &Row) {
        let bar = Glyph {
            symbol: "─".to_owned(),
            columns: 1,
            at: 0,
        };
        let mut line = Line::blank(self.area.columns);
        line.glyphs.fill(bar);
        let bar = Field {
            line,
            paint: Ink::Dim.into(),
        };
        self.fields(index, 0, &[bar]);
        let wide: usize = row.fields.iter().map(|field| field.line.columns).sum();
        let before = self.area.columns.saturating_sub(wide) / 2;
        self.fields(index, before, &row.fields);
    }

    /// Fields beside each other, so many columns from where reading begins.
    fn fields(&mut self, index: usize, before: usize, fields: &[Field]) {
        let mut before = before;
        for field in fields {
            let after = before + field.line.columns;
            if after > self.area.columns {
                return;
            }
            let x = if self.look.is_rtl() {
                self.area.columns - after
            } else {
                before
            };
            self.line(index, x, &field.line, field.paint);
            before = after;
        }
    }

    /// A line as it is, so many columns from the left.
    pub(crate) fn line(&mut self, index: usize, x: usize, line: &Line, paint: Paint) {
        if index >= self.area.rows {
            return;
        }
        let mut x = self.area.x + x;
        let end = self.area.x + self.area.columns;
        for glyph in &line.glyphs {
            if x + glyph.columns > end {
                return;
            }
            self.grid.put(x, self.area.y + index, glyph, paint);
            x += glyph.columns;
        }
    }

    /// Shows a row the other way round.
    pub(crate) fn mark(&mut self, index: usize) {
        if index < self.area.rows {
            self.grid.mark(Area {
                y: self.area.y + index,
                rows: 1,
                ..self.area
            });
        }
    }
}
