//! The words of a text without its signs, where there is no room for how they look: in lists, in
//! notifications, on a terminal, and for whoever searches.

use crate::blocks::{BlockKind, blocks};
use crate::clean::clean;
use crate::inline::split;
use crate::marks::{Reading, Style};

/// What stands for a letter that somebody has hidden.
const MASK: char = '▒';

/// The words, with a mask over each letter that is hidden.
#[must_use]
pub fn plain(text: &str) -> String {
    words(text, |char| if char.is_whitespace() { char } else { MASK })
}

/// The words as they are searched, also those that are hidden: of as many characters as [`plain`] has.
#[must_use]
pub fn searchable(text: &str) -> String {
    words(text, |char| char)
}

fn words(text: &str, hidden: impl Fn(char) -> char) -> String {
    let cleaned = clean(text).text;
    let mut plain = String::with_capacity(cleaned.len());
    for (index, block) in blocks(&cleaned)
        .into_iter()
        .filter(|block| block.kind != BlockKind::Fence)
        .enumerate()
    {
        if index > 0 {
            plain.push('\n');
        }
        if block.kind == BlockKind::Code {
            plain.push_str(block.text);
            continue;
        }
        for piece in split(block.text, Reading::Written) {
            if piece.look.has(Style::Hidden) {
                plain.extend(piece.text.chars().map(&hidden));
            } else {
                plain.push_str(&piece.text);
            }
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::{plain, searchable};

    #[test]
    fn words_lose_their_signs_and_what_is_hidden_is_masked() {
        let text = "> **a** \\*b\\* `c`\n```rust\nd\n```\n[e](https://a.org) ||f g||";
        assert_eq!(plain(text), "a *b* c\nd\ne ▒ ▒");
        assert_eq!(searchable(text), "a *b* c\nd\ne f g");
        assert_eq!(
            plain("2*3*4 https://a.org/a_b_c?x"),
            "2*3*4 https://a.org/a_b_c?x"
        );
    }

    #[test]
    fn a_sign_that_is_not_seen_uncovers_nothing() {
        assert_eq!(plain("|\u{202e}|secret||"), "▒▒▒▒▒▒");
    }
}
