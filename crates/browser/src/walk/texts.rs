//! What somebody writes who means to break what shows it.

use super::dice::Dice;

/// As much as one message may hold, in bytes.
pub(super) const LONGEST_BYTES: usize = 32 * 1024;

/// A text, with a mark by which it is known again wherever it is shown; a few are so empty that they
/// bear none.
pub(super) fn text(dice: &mut Dice, mark: &str) -> String {
    let rest = match dice.below(18) {
        0 => "invoice\u{202e}gpj.exe\u{2066}\u{2067} never closed \u{200f}".to_owned(),
        1 => "long ".repeat(LONGEST_BYTES / 5 - 4),
        2 => "longer than it may be ".repeat(LONGEST_BYTES / 20),
        3 => "👨‍👩‍👧‍👦🏳️‍🌈🇪🇬1️⃣👍🏿".repeat(40),
        4 => format!("z{}", "\u{0301}\u{0489}\u{064b}".repeat(400)),
        5 => "<img src=x onerror=alert(1)><script>alert(2)</script></div></body>".to_owned(),
        6 => "line\n".repeat(120),
        7 => format!(
            "https://example.org/{}?q=%E2%80%AE#{}",
            "a".repeat(900),
            "b".repeat(900)
        ),
        8 => "https://bank.example@evil.example http://xn--80ak6aa92e.com javascript:alert(1)"
            .to_owned(),
        9 => "w".repeat(3_000),
        10 => "مرحبا hello ١٢٣ 123 (قوس) [bracket] https://example.org/مسار".to_owned(),
        11 => "@omar @layla @salma @nobody :smile :+1: **bold** `code`".to_owned(),
        12 => "\u{1}\u{7}\u{1b}[31mred\u{7f}\u{85}\u{2028}\u{2029}\u{fffd}\u{feff}".to_owned(),
        13 => "م\u{0651}\u{064e}".repeat(200),
        14 => return "\u{200b}\u{2060}\u{ad}".to_owned(),
        15 => return " \t ".to_owned(),
        16 => "👍".to_owned(),
        _ => "peace be with you".to_owned(),
    };
    format!("{mark} {rest}")
}

/// The first mark in a text.
pub(super) fn mark_in(text: &str) -> Option<&str> {
    let mut rest = text;
    while let Some(at) = rest.find("w#") {
        let found = rest.get(at..at + 5)?;
        if found.bytes().skip(2).all(|byte| byte.is_ascii_digit()) {
            return Some(found);
        }
        rest = rest.get(at + 2..)?;
    }
    None
}

/// The mark of a step.
pub(super) fn mark(step: u32) -> String {
    format!("w#{:03}", step % 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_found_in_what_was_written_round_it() {
        assert_eq!(mark_in("w# before w#017 after w#018"), Some("w#017"));
        assert_eq!(mark_in("w#01"), None);
        assert_eq!(mark_in("w#مر"), None);
        let marked = text(&mut Dice::of(1, 1), &mark(1_017));
        assert_eq!(mark_in(&marked), Some("w#017"));
    }
}
