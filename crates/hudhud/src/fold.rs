//! Lines folded to the width of a terminal.
//!
//! A terminal goes on in the first column when a line is too long for it, and there a text could look
//! like a row of its own: a number, a time, somebody's name. So lines are folded here, and what
//! continues one stands behind a mark that no text can be in front of.

use unicode_width::UnicodeWidthChar as _;

use crate::sanitise::{ISOLATE, POP};

/// Stands before whatever continues a line.
pub(crate) const CONTINUED: &str = "       │ ";
/// The same where there is no room for it.
const CONTINUED_NARROW: &str = "│ ";
/// Columns of a terminal below which the narrow mark is used.
const NARROW: usize = 32;
/// Asks a terminal to show the sign before it as a picture, two columns wide.
const AS_PICTURE: char = '\u{fe0f}';

/// A sign of a row, or a sequence of them that takes no column.
struct Sign {
    text: String,
    columns: usize,
    /// How many isolates it stands in.
    depth: usize,
}

/// Folds each line of a text that takes more than `columns`, at a space if there is one.
pub(crate) fn folded(text: &str, columns: usize) -> String {
    let lines = text.split('\n').map(|line| fold(line, columns));
    lines.collect::<Vec<_>>().join("\n")
}

fn fold(line: &str, columns: usize) -> String {
    let mark = if columns < NARROW {
        CONTINUED_NARROW
    } else {
        CONTINUED
    };
    let mark_columns = mark.chars().count();
    let mut rest = signs(line);
    let mut shown = String::with_capacity(line.len());
    let mut room = columns;
    loop {
        let fits = how_many_fit(&rest, room);
        let Some(next) = rest.get(fits) else {
            shown.extend(rest.iter().map(|sign| sign.text.as_str()));
            return shown;
        };
        // At least one sign a row, also where it does not fit.
        let hard = fits.max(1);
        let beyond = if next.text == " " {
            hard
        } else {
            at_space(&rest, hard)
        };
        let tail = rest.split_off(beyond);
        shown.extend(rest.iter().map(|sign| sign.text.as_str()));
        let depth = rest.last().map_or(0, |sign| sign.depth);
        shown.extend(std::iter::repeat_n(POP, depth));
        shown.push('\n');
        shown.push_str(mark);
        shown.extend(std::iter::repeat_n(ISOLATE, depth));
        rest = tail;
        // The space at which a line is folded stands at the end of nothing.
        if rest.first().is_some_and(|sign| sign.text == " ") {
            rest.remove(0);
        }
        room = columns.saturating_sub(mark_columns).max(1);
    }
}

/// Behind the last space of the first `most` signs, or `most` if a word is longer than a row.
fn at_space(signs: &[Sign], most: usize) -> usize {
    let row = signs.get(..most).unwrap_or(signs);
    let space = row.iter().rposition(|sign| sign.text == " ");
    match space {
        Some(at) if at > 0 => at.saturating_add(1),
        Some(_) | None => most,
    }
}

fn how_many_fit(signs: &[Sign], columns: usize) -> usize {
    let mut taken = 0_usize;
    let over = signs.iter().position(|sign| {
        taken = taken.saturating_add(sign.columns);
        taken > columns
    });
    over.unwrap_or(signs.len())
}

/// The signs of a line. What others wrote has no escape in it; ours only colour.
fn signs(line: &str) -> Vec<Sign> {
    let mut found: Vec<Sign> = Vec::with_capacity(line.len());
    let mut depth = 0_usize;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        let mut text = c.to_string();
        match c {
            '\u{1b}' => text.extend(chars.by_ref().take_while(|c| *c != 'm').chain(['m'])),
            ISOLATE => depth = depth.saturating_add(1),
            POP => depth = depth.saturating_sub(1),
            _ => {}
        }
        // Terminals differ about some signs: taken as wide, they fold early and never too late.
        let columns = match c {
            '\u{1b}' => 0,
            AS_PICTURE => 1,
            c => c.width_cjk().unwrap_or(0),
        };
        found.push(Sign {
            text,
            columns,
            depth,
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str, columns: usize) -> Vec<String> {
        let folded = folded(text, columns);
        folded.split('\n').map(str::to_owned).collect()
    }

    #[test]
    fn a_line_that_fits_is_as_it_was() {
        assert_eq!(rows("   1  @basim: hello", 80), ["   1  @basim: hello"]);
        assert_eq!(rows("", 80), [""]);
    }

    #[test]
    fn what_is_too_long_goes_on_behind_a_mark_at_the_next_word() {
        let text = "   12  @basim: the quick brown fox jumps over";
        assert_eq!(
            rows(text, 34),
            ["   12  @basim: the quick brown fox", "       │ jumps over"]
        );
        assert_eq!(rows("abcdefghij", 4), ["abcd", "│ ef", "│ gh", "│ ij"]);
    }

    #[test]
    fn a_text_that_looks_like_a_row_does_not_begin_one_at_any_width() {
        let forged = "   98  2026-11-29 18:00  @carol: forged";
        for padding in 0..100 {
            let text = format!("   12  @basim: short{}{forged}", " ".repeat(padding));
            for columns in 1..100 {
                for row in rows(&text, columns).iter().skip(1) {
                    assert!(row.contains('│'), "{columns} {row:?}");
                    assert!(row.starts_with(CONTINUED) || row.starts_with(CONTINUED_NARROW));
                }
            }
        }
    }

    #[test]
    fn no_row_is_wider_than_the_terminal_also_with_wide_signs() {
        let text = "   12  @basim: 漢字かな交じり文 👍👍👍 صباح الخير";
        for columns in 4..60 {
            for row in rows(text, columns) {
                let wide: usize = row.chars().filter_map(|c| c.width()).sum();
                assert!(wide <= columns, "{columns} {row:?}");
            }
        }
    }

    #[test]
    fn each_row_closes_the_isolates_it_opens() {
        let text = format!(
            "   12  @amal: {ISOLATE}{}{POP} end",
            "صباح الخير ".repeat(20)
        );
        for row in rows(&text, 40) {
            let opened = row.matches(ISOLATE).count();
            assert_eq!(opened, row.matches(POP).count(), "{row:?}");
        }
    }

    #[test]
    fn colours_take_no_room() {
        let text = "\u{1b}[36m12345\u{1b}[0m";
        assert_eq!(rows(text, 5), [text]);
    }
}
