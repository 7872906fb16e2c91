//! Which names look like others. Whether that is meant to deceive is for a person to say.

use unicode_normalization::UnicodeNormalization as _;

use crate::arabic;
use crate::clean::title;

/// What a name looks like: two names with one skeleton can be taken for each other. A host judges by
/// it which names it gives, and the app which names it warns of.
#[must_use]
pub fn skeleton(name: &str) -> String {
    let folded: String = lower(name)
        .chars()
        .filter(|char| !matches!(char, '_' | '-' | '.' | ' ' | '\u{0640}'))
        .map(alike)
        .collect();
    let skeleton: String = unicode_security::skeleton(&folded).collect();
    skeleton.to_lowercase().chars().map(alike).collect()
}

/// Whether one name is not the other, and looks like it.
pub fn resembles(one: &str, other: &str) -> bool {
    lower(one) != lower(other) && skeleton(one) == skeleton(other)
}

fn lower(name: &str) -> String {
    let written: String = title(name).nfkc().map(arabic::european).collect();
    written.to_lowercase()
}

/// Letters that people take for each other, which Unicode's tables of confusables keep apart.
fn alike(char: char) -> char {
    match arabic::taken_for(char) {
        '0' => 'o',
        '1' | 'i' => 'l',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::{resembles, skeleton};

    #[test]
    fn names_that_can_be_taken_for_each_other_resemble() {
        for (one, other) in [
            ("paypal", "pаypal"),
            ("sami", "sam1"),
            ("google", "g00gle"),
            ("layla_h", "laylah"),
            ("أحمد", "احمد"),
            ("فاطمة", "فاطمه"),
            ("علي", "على"),
            ("ليلى٩", "ليلي9"),
            ("modern", "rnodern"),
        ] {
            assert!(
                resembles(one, other),
                "{one} {other}: {} {}",
                skeleton(one),
                skeleton(other)
            );
        }
    }

    #[test]
    fn one_name_in_two_cases_is_one_name_and_others_are_others() {
        assert!(!resembles("Sami", "sami"));
        assert!(!resembles("sami", "samir"));
        assert!(!resembles("ليلى", "نور"));
    }
}
