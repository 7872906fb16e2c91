//! The screen as cells: what stands in each, and how it is painted.
//!
//! Knows nothing about direction or messages: whoever puts something here has ordered it.

/// What a text is, for its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Ink {
    #[default]
    Plain,
    /// Beside the point: times, quotes, hints.
    Dim,
    /// To be noticed.
    Strong,
    /// Somebody.
    Person,
    /// Oneself.
    Own,
    /// Something is wrong.
    Wrong,
}

/// How a cell is painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Paint {
    pub(crate) ink: Ink,
    /// Chosen: shown the other way round.
    pub(crate) marked: bool,
}

impl From<Ink> for Paint {
    fn from(ink: Ink) -> Self {
        Self { ink, marked: false }
    }
}

/// One sign, as a person counts them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Glyph {
    pub(crate) symbol: String,
    /// Columns it takes: one or two.
    pub(crate) columns: usize,
    /// Where it begins in the text it was made of, in bytes.
    pub(crate) at: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Cell {
    /// Empty: nothing, or the second column of the sign before.
    symbol: String,
    /// The second column of the sign before.
    behind: bool,
    paint: Paint,
}

/// A part of the screen, in columns and rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Area {
    pub(crate) x: usize,
    pub(crate) y: usize,
    pub(crate) columns: usize,
    pub(crate) rows: usize,
}

impl Area {
    pub(crate) const fn contains(self, x: usize, y: usize) -> bool {
        x >= self.x && y >= self.y && x < self.x + self.columns && y < self.y + self.rows
    }
}

/// All cells of a screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Grid {
    columns: usize,
    rows: Vec<Vec<Cell>>,
    /// Where the cursor stands, if it is seen.
    pub(crate) cursor: Option<(usize, usize)>,
}

/// Signs of one row that are painted alike.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Stroke<'a> {
    pub(crate) x: usize,
    pub(crate) text: &'a str,
    pub(crate) paint: Paint,
}

impl Grid {
    pub(crate) fn new(columns: usize, rows: usize) -> Self {
        Self {
            columns,
            rows: vec![vec![Cell::default(); columns]; rows],
            cursor: None,
        }
    }

    pub(crate) fn area(&self) -> Area {
        Area {
            x: 0,
            y: 0,
            columns: self.columns,
            rows: self.rows.len(),
        }
    }

    /// Puts a sign where it fits wholly; what stood there goes.
    pub(crate) fn put(&mut self, x: usize, y: usize, glyph: &Glyph, paint: Paint) {
        let Some(row) = self.rows.get_mut(y) else {
            return;
        };
        let end = x.saturating_add(glyph.columns);
        let Some(cells) = row.get_mut(x..end) else {
            return;
        };
        for (index, cell) in cells.iter_mut().enumerate() {
            let symbol = if index == 0 {
                glyph.symbol.clone()
            } else {
                String::new()
            };
            *cell = Cell {
                symbol,
                behind: index > 0,
                paint,
            };
        }
    }

    /// Paints what stands in an area, also where nothing stands.
    pub(crate) fn mark(&mut self, area: Area) {
        for row in self.rows.iter_mut().skip(area.y).take(area.rows) {
            for cell in row.iter_mut().skip(area.x).take(area.columns) {
                cell.paint.marked = true;
            }
        }
    }

    /// Empties an area.
    pub(crate) fn clear(&mut self, area: Area) {
        for row in self.rows.iter_mut().skip(area.y).take(area.rows) {
            for cell in row.iter_mut().skip(area.x).take(area.columns) {
                *cell = Cell::default();
            }
        }
    }

    /// Whether a row is as it was.
    pub(crate) fn is_row_of(&self, other: &Self, y: usize) -> bool {
        self.rows.get(y) == other.rows.get(y)
    }

    /// A row's signs, from the first column on; blanks are spaces.
    pub(crate) fn strokes(&self, y: usize) -> Vec<Stroke<'_>> {
        let Some(row) = self.rows.get(y) else {
            return Vec::new();
        };
        let cells = row.iter().enumerate().filter(|(_, cell)| !cell.behind);
        cells
            .map(|(x, cell)| Stroke {
                x,
                text: if cell.symbol.is_empty() {
                    " "
                } else {
                    &cell.symbol
                },
                paint: cell.paint,
            })
            .collect()
    }

    /// The screen as text, one line a row.
    #[cfg(test)]
    pub(crate) fn text(&self) -> String {
        let rows = (0..self.rows.len()).map(|y| {
            let row: String = self.strokes(y).iter().map(|stroke| stroke.text).collect();
            row.trim_end().to_owned()
        });
        rows.collect::<Vec<_>>().join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glyph(symbol: &str, columns: usize) -> Glyph {
        Glyph {
            symbol: symbol.to_owned(),
            columns,
            at: 0,
        }
    }

    #[test]
    fn a_sign_that_does_not_fit_wholly_is_left_out() {
        let mut grid = Grid::new(3, 1);
        grid.put(0, 0, &glyph("漢", 2), Paint::default());
        grid.put(2, 0, &glyph("字", 2), Paint::default());
        grid.put(0, 7, &glyph("x", 1), Paint::default());
        assert_eq!(grid.text(), "漢");
        assert_eq!(grid.strokes(0).len(), 2);
    }
}
