//! A message's text as lines of spans, made safe, of a bounded length, with marks where a search
//! found its words. How a span looks is for whoever shows it.

use std::ops::Range;

use crate::clean::{beginning, clean};
use crate::direction::{Direction, direction};
use crate::emoji::only_emoji;
use crate::inline::{Stretch, split};
use crate::link::Link;

/// So many graphemes are shown at once, before somebody asks for more.
const GRAPHEMES_AT_ONCE: usize = 3_000;
/// So many lines are shown at once.
const LINES_AT_ONCE: usize = 40;
/// So many emoji alone are shown large.
const LARGE: usize = 3;

/// How much of a text is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// What can be shown at once.
    Beginning,
    /// Everything.
    Everything,
}

/// A text that can be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// Its lines, in order.
    pub lines: Vec<Line>,
    /// The direction of its first line that has one.
    pub direction: Direction,
    /// How many emoji it is, if it is one to three and nothing else.
    pub large: Option<usize>,
    /// Whether there is more than is shown.
    pub more: bool,
}

/// Ordinary text or code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// Text.
    Words,
    /// A line between fences: from left to right, as it is.
    Code,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Text or code.
    pub kind: LineKind,
    /// Its own direction, by its words alone; neutral: the body's.
    pub direction: Direction,
    /// What stands in it, in order.
    pub spans: Vec<Span>,
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// What it is.
    pub kind: Kind,
    /// What is shown.
    pub text: String,
    /// Whether a search found it.
    pub marked: bool,
}

/// What a piece of a line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Words,
    /// Code within a line.
    Code,
    /// `@name` or `@name@host`.
    Mention,
    /// A link; what is shown is the link's.
    Link(Link),
}

/// A text as it is shown. The marks are stretches of the original in characters: begin and end.
pub fn body(text: &str, extent: Extent, marks: &[(u32, u32)]) -> Body {
    let cleaned = clean(text);
    let marks = marked_bytes(
        &cleaned.text,
        marks
            .iter()
            .map(|(begin, end)| (cleaned.moved(*begin), cleaned.moved(*end))),
    );
    let whole = cleaned.text.trim_end();
    let (shown, more) = match extent {
        Extent::Everything => (whole, false),
        Extent::Beginning => first(whole),
    };
    let mut lines = Vec::new();
    let mut begin = 0;
    let mut code = false;
    for text in shown.split('\n') {
        let range = begin..begin + text.len();
        begin = range.end + 1;
        if is_fence(text) && (code || shown.get(begin..).is_some_and(closes)) {
            code = !code;
            continue;
        }
        let kind = if code {
            LineKind::Code
        } else {
            LineKind::Words
        };
        lines.push(line(text, kind, &within(&marks, &range)));
    }
    let direction = lines
        .iter()
        .map(|line| line.direction)
        .find(|direction| *direction != Direction::Neutral)
        .unwrap_or(Direction::Neutral);
    Body {
        lines,
        direction,
        large: if more { None } else { only_emoji(shown, LARGE) },
        more,
    }
}

/// The beginning that is shown at once, and whether there is more.
fn first(text: &str) -> (&str, bool) {
    let (kept, more) = beginning(text, GRAPHEMES_AT_ONCE);
    match kept.match_indices('\n').nth(LINES_AT_ONCE - 1) {
        Some((at, _)) => (kept.get(..at).unwrap_or(kept), true),
        None => (kept, more),
    }
}

/// A line that begins or ends a block of code; a word may follow that says which language it is.
fn is_fence(line: &str) -> bool {
    line.trim()
        .strip_prefix("```")
        .is_some_and(|rest| rest.chars().all(|char| char.is_ascii_alphanumeric()))
}

fn closes(rest: &str) -> bool {
    rest.split('\n').any(|line| line.trim() == "```")
}

/// Marks in bytes of the text, ascending and apart.
fn marked_bytes(text: &str, marks: impl Iterator<Item = (u32, u32)>) -> Vec<Range<usize>> {
    let mut marks: Vec<(u32, u32)> = marks.filter(|(begin, end)| begin < end).collect();
    if marks.is_empty() {
        return Vec::new();
    }
    marks.sort_unstable();
    let places: Vec<usize> = text
        .char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect();
    let place = |at: u32| {
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        places.get(at).copied().unwrap_or(text.len())
    };
    let mut found: Vec<Range<usize>> = Vec::new();
    for (begin, end) in marks {
        let range = place(begin)..place(end);
        match found.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            Some(_) | None => found.push(range),
        }
    }
    found.retain(|range| !range.is_empty());
    found
}

/// The parts of the marks that lie in a line, counted from its beginning.
fn within(marks: &[Range<usize>], line: &Range<usize>) -> Vec<Range<usize>> {
    marks
        .iter()
        .filter(|mark| mark.start < line.end && mark.end > line.start)
        .map(|mark| mark.start.saturating_sub(line.start)..mark.end.min(line.end) - line.start)
        .collect()
}

fn line(text: &str, kind: LineKind, marks: &[Range<usize>]) -> Line {
    let stretches = match kind {
        LineKind::Words => split(text),
        LineKind::Code => vec![(Stretch::Words, 0..text.len())],
    };
    let mut spans = Vec::with_capacity(stretches.len());
    let mut own = Direction::Neutral;
    for (stretch, range) in stretches {
        let kind = match stretch {
            Stretch::Words => {
                if own == Direction::Neutral {
                    own = text.get(range.clone()).map_or(own, direction);
                }
                Kind::Words
            }
            Stretch::Code => Kind::Code,
            Stretch::Mention => Kind::Mention,
            Stretch::Link(link) => {
                let marked = !within(marks, &range).is_empty();
                spans.push(Span {
                    text: link.shown.clone(),
                    kind: Kind::Link(link),
                    marked,
                });
                continue;
            }
        };
        pieces(text, range, marks, |text, marked| {
            spans.push(Span {
                kind: kind.clone(),
                text: text.to_owned(),
                marked,
            });
        });
    }
    Line {
        kind,
        direction: if kind == LineKind::Code {
            Direction::LeftToRight
        } else {
            own
        },
        spans,
    }
}

