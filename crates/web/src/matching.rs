//! Whether a name is meant by what was typed, in both scripts. Pure.

use hudhud_text::arabic;

/// What is typed and what is searched, made alike: small letters, no signs that people leave out, one
/// form of letters that they write for each other, European digits.
pub(crate) fn folded(text: &str) -> String {
    text.chars()
        .filter(|char| !arabic::is_sign(*char) && !is_invisible(*char))
        .flat_map(char::to_lowercase)
        .map(|char| arabic::european(arabic::searched(char)))
        .collect()
}

/// What looks like nothing; between isolates stands a name that was filled into a string.
const fn is_invisible(char: char) -> bool {
    matches!(
        char,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}' | '\u{feff}'
    )
}

/// How well a folded name is meant by a folded query: 0 best; `None`: not at all.
pub(crate) fn rank(name: &str, query: &str) -> Option<u8> {
    if query.is_empty() {
        return Some(0);
    }
    let name = name.trim_start_matches('@');
    let query = query.trim_start_matches('@');
    if name.starts_with(query) {
        Some(0)
    } else if name
        .split(|letter: char| !letter.is_alphanumeric())
        .any(|word| word.starts_with(query))
    {
        Some(1)
    } else if name.contains(query) {
        Some(2)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use hudhud_text::arabic;

    use super::{folded, rank};

    fn ranked(name: &str, query: &str) -> Option<u8> {
        rank(&folded(name), &folded(query))
    }

    #[test]
    fn a_name_is_found_by_its_beginning_first() {
        assert_eq!(ranked("Sami", "sa"), Some(0));
        assert_eq!(ranked("Abu Sami", "SA"), Some(1));
        assert_eq!(ranked("Hussam", "sa"), Some(2));
        assert_eq!(ranked("Layla", "sa"), None);
        assert_eq!(ranked("layla", "@lay"), Some(0));
    }

    #[test]
    fn nothing_is_left_of_what_cannot_be_seen() {
        assert_eq!(folded("\u{200b}\u{64b}\u{feff}\u{202e}"), "");
        assert_eq!(ranked("La\u{200b}yla", "lay"), Some(0));
    }

    #[test]
    fn arabic_is_found_however_it_is_written() {
        assert_eq!(ranked("أُسامة", "اسامه"), Some(0));
        assert_eq!(ranked("هُدى", "هدي"), Some(0));
        assert_eq!(ranked("ليلى٩", "لیلی9"), Some(0));
    }

    /// A second table would differ from the one that stands in `hudhud-text`.
    #[test]
    fn letters_are_found_by_the_one_table_of_them() {
        for letter in '\u{0620}'..='\u{06ff}' {
            let searched = arabic::searched(letter);
            assert_eq!(folded(&letter.to_string()), folded(&searched.to_string()));
        }
    }
}
