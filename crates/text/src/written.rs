//! From what a person types to a message in Markdown, and back into the field where it is changed.
//! What people type without meaning anything by it keeps its signs for every reader.

use std::ops::Range;

use crate::blocks::{Block, BlockKind, blocks};
use crate::inline::{Piece, Token, literal, split, tokens, without_backslashes};
use crate::marks::{Reading, Role};

/// An entity of HTML has at most so many letters.
const ENTITY_CHARS: usize = 32;

/// The message that says what a person typed.
#[must_use]
pub fn written(typed: &str) -> String {
    over(typed, |block, out| {
        let line = block.text;
        let mut begins = true;
        for (token, range) in tokens(line, Reading::Typed) {
            write(line, (token, range), begins, out);
            begins = false;
        }
    })
}

/// What a person would have typed to write this message; what nobody could type stays as it is.
#[must_use]
pub fn typed(written: &str) -> String {
    let shown = layout(written, Reading::Written);
    [Backslashes::Gone, Backslashes::Stay]
        .into_iter()
        .map(|backslashes| over(written, |block, out| retype(block, backslashes, out)))
        .find(|typed| layout(typed, Reading::Typed) == shown)
        .unwrap_or_else(|| written.to_owned())
}

/// A text with each line of words changed.
fn over(text: &str, change: impl Fn(&Block<'_>, &mut String)) -> String {
    let mut out = String::with_capacity(text.len());
    for (index, block) in blocks(text).iter().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        out.push_str(block.signs);
        match block.kind {
            BlockKind::Words => change(block, &mut out),
            BlockKind::Code | BlockKind::Fence => out.push_str(block.text),
        }
    }
    out
}

fn layout(text: &str, reading: Reading) -> Vec<(BlockKind, u8, Vec<Piece>)> {
    blocks(text)
        .iter()
        .map(|block| {
            let pieces = match block.kind {
                BlockKind::Words => split(block.text, reading),
                BlockKind::Code | BlockKind::Fence => split(block.text, Reading::Typed),
            };
            (block.kind, block.quoted, pieces)
        })
        .collect()
}

fn write(line: &str, (token, range): (Token, Range<usize>), begins: bool, out: &mut String) {
    let whole = line.get(range.clone()).unwrap_or("");
    let after = line.get(range.end..).unwrap_or("");
    match token {
        Token::Words => words(whole, after, begins, out),
        Token::Named(words, _) => {
            out.push('[');
            for char in line.get(words.clone()).unwrap_or("").chars() {
                if matches!(char, '\\' | '*' | '_' | '~' | '`' | '<' | '&' | '|') {
                    out.push('\\');
                }
                out.push(char);
            }
            slashes(line.get(words.end..range.end), out);
        }
        Token::Run(run) if matches!(run.role, Role::Opens | Role::Closes) => out.push_str(whole),
        Token::Run(run) => {
            let signs = whole.trim_start_matches('\\');
            if literal(&run, whole).len() > signs.len() {
                out.push_str("\\\\");
            }
            let sign = signs.chars().next().unwrap_or(' ');
            let escapes = run.could_mean_something(sign) || whole.len() > signs.len();
            for sign in signs.chars() {
                if escapes {
                    out.push('\\');
                }
                out.push(sign);
            }
        }
        Token::Link(_) => slashes(Some(whole), out),
        Token::Escape | Token::Code(_) | Token::Mention => out.push_str(whole),
    }
}

/// An address, in which browsers take a backslash for a slash, and readers of Markdown do not.
fn slashes(address: Option<&str>, out: &mut String) {
    out.push_str(&address.unwrap_or("").replace('\\', "/"));
}

