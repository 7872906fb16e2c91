//! What may be a name: one script, Latin `a`–`z` or Arabic letters, and with either digits and `_`. A
//! host judges by it which names it gives, and the app says by it what is wrong with one.

use std::ops::RangeInclusive;

use unicode_normalization::UnicodeNormalization as _;

use crate::arabic;

/// A name has at least and at most so many characters.
pub const NAME_CHARS: RangeInclusive<usize> = 3..=32;

/// Why something is no name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameFault {
    /// It holds this, which no name does.
    Stray(char),
    /// Its letters are of two scripts.
    Mixed,
    /// It begins with a digit or `_`.
    NoLetterFirst,
    /// It has too few characters.
    TooShort,
    /// It has too many.
    TooLong,
}

/// A script that names are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Arabic,
}

/// A name as it is looked up: in normal form KC, in small letters, with European digits.
#[must_use]
pub fn folded_name(name: &str) -> String {
    name.nfkc()
        .map(|char| arabic::european(char).to_ascii_lowercase())
        .collect()
}

/// What is wrong with a folded name, if anything is.
#[must_use]
pub fn name_fault(folded: &str) -> Option<NameFault> {
    let fits = |char: char| char == '_' || char.is_ascii_digit() || script(char).is_some();
    if let Some(stray) = folded.chars().find(|char| !fits(*char)) {
        return Some(NameFault::Stray(stray));
    }
    let count = folded.chars().count();
    if count < *NAME_CHARS.start() {
        return Some(NameFault::TooShort);
    }
    if count > *NAME_CHARS.end() {
        return Some(NameFault::TooLong);
    }
    let Some(first) = folded.chars().next().and_then(script) else {
        return Some(NameFault::NoLetterFirst);
    };
    folded
        .chars()
        .filter_map(script)
        .any(|script| script != first)
        .then_some(NameFault::Mixed)
}

/// The script of a letter that may stand in a name. Marks and the tatweel are not letters here.
fn script(char: char) -> Option<Script> {
    match char {
        'a'..='z' => Some(Script::Latin),
        '\u{0620}'..='\u{063f}'
        | '\u{0641}'..='\u{064a}'
        | '\u{066e}'..='\u{066f}'
        | '\u{0671}'..='\u{06d3}'
        | '\u{06d5}'
        | '\u{06ee}'..='\u{06ef}'
        | '\u{06fa}'..='\u{06fc}'
        | '\u{06ff}' => Some(Script::Arabic),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{NameFault, folded_name, name_fault};

    fn fault(name: &str) -> Option<NameFault> {
        name_fault(&folded_name(name))
    }

    #[test]
    fn letters_of_one_script_digits_and_a_low_line_make_a_name() {
        for name in ["Layla_99", "ليلى٩٩", "Ｌａｙｌａ", "abc", &"a".repeat(32)] {
            assert_eq!(fault(name), None, "{name}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_name_is_said() {
        assert_eq!(fault("محمّد"), Some(NameFault::Stray('\u{0651}')));
        assert_eq!(fault("léa"), Some(NameFault::Stray('é')));
        assert_eq!(fault("a b c"), Some(NameFault::Stray(' ')));
        assert_eq!(fault("ali!"), Some(NameFault::Stray('!')));
        assert_eq!(fault("лауlа"), Some(NameFault::Stray('л')));
        assert_eq!(fault("12345"), Some(NameFault::NoLetterFirst));
        assert_eq!(fault("_layla"), Some(NameFault::NoLetterFirst));
        assert_eq!(fault("laylaليلى"), Some(NameFault::Mixed));
        assert_eq!(fault("ab"), Some(NameFault::TooShort));
        assert_eq!(fault(""), Some(NameFault::TooShort));
        assert_eq!(fault(&"a".repeat(33)), Some(NameFault::TooLong));
    }
}
