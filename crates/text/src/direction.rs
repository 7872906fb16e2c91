//! Which way a line runs: by its first letter that knows (UAX #9, P2), where digits, signs and
//! emoji do not know. Mentions, links and code are left out by whoever splits a line into spans.

/// Which way text runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// As Latin does.
    LeftToRight,
    /// As Arabic does.
    RightToLeft,
    /// It holds nothing that says: it runs as what surrounds it.
    Neutral,
}

/// The direction of a text by its first letter.
pub fn direction(text: &str) -> Direction {
    text.chars().find_map(strong).unwrap_or(Direction::Neutral)
}

/// The direction that a character gives to its line, if it gives one.
fn strong(char: char) -> Option<Direction> {
    match char {
        '\u{200e}' => Some(Direction::LeftToRight),
        '\u{200f}' | '\u{061c}' => Some(Direction::RightToLeft),
        // Letters in squares and circles stand among the emoji.
        '\u{1f100}'..='\u{1faff}' => None,
        // Hebrew, Arabic, Syriac, Thaana, N'Ko and their neighbours; the presentation forms; the
        // planes that Unicode keeps for scripts that run so.
        '\u{0590}'..='\u{08ff}'
        | '\u{fb1d}'..='\u{fdff}'
        | '\u{fe70}'..='\u{feff}'
        | '\u{10800}'..='\u{10fff}'
        | '\u{1e800}'..='\u{1efff}' => char.is_alphabetic().then_some(Direction::RightToLeft),
        other => other.is_alphabetic().then_some(Direction::LeftToRight),
    }
}

#[cfg(test)]
mod tests {
    use super::Direction::{LeftToRight, Neutral, RightToLeft};
    use super::direction;

    #[test]
    fn the_first_letter_decides() {
        assert_eq!(direction("hello سلام"), LeftToRight);
        assert_eq!(direction("سلام hello"), RightToLeft);
        assert_eq!(direction("שלום"), RightToLeft);
        assert_eq!(direction("Привет"), LeftToRight);
        assert_eq!(direction("你好"), LeftToRight);
        assert_eq!(direction("ﷺ"), RightToLeft);
        assert_eq!(direction("𞤀𞤁"), RightToLeft);
    }

    #[test]
    fn digits_signs_and_emoji_do_not_decide() {
        assert_eq!(direction("12:30 … سلام"), RightToLeft);
        assert_eq!(direction("٣٤ apples"), LeftToRight);
        assert_eq!(direction("۴۵ (!) سیب"), RightToLeft);
        assert_eq!(direction("🙂🅰️ — سلام"), RightToLeft);
        assert_eq!(direction("،؛؟ hello"), LeftToRight);
        assert_eq!(direction(""), Neutral);
        assert_eq!(direction("١٢٣ 456 👍🏽 ❤️ !?"), Neutral);
    }

    #[test]
    fn a_mark_for_direction_decides() {
        assert_eq!(direction("\u{200f}hello"), RightToLeft);
        assert_eq!(direction("\u{200e}سلام"), LeftToRight);
        assert_eq!(direction("\u{061c}42 hello"), RightToLeft);
    }
}
