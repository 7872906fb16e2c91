//! How a conversation begins, as the letter says that invites to it: one line of plain text. It is a
//! stranger's until the request is accepted, so it is made short again where it is read.

use crate::inbox::matter::Matter;
use crate::turn::record;

/// The beginning of what somebody says first, in the letter that brings it, in bytes.
const OPENING_BYTES: usize = 512;
/// The same in signs, as they are shown.
const GRAPHEMES: usize = 120;

/// The beginning of a text as one line; `None` if nothing of it can be seen.
pub(crate) fn opening_of(text: &str) -> Option<String> {
    line_of(&hudhud_text::plain(text))
}

/// Short, and without what cannot be seen, whoever made it.
fn line_of(words: &str) -> Option<String> {
    let line = hudhud_text::one_line(words, GRAPHEMES);
    // A sign may take any number of bytes.
    let end = line.floor_char_boundary(OPENING_BYTES);
    let line = line.get(..end).unwrap_or_default();
    // What is empty as a name is made of what cannot be seen.
    (!hudhud_text::title(line).is_empty()).then(|| line.to_owned())
}

/// How a conversation begins, of an invitation as a conversation's row keeps it.
#[must_use]
pub fn opening_of_invitation(invite: &[u8]) -> Option<String> {
    match record::decode::<Matter>(invite)? {
        Matter::Invite { opening, .. } => line_of(&opening?),
        Matter::Plea { .. }
        | Matter::Rejoin { .. }
        | Matter::Replaced { .. }
        | Matter::Contact { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_opening_is_one_short_line_whatever_was_said() {
        assert_eq!(opening_of("  one\n\ttwo "), Some("one two".to_owned()));
        assert_eq!(opening_of(" \n\u{200b}"), None);
        assert_eq!(
            opening_of(r"**one** 2\*3 ||two||"),
            Some("one 2*3 ▒▒▒".to_owned())
        );
        let long = opening_of(&"\u{1f468}\u{200d}".repeat(9_000)).unwrap_or_default();
        assert!(long.len() <= OPENING_BYTES, "{}", long.len());
    }
}
