//! Whether a name is meant by what was typed, in both scripts. Pure.

/// What is typed and what is searched, made alike: small letters, no vowel marks, one form of the
/// Arabic letters that people write for each other.
pub(super) fn folded(text: &str) -> String {
    text.chars()
        .filter(|letter| !is_mark(*letter))
        .flat_map(char::to_lowercase)
        .map(|letter| match letter {
            'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
            'ى' => 'ي',
            'ة' => 'ه',
            other => other,
        })
        .collect()
}

const fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{064b}'..='\u{0652}' | '\u{0640}' | '\u{0670}' | '\u{2066}'..='\u{2069}')
}

/// How well a folded name is meant by a folded query: 0 best; `None`: not at all.
pub(super) fn rank(name: &str, query: &str) -> Option<u8> {
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
    fn arabic_is_found_however_it_is_written() {
        assert_eq!(ranked("أُسامة", "اسامه"), Some(0));
        assert_eq!(ranked("هُدى", "هدي"), Some(0));
    }
}
