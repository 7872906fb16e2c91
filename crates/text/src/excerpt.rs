//! A line of a long text around what a search found in it.

use std::ops::Range;

use crate::clean::{beginning, clean};

/// So many characters stand before the first one that was found.
const BEFORE: usize = 28;

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What is shown.
    pub text: String,
    /// Whether a search found it.
    pub marked: bool,
}

/// One line of at most so many graphemes, beginning shortly before the first mark. The marks are
/// stretches of the original in characters: begin and end.
pub fn excerpt(text: &str, marks: &[(u32, u32)], graphemes: usize) -> Vec<Piece> {
    let cleaned = clean(text);
    let size = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
    let mut marks: Vec<Range<usize>> = marks
        .iter()
        .map(|(begin, end)| size(cleaned.moved(*begin))..size(cleaned.moved(*end)))
        .filter(|mark| !mark.is_empty())
        .collect();
    marks.sort_by_key(|mark| mark.start);
    let first = marks.first().map_or(0, |mark| mark.start);
    let skip = beginning_of_word(&cleaned.text, first.saturating_sub(BEFORE), first);
    let line: String = cleaned
        .text
        .chars()
        .skip(skip)
        .take(graphemes.saturating_mul(4))
        .map(|char| if char.is_whitespace() { ' ' } else { char })
        .collect();
    let (line, _) = beginning(&line, graphemes);
    let places: Vec<usize> = line
        .char_indices()
        .map(|(at, _)| at)
        .chain([line.len()])
        .collect();
    let place = |at: usize| {
        places
            .get(at.saturating_sub(skip))
            .copied()
            .unwrap_or(line.len())
    };
    let marks: Vec<Range<usize>> = marks
        .iter()
        .map(|mark| place(mark.start)..place(mark.end))
        .collect();
    let mut found = Vec::new();
    if skip > 0 {
        found.push(Piece {
            text: "…".to_owned(),
            marked: false,
        });
    }
    pieces(line, 0..line.len(), &marks, |text, marked| {
        found.push(Piece {
            text: text.to_owned(),
            marked,
        });
    });
    found
}

/// The first beginning of a word from there on, if it comes before the mark.
fn beginning_of_word(text: &str, from: usize, mark: usize) -> usize {
    if from == 0 {
        return 0;
    }
    let blank = text
        .chars()
        .enumerate()
        .skip(from - 1)
        .find(|(_, char)| char.is_whitespace());
    match blank {
        Some((at, _)) if at < mark => at + 1,
        Some(_) | None => from,
    }
}

/// Cuts a text where marks begin and end.
fn pieces(
    text: &str,
    range: Range<usize>,
    marks: &[Range<usize>],
    mut each: impl FnMut(&str, bool),
) {
    let mut at = range.start;
    for mark in marks {
        let begin = mark.start.max(at).min(range.end);
        let end = mark.end.max(begin).min(range.end);
        for (piece, marked) in [(at..begin, false), (begin..end, true)] {
            if let Some(piece) = text.get(piece).filter(|piece| !piece.is_empty()) {
                each(piece, marked);
            }
        }
        at = end.max(at);
    }
    if let Some(rest) = text.get(at..range.end).filter(|rest| !rest.is_empty()) {
        each(rest, false);
    }
}

#[cfg(test)]
mod tests {
    use super::{BEFORE, Piece, excerpt};

    fn text(pieces: &[Piece]) -> String {
        pieces.iter().map(|piece| piece.text.as_str()).collect()
    }

    fn marked(pieces: &[Piece]) -> Vec<&str> {
        pieces
            .iter()
            .filter(|piece| piece.marked)
            .map(|piece| piece.text.as_str())
            .collect()
    }

    #[test]
    fn an_excerpt_begins_shortly_before_what_was_found() {
        let words = "word ".repeat(200);
        let found = excerpt(&format!("{words}needle and more"), &[(1000, 1006)], 60);
        assert_eq!(marked(&found), ["needle"]);
        assert!(text(&found).starts_with("…word"));
        assert!(text(&found).chars().count() <= 61);
        assert!(text(&found).find("needle").unwrap() <= BEFORE + 3);
    }

    #[test]
    fn breaks_become_blanks_and_what_is_taken_out_moves_marks() {
        let found = excerpt("\u{202e}a\nسلام\tb", &[(3, 7)], 60);
        assert_eq!(text(&found), "a سلام b");
        assert_eq!(marked(&found), ["سلام"]);
    }

    #[test]
    fn without_marks_it_is_the_beginning() {
        assert_eq!(text(&excerpt("hello world", &[], 5)), "hello");
    }
}
