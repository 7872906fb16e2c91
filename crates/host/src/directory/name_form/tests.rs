//! What is a name, what is one name, and what looks like one.

use hudhud_text::{NAME_CHARS, arabic};

use super::*;

fn skeleton_of_name(name: &str) -> String {
    NameForm::parse(name).unwrap().skeleton
}

#[test]
fn latin_is_folded_and_kept_as_written() {
    let form = NameForm::parse("Layla_99").unwrap();
    assert_eq!(form.written, "Layla_99");
    assert_eq!(form.folded, "layla_99");
}

#[test]
fn full_width_letters_are_the_letters_they_look_like() {
    assert_eq!(NameForm::parse("Ｌａｙｌａ").unwrap().folded, "layla");
}

#[test]
fn arabic_digits_are_folded() {
    assert_eq!(NameForm::parse("ليلى٩٩").unwrap().folded, "ليلى99");
}

#[test]
fn what_is_no_name_is_refused() {
    let long = "a".repeat(33);
    let bad = [
        "",
        "ab",
        "9lives",
        "_layla",
        "lay la",
        "lay-la",
        "layla\u{200d}",
        "läyla",
        "ليلىlayla",
        "laylaليلى",
        "لَيلى",
        "ليـلى",
        "лауlа",
        "layla.",
        "١ليلى",
        &long,
    ];
    for name in bad {
        assert_eq!(NameForm::parse(name), Err(NotAName), "{name:?}");
    }
}

#[test]
fn names_that_look_alike_have_one_skeleton() {
    let pairs = [
        ("layla0", "laylao"),
        ("bill", "biil"),
        ("layla", "lay_la"),
        ("modern", "modem"),
        ("أحمد", "احمد"),
        ("ليلى", "ليلي"),
        ("مكة", "مکه"),
    ];
    for (one, other) in pairs {
        assert_eq!(
            skeleton_of_name(one),
            skeleton_of_name(other),
            "{one} and {other}"
        );
    }
}

#[test]
fn names_that_do_not_look_alike_have_different_skeletons() {
    for (one, other) in [
        ("layla", "leila"),
        ("omar", "amar"),
        ("أحمد", "محمد"),
        ("سارة", "سامة"),
    ] {
        assert_ne!(
            skeleton_of_name(one),
            skeleton_of_name(other),
            "{one} and {other}"
        );
    }
}

#[test]
fn every_reserved_name_is_a_name() {
    assert_eq!(reserved_skeletons(&[]).len(), RESERVED.len());
}

/// A second table would differ from the one that stands in `hudhud-text`.
#[test]
fn a_name_is_judged_by_the_one_table_of_letters() {
    for letter in '\u{0620}'..='\u{06ff}' {
        let alike = arabic::taken_for(letter);
        let names = [letter, alike].map(|letter| NameForm::parse(&format!("سلا{letter}")));
        if let [Ok(one), Ok(other)] = names {
            assert_eq!(one.skeleton, other.skeleton, "{letter} and {alike}");
        }
    }
}

#[test]
fn the_limits_of_a_name_are_the_same_for_host_and_app() {
    let limits = limits::NAME_CHARS_MIN..=limits::NAME_CHARS_MAX;
    assert_eq!(NAME_CHARS, limits);
}
