//! Splits one line into what stands in it: words, links, mentions, code, and the signs round words.

use std::ops::Range;

use crate::link::{self, Link};
use crate::marks::{Look, Reading, Role, Run, pair};
use crate::name::NAME_CHARS;

/// What stands at a stretch of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token {
    Words,
    /// A backslash that is not shown, and the sign after it.
    Escape,
    /// What is inside the marks.
    Code(Range<usize>),
    Mention,
    Link(Link),
    /// `[words](where to)`
    Named(Range<usize>, Link),
    Run(Run),
}

/// A line in tokens, which cover it.
pub(crate) fn tokens(line: &str, reading: Reading) -> Vec<(Token, Range<usize>)> {
    let mut found = Vec::new();
    let mut words = 0;
    let mut at = 0;
    // Up to here it is known that no link begins.
    let mut barren = 0;
    while let Some(char) = line.get(at..).and_then(|rest| rest.chars().next()) {
        let special = match char {
            '\\' => backslash(line, at, reading),
            '`' => code(line, at).map(|(inner, after)| (Token::Code(inner), at..after)),
            '[' => named(line, at, reading),
            '*' | '_' | '~' | '|' => Some(run(line, at..at)),
            '@' => mention(line, at).map(|range| (Token::Mention, range)),
            _ if at < barren => None,
            _ => match link::at(line, at, reading) {
                Ok((range, link)) => Some((Token::Link(link), range)),
                Err(looked_at) => {
                    barren = looked_at;
                    None
                }
            },
        };
        match special {
            Some((token, range)) => {
                if words < at {
                    found.push((Token::Words, words..at));
                }
                (at, words) = (range.end, range.end);
                found.push((token, range));
            }
            None => at += char.len_utf8(),
        }
    }
    if words < line.len() {
        found.push((Token::Words, words..line.len()));
    }
    let mut runs: Vec<&mut Run> = Vec::new();
    for (token, _) in &mut found {
        if let Token::Run(run) = token {
            runs.push(run);
        }
    }
    pair(&mut runs);
    found
}

fn backslash(line: &str, at: usize, reading: Reading) -> Option<(Token, Range<usize>)> {
    let next = line.get(at + 1..)?.chars().next()?;
    let escapes = match (reading, next) {
        (Reading::Written, next) => next.is_ascii_punctuation(),
        (Reading::Typed, '*' | '_' | '~' | '|') => return Some(run(line, at..at + 1)),
        (Reading::Typed, '[') => named(line, at + 1, reading).is_some(),
        (Reading::Typed, '`') => code(line, at + 1).is_some(),
        (Reading::Typed, '>') => at == 0 && is_quote(line.get(1..)?),
        (Reading::Typed, _) => false,
    };
    escapes.then_some((Token::Escape, at..at + 2))
}

/// Whether a line is quoted: its sign stands before a blank, another one, or nothing. `>_<` is a face.
pub(crate) fn is_quote(line: &str) -> bool {
    line.strip_prefix('>')
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(' ') || is_quote_of_quote(rest))
}

fn is_quote_of_quote(rest: &str) -> bool {
    let inner = rest.trim_start_matches('>');
    inner.len() < rest.len() && (inner.is_empty() || inner.starts_with(' '))
}

/// The same sign in a row, after what stands before it and is not shown.
fn run(line: &str, hidden: Range<usize>) -> (Token, Range<usize>) {
    let rest = line.get(hidden.end..).unwrap_or("");
    let sign = rest.chars().next();
    let length = rest.find(|char| Some(char) != sign).unwrap_or(rest.len());
    let (signs, after) = rest.split_at(length);
    let before = line.get(..hidden.start).unwrap_or("").chars().next_back();
    let sides = (before, after.chars().next());
    let end = hidden.end + length;
    let run = Run::new(signs, sides, !hidden.is_empty());
    (Token::Run(run), hidden.start..end)
}

