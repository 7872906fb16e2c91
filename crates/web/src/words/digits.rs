//! Numbers with the digits and separators of a language. Pure.

use super::language::{Language, key};

/// A whole number, grouped in thousands from five digits on.
pub(super) fn whole(language: Language, value: u64) -> String {
    let plain = value.to_string();
    let (zero, separator) = match language {
        Language::English => ('0', ','),
        Language::Arabic => ('٠', '٬'),
    };
    let mut shown = String::with_capacity(plain.len() * 2);
    for (index, digit) in plain.chars().enumerate() {
        if index > 0 && plain.len() > 4 && (plain.len() - index).is_multiple_of(3) {
            shown.push(separator);
        }
        shown.push(moved(zero, digit));
    }
    shown
}

/// A number of tenths with one digit after the point, or none if that is zero.
pub(super) fn tenths(language: Language, tenths: u64) -> String {
    let mut shown = whole(language, tenths / 10);
    if !tenths.is_multiple_of(10) {
        let (zero, point) = match language {
            Language::English => ('0', '.'),
            Language::Arabic => ('٠', '٫'),
        };
        shown.push(point);
        let last = u32::try_from(tenths % 10).unwrap_or(0);
        shown.push(char::from_u32(u32::from(zero) + last).unwrap_or(zero));
    }
    shown
}

/// The key of the unit in which so many bytes are said, and how many tenths of it they are.
pub(super) fn size(bytes: u64) -> (&'static str, u64) {
    const KILO: u64 = 1_000;
    match bytes {
        0..KILO => (key("size-bytes"), bytes * 10),
        KILO..1_000_000 => (key("size-kilobytes"), bytes * 10 / KILO),
        1_000_000..1_000_000_000 => (key("size-megabytes"), bytes / (KILO * 100)),
        1_000_000_000.. => (key("size-gigabytes"), bytes / (KILO * KILO * 100)),
    }
}

fn moved(zero: char, digit: char) -> char {
    digit
        .to_digit(10)
        .and_then(|value| char::from_u32(u32::from(zero) + value))
        .unwrap_or(digit)
}

#[cfg(test)]
mod tests {
    use super::{Language, size, tenths, whole};

    #[test]
    fn numbers_have_the_digits_of_their_language() {
        assert_eq!(whole(Language::English, 0), "0");
        assert_eq!(whole(Language::English, 2026), "2026");
        assert_eq!(whole(Language::English, 1_234_567), "1,234,567");
        assert_eq!(whole(Language::Arabic, 12_045), "١٢٬٠٤٥");
        assert_eq!(tenths(Language::English, 30), "3");
        assert_eq!(tenths(Language::Arabic, 34), "٣٫٤");
    }

    #[test]
    fn sizes_are_said_in_the_largest_unit_that_is_reached() {
        assert_eq!(size(999), ("size-bytes", 9_990));
        assert_eq!(size(1_500), ("size-kilobytes", 15));
        assert_eq!(size(1_250_000), ("size-megabytes", 12));
        assert_eq!(size(7_000_000_000), ("size-gigabytes", 70));
    }
}
