//! What is an emoji, and which texts are nothing else. It has no names for them.

use unicode_segmentation::UnicodeSegmentation as _;

/// Characters that are shown as pictures without being asked to, by first and last (Unicode's
/// `Emoji_Presentation`; planes of pictures are taken whole, so that new ones count).
const PICTURES: &[(char, char)] = &[
    ('\u{231a}', '\u{231b}'),
    ('\u{23e9}', '\u{23ec}'),
    ('\u{23f0}', '\u{23f0}'),
    ('\u{23f3}', '\u{23f3}'),
    ('\u{25fd}', '\u{25fe}'),
    ('\u{2614}', '\u{2615}'),
    ('\u{2648}', '\u{2653}'),
    ('\u{267f}', '\u{267f}'),
    ('\u{2693}', '\u{2693}'),
    ('\u{26a1}', '\u{26a1}'),
    ('\u{26aa}', '\u{26ab}'),
    ('\u{26bd}', '\u{26be}'),
    ('\u{26c4}', '\u{26c5}'),
    ('\u{26ce}', '\u{26ce}'),
    ('\u{26d4}', '\u{26d4}'),
    ('\u{26ea}', '\u{26ea}'),
    ('\u{26f2}', '\u{26f3}'),
    ('\u{26f5}', '\u{26f5}'),
    ('\u{26fa}', '\u{26fa}'),
    ('\u{26fd}', '\u{26fd}'),
    ('\u{2705}', '\u{2705}'),
    ('\u{270a}', '\u{270b}'),
    ('\u{2728}', '\u{2728}'),
    ('\u{274c}', '\u{274c}'),
    ('\u{274e}', '\u{274e}'),
    ('\u{2753}', '\u{2755}'),
    ('\u{2757}', '\u{2757}'),
    // The heart is written without its selector as often as with it.
    ('\u{2764}', '\u{2764}'),
    ('\u{2795}', '\u{2797}'),
    ('\u{27b0}', '\u{27b0}'),
    ('\u{27bf}', '\u{27bf}'),
    ('\u{2b1b}', '\u{2b1c}'),
    ('\u{2b50}', '\u{2b50}'),
    ('\u{2b55}', '\u{2b55}'),
    ('\u{1f004}', '\u{1f004}'),
    ('\u{1f0cf}', '\u{1f0cf}'),
    ('\u{1f18e}', '\u{1f18e}'),
    ('\u{1f191}', '\u{1f19a}'),
    ('\u{1f201}', '\u{1f201}'),
    ('\u{1f21a}', '\u{1f21a}'),
    ('\u{1f22f}', '\u{1f22f}'),
    ('\u{1f232}', '\u{1f236}'),
    ('\u{1f238}', '\u{1f23a}'),
    ('\u{1f250}', '\u{1f251}'),
    ('\u{1f300}', '\u{1f64f}'),
    ('\u{1f680}', '\u{1f6ff}'),
    ('\u{1f7e0}', '\u{1f7f0}'),
    ('\u{1f900}', '\u{1faff}'),
];

/// Whether a grapheme is one emoji.
pub fn is_emoji(grapheme: &str) -> bool {
    let mut characters = grapheme.chars();
    let Some(first) = characters.next() else {
        return false;
    };
    let mut graphemes = grapheme.graphemes(true);
    if graphemes.next() != Some(grapheme) {
        return false;
    }
    let second = characters.next();
    match first {
        // A flag is two letters; one alone is none.
        '\u{1f1e6}'..='\u{1f1ff}' => second.is_some(),
        '0'..='9' | '#' | '*' => grapheme.ends_with('\u{20e3}'),
        _ if second == Some('\u{fe0e}') => false,
        _ => is_picture(first) || (second == Some('\u{fe0f}') && is_symbol(first)),
    }
}

/// Whether the selector for pictures may make one of this: Unicode has such symbols here and in no
/// other place, between letters, spaces and marks that combine.
fn is_symbol(char: char) -> bool {
    matches!(char, '\u{a9}' | '\u{ae}' | '\u{203c}'..='\u{3299}' | '\u{1f000}'..='\u{1faff}')
        && !matches!(char, '\u{20d0}'..='\u{20ff}' | '\u{302a}'..='\u{302f}')
        && !char.is_alphanumeric()
        && !char.is_whitespace()
}

fn is_picture(char: char) -> bool {
    PICTURES
        .binary_search_by(|(first, last)| {
            if char < *first {
                std::cmp::Ordering::Greater
            } else if char > *last {
                std::cmp::Ordering::Less
            } else {
                std::cmp::Ordering::Equal
            }
        })
        .is_ok()
}

/// How many emoji a text is, if it is nothing else and they are at most so many.
pub fn only_emoji(text: &str, most: usize) -> Option<usize> {
    let mut count = 0;
    for grapheme in text
        .graphemes(true)
        .filter(|grapheme| !grapheme.trim().is_empty())
    {
        if count == most || !is_emoji(grapheme) {
            return None;
        }
        count += 1;
    }
    (count > 0).then_some(count)
}

#[cfg(test)]
mod tests {
    use super::{PICTURES, is_emoji, only_emoji};

    #[test]
    fn pictures_flags_and_families_are_one_emoji() {
        for emoji in [
            "🙂",
            "👍🏽",
            "❤️",
            "❤",
            "🇵🇸",
            "👨‍👩‍👧‍👦",
            "1️⃣",
            "☀️",
            "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
            "⭐",
            "🫶",
            "©️",
        ] {
            assert!(is_emoji(emoji), "{emoji}");
        }
    }

    #[test]
    fn letters_digits_and_half_a_flag_are_not() {
        for other in [
            "",
            "a",
            "س",
            "1",
            "#",
            "🇵",
            "☀",
            "🙂🙂",
            "☀\u{fe0e}",
            "a\u{fe0f}",
            "\u{2003}\u{fe0f}",
            "\u{20e3}\u{fe0f}",
            "\u{200d}\u{fe0f}",
            "—",
        ] {
            assert!(!is_emoji(other), "{other:?}");
        }
    }

    #[test]
    fn a_few_emoji_alone_are_counted() {
        assert_eq!(only_emoji("🙂", 3), Some(1));
        assert_eq!(only_emoji(" 🙂 👍🏽\n❤️ ", 3), Some(3));
        assert_eq!(only_emoji("🙂🙂🙂🙂", 3), None);
        assert_eq!(only_emoji("🙂!", 3), None);
        assert_eq!(only_emoji("", 3), None);
        assert_eq!(only_emoji(&"🙂".repeat(4_000), 3), None);
    }

    #[test]
    fn the_table_is_in_order() {
        assert!(PICTURES.windows(2).all(|pair| pair[0].1 < pair[1].0));
    }
}
