//! A text as lines: words, quoted or not, and code between fences. Knows not what stands in a line.

use crate::inline::is_quote;

/// Of a quote in a quote in a quote, the next sign is a sign.
const QUOTE_DEPTH: u8 = 3;

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BlockKind {
    Words,
    Code,
    /// Begins or ends code, and is not shown.
    Fence,
}

/// A line of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Block<'a> {
    pub(crate) kind: BlockKind,
    /// How deep it is quoted.
    pub(crate) quoted: u8,
    /// The signs of a quote with the blanks after them.
    pub(crate) signs: &'a str,
    /// What stands in it.
    pub(crate) text: &'a str,
}

/// The lines of a text, in order.
pub(crate) fn blocks(text: &str) -> Vec<Block<'_>> {
    // The last line that can end code, so that no fence looks for one on its own.
    let ends = text.split('\n').filter(|line| line.trim() == "```").count();
    let mut left = ends;
    let mut code = false;
    text.split('\n')
        .map(|line| {
            left = left.saturating_sub(usize::from(line.trim() == "```"));
            if is_fence(line) && (code || left > 0) {
                code = !code;
                return Block {
                    kind: BlockKind::Fence,
                    quoted: 0,
                    signs: "",
                    text: line,
                };
            }
            if code {
                return Block {
                    kind: BlockKind::Code,
                    quoted: 0,
                    signs: "",
                    text: line,
                };
            }
            words(line)
        })
        .collect()
}

fn words(line: &str) -> Block<'_> {
    let mut quoted = 0;
    let mut rest = line;
    while quoted < QUOTE_DEPTH && is_quote(rest) {
        let inner = rest.get(1..).unwrap_or("");
        rest = inner.strip_prefix(' ').unwrap_or(inner);
        quoted += 1;
    }
    let (signs, text) = line.split_at(line.len() - rest.len());
    Block {
        kind: BlockKind::Words,
        quoted,
        signs,
        text,
    }
}

/// A line that begins or ends a block of code; a word may follow that says which language it is.
fn is_fence(line: &str) -> bool {
    line.trim()
        .strip_prefix("```")
        .is_some_and(|rest| rest.chars().all(|char| char.is_ascii_alphanumeric()))
}
