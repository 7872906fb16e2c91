//! A screen as what a terminal is sent: the rows that differ from the screen before.

use std::fmt::Write as _;

use super::cell::{Grid, Ink, Paint, Stroke};

/// What a terminal is sent so that it shows this screen, where it showed `before`; without that, it is
/// emptied first.
pub(crate) fn painted(before: Option<&Grid>, now: &Grid, colours: bool) -> String {
    // Everything at once, where a terminal knows how; without a cursor that jumps.
    let mut out = String::from("\u{1b}[?2026h\u{1b}[?25l");
    let before = before.filter(|before| before.area() == now.area());
    if before.is_none() {
        out.push_str("\u{1b}[0m\u{1b}[2J");
    }
    for y in 0..now.area().rows {
        if before.is_none_or(|before| !now.is_row_of(before, y)) {
            row(&mut out, now, y, colours);
        }
    }
    if let Some((x, y)) = now.cursor {
        go(&mut out, x, y);
        out.push_str("\u{1b}[?25h");
    }
    out.push_str("\u{1b}[?2026l");
    out
}

/// A whole row. Terminals differ about how wide some signs are: behind each that is not plain, the
/// cursor is put where it belongs, so that no sign moves what stands after it.
fn row(out: &mut String, grid: &Grid, y: usize, colours: bool) {
    let mut paint = None;
    go(out, 0, y);
    let mut is_sure = true;
    let mut strokes = grid.strokes(y);
    let is_empty = |stroke: &Stroke<'_>| stroke.text == " " && stroke.paint == Paint::default();
    while strokes.pop_if(|stroke| is_empty(stroke)).is_some() {}
    for stroke in strokes {
        if !is_sure {
            go(out, stroke.x, y);
        }
        if paint != Some(stroke.paint) {
            attributes(out, stroke.paint, colours);
            paint = Some(stroke.paint);
        }
        out.push_str(stroke.text);
        is_sure = stroke.text.is_ascii() || stroke.text == "─";
    }
    // What is left of the row is empty.
    out.push_str("\u{1b}[0m");
    if !is_full(grid, y) {
        out.push_str("\u{1b}[K");
    }
}

/// Whether something stands in a row's last column: there a terminal would empty that.
fn is_full(grid: &Grid, y: usize) -> bool {
    let last = grid.strokes(y).pop();
    last.is_some_and(|stroke| stroke.text != " " || stroke.paint != Paint::default())
}

fn go(out: &mut String, x: usize, y: usize) {
    // A string takes whatever is written to it.
    let _ = write!(out, "\u{1b}[{};{}H", y + 1, x + 1);
}

fn attributes(out: &mut String, paint: Paint, colours: bool) {
    out.push_str("\u{1b}[0");
    if paint.marked {
        out.push_str(";7");
    }
    let (with, without) = match paint.ink {
        Ink::Plain => ("", ""),
        Ink::Dim => (";2", ";2"),
        Ink::Strong => (";1", ";1"),
        Ink::Person => (";36", ";1"),
        Ink::Own => (";32", ""),
        Ink::Wrong => (";31", ";1"),
    };
    out.push_str(if colours { with } else { without });
    out.push('m');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen::cell::Glyph;

    fn screen(rows: &[&str]) -> Grid {
        let mut grid = Grid::new(10, rows.len());
        for (y, row) in rows.iter().enumerate() {
            for (x, c) in row.chars().enumerate() {
                let glyph = Glyph {
                    symbol: c.to_string(),
                    columns: 1,
                    at: 0,
                };
                grid.put(x, y, &glyph, Ink::Person.into());
            }
        }
        grid
    }

    #[test]
    fn only_rows_that_differ_are_sent_and_they_bring_a_terminal_from_one_screen_to_the_other() {
        let (first, second) = (
            screen(&["one", "two", "ثلاثة"]),
            screen(&["one", "2", "ثلاثة"]),
        );
        let mut terminal = vt100::Parser::new(3, 10, 0);
        let all = painted(None, &first, true);
        terminal.process(all.as_bytes());
        let some = painted(Some(&first), &second, true);
        assert!(some.len() < all.len() && !some.contains("one"), "{some:?}");
        terminal.process(some.as_bytes());
        assert_eq!(terminal.screen().contents(), second.text());
    }

    #[test]
    fn without_colours_none_is_sent() {
        let sent = painted(None, &screen(&["one"]), false);
        assert!(!sent.contains(";36") && sent.contains(";1m"), "{sent:?}");
    }

    #[test]
    fn a_sign_that_a_terminal_takes_to_be_wider_moves_nothing() {
        let mut grid = screen(&["☀x"]);
        grid.cursor = Some((0, 0));
        let sent = painted(None, &grid, false);
        assert!(sent.contains("☀\u{1b}[1;2Hx"), "{sent:?}");
    }
}
