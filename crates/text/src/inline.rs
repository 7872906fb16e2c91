//! Splits one line into what stands in it: words, links, mentions, code.

use std::ops::Range;

use crate::link::{self, Link};
use crate::name::NAME_CHARS;

/// What a stretch of a line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stretch {
    Words,
    Code,
    Mention,
    Link(Link),
}

/// A line in stretches. They cover it, but for the marks around code.
pub(crate) fn split(line: &str) -> Vec<(Stretch, Range<usize>)> {
    let mut found = Vec::new();
    let mut words = 0;
    let mut at = 0;
    while let Some(char) = line.get(at..).and_then(|rest| rest.chars().next()) {
        let special = match char {
            '`' => code(line, at).map(|(inner, after)| (Stretch::Code, inner, after)),
            '@' => mention(line, at).map(|range| (Stretch::Mention, range.clone(), range.end)),
            _ => link::at(line, at)
                .map(|(range, link)| (Stretch::Link(link), range.clone(), range.end)),
        };
        match special {
            Some((stretch, inner, after)) => {
                if words < at {
                    found.push((Stretch::Words, words..at));
                }
                found.push((stretch, inner));
                (at, words) = (after, after);
            }
            None => at += char.len_utf8(),
        }
    }
    if words < line.len() {
        found.push((Stretch::Words, words..line.len()));
    }
    found
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
    use super::{Stretch, split};

    fn parts(line: &str) -> Vec<(&'static str, &str)> {
        split(line)
            .into_iter()
            .map(|(stretch, range)| {
                let kind = match stretch {
                    Stretch::Words => "words",
                    Stretch::Code => "code",
                    Stretch::Mention => "mention",
                    Stretch::Link(_) => "link",
                };
                (kind, &line[range])
            })
            .collect()
    }

    #[test]
    fn names_are_mentions_and_addresses_are_not() {
        assert_eq!(
            parts("@sami hello"),
            [("mention", "@sami"), ("words", " hello")]
        );
        assert_eq!(
            parts("سلام @ليلى_٢٢، كيف"),
            [
                ("words", "سلام "),
                ("mention", "@ليلى_٢٢"),
                ("words", "، كيف")
            ]
        );
        assert_eq!(
            parts("(@sami@example.org:8443)."),
            [
                ("words", "("),
                ("mention", "@sami@example.org:8443"),
                ("words", ")."),
            ]
        );
        assert_eq!(
            parts("@sami@example.org."),
            [("mention", "@sami@example.org"), ("words", ".")]
        );
        for plain in [
            "a@sami",
            "@ab",
            "@",
            "@@sami",
            &format!("@{}", "x".repeat(33)),
        ] {
            assert_eq!(parts(plain), [("words", plain)]);
        }
    }

    #[test]
    fn code_stands_between_marks() {
        assert_eq!(
            parts("run `ls -l` now"),
            [("words", "run "), ("code", "ls -l"), ("words", " now")]
        );
        assert_eq!(parts("و`ls`"), [("words", "و"), ("code", "ls")]);
        assert_eq!(parts("```a `b` c```"), [("code", "a `b` c")]);
        assert_eq!(
            parts("`https://a.org @sami`"),
            [("code", "https://a.org @sami")]
        );
        for plain in ["don`t and won`t", "`", "``", "`open", "a `` b"] {
            assert_eq!(parts(plain), [("words", plain)]);
        }
    }

    #[test]
    fn links_stand_among_words_of_any_direction() {
        assert_eq!(
            parts("انظر https://a.org/x، ثم @sami"),
            [
                ("words", "انظر "),
                ("link", "https://a.org/x"),
                ("words", "، ثم "),
                ("mention", "@sami"),
            ]
        );
    }

    #[test]
    fn a_long_line_of_marks_takes_no_time() {
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
        ] {
            let line = piece.repeat(32_768 / piece.len());
            assert!(!split(&line).is_empty());
        }
    }
}
