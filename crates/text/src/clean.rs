//! Takes out of a text what could harm the page or deceive whoever reads it: controls, what turns
//! the direction of what follows, towers of marks, invisible letters. Splits nothing into spans.

use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation as _;

/// At most so many marks stand on one letter. Arabic with all its signs needs four, Tibetan six.
const MARKS: usize = 6;
/// At most so many characters that cannot be seen stand beside each other.
const INVISIBLE: usize = 2;
/// At most so many characters count as one grapheme: a family of four with skin tones has eleven.
const CHARACTERS_PER_GRAPHEME: usize = 16;
/// A name or a title is shown with at most so many graphemes.
pub const NAME_GRAPHEMES: usize = 64;

/// A text without what was taken out, which remembers where that was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleaned {
    /// What is left. Lines end with `\n`.
    pub text: String,
    /// Which characters are missing, ascending.
    dropped: Vec<u32>,
}

impl Cleaned {
    /// Where a character of the original stands now, in characters.
    pub fn moved(&self, original: u32) -> u32 {
        let before = self.dropped.partition_point(|dropped| *dropped < original);
        original.saturating_sub(u32::try_from(before).unwrap_or(u32::MAX))
    }
}

/// What happens to a character.
enum Fate {
    Keep,
    /// It is kept, unless too many others stand beside it.
    Invisible,
    Mark,
    Break,
    Drop,
}

fn fate(char: char) -> Fate {
    match char {
        '\n' | '\u{0b}' | '\u{0c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Fate::Break,
        '\t' => Fate::Keep,
        // Embeddings, overrides and isolates would reach beyond their line; lines and spans are
        // isolated by the page instead.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Fate::Drop,
        '\u{206a}'..='\u{206f}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{feff}'
        | '\u{1d173}'..='\u{1d17a}' => Fate::Drop,
        '\u{200b}'..='\u{200f}' | '\u{061c}' | '\u{2060}'..='\u{2064}' | '\u{ad}' | '\u{34f}' => {
            Fate::Invisible
        }
        '\u{e0001}' | '\u{e0020}'..='\u{e007f}' => Fate::Invisible,
        other if other.is_control() => Fate::Drop,
        other if is_combining_mark(other) => Fate::Mark,
        _ => Fate::Keep,
    }
}

/// Makes a text safe to be shown, line by line. What it keeps stands in the same order.
pub fn clean(text: &str) -> Cleaned {
    let mut cleaned = Cleaned {
        text: String::with_capacity(text.len()),
        dropped: Vec::new(),
    };
    let mut marks = 0;
    let mut invisible = 0;
    let mut flag = false;
    let mut characters = text.chars().zip(0_u32..).peekable();
    while let Some((char, at)) = characters.next() {
        let kept = match fate(char) {
            Fate::Keep if char == '\u{200d}' => Some(char),
            Fate::Keep => {
                (marks, invisible) = (0, 0);
                // The flags of England, Scotland and Wales are spelt in letters that are not seen.
                flag = char == '\u{1f3f4}';
                Some(char)
            }
            Fate::Break => {
                (marks, invisible, flag) = (0, 0, false);
                Some('\n')
            }
            Fate::Invisible if flag && char >= '\u{e0020}' => Some(char),
            Fate::Invisible if char >= '\u{e0001}' => None,
            Fate::Invisible => {
                invisible += 1;
                (invisible <= INVISIBLE).then_some(char)
            }
            Fate::Mark => {
                marks += 1;
                (marks <= MARKS).then_some(char)
            }
            Fate::Drop
                if char == '\r' && characters.peek().map(|(next, _)| *next) != Some('\n') =>
            {
                (marks, invisible, flag) = (0, 0, false);
                Some('\n')
            }
            Fate::Drop => None,
        };
        match kept {
            Some(char) => cleaned.text.push(char),
            None => cleaned.dropped.push(at),
        }
    }
    cleaned
}

/// A text on one line, for a row of a list: breaks and runs of blanks become one blank, and what
/// is longer than so many graphemes ends with an ellipsis.
pub fn one_line(text: &str, graphemes: usize) -> String {
    // What cannot be shown need not be cleaned.
    let (text, _) = beginning(text, graphemes.saturating_mul(4));
    let cleaned = clean(text).text;
    let mut line = String::with_capacity(cleaned.len());
    for word in cleaned.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    let (kept, more) = beginning(&line, graphemes);
    if more {
        format!("{}…", kept.trim_end())
    } else {
        line
    }
}

/// A name or a title as it is shown: one line, without anything that cannot be seen. Empty if
/// nothing is left: whoever shows it says something else then.
pub fn title(text: &str) -> String {
    let line = one_line(text, NAME_GRAPHEMES);
    let seen: String = line.chars().filter(|char| !is_blank(*char)).collect();
    if seen
        .chars()
        .all(|char| char.is_whitespace() || is_joiner(char))
    {
        String::new()
    } else {
        seen.trim().to_owned()
    }
}

/// Characters that look like nothing, and are not needed to write.
fn is_blank(char: char) -> bool {
    matches!(
        char,
        '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{2060}'
            ..='\u{2064}'
                | '\u{ad}'
                | '\u{34f}'
                | '\u{115f}'
                | '\u{1160}'
                | '\u{3164}'
                | '\u{ffa0}'
                | '\u{2800}'
    )
}

