//! Keys, as people mean them.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::editor::Step;

/// What was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    Char(char),
    Enter,
    Tab,
    Escape,
    Up,
    Down,
    Edit(Edit),
    Shortcut(Shortcut),
}

/// Something about what is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edit {
    /// A new line.
    Break,
    Go(Step),
    Erase(Step),
}

/// What works wherever keys go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shortcut {
    PageUp,
    PageDown,
    /// The message above or below.
    ChooseUp,
    ChooseDown,
    /// To the newest message.
    Newest,
    /// The conversation below or above.
    Next,
    Previous,
    Find,
    Details,
    Help,
    Quit,
    Redraw,
}

const fn go(step: Step) -> Key {
    Key::Edit(Edit::Go(step))
}

const fn erase(step: Step) -> Key {
    Key::Edit(Edit::Erase(step))
}

/// Letters of the Arabic keyboard, by the keys they are on: who writes Arabic need not switch to say
/// yes.
const ARABIC_KEYS: [(char, char); 17] = [
    ('ش', 'a'),
    ('ي', 'd'),
    ('ث', 'e'),
    ('ه', 'i'),
    ('ت', 'j'),
    ('ن', 'k'),
    ('ى', 'n'),
    ('ح', 'p'),
    ('ض', 'q'),
    ('ق', 'r'),
    ('ء', 'x'),
    ('غ', 'y'),
    ('ؤ', 'c'),
    ('ة', 'm'),
    ('س', 's'),
    ('ﻻ', 'b'),
    ('؟', '?'),
];

/// The Latin letter of a key.
pub(crate) fn latin(c: char) -> char {
    let found = ARABIC_KEYS.iter().find(|(arabic, _)| *arabic == c);
    found.map_or_else(|| c.to_ascii_lowercase(), |(_, latin)| *latin)
}

/// What a key means; `None`: nothing here.
pub(crate) fn key(event: KeyEvent) -> Option<Key> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
    let alt = event.modifiers.contains(KeyModifiers::ALT);
    let shift = event.modifiers.contains(KeyModifiers::SHIFT);
    let word = ctrl || alt;
    // A tuple, so that keys that are added some day mean nothing.
    match (event.code, ctrl, alt) {
        (KeyCode::Char(c), true, _) => with_control(c),
        (KeyCode::Char(c), false, true) => with_alt(c),
        (KeyCode::Char(c), false, false) => Some(Key::Char(c)),
        (KeyCode::Enter, _, _) if alt || shift || ctrl => Some(Key::Edit(Edit::Break)),
        (KeyCode::Enter, _, _) => Some(Key::Enter),
        (KeyCode::Tab, _, _) => Some(Key::Tab),
        (KeyCode::Esc, _, _) => Some(Key::Escape),
        (KeyCode::Left, _, _) => Some(go(if word { Step::WordBack } else { Step::Back })),
        (KeyCode::Right, _, _) => Some(go(if word { Step::WordForth } else { Step::Forth })),
        (KeyCode::Home, false, _) => Some(Key::Edit(Edit::Go(Step::LineStart))),
        (KeyCode::End, false, _) => Some(Key::Edit(Edit::Go(Step::LineEnd))),
        (KeyCode::End, true, _) => Some(Key::Shortcut(Shortcut::Newest)),
        (KeyCode::Up, _, _) => Some(if word {
            Key::Shortcut(Shortcut::ChooseUp)
        } else {
            Key::Up
        }),
        (KeyCode::Down, _, _) => Some(if word {
            Key::Shortcut(Shortcut::ChooseDown)
        } else {
            Key::Down
        }),
        (KeyCode::PageUp, true, _) => Some(Key::Shortcut(Shortcut::Previous)),
        (KeyCode::PageDown, true, _) => Some(Key::Shortcut(Shortcut::Next)),
        (KeyCode::PageUp, false, _) => Some(Key::Shortcut(Shortcut::PageUp)),
        (KeyCode::PageDown, false, _) => Some(Key::Shortcut(Shortcut::PageDown)),
        (KeyCode::Backspace, _, _) => Some(erase(if word { Step::WordBack } else { Step::Back })),
        (KeyCode::Delete, _, _) => Some(erase(if word { Step::WordForth } else { Step::Forth })),
        (KeyCode::F(1), _, _) => Some(Key::Shortcut(Shortcut::Help)),
        _ => None,
    }
}

fn with_control(c: char) -> Option<Key> {
    match latin(c) {
        'a' => Some(Key::Edit(Edit::Go(Step::LineStart))),
        'e' => Some(Key::Edit(Edit::Go(Step::LineEnd))),
        'b' => Some(Key::Edit(Edit::Go(Step::Back))),
        'f' | 'k' => Some(Key::Shortcut(Shortcut::Find)),
        'w' => Some(Key::Edit(Edit::Erase(Step::WordBack))),
        'u' => Some(Key::Edit(Edit::Erase(Step::LineStart))),
        'd' => Some(Key::Edit(Edit::Erase(Step::Forth))),
        'h' => Some(Key::Edit(Edit::Erase(Step::Back))),
        'j' => Some(Key::Edit(Edit::Break)),
        'n' => Some(Key::Shortcut(Shortcut::Next)),
        'p' => Some(Key::Shortcut(Shortcut::Previous)),
        'g' => Some(Key::Shortcut(Shortcut::Newest)),
        'o' => Some(Key::Shortcut(Shortcut::Details)),
        'l' => Some(Key::Shortcut(Shortcut::Redraw)),
        'c' | 'q' => Some(Key::Shortcut(Shortcut::Quit)),
        _ => None,
    }
}

fn with_alt(c: char) -> Option<Key> {
    match latin(c) {
        'b' => Some(Key::Edit(Edit::Go(Step::WordBack))),
        'f' => Some(Key::Edit(Edit::Go(Step::WordForth))),
        'd' => Some(Key::Edit(Edit::Erase(Step::WordForth))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pressed(code: KeyCode, modifiers: KeyModifiers) -> Option<Key> {
        key(KeyEvent::new(code, modifiers))
    }

    #[test]
    fn a_letter_is_typed_and_with_control_it_does_something() {
        let none = KeyModifiers::NONE;
        let control = KeyModifiers::CONTROL;
        assert_eq!(pressed(KeyCode::Char('ش'), none), Some(Key::Char('ش')));
        assert_eq!(
            pressed(KeyCode::Char('q'), control),
            Some(Key::Shortcut(Shortcut::Quit))
        );
        assert_eq!(
            pressed(KeyCode::Left, control),
            Some(Key::Edit(Edit::Go(Step::WordBack)))
        );
        assert_eq!(
            pressed(KeyCode::Enter, KeyModifiers::ALT),
            Some(Key::Edit(Edit::Break))
        );
        assert_eq!(pressed(KeyCode::F(9), none), None);
    }

    #[test]
    fn a_key_means_the_same_on_an_arabic_keyboard() {
        assert_eq!(latin('غ'), 'y');
        assert_eq!(latin('Y'), 'y');
        assert_eq!(
            pressed(KeyCode::Char('ض'), KeyModifiers::CONTROL),
            Some(Key::Shortcut(Shortcut::Quit))
        );
    }
}
