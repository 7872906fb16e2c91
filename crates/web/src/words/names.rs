//! What is wrong with a name, before any host is asked.

use hudhud_dialogue::AttachmentKind;
use hudhud_text::{NAME_CHARS, NameFault, arabic, folded_name, name_fault};

use super::{Words, count, key};

/// A name as it is asked for: without the sign before it, and without vowels that people write by
/// habit.
pub(crate) fn asked_name(typed: &str) -> String {
    typed
        .trim()
        .trim_start_matches('@')
        .chars()
        .filter(|char| !arabic::is_sign(*char))
        .collect()
}

/// What is wrong with it, in one sentence.
pub(crate) fn name_problem(words: Words, name: &str) -> Option<String> {
    let sentence = match name_fault(&folded_name(name))? {
        NameFault::Stray(char) => words.with("name-stray", &[("char", char.to_string().into())]),
        NameFault::Mixed => words.text("name-mixed"),
        NameFault::NoLetterFirst => words.text("name-no-letter-first"),
        NameFault::TooShort => words.with(
            "name-too-short",
            &[("least", count(*NAME_CHARS.start() as u64))],
        ),
        NameFault::TooLong => words.with(
            "name-too-long",
            &[("most", count(*NAME_CHARS.end() as u64))],
        ),
    };
    Some(sentence)
}

/// What an attachment is called that has no words.
pub(crate) const fn attached_key(kind: AttachmentKind) -> &'static str {
    match kind {
        AttachmentKind::Photo => key("attached-photo"),
        AttachmentKind::File => key("attached-file"),
    }
}