/// Joiners are needed in Persian, and in emoji; alone they are nothing.
fn is_joiner(char: char) -> bool {
    matches!(char, '\u{200c}' | '\u{200d}' | '\u{fe0e}' | '\u{fe0f}')
}

/// The first graphemes of a text, and whether there are more.
pub(crate) fn beginning(text: &str, graphemes: usize) -> (&str, bool) {
    let characters = graphemes.saturating_mul(CHARACTERS_PER_GRAPHEME);
    let hard = text
        .char_indices()
        .nth(characters)
        .map_or(text.len(), |(at, _)| at);
    let within = text.get(..hard).unwrap_or(text);
    let end = within
        .grapheme_indices(true)
        .nth(graphemes)
        .map_or(within.len(), |(at, _)| at);
    (within.get(..end).unwrap_or(within), end < text.len())
}

#[cfg(test)]
mod tests {
    use super::{INVISIBLE, MARKS, NAME_GRAPHEMES, clean, one_line, title};

    #[test]
    fn what_turns_the_direction_of_what_follows_is_taken_out() {
        for char in ['\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}'] {
            assert_eq!(clean(&format!("a{char}b")).text, "ab");
        }
        for char in ['\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}'] {
            assert_eq!(clean(&format!("س{char}ل")).text, "سل");
        }
        assert_eq!(clean("invoice\u{202e}fdp.exe").text, "invoicefdp.exe");
    }

    #[test]
    fn controls_are_taken_out_and_every_break_is_one_break() {
        assert_eq!(clean("a\0b\u{7}c\u{9b}d\u{7f}e").text, "abcde");
        assert_eq!(
            clean("a\r\nb\rc\u{2028}d\u{2029}e\u{b}f").text,
            "a\nb\nc\nd\ne\nf"
        );
        assert_eq!(clean("a\tb").text, "a\tb");
    }

    #[test]
    fn a_tower_of_marks_is_cut() {
        let tower = format!("a{}b", "\u{0301}".repeat(500));
        assert_eq!(clean(&tower).text.chars().count(), MARKS + 2);
        // A joiner between marks does not begin a new tower.
        let sly = format!("a{}", "\u{0301}\u{200d}".repeat(500));
        assert!(clean(&sly).text.chars().count() <= 1 + MARKS + INVISIBLE);
        let quran = "ٱلرَّحْمَـٰنِ ٱلرَّحِيمِ";
        assert_eq!(clean(quran).text, quran);
        let tibetan = "བསྒྲུབས";
        assert_eq!(clean(tibetan).text, tibetan);
    }

    #[test]
    fn what_writing_and_emoji_need_stays() {
        for text in ["می‌خواهم", "👨‍👩‍👧‍👦", "👩🏽‍🚀", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "1️⃣", "🏳️‍🌈", "क्‍ष", "a\u{200f}!"]
        {
            assert_eq!(clean(text).text, text);
        }
    }

    #[test]
    fn invisible_characters_are_few_and_hidden_letters_are_none() {
        assert_eq!(
            clean(&format!("a{}b", "\u{200b}".repeat(99)))
                .text
                .chars()
                .count(),
            2 + INVISIBLE
        );
        assert_eq!(clean("a\u{e0041}\u{e0042}b").text, "ab");
    }

    #[test]
    fn a_place_in_the_original_is_found_again() {
        let cleaned = clean("\u{202e}ab\0cd\r\nef");
        assert_eq!(cleaned.text, "abcd\nef");
        let original: Vec<char> = "\u{202e}ab\0cd\r\nef".chars().collect();
        let left: Vec<char> = cleaned.text.chars().collect();
        for (at, char) in original
            .iter()
            .enumerate()
            .filter(|(_, char)| char.is_alphabetic())
        {
            let moved = cleaned.moved(u32::try_from(at).unwrap());
            assert_eq!(left[moved as usize], *char);
        }
    }

    #[test]
    fn a_line_has_no_breaks_and_an_end() {
        assert_eq!(one_line("  a\n\n b\t c ", 10), "a b c");
        assert_eq!(one_line("abcdef", 3), "abc…");
        assert_eq!(one_line("abc", 3), "abc");
        assert_eq!(one_line(&"👨‍👩‍👧‍👦".repeat(4), 2), "👨‍👩‍👧‍👦👨‍👩‍👧‍👦…");
        let joined = "👩\u{200d}".repeat(100_000);
        assert!(one_line(&joined, 8).chars().count() < 200);
    }

    #[test]
    fn a_name_that_cannot_be_seen_is_none() {
        for nothing in [
            "",
            " \n",
            "\u{200b}",
            "\u{3164}\u{3164}",
            "\u{2800}",
            "\u{200d}\u{200c}",
            "\u{202e}",
        ] {
            assert_eq!(title(nothing), "");
        }
        assert_eq!(title(" هدهد\u{200f} "), "هدهد");
        assert_eq!(title(&"x".repeat(500)).chars().count(), NAME_GRAPHEMES + 1);
        assert_eq!(title("می‌خواهم"), "می‌خواهم");
    }
}
