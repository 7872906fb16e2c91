//! The name that a person gives themselves, in any script. It is not looked up, and nobody else
//! confirms it: it is only made safe to stand among other words.

use unicode_normalization::UnicodeNormalization as _;
use unicode_segmentation::UnicodeSegmentation as _;

use crate::clean::title;

/// A display name has at most so many graphemes.
pub const DISPLAY_NAME_GRAPHEMES: usize = 48;

/// A display name as it is kept and shown: one line in normal form C, without anything that cannot be
/// seen, that turns the text, or that makes it look like a confirmed name. Empty if nothing is left;
/// `None` if that has more than [`DISPLAY_NAME_GRAPHEMES`], or more than so many bytes.
#[must_use]
pub fn display_name(text: &str, bytes: usize) -> Option<String> {
    // What is this much longer stays too long, whatever is taken out of it.
    if text.len() > bytes.saturating_mul(4) {
        return None;
    }
    // An `@` stands before names that a host has confirmed, and nowhere else.
    let text: String = text.chars().filter(|char| !is_at(*char)).collect();
    // What stood between a letter and its mark is gone by now.
    let name: String = title(&text).nfc().collect();
    let fits = name.len() <= bytes && name.graphemes(true).nth(DISPLAY_NAME_GRAPHEMES).is_none();
    fits.then_some(name)
}

/// Signs that look like `@`.
fn is_at(char: char) -> bool {
    matches!(char, '@' | '\u{fe6b}' | '\u{ff20}')
}

#[cfg(test)]
mod tests {
    use super::{DISPLAY_NAME_GRAPHEMES, display_name};

    const BYTES: usize = 192;

    fn named(text: &str) -> Option<String> {
        display_name(text, BYTES)
    }

    #[test]
    fn a_display_name_may_be_written_in_any_script() {
        for name in [
            "Layla Haddad",
            "ليلى حدّاد",
            "Zoë O’Neill-Márquez",
            "山田 太郎",
            "Ольга",
            "می‌خواهم",
            "अनुष्का",
            "👩🏽‍🚀 Nour",
        ] {
            assert_eq!(named(name).as_deref(), Some(name));
        }
        assert_eq!(named("e\u{301}").as_deref(), Some("é"));
    }

    #[test]
    fn what_deceives_is_taken_out_of_a_display_name() {
        assert_eq!(named("  La\u{202e}yla\n\tH. ").as_deref(), Some("Layla H."));
        assert_eq!(named("@admin").as_deref(), Some("admin"));
        assert_eq!(named("a ＠b﹫c").as_deref(), Some("a bc"));
        assert_eq!(named("\u{200b}\u{2800}\u{202e}").as_deref(), Some(""));
        let tower = format!("a{}", "\u{0301}".repeat(40));
        assert!(named(&tower).unwrap().chars().count() < 10);
    }

    #[test]
    fn a_display_name_has_an_end() {
        let longest = "x".repeat(DISPLAY_NAME_GRAPHEMES);
        assert_eq!(named(&longest), Some(longest.clone()));
        assert_eq!(named(&format!("{longest}x")), None);
        assert_eq!(named(&"👩🏽‍🚀".repeat(20)), None);
        assert_eq!(named(&"\u{202e}".repeat(100_000)), None);
    }

    #[test]
    fn a_display_name_that_was_made_safe_stays_as_it_is() {
        for text in [
            " a\u{200f}b ",
            "@x\u{301}\u{301}",
            "می\u{200c} ",
            "ﷺ",
            "a\u{34f}\u{301}",
        ] {
            let once = named(text).unwrap();
            assert_eq!(named(&once), Some(once.clone()), "{text:?}");
        }
    }
}
