//! Keys as the browser wants them described.

/// A key that is not a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// Enter.
    Enter,
    /// Tab.
    Tab,
    /// Escape.
    Escape,
    /// Up.
    Up,
    /// Down.
    Down,
    /// Left.
    Left,
    /// Right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// The tenth function key: with shift it asks for a menu.
    F10,
    /// Takes away what stands before.
    Backspace,
    /// The space bar.
    Space,
}

/// A key with those held down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chord {
    /// Nothing else.
    Plain(Key),
    /// With shift.
    Shift(Key),
    /// A letter or sign with control.
    Control(char),
}

/// What is held down meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Held {
    Nothing,
    Control,
    Shift,
}

/// What the browser is told about a key: `key`, `code`, the virtual key code, the text it makes, and
/// WebDriver's sign for it.
pub(crate) struct Description {
    pub(crate) key: String,
    pub(crate) code: String,
    pub(crate) number: u32,
    pub(crate) text: Option<String>,
    pub(crate) sign: char,
}

impl Key {
    pub(crate) fn describe(self) -> Description {
        let (key, number, text, sign) = match self {
            Self::Enter => ("Enter", 13, Some("\r"), '\u{e007}'),
            Self::Tab => ("Tab", 9, None, '\u{e004}'),
            Self::Escape => ("Escape", 27, None, '\u{e00c}'),
            Self::Up => ("ArrowUp", 38, None, '\u{e013}'),
            Self::Down => ("ArrowDown", 40, None, '\u{e015}'),
            Self::Left => ("ArrowLeft", 37, None, '\u{e012}'),
            Self::Right => ("ArrowRight", 39, None, '\u{e014}'),
            Self::Home => ("Home", 36, None, '\u{e011}'),
            Self::End => ("End", 35, None, '\u{e010}'),
            Self::PageUp => ("PageUp", 33, None, '\u{e00e}'),
            Self::PageDown => ("PageDown", 34, None, '\u{e00f}'),
            Self::F10 => ("F10", 121, None, '\u{e03a}'),
            Self::Backspace => ("Backspace", 8, None, '\u{e003}'),
            Self::Space => (" ", 32, Some(" "), ' '),
        };
        let code = if self == Self::Space { "Space" } else { key };
        Description {
            key: key.to_owned(),
            code: code.to_owned(),
            number,
            text: text.map(str::to_owned),
            sign,
        }
    }
}

/// How a character is typed on a Latin keyboard; `None`: it takes an input method.
pub(crate) fn describe(character: char) -> Option<Description> {
    let upper = character.to_ascii_uppercase();
    // Signs have numbers of their own: 46, which is a full stop, would be the key that deletes.
    let (code, number) = match upper {
        'A'..='Z' => (format!("Key{upper}"), u32::from(upper)),
        '0'..='9' => (format!("Digit{upper}"), u32::from(upper)),
        ' ' => ("Space".to_owned(), 32),
        ',' => ("Comma".to_owned(), 188),
        '.' => ("Period".to_owned(), 190),
        '/' | '?' => ("Slash".to_owned(), 191),
        _ => return None,
    };
    Some(Description {
        key: character.to_string(),
        code,
        number,
        text: Some(character.to_string()),
        sign: character,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_latin_letter_has_a_key_and_an_arabic_one_has_none() {
        assert_eq!(describe('k').unwrap().code, "KeyK");
        assert_eq!(describe('K').unwrap().key, "K");
        assert!(describe('ه').is_none());
        assert_eq!(describe('.').unwrap().number, 190);
    }
}
