//! How words are folded before they are compared.

use unicode_normalization::UnicodeNormalization as _;

use crate::normalise::{Aligned, normalise};

#[test]
fn arabic_is_unified_and_loses_its_vowel_signs() {
    for (written, searched) in [
        ("السَّلَامُ عَلَيْكُم", "السلام عليكم"),
        ("ســـلام", "سلام"),
        ("أحمد إيمان آمنة ٱلله", "احمد ايمان امنه الله"),
        ("أحمد", "احمد"),
        ("مصطفى", "مصطفي"),
        ("کتاب فارسی", "كتاب فارسي"),
        ("مدرسة", "مدرسه"),
        ("سؤال رئيس", "سؤال رئيس"),
        ("رحمٰن", "رحمن"),
        ("١٢٣ ۴۵۶", "123 456"),
        ("می\u{200c}خواهم", "ميخواهم"),
        ("\u{202b}نص\u{202c}\u{200f}", "نص"),
        ("ﷲ ﻻ", "الله لا"),
    ] {
        assert_eq!(normalise(written), searched, "{written}");
    }
}

#[test]
fn other_scripts_lose_case_accents_and_width() {
    for (written, searched) in [
        ("Hello WORLD", "hello world"),
        ("Café CAFE\u{301} ÅNGSTRÖM", "cafe cafe angstrom"),
        ("ＦＵＬＬ１２", "full12"),
        ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
        ("Йод Ёлка", "йод елка"),
        ("İstanbul", "istanbul"),
        ("ﬁne", "fine"),
        ("ｶﾞｷﾞ", "ガギ"),
        ("한국", "한국"),
        ("你好\u{3000}世界", "你好 世界"),
        ("❤\u{fe0f}", "❤"),
        ("soft\u{ad}hyphen\u{200b}ed", "softhyphened"),
        ("a\u{0}b\nc\td", "ab c d"),
        ("", ""),
    ] {
        assert_eq!(normalise(written), searched, "{written}");
    }
}

#[test]
fn normalising_twice_is_normalising_once() {
    for text in [
        "السَّلَامُ ٱلله ﷺ",
        "CAFE\u{301} İ Å ﬁ",
        "ｶﾞ 각 \u{1100}\u{1161}\u{11a8}",
        "ǅ ϓ ΐ ẛ̣",
    ] {
        let once = normalise(text);
        assert_eq!(normalise(&once), once, "{text}");
    }
}

#[test]
fn the_same_text_composed_and_decomposed_is_searched_alike() {
    for text in [
        "أحمد سؤال رئيس آمنة",
        "Ångström café ệ",
        "한국어 가각",
        "ガギグ パピプ",
        "नमस्ते क़",
    ] {
        let composed: String = text.nfc().collect();
        let decomposed: String = text.nfd().collect();
        assert_eq!(normalise(&composed), normalise(&decomposed), "{text}");
    }
}

#[test]
fn places_are_counted_in_characters_of_the_original() {
    let places = |text: &str, word: &str| -> Vec<(usize, usize)> {
        let places = Aligned::of(text).places_of(&normalise(word));
        places
            .into_iter()
            .map(|place| (place.start, place.end))
            .collect()
    };
    assert_eq!(places("say Hello, hello", "HELLO"), [(4, 9), (11, 16)]);
    assert_eq!(places("قال السَّلَامُ هنا", "سلام"), [(6, 14)]);
    assert_eq!(places("ســلام", "سلام"), [(0, 6)]);
    assert_eq!(places("ﷲ اكبر", "الله"), [(0, 1)]);
    assert_eq!(places("aaa", "aa"), [(0, 2), (1, 3)]);
    assert_eq!(places("e\u{301}t\u{e9}", "ete"), [(0, 4)]);
    assert!(places("short", "a longer word").is_empty());
}

/// A second table would differ from the one that stands in `hudhud-text`.
#[test]
fn letters_are_searched_by_the_one_table_of_them() {
    use hudhud_text::arabic;
    for char in '\u{0600}'..='\u{08ff}' {
        let text = char.to_string();
        if arabic::is_sign(char) {
            assert_eq!(normalise(&text), "", "{char:?}");
        } else if arabic::searched(char) != char || arabic::european(char) != char {
            let searched = arabic::european(arabic::searched(char));
            assert_eq!(normalise(&text), searched.to_string(), "{char:?}");
        }
    }
}
