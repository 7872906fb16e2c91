//! The text of others on a terminal: it may say anything, and do nothing.
//!
//! Control characters would move the cursor or recolour the screen; bidirectional overrides would
//! show a text in another order than it is. Isolates round a text keep its direction to itself, so
//! that Arabic and English stand beside each other on one line.

/// First strong isolate: what follows finds its own direction.
pub(crate) const ISOLATE: char = '\u{2068}';
/// Pop directional isolate.
pub(crate) const POP: char = '\u{2069}';
/// Stands where something was taken out.
const REPLACEMENT: char = '\u{fffd}';

/// One line: every line break and tab becomes a space.
pub(crate) fn line(text: &str) -> String {
    isolated(
        text.chars()
            .map(|c| if is_break(c) { ' ' } else { neutral(c) }),
    )
}

/// Several lines, each isolated for itself and begun with `indent`, the first without it.
pub(crate) fn lines(text: &str, indent: &str) -> String {
    let text = text.trim_end_matches(['\n', '\r']).replace("\r\n", "\n");
    let mut shown = String::with_capacity(text.len() + 16);
    for (index, part) in text.split(is_break_of_lines).enumerate() {
        if index > 0 {
            shown.push('\n');
            shown.push_str(indent);
        }
        shown.push_str(&isolated(
            part.chars()
                .map(|c| if c == '\t' { ' ' } else { neutral(c) }),
        ));
    }
    shown
}

/// Several lines with nothing in them that a terminal obeys, without isolates and indents.
pub(crate) fn paragraphs(text: &str) -> String {
    let text = text.trim_end_matches(['\n', '\r']).replace("\r\n", "\n");
    let shown = text.chars().map(|c| match c {
        '\t' => ' ',
        c if is_break_of_lines(c) => '\n',
        c => neutral(c),
    });
    shown.collect()
}

/// A text with nothing in it that a terminal obeys, without isolates.
pub(crate) fn plain(text: &str) -> String {
    text.chars()
        .map(|c| if is_break(c) { ' ' } else { neutral(c) })
        .collect()
}

fn isolated(text: impl Iterator<Item = char>) -> String {
    let text: String = text.collect();
    if text.is_ascii() {
        text
    } else {
        format!("{ISOLATE}{text}{POP}")
    }
}

const fn is_break_of_lines(c: char) -> bool {
    matches!(
        c,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

const fn is_break(c: char) -> bool {
    c == '\t' || is_break_of_lines(c)
}

/// The marks that only say left or right (U+200E, U+200F, U+061C) are left: they are part of
/// ordinary Arabic and Hebrew text, and end with the isolate.
fn neutral(c: char) -> char {
    let acts = c.is_control()
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
        || matches!(c, '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e001f}');
    if acts { REPLACEMENT } else { c }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escape_sequence_is_shown_and_not_obeyed() {
        assert_eq!(
            line("a\u{1b}[2Jb\u{7}\u{9b}1m"),
            "\u{2068}a\u{fffd}[2Jb\u{fffd}\u{fffd}1m\u{2069}"
        );
    }

    #[test]
    fn a_text_cannot_turn_round_what_stands_after_it() {
        let shown = line("\u{202e}evil\u{2069}\u{2069}");
        assert_eq!(shown, "\u{2068}\u{fffd}evil\u{fffd}\u{fffd}\u{2069}");
    }

    #[test]
    fn arabic_is_isolated_and_otherwise_unchanged() {
        assert_eq!(line("صباح الخير"), "\u{2068}صباح الخير\u{2069}");
        assert_eq!(line("good morning"), "good morning");
    }

    #[test]
    fn a_message_of_several_lines_cannot_pretend_to_be_two_messages() {
        assert_eq!(
            lines("one\ntwo\r\nthree\n", "    "),
            "one\n    two\n    three"
        );
        assert_eq!(line("one\ntwo\u{2028}three"), "one two three".to_owned());
    }
}
