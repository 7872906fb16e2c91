//! The words are complete: both languages, every key, every plural; and views hold no words.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::{ARABIC, ENGLISH, Language, Speaker, count};

/// Keys with what stands under them, and a stop if one stands twice.
fn messages(source: &str) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let mut now = None;
    for line in source.lines() {
        let head = line.split_once(" =").filter(|(key, _)| is_key(key));
        if let Some((key, rest)) = head {
            let before = found.insert(key.to_owned(), rest.to_owned());
            assert!(before.is_none(), "{key} stands twice");
            now = Some(key.to_owned());
        } else if line.starts_with([' ', '}']) {
            if let Some(text) = now.as_ref().and_then(|key| found.get_mut(key)) {
                text.push('\n');
                text.push_str(line);
            }
        } else {
            assert!(
                line.is_empty() || line.starts_with('#'),
                "not Fluent: {line}"
            );
            now = None;
        }
    }
    found
}

fn is_key(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text
            .chars()
            .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-')
}

/// The names in `{ $name }`.
fn arguments(text: &str) -> BTreeSet<&str> {
    text.split('$')
        .skip(1)
        .filter_map(|rest| {
            rest.split(|letter: char| !letter.is_ascii_lowercase() && letter != '_')
                .next()
        })
        .collect()
}

/// The names of the variants of each choice in a message.
fn choices(text: &str) -> Vec<BTreeSet<&str>> {
    text.split("->")
        .skip(1)
        .map(|choice| {
            choice
                .lines()
                .filter_map(|line| {
                    let line = line.trim_start().trim_start_matches('*');
                    line.strip_prefix('[')?.split(']').next()
                })
                .collect()
        })
        .collect()
}

/// The source files of the page, without its tests.
fn sources() -> Vec<(String, String)> {
    fn walk(folder: &Path, found: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).expect("the sources are there") {
            let path = entry.expect("the sources can be listed").path();
            if path.is_dir() {
                walk(&path, found);
            } else if !path.ends_with("words/tests.rs") {
                let source = fs::read_to_string(&path).expect("sources are text");
                let shown = source
                    .split("#[cfg(test)]\nmod tests {")
                    .next()
                    .unwrap_or("");
                // Comments say what keys look like.
                let code: Vec<&str> = shown
                    .lines()
                    .filter(|line| !line.trim_start().starts_with("//"))
                    .collect();
                found.push((path.display().to_string(), code.join("\n")));
            }
        }
    }
    let mut found = Vec::new();
    walk(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut found,
    );
    found
}

/// The string literals that come first in calls of these functions.
fn said<'a>(source: &'a str, call: &str) -> Vec<&'a str> {
    source
        .match_indices(call)
        .filter(|(at, _)| {
            let before = source[..*at].chars().next_back().unwrap_or(' ');
            call.starts_with('.') || !(before.is_alphanumeric() || before == '_')
        })
        .filter_map(|(at, _)| {
            let rest = source[at + call.len()..].trim_start().strip_prefix('"')?;
            rest.split('"').next()
        })
        .collect()
}

fn keys_said() -> BTreeMap<String, String> {
    let mut keys = BTreeMap::new();
    for (path, source) in sources() {
        for call in [".say(", ".text(", ".with(", "key("] {
            for key in said(&source, call) {
                keys.insert(key.to_owned(), path.clone());
            }
        }
    }
    keys
}

#[test]
fn both_languages_have_the_same_keys_and_fill_in_the_same() {
    let (english, arabic) = (messages(ENGLISH), messages(ARABIC));
    let keys = |of: &BTreeMap<String, String>| of.keys().cloned().collect::<BTreeSet<_>>();
    let missing: Vec<_> = keys(&english)
        .symmetric_difference(&keys(&arabic))
        .cloned()
        .collect();
    assert!(missing.is_empty(), "in one language only: {missing:?}");
    for (key, text) in &english {
        assert_eq!(arguments(text), arguments(&arabic[key]), "{key}");
    }
}

#[test]
fn every_key_that_is_said_exists_and_every_key_that_exists_is_said() {
    let said = keys_said();
    let known = messages(ENGLISH);
    let missing: Vec<_> = said
        .iter()
        .filter(|(key, _)| !known.contains_key(*key))
        .collect();
    assert!(missing.is_empty(), "said, but not in en.ftl: {missing:#?}");
    let idle: Vec<_> = known
        .keys()
        .filter(|key| !said.contains_key(*key))
        .collect();
    assert!(idle.is_empty(), "in en.ftl, but never said: {idle:#?}");
}

#[test]
fn plurals_have_every_form_of_their_language() {
    let of = |source, forms: &[&'static str]| {
        let forms: BTreeSet<&str> = forms.iter().copied().collect();
        for (key, text) in messages(source) {
            for choice in choices(&text) {
                if choice
                    .iter()
                    .any(|form| ["zero", "one", "two", "few", "many"].contains(form))
                {
                    assert!(choice.is_superset(&forms), "{key}: {choice:?}");
                }
            }
        }
    };
    of(ENGLISH, &["one", "other"]);
    of(ARABIC, &["zero", "one", "two", "few", "many", "other"]);
}

#[test]
fn every_message_can_be_said() {
    for language in Language::ALL {
        let source = match language {
            Language::English => ENGLISH,
            Language::Arabic => ARABIC,
        };
        let speaker = Speaker::new(language);
        for (key, text) in messages(source) {
            let filled: Vec<_> = arguments(&text)
                .into_iter()
                .map(|name| (&*Box::leak(name.to_owned().into_boxed_str()), count(3)))
                .collect();
            let said = speaker.say(&key, &filled);
            assert!(
                !said.is_empty() && said != key && !said.contains('{'),
                "{key}: {said}"
            );
        }
    }
}

#[test]
fn numbers_in_sentences_have_the_digits_and_the_plural_of_their_language() {
    let say = |language, members| {
        Speaker::new(language).say("head-members", &[("count", count(members))])
    };
    let arabic = say(Language::Arabic, 5);
    assert!(arabic.contains('٥') && arabic.contains("أعضاء"), "{arabic}");
    assert!(say(Language::Arabic, 2).contains("عضوان"));
    assert!(say(Language::English, 1).contains(" member "));
}

#[test]
fn what_is_filled_in_is_isolated() {
    let said = Speaker::new(Language::Arabic).say("size-megabytes", &[("size", "1.5".into())]);
    assert!(said.contains("\u{2068}1.5\u{2069}"), "{said:?}");
}

#[test]
fn views_hold_no_words_of_their_own() {
    for (path, source) in sources() {
        let mut words = said(&source, ".child(");
        for attribute in [
            "\"aria-label\",",
            "\"title\",",
            "\"placeholder\",",
            "\"alt\",",
        ] {
            words.extend(said(&source, attribute));
        }
        let words: Vec<_> = words
            .into_iter()
            .filter(|text| text.chars().any(char::is_alphabetic))
            .collect();
        assert!(words.is_empty(), "{path}: {words:?}");
    }
}

#[test]
fn views_set_nothing_that_the_page_s_policy_forbids() {
    for (path, source) in sources() {
        for forbidden in [
            "inner_html(",
            "set_inner_html",
            "view!",
            "attr(\"style\"",
            ".style(\"",
            "eval(",
        ] {
            let used = source
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .any(|line| line.contains(forbidden));
            assert!(!used, "{path} has {forbidden}");
        }
    }
}