/// Words that are nothing but words, for readers who know more of Markdown than is shown here.
fn words(text: &str, after: &str, begins: bool, out: &mut String) {
    for (at, char) in text.char_indices() {
        let rest = text.get(at + char.len_utf8()..).unwrap_or("");
        let next = rest.chars().chain(after.chars()).next();
        let first = begins && at == 0;
        let means = match char {
            '\\' => next.is_some_and(|next| next.is_ascii_punctuation()),
            '`' => true,
            '<' => next.is_some_and(|next| next.is_ascii_alphabetic() || "/!?".contains(next)),
            '&' => is_entity(rest),
            '[' => rest.contains("](") || after.contains("]("),
            '>' => first,
            '#' => {
                let heading = rest.trim_start_matches('#');
                first && (heading.is_empty() && after.is_empty() || heading.starts_with(' '))
            }
            _ => false,
        };
        if means {
            out.push('\\');
        }
        out.push(char);
    }
}

fn is_entity(rest: &str) -> bool {
    rest.chars()
        .take(ENTITY_CHARS)
        .find(|char| !char.is_ascii_alphanumeric() && *char != '#')
        == Some(';')
}

/// Whether a backslash that takes the meaning from a sign is typed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Backslashes {
    Gone,
    Stay,
}

fn retype(block: &Block<'_>, backslashes: Backslashes, out: &mut String) {
    let line = block.text;
    for (token, range) in tokens(line, Reading::Written) {
        let whole = line.get(range.clone()).unwrap_or("");
        match token {
            Token::Escape => {
                let sign = whole.get(1..).unwrap_or("");
                if backslashes == Backslashes::Stay && "*_~|[`>".contains(sign) {
                    out.push('\\');
                }
                out.push_str(sign);
            }
            Token::Named(words, _) => {
                out.push('[');
                out.push_str(&without_backslashes(line.get(words.clone()).unwrap_or("")));
                out.push_str(line.get(words.end..range.end).unwrap_or(""));
            }
            Token::Words | Token::Code(_) | Token::Mention | Token::Link(_) | Token::Run(_) => {
                out.push_str(whole)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{layout, typed, written};
    use crate::marks::Reading;

    #[test]
    fn what_means_nothing_arrives_as_it_was_typed() {
        for (text, message) in [
            ("2*3*4", r"2\*3\*4"),
            ("snake_case_name", "snake_case_name"),
            (r"¯\_(ツ)_/¯", r"¯\\\_(ツ)\_/¯"),
            (r"C:\new", r"C:\new"),
            ("5 * 3", "5 * 3"),
            ("a || b", "a || b"),
            ("AT&T &amp; <b>", r"AT&T \&amp; \<b>"),
            ("# no", r"\# no"),
            ("#yes", "#yes"),
            (">_<", r"\>\_<"),
            ("don`t", r"don\`t"),
            (
                "**yes** `2*3` https://a.org/a_b_",
                r"**yes** `2*3` https://a.org/a_b\_",
            ),
            (r"\*no\*", r"\*no\*"),
            (r"\> no", r"\> no"),
            ("```\n2*3\n```", "```\n2*3\n```"),
        ] {
            assert_eq!(written(text), message, "{text}");
            assert_eq!(typed(message), text, "{message}");
        }
    }

    #[test]
    fn a_message_says_what_was_typed_whatever_that_was() {
        let letters = [
            "*",
            "**",
            "_",
            "~~",
            "||",
            "`",
            "```",
            "\\",
            "[",
            "](",
            ")",
            ">",
            " ",
            "\n",
            "a",
            "ب",
            "#",
            "<",
            "&lt;",
            "@sami",
            "https://a.org/_x",
            "(",
            "1",
            "¯",
            "***",
        ];
        let mut state = 7_u64;
        let mut stayed = 0;
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..12 {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                text.push_str(letters[(state >> 33) as usize % letters.len()]);
            }
            let message = written(&text);
            assert_eq!(
                layout(&message, Reading::Written),
                layout(&text, Reading::Typed),
                "{text:?} became {message:?}"
            );
            let back = typed(&message);
            if back == message {
                stayed += 1;
                continue;
            }
            assert_eq!(
                layout(&written(&back), Reading::Written),
                layout(&message, Reading::Written),
                "{text:?} became {message:?}"
            );
        }
        // What nobody could have typed is rare, and so is what needs no backslash here.
        assert!(stayed < 10_000, "{stayed}");
    }
}