/// `[words](where to)`, which may be nowhere but on the web or at somebody's mail.
fn named(line: &str, at: usize, reading: Reading) -> Option<(Token, Range<usize>)> {
    let begin = at + 1;
    let rest = line.get(begin..)?;
    let end = begin + rest.find(['[', ']'])?;
    let target = line.get(end..)?.strip_prefix("](")?;
    let mut open = 0_usize;
    let mut length = None;
    for (at, char) in target.char_indices() {
        match char {
            '(' => open += 1,
            ')' if open == 0 => {
                length = Some(at);
                break;
            }
            ')' => open -= 1,
            // None of them is written so in an address.
            '[' | ']' | '<' | '`' => return None,
            char if char.is_whitespace() => return None,
            _ => {}
        }
    }
    let target = target.get(..length?)?;
    let (range, link) = link::at(target, 0, reading).ok()?;
    let is_said = !crate::clean::title(line.get(begin..end)?).is_empty();
    (is_said && range == (0..target.len())).then(|| {
        let after = end + 2 + target.len() + 1;
        (Token::Named(begin..end, link), at..after)
    })
}

/// What a piece of a line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stretch {
    Words,
    Code,
    Mention,
    Link(Link),
    Named(Link),
}

/// A piece of a line without signs that mean something; a link is as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) stretch: Stretch,
    pub(crate) look: Look,
    pub(crate) text: String,
}

/// A line as it is shown, in order.
pub(crate) fn split(line: &str, reading: Reading) -> Vec<Piece> {
    let mut found: Vec<Piece> = Vec::new();
    let mut look = Look::default();
    for (token, range) in tokens(line, reading) {
        let whole = line.get(range).unwrap_or("");
        let (stretch, text) = match token {
            Token::Words => (Stretch::Words, whole.to_owned()),
            Token::Escape => (Stretch::Words, whole.get(1..).unwrap_or("").to_owned()),
            Token::Code(inner) => (Stretch::Code, line.get(inner).unwrap_or("").to_owned()),
            Token::Mention => (Stretch::Mention, whole.to_owned()),
            // Browsers take a backslash for a slash there.
            Token::Link(link) => (Stretch::Link(link), whole.replace('\\', "/")),
            Token::Named(words, link) => {
                let words = line.get(words).unwrap_or("");
                let words = match reading {
                    Reading::Written => without_backslashes(words),
                    Reading::Typed => words.to_owned(),
                };
                (Stretch::Named(link), words)
            }
            Token::Run(run) if matches!(run.role, Role::Opens | Role::Closes) => {
                look = run.turn(look);
                continue;
            }
            Token::Run(run) => (Stretch::Words, literal(&run, whole).to_owned()),
        };
        match found.last_mut() {
            Some(last)
                if last.look == look
                    && last.stretch == Stretch::Words
                    && stretch == Stretch::Words =>
            {
                last.text.push_str(&text);
            }
            Some(_) | None => found.push(Piece {
                stretch,
                look,
                text,
            }),
        }
    }
    found
}

/// What is shown of signs that mean nothing.
pub(crate) fn literal<'a>(run: &Run, whole: &'a str) -> &'a str {
    if run.is_escaped && run.role == Role::Undone {
        whole.get(1..).unwrap_or("")
    } else {
        whole
    }
}

/// The words of a link, as they are read.
pub(crate) fn without_backslashes(words: &str) -> String {
    let mut kept = String::with_capacity(words.len());
    let mut chars = words.chars().peekable();
    while let Some(char) = chars.next() {
        let escaped = chars.next_if(|next| char == '\\' && next.is_ascii_punctuation());
        kept.push(escaped.unwrap_or(char));
    }
    kept
}

/// Code between marks: what is inside, and where it goes on after.
fn code(line: &str, at: usize) -> Option<(Range<usize>, usize)> {
    let rest = line.get(at..)?;
    let marks = rest
        .bytes()
        .take(4)
        .take_while(|byte| *byte == b'`')
        .count();
    let (fence, width) = match marks {
        1 => ("`", 1),
        3 => ("```", 3),
        _ => return None,
    };
    // A mark within a word is an apostrophe; an Arabic particle is written to what follows.
    if width == 1
        && line
            .get(..at)?
            .chars()
            .next_back()
            .is_some_and(|char| char.is_ascii_alphanumeric())
    {
        return None;
    }
    let inside = rest.get(width..)?;
    let length = inside.find(fence)?;
    if inside.get(..length)?.trim().is_empty() {
        return None;
    }
    let begin = at + width;
    Some((begin..begin + length, begin + length + width))
}

