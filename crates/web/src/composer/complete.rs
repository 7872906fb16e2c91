//! What stands before the cursor and can be completed: `@` with the beginning of a name, `:` with
//! the beginning of an emoji's. Pure. Places are in UTF-16 units, as fields count.

/// What is completed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// A name after `@`.
    Name,
    /// An emoji after `:`.
    Emoji,
}

/// The beginning of something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    /// What was typed, without its sign.
    pub(super) prefix: String,
    /// Where the sign stands.
    pub(super) from: u32,
    /// Where the cursor stands.
    pub(super) to: u32,
}

/// A name or a word has at most so many characters.
const LONGEST: usize = 32;
/// An emoji is looked for from so many letters on: `:)` and `12:30` are none.
const EMOJI_LETTERS: usize = 2;

/// What can be completed at the cursor.
pub(super) fn token(text: &str, caret: u32) -> Option<Token> {
    let before = before(text, caret)?;
    let letters: Vec<char> = before
        .chars()
        .rev()
        .take(LONGEST + 1)
        .take_while(|char| char.is_alphanumeric() || *char == '_')
        .collect();
    if letters.len() > LONGEST {
        return None;
    }
    let prefix: String = letters.iter().rev().collect();
    let rest = before.get(..before.len() - prefix.len())?;
    let sign = rest.chars().next_back()?;
    let ahead = rest.get(..rest.len() - 1).unwrap_or("").chars().next_back();
    if ahead.is_some_and(|char| !char.is_whitespace() && !"(«\"'".contains(char)) {
        return None;
    }
    let kind = match sign {
        '@' => TokenKind::Name,
        ':' if letters.len() >= EMOJI_LETTERS => TokenKind::Emoji,
        _ => return None,
    };
    let length = u32::try_from(prefix.encode_utf16().count()).ok()?;
    Some(Token {
        kind,
        from: caret.checked_sub(length + 1)?,
        to: caret,
        prefix,
    })
}

/// The text before a place.
fn before(text: &str, caret: u32) -> Option<&str> {
    let mut units = 0;
    for (at, char) in text.char_indices() {
        if units == caret {
            return text.get(..at);
        }
        units += u32::try_from(char.len_utf16()).ok()?;
    }
    (units == caret).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::{Token, TokenKind, token};

    fn at_end(text: &str) -> Option<Token> {
        token(text, u32::try_from(text.encode_utf16().count()).unwrap())
    }

    #[test]
    fn a_name_begins_with_an_at_sign_after_a_blank() {
        let found = at_end("hello @sa").unwrap();
        assert_eq!((found.kind, found.prefix.as_str()), (TokenKind::Name, "sa"));
        assert_eq!((found.from, found.to), (6, 9));
        assert_eq!(at_end("@").map(|found| found.prefix).as_deref(), Some(""));
        assert_eq!(
            at_end("سلام @لي").map(|found| found.prefix).as_deref(),
            Some("لي")
        );
        assert_eq!(at_end("me@example"), None);
        assert_eq!(at_end("@sami "), None);
    }

    #[test]
    fn an_emoji_needs_two_letters() {
        assert_eq!(
            at_end(":sm").map(|found| found.kind),
            Some(TokenKind::Emoji)
        );
        assert_eq!(
            at_end(":قلب").map(|found| found.prefix).as_deref(),
            Some("قلب")
        );
        assert_eq!(at_end(":s"), None);
        assert_eq!(at_end(":)"), None);
        assert_eq!(at_end("at 12:30"), None);
        assert_eq!(at_end("http://a"), None);
    }

    #[test]
    fn places_are_counted_as_fields_count() {
        let found = at_end("🙂 @ab").unwrap();
        assert_eq!((found.from, found.to), (3, 6));
        assert_eq!(token("🙂 @ab", 1), None);
        assert_eq!(
            token("@ab cd", 3).map(|found| found.prefix).as_deref(),
            Some("ab")
        );
        assert_eq!(token("@ab", 99), None);
    }

    #[test]
    fn endless_text_is_no_name() {
        assert_eq!(at_end(&format!("@{}", "x".repeat(100_000))), None);
    }
}
