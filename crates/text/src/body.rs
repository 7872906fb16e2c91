//! A text as lines of spans, made safe, of a bounded length. How a span looks is for whoever shows it.

use unicode_segmentation::UnicodeSegmentation as _;

use crate::blocks::{Block, BlockKind, blocks};
use crate::clean::{beginning, clean};
use crate::direction::{Direction, direction};
use crate::emoji::only_emoji;
use crate::inline::{Stretch, split};
use crate::link::Link;
use crate::marks::{Look, Reading};

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
    /// How deep it is quoted: 0 to 3.
    pub quoted: u8,
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
    /// How it looks.
    pub look: Look,
    /// What is shown.
    pub text: String,
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
    /// A link under words that do not say where it leads.
    Named(Link),
}

/// A text as it is shown.
#[must_use]
pub fn body(text: &str, extent: Extent) -> Body {
    let cleaned = clean(text).text;
    let whole = cleaned.trim_end();
    let (most, mut room) = match extent {
        Extent::Everything => (usize::MAX, None),
        Extent::Beginning => (LINES_AT_ONCE, Some(GRAPHEMES_AT_ONCE)),
    };
    let mut lines = Vec::new();
    let mut more = false;
    for block in blocks(whole) {
        if block.kind == BlockKind::Fence {
            continue;
        }
        if lines.len() == most || room == Some(0) {
            more = true;
            break;
        }
        // What is hidden must end before anything is cut off, so a line is read to its end.
        let mut line = line(&block);
        if let Some(room) = &mut room {
            more = cut(&mut line.spans, room);
        }
        lines.push(line);
    }
    let direction = lines
        .iter()
        .map(|line| line.direction)
        .find(|direction| *direction != Direction::Neutral)
        .unwrap_or(Direction::Neutral);
    Body {
        lines,
        direction,
        large: if more { None } else { only_emoji(whole, LARGE) },
        more,
    }
}

/// Leaves so many graphemes, and says whether there were more.
fn cut(spans: &mut Vec<Span>, room: &mut usize) -> bool {
    for at in 0..spans.len() {
        let Some(span) = spans.get_mut(at) else {
            break;
        };
        let (kept, more) = beginning(&span.text, *room);
        if more {
            let end = kept.len();
            span.text.truncate(end);
            spans.truncate(at + 1);
            *room = 0;
            return true;
        }
        *room = room.saturating_sub(span.text.graphemes(true).count());
    }
    false
}

fn line(block: &Block<'_>) -> Line {
    if block.kind == BlockKind::Code {
        let span = Span {
            kind: Kind::Words,
            look: Look::default(),
            text: block.text.to_owned(),
        };
        return Line {
            kind: LineKind::Code,
            quoted: 0,
            direction: Direction::LeftToRight,
            spans: vec![span],
        };
    }
    let mut own = Direction::Neutral;
    let mut spans = Vec::new();
    for piece in split(block.text, Reading::Written) {
        let kind = match piece.stretch {
            Stretch::Words => Kind::Words,
            Stretch::Code => Kind::Code,
            Stretch::Mention => Kind::Mention,
            Stretch::Link(link) => Kind::Link(link),
            Stretch::Named(link) if [&link.shown, &link.href].contains(&&piece.text) => {
                Kind::Link(link)
            }
            Stretch::Named(link) => Kind::Named(link),
        };
        let text = match &kind {
            Kind::Link(link) => link.shown.clone(),
            Kind::Words | Kind::Code | Kind::Mention | Kind::Named(_) => piece.text,
        };
        let speaks = matches!(kind, Kind::Words | Kind::Named(_));
        if speaks && own == Direction::Neutral {
            own = direction(&text);
        }
        spans.push(Span {
            kind,
            look: piece.look,
            text,
        });
    }
    Line {
        kind: LineKind::Words,
        quoted: block.quoted,
        direction: own,
        spans,
    }
}

#[cfg(test)]
mod tests {
    use super::{Body, Extent, GRAPHEMES_AT_ONCE, Kind, LINES_AT_ONCE, LineKind, body};
    use crate::direction::Direction::{LeftToRight, Neutral, RightToLeft};
    use crate::marks::Style;

    fn of(text: &str) -> Body {
        body(text, Extent::Beginning)
    }

    fn text(body: &Body) -> String {
        let line = |line: &super::Line| line.spans.iter().map(|span| span.text.as_str()).collect();
        body.lines
            .iter()
            .map(line)
            .collect::<Vec<String>>()
            .join("\n")
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
    fn words_look_as_they_are_marked_and_lines_are_quoted() {
        let body = of("**a *b*** ~~c~~ ||d `e`||\n> > f\n>_< **g");
        let looks = |line: usize| -> Vec<(String, String)> {
            body.lines[line]
                .spans
                .iter()
                .map(|span| {
                    let has = |style, sign: char| span.look.has(style).then_some(sign);
                    let styles = [
                        has(Style::Bold, 'b'),
                        has(Style::Italic, 'i'),
                        has(Style::Struck, 's'),
                        has(Style::Hidden, 'h'),
                    ];
                    (span.text.clone(), styles.into_iter().flatten().collect())
                })
                .collect()
        };
        let told = |of: &[(&str, &str)]| -> Vec<(String, String)> {
            of.iter()
                .map(|(text, look)| ((*text).to_owned(), (*look).to_owned()))
                .collect()
        };
        assert_eq!(
            looks(0),
            told(&[
                ("a ", "b"),
                ("b", "bi"),
                (" ", ""),
                ("c", "s"),
                (" ", ""),
                ("d ", "h"),
                ("e", "h"),
            ])
        );
        assert_eq!(body.lines[1].quoted, 2);
        assert_eq!(looks(1), told(&[("f", "")]));
        assert_eq!(body.lines[2].quoted, 0);
        assert_eq!(looks(2), told(&[(">_< **g", "")]));
    }

    #[test]
    fn a_link_under_other_words_is_told_apart() {
        let body = of("[أخبار](https://a.org/x) [https://b.org](https://b.org)");
        let kinds: Vec<_> = body.lines[0].spans.iter().map(|span| &span.kind).collect();
        let Kind::Named(link) = kinds[0] else {
            panic!("{kinds:?}");
        };
        assert_eq!(
            (link.href.as_str(), &*body.lines[0].spans[0].text),
            ("https://a.org/x", "أخبار")
        );
        assert!(matches!(kinds[2], Kind::Link(_)));
        assert_eq!(body.lines[0].direction, RightToLeft);
        for none in ["[a](javascript:alert(1))", "[a](b)", "[a]()", "[a"] {
            assert_eq!(text(&of(none)), none);
        }
    }

    #[test]
    fn what_is_hidden_stays_hidden_where_a_long_text_is_cut() {
        let begin = of(&format!("||{}||", "secret,".repeat(1_000)));
        assert!(begin.more);
        assert!(
            begin.lines[0]
                .spans
                .iter()
                .all(|span| span.look.has(Style::Hidden))
        );
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
        let whole = body(&long, Extent::Everything);
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
        assert_eq!(text(&body(&many, Extent::Everything)), many);
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