/// Cuts a stretch where marks begin and end.
pub(crate) fn pieces(
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
    use super::{Body, Extent, GRAPHEMES_AT_ONCE, Kind, LINES_AT_ONCE, LineKind, body};
    use crate::direction::Direction::{LeftToRight, Neutral, RightToLeft};

    fn of(text: &str) -> Body {
        body(text, Extent::Beginning, &[])
    }

    fn text(body: &Body) -> String {
        let line = |line: &super::Line| line.spans.iter().map(|span| span.text.as_str()).collect();
        body.lines
            .iter()
            .map(line)
            .collect::<Vec<String>>()
            .join("\n")
    }

    fn marked(body: &Body) -> Vec<&str> {
        body.lines
            .iter()
            .flat_map(|line| &line.spans)
            .filter(|span| span.marked)
            .map(|span| span.text.as_str())
            .collect()
    }

    #[test]
    fn every_line_has_a_direction_of_its_own() {
        let body = of("hello\nسلام\n42\n");
        let directions: Vec<_> = body.lines.iter().map(|line| line.direction).collect();
        assert_eq!(directions, [LeftToRight, RightToLeft, Neutral]);
        assert_eq!(body.direction, LeftToRight);
    }

    #[test]
    fn mentions_links_code_emoji_and_digits_do_not_decide_a_direction() {
        for text in [
            "@sami أين أنت",
            "https://example.org أين أنت",
            "`ls` أين أنت",
            "🙂 12 — أين أنت",
            "@sami@example.org: https://a.org `x` ١٢ أين",
        ] {
            assert_eq!(of(text).lines[0].direction, RightToLeft, "{text}");
        }
        assert_eq!(of("@ليلى where are you").direction, LeftToRight);
        assert_eq!(of("https://example.org").direction, Neutral);
    }

    #[test]
    fn fences_make_code_and_an_open_one_is_text() {
        let body = of("see:\n```rust\nlet سلام = 1;\n@sami\n```\nok");
        let kinds: Vec<_> = body.lines.iter().map(|line| line.kind).collect();
        use LineKind::{Code, Words};
        assert_eq!(kinds, [Words, Code, Code, Words]);
        assert_eq!(body.lines[1].direction, LeftToRight);
        assert_eq!(body.lines[2].spans[0].kind, Kind::Words);
        assert_eq!(text(&of("```\nopen")), "```\nopen");
    }

    #[test]
    fn what_a_search_found_is_marked_also_where_something_was_taken_out() {
        let found = body(
            "say \u{202e}hello\0 world",
            Extent::Everything,
            &[(5, 10), (12, 17)],
        );
        assert_eq!(text(&found), "say hello world");
        assert_eq!(marked(&found), ["hello", "world"]);
        let found = body("قال: مرحبا بكم", Extent::Everything, &[(5, 10)]);
        assert_eq!(marked(&found), ["مرحبا"]);
        // Over two lines, over code, overlapping, empty, beyond the end.
        let found = body(
            "ab\ncd `ef`",
            Extent::Everything,
            &[(1, 4), (3, 5), (7, 9), (2, 2), (80, 90)],
        );
        assert_eq!(marked(&found), ["b", "cd", "ef"]);
        let found = body("at https://a.org/page", Extent::Everything, &[(17, 21)]);
        assert_eq!(marked(&found), ["a.org/page"]);
    }

    #[test]
    fn a_few_emoji_alone_are_large() {
        assert_eq!(of("🙂").large, Some(1));
        assert_eq!(of("👍🏽 ❤️ 🇵🇸\n").large, Some(3));
        assert_eq!(of("🙂🙂🙂🙂").large, None);
        assert_eq!(of("ok 🙂").large, None);
    }

    #[test]
    fn what_is_long_is_shown_in_part_and_whole_when_asked_for() {
        let long = "م".repeat(1_000_000);
        let begin = of(&long);
        assert!(begin.more);
        assert_eq!(text(&begin).chars().count(), GRAPHEMES_AT_ONCE);
        let whole = body(&long, Extent::Everything, &[]);
        assert!(!whole.more);
        assert_eq!(text(&whole).chars().count(), 1_000_000);
        let lines = of(&"x\n".repeat(1_000));
        assert_eq!((lines.lines.len(), lines.more), (LINES_AT_ONCE, true));
        let short = of(&"x\n".repeat(LINES_AT_ONCE));
        assert_eq!((short.lines.len(), short.more), (LINES_AT_ONCE, false));
    }

    #[test]
    fn four_thousand_emoji_are_shown() {
        let many = "👩🏽‍🚀".repeat(4_000);
        assert!(of(&many).more);
        assert_eq!(text(&body(&many, Extent::Everything, &[])), many);
    }

    #[test]
    fn nothing_is_invented_and_nothing_turns_direction() {
        let hostile = "<script>alert(1)</script> javascript:alert(1) \u{202e}\u{2066}\u{202a}x";
        let body = of(hostile);
        assert_eq!(
            text(&body),
            "<script>alert(1)</script> javascript:alert(1) x"
        );
        assert!(
            body.lines[0]
                .spans
                .iter()
                .all(|span| span.kind == Kind::Words)
        );
    }
}
