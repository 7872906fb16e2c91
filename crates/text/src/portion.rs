//! A text that is too long for one message, in portions that are not.

use unicode_segmentation::UnicodeSegmentation as _;

/// The text in portions of at most so many bytes, in order, without blanks round them. A portion ends
/// where a line does; a line that is too long is cut between words, and a word between graphemes.
#[must_use]
pub fn portions(text: &str, bytes: usize) -> Vec<&str> {
    let mut portions = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() && bytes > 0 {
        let end = if rest.len() <= bytes {
            rest.len()
        } else {
            end(rest, bytes)
        };
        let (portion, after) = rest.split_at(end);
        portions.push(portion.trim_end());
        rest = after.trim_start();
    }
    portions
}

/// Where the first portion of a text ends that is longer than one.
fn end(text: &str, bytes: usize) -> usize {
    let within = text.get(..text.floor_char_boundary(bytes)).unwrap_or("");
    let line = within.rfind('\n').map(|at| at + 1);
    let word = || {
        let blank = within.rfind(char::is_whitespace)?;
        let width = within.get(blank..)?.chars().next()?.len_utf8();
        Some(blank + width)
    };
    // The last grapheme in it may go on beyond.
    let grapheme = || {
        let (at, _) = within.grapheme_indices(true).next_back()?;
        (at > 0).then_some(at)
    };
    line.or_else(word)
        .or_else(grapheme)
        .unwrap_or_else(|| within.len().max(first_width(text)))
}

fn first_width(text: &str) -> usize {
    text.chars().next().map_or(text.len(), char::len_utf8)
}

#[cfg(test)]
mod tests {
    use super::portions;

    #[test]
    fn a_text_that_fits_is_one_portion() {
        assert_eq!(portions(" hello world\n", 64), ["hello world"]);
        assert_eq!(portions("", 64), [""; 0]);
        assert_eq!(portions(" \n ", 64), [""; 0]);
    }

    #[test]
    fn a_portion_ends_with_a_line_else_with_a_word_else_anywhere() {
        assert_eq!(portions("one\ntwo three", 8), ["one", "two", "three"]);
        assert_eq!(portions("one two three", 8), ["one two", "three"]);
        assert_eq!(portions("abcdefgh", 4), ["abc", "def", "gh"]);
        assert_eq!(portions("سلام عليكم", 12), ["سلام", "عليكم"]);
    }

    #[test]
    fn nothing_is_lost_and_no_portion_is_longer_than_wanted() {
        let hostile = format!(
            "{}\n{} {}",
            "x".repeat(1_000),
            "👨‍👩‍👧‍👦".repeat(100),
            "a\u{0301}".repeat(500)
        );
        for bytes in [1, 2, 3, 7, 64, 999, 10_000] {
            let portions = portions(&hostile, bytes);
            let letters = |text: &str| text.split_whitespace().collect::<String>();
            assert_eq!(letters(&portions.concat()), letters(&hostile), "{bytes}");
            // Of a character nothing is left out, however little is wanted.
            assert!(
                portions.iter().all(|one| one.len() <= bytes.max(4)),
                "{bytes}"
            );
        }
    }
}
