//! The one table of Arabic letters: which are written for each other, which only look alike, which
//! signs are left out, which digits are the same. Search, lists of people, names and the judgement of
//! imitation all stand on it; how far each of them goes is their own choice, and differs on purpose.

/// The letter that a search looks for in place of this one: people write the two for each other by
/// habit, and by keyboard.
#[must_use]
pub const fn searched(letter: char) -> char {
    match letter {
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ی' => 'ي',
        'ة' => 'ه',
        'ک' => 'ك',
        other => other,
    }
}

/// The letter that this one can be taken for: besides those that are written for each other, those
/// that only look alike. It is for names that may deceive; a search would find too much by it.
#[must_use]
pub const fn taken_for(letter: char) -> char {
    match searched(letter) {
        'ئ' | 'ې' => 'ي',
        'ؤ' => 'و',
        'ہ' | 'ھ' | 'ە' => 'ه',
        'ڪ' => 'ك',
        other => other,
    }
}

/// A sign that people leave out: vowels, the marks of recitation, and the tatweel that stretches a
/// line.
#[must_use]
pub const fn is_sign(char: char) -> bool {
    matches!(char,
        '\u{0610}'..='\u{061a}' | '\u{0640}' | '\u{064b}'..='\u{065f}' | '\u{0670}'
        | '\u{06d6}'..='\u{06ed}' | '\u{08d3}'..='\u{08ff}')
}

/// A digit as it is written in Europe, where it is one of those written in Arabic or Persian.
#[must_use]
pub const fn european(digit: char) -> char {
    let value = match digit {
        '٠'..='٩' => digit as u32 - '٠' as u32,
        '۰'..='۹' => digit as u32 - '۰' as u32,
        _ => return digit,
    };
    match char::from_digit(value, 10) {
        Some(european) => european,
        None => digit,
    }
}

#[cfg(test)]
mod tests {
    use super::{european, is_sign, searched, taken_for};

    fn block() -> impl Iterator<Item = char> {
        '\u{0600}'..='\u{08ff}'
    }

    #[test]
    fn a_letter_is_changed_once_and_no_further() {
        for letter in block() {
            assert_eq!(searched(searched(letter)), searched(letter), "{letter}");
            assert_eq!(taken_for(taken_for(letter)), taken_for(letter), "{letter}");
        }
    }

    #[test]
    fn what_a_search_takes_for_one_letter_can_deceive_too() {
        for letter in block() {
            assert_eq!(taken_for(searched(letter)), taken_for(letter), "{letter}");
        }
    }

    #[test]
    fn vowels_and_the_tatweel_are_signs_and_no_letter_is_one() {
        assert!("ًَُّْٰـٓ".chars().all(is_sign));
        assert!(
            !"ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيٱپچژکگیەھہ٠۹،؟"
                .chars()
                .any(is_sign)
        );
    }

    #[test]
    fn digits_of_three_scripts_are_one_number() {
        let folded = |text: &str| text.chars().map(european).collect::<String>();
        assert_eq!(folded("٠١٢٣٤٥٦٧٨٩"), "0123456789");
        assert_eq!(folded("۰۱۲۳۴۵۶۷۸۹"), "0123456789");
        assert_eq!(folded("0a×"), "0a×");
    }
}
