//! Arabic letters in the forms in which they stand beside each other.
//!
//! A terminal that knows nothing of direction joins no letters either. Unicode has the joined forms
//! as signs of their own (Arabic Presentation Forms), which need no knowledge to be shown.

/// A letter, the first of its forms (alone, at the end, at the beginning, in the middle), and how many
/// it has: one joins nothing, one of two joins what stands before it alone.
const LETTERS: [(char, u32, u32); 51] = [
    ('ء', 0xfe80, 1),
    ('آ', 0xfe81, 2),
    ('أ', 0xfe83, 2),
    ('ؤ', 0xfe85, 2),
    ('إ', 0xfe87, 2),
    ('ئ', 0xfe89, 4),
    ('ا', 0xfe8d, 2),
    ('ب', 0xfe8f, 4),
    ('ة', 0xfe93, 2),
    ('ت', 0xfe95, 4),
    ('ث', 0xfe99, 4),
    ('ج', 0xfe9d, 4),
    ('ح', 0xfea1, 4),
    ('خ', 0xfea5, 4),
    ('د', 0xfea9, 2),
    ('ذ', 0xfeab, 2),
    ('ر', 0xfead, 2),
    ('ز', 0xfeaf, 2),
    ('س', 0xfeb1, 4),
    ('ش', 0xfeb5, 4),
    ('ص', 0xfeb9, 4),
    ('ض', 0xfebd, 4),
    ('ط', 0xfec1, 4),
    ('ظ', 0xfec5, 4),
    ('ع', 0xfec9, 4),
    ('غ', 0xfecd, 4),
    ('ف', 0xfed1, 4),
    ('ق', 0xfed5, 4),
    ('ك', 0xfed9, 4),
    ('ل', 0xfedd, 4),
    ('م', 0xfee1, 4),
    ('ن', 0xfee5, 4),
    ('ه', 0xfee9, 4),
    ('و', 0xfeed, 2),
    ('ى', 0xfeef, 2),
    ('ي', 0xfef1, 4),
    ('ٱ', 0xfb50, 2),
    ('پ', 0xfb56, 4),
    ('ٹ', 0xfb66, 4),
    ('ڤ', 0xfb6a, 4),
    ('چ', 0xfb7a, 4),
    ('ڈ', 0xfb88, 2),
    ('ژ', 0xfb8a, 2),
    ('ڑ', 0xfb8c, 2),
    ('ک', 0xfb8e, 4),
    ('گ', 0xfb92, 4),
    ('ں', 0xfb9e, 2),
    ('ہ', 0xfba6, 4),
    ('ھ', 0xfbaa, 4),
    ('ے', 0xfbae, 2),
    ('ی', 0xfbfc, 4),
];

/// What a lam and an alef after it become, alone; the next sign is the form at the end.
const LAM_ALEF: [(char, u32); 4] = [('آ', 0xfef5), ('أ', 0xfef7), ('إ', 0xfef9), ('ا', 0xfefb)];

const LAM: char = 'ل';
const TATWEEL: char = 'ـ';
const JOINER: char = '\u{200d}';

fn letter(c: char) -> Option<(u32, u32)> {
    let found = LETTERS.iter().find(|(known, _, _)| *known == c);
    found.map(|(_, first, forms)| (*first, *forms))
}

/// Signs over and under a letter, which do not part it from the next.
const fn is_sign(c: char) -> bool {
    matches!(c, '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e4}')
}

fn joins_next(c: char) -> bool {
    matches!(c, TATWEEL | JOINER) || letter(c).is_some_and(|(_, forms)| forms == 4)
}

fn joins_before(c: char) -> bool {
    matches!(c, TATWEEL | JOINER) || letter(c).is_some_and(|(_, forms)| forms > 1)
}

/// The same text in joined forms; with each sign, where it stood in bytes. Without `ligatures` there
/// are as many signs as before.
pub(crate) fn shaped(text: &str, ligatures: bool) -> Vec<(usize, char)> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut found = Vec::with_capacity(chars.len());
    let mut before = None;
    let mut index = 0;
    while let Some((at, c)) = chars.get(index).copied() {
        index += 1;
        if is_sign(c) {
            found.push((at, c));
            continue;
        }
        let rest = chars.get(index..).unwrap_or_default();
        let next = rest.iter().map(|(_, c)| *c).find(|c| !is_sign(*c));
        let is_joined = before.is_some_and(joins_next) && joins_before(c);
        if ligatures
            && c == LAM
            && let Some((_, alef)) = rest.first()
            && let Some((_, alone)) = LAM_ALEF.iter().find(|(known, _)| known == alef)
        {
            found.push((at, form(*alone, u32::from(is_joined), c)));
            before = Some(*alef);
            index += 1;
            continue;
        }
        let goes_on = joins_next(c) && next.is_some_and(joins_before);
        let shape = match letter(c) {
            None => c,
            Some((first, _)) => match (is_joined, goes_on) {
                (false, false) => form(first, 0, c),
                (true, false) => form(first, 1, c),
                (false, true) => form(first, 2, c),
                (true, true) => form(first, 3, c),
            },
        };
        found.push((at, shape));
        before = Some(c);
    }
    found
}

fn form(first: u32, which: u32, otherwise: char) -> char {
    char::from_u32(first + which).unwrap_or(otherwise)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(of: &str) -> String {
        shaped(of, true).into_iter().map(|(_, c)| c).collect()
    }

    #[test]
    fn letters_stand_in_the_forms_in_which_they_are_joined() {
        // Beginning, middle, end; alone after a letter that joins nothing behind it.
        assert_eq!(text("بيت"), "\u{fe91}\u{fef4}\u{fe96}");
        assert_eq!(text("دار"), "\u{fea9}\u{fe8d}\u{fead}");
        assert_eq!(text("ab ب"), "ab \u{fe8f}");
    }

    #[test]
    fn a_sign_over_a_letter_does_not_part_it_from_the_next() {
        assert_eq!(text("بَت"), "\u{fe91}\u{64e}\u{fe96}");
        assert_eq!(text("ب\u{200c}ت"), "\u{fe8f}\u{200c}\u{fe95}");
    }

    #[test]
    fn lam_and_alef_become_one_sign_unless_each_is_wanted() {
        assert_eq!(text("لا"), "\u{fefb}");
        assert_eq!(text("سلام"), "\u{feb3}\u{fefc}\u{fee1}");
        assert_eq!(shaped("لا", false).len(), 2);
    }
}