/// `@name` or `@name@host`.
fn mention(line: &str, at: usize) -> Option<Range<usize>> {
    let before = line.get(..at)?.chars().next_back();
    if before
        .is_some_and(|char| char.is_alphanumeric() || matches!(char, '_' | '@' | '.' | '/' | '-'))
    {
        return None;
    }
    let rest = line.get(at + 1..)?;
    let name = rest
        .find(|char: char| !(char.is_alphanumeric() || char == '_'))
        .unwrap_or(rest.len());
    if !NAME_CHARS.contains(&rest.get(..name)?.chars().count()) {
        return None;
    }
    let end = at + 1 + name;
    let host = line
        .get(end..)
        .and_then(|rest| rest.strip_prefix('@'))
        .map(|rest| {
            let fits = |char: char| char.is_ascii_alphanumeric() || matches!(char, '.' | '-' | ':');
            let length = rest.find(|char| !fits(char)).unwrap_or(rest.len());
            let host = rest.get(..length).unwrap_or("");
            host.trim_end_matches(['.', '-', ':']).len()
        })
        .filter(|length| *length > 0)
        .map_or(0, |length| length + 1);
    Some(at..end + host)
}

#[cfg(test)]
mod tests {
    use super::{Stretch, split, tokens};
    use crate::marks::Reading;

    fn parts(line: &str) -> Vec<(&'static str, String)> {
        split(line, Reading::Written)
            .into_iter()
            .map(|piece| {
                let kind = match piece.stretch {
                    Stretch::Words => "words",
                    Stretch::Code => "code",
                    Stretch::Mention => "mention",
                    Stretch::Link(_) => "link",
                    Stretch::Named(_) => "named",
                };
                (kind, piece.text)
            })
            .collect()
    }

    fn is(line: &str, expected: &[(&str, &str)]) {
        let found = parts(line);
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|(kind, text)| (*kind, text.as_str()))
            .collect();
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn names_are_mentions_and_addresses_are_not() {
        is("@sami hello", &[("mention", "@sami"), ("words", " hello")]);
        is(
            "سلام @ليلى_٢٢، كيف",
            &[
                ("words", "سلام "),
                ("mention", "@ليلى_٢٢"),
                ("words", "، كيف"),
            ],
        );
        is(
            "(@sami@example.org:8443).",
            &[
                ("words", "("),
                ("mention", "@sami@example.org:8443"),
                ("words", ")."),
            ],
        );
        is(
            "@sami@example.org.",
            &[("mention", "@sami@example.org"), ("words", ".")],
        );
        for plain in [
            "a@sami",
            "@ab",
            "@",
            "@@sami",
            &format!("@{}", "x".repeat(33)),
        ] {
            is(plain, &[("words", plain)]);
        }
    }

    #[test]
    fn code_stands_between_marks() {
        is(
            "run `ls -l` now",
            &[("words", "run "), ("code", "ls -l"), ("words", " now")],
        );
        is("و`ls`", &[("words", "و"), ("code", "ls")]);
        is("```a `b` c```", &[("code", "a `b` c")]);
        is("`https://a.org @sami`", &[("code", "https://a.org @sami")]);
        for plain in ["don`t and won`t", "`", "``", "`open", "a `` b"] {
            is(plain, &[("words", plain)]);
        }
    }

    #[test]
    fn links_stand_among_words_of_any_direction() {
        is(
            "انظر https://a.org/x، ثم @sami",
            &[
                ("words", "انظر "),
                ("link", "https://a.org/x"),
                ("words", "، ثم "),
                ("mention", "@sami"),
            ],
        );
    }

    #[test]
    fn the_tokens_of_a_long_line_of_marks_cover_it_without_gap_or_overlap() {
        for piece in [
            "`",
            "@",
            "h",
            "`a",
            "` ",
            "@a",
            "http:/",
            "www.",
            "(https://(",
            "(https://a)",
            "*",
            "*a ",
            " a*",
            "**a _b ~~c ||d ***e ",
            "[",
            "[a](",
            "[](",
            "[a](https://(",
            "\\*",
            &format!("{}{} ", "-www.%".repeat(340), ")".repeat(2_050)),
        ] {
            let line = piece.repeat(32_768 / piece.len());
            for reading in [Reading::Written, Reading::Typed] {
                let mut end = 0;
                for (token, range) in tokens(&line, reading) {
                    assert_eq!(range.start, end, "{piece}: {token:?}");
                    assert!(range.end > end, "{piece}: {token:?}");
                    end = range.end;
                }
                assert_eq!(end, line.len(), "{piece}");
            }
        }
    }
}
