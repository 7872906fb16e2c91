//! What may stand as a reaction: a rule that every device keeps to, whatever its version. Which signs are drawn as pictures is `text`'s.

/// Bytes of a reaction in UTF-8.
const BYTES: usize = 64;

/// Whether `text` is shown as one sign: a base character, then only what modifies it or is joined
/// to it. Bounded, and without letters of ASCII, spaces, controls and marks of direction.
///
/// This needs no table of emoji, so signs of later Unicode versions pass.
#[must_use]
pub fn is_one_sign(text: &str) -> bool {
    let mut characters = text.chars();
    let Some(first) = characters.next() else {
        return false;
    };
    if text.len() > BYTES {
        return false;
    }
    if first.is_ascii() {
        let is_key = first.is_ascii_digit() || first == '#' || first == '*';
        return is_key && matches!(characters.as_str(), "\u{20e3}" | "\u{fe0f}\u{20e3}");
    }
    if !is_base(first) {
        return false;
    }
    let mut previous = first;
    let mut flag_is_whole = false;
    for next in characters {
        let completes_flag = is_regional(previous) && is_regional(next) && !flag_is_whole;
        flag_is_whole |= completes_flag;
        let is_joined = previous == JOINER && is_base(next);
        if !(modifies(next) || is_joined || completes_flag) {
            return false;
        }
        previous = next;
    }
    previous != JOINER
}

const JOINER: char = '\u{200d}';

fn modifies(character: char) -> bool {
    matches!(character,
        JOINER
        | '\u{fe0e}' | '\u{fe0f}'
        | '\u{20e3}'
        | '\u{1f3fb}'..='\u{1f3ff}'
        | '\u{e0020}'..='\u{e007f}')
}

fn is_regional(character: char) -> bool {
    matches!(character, '\u{1f1e6}'..='\u{1f1ff}')
}

fn is_base(character: char) -> bool {
    let is_invisible = matches!(character,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}');
    !character.is_control()
        && !character.is_whitespace()
        && !character.is_ascii()
        && !is_invisible
        && !modifies_only(character)
}

/// A skin tone may stand alone; the other modifiers may not.
fn modifies_only(character: char) -> bool {
    modifies(character) && !matches!(character, '\u{1f3fb}'..='\u{1f3ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_sign_is_a_reaction_however_many_characters_it_takes() {
        for emoji in [
            "👍",
            "❤",
            "❤️",
            "👩🏽‍⚕️",
            "🇨🇿",
            "1️⃣",
            "#⃣",
            "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
            "👨‍👩‍👧‍👦",
            "🏳️‍🌈",
            "🅰️",
            "🏽",
        ] {
            assert!(is_one_sign(emoji), "{emoji}");
        }
    }

    #[test]
    fn words_several_signs_and_invisible_characters_are_no_reaction() {
        let long = "👩\u{200d}".repeat(10) + "👩";
        for text in [
            "",
            "a",
            "1",
            "ok",
            "👍👍",
            "👍 ",
            " ",
            "\n",
            "\u{7f}",
            "\u{200d}",
            "\u{fe0f}",
            "👍\u{202e}",
            "👩\u{200d}",
            "🇨🇿🇸🇰",
            "\u{200b}",
            "1️⃣x",
            long.as_str(),
        ] {
            assert!(!is_one_sign(text), "{text:?}");
        }
    }
}
