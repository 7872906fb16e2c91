//! The form of a text in which it is searched: what people do not type the same way twice is
//! removed or unified. It is never shown.

use std::iter;
use std::ops::Range;

use hudhud_text::arabic;
use unicode_normalization::char::{
    canonical_combining_class, decompose_canonical, decompose_compatible,
};
use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfkc_quick};

/// The searched form of a text: compatibility-composed (NFKC), in lower case, without Arabic vowel
/// signs, tatweel, accents on Latin and Greek letters, and invisible characters; with one form for
/// the variants of alef, yeh, kaf, teh marbuta and for digits; and with one kind of space.
#[must_use]
pub fn normalise(text: &str) -> String {
    let mut normalised = String::with_capacity(text.len());
    for_each_segment(text, |segment, _| {
        fold_segment(segment, |folded| normalised.push(folded))
    });
    normalised
}

/// A text's searched form with the place in the original that each of its characters came from.
pub(crate) struct Aligned {
    normalised: Vec<char>,
    sources: Vec<Range<usize>>,
}

impl Aligned {
    /// Normalises a text; the places are counted in characters.
    pub(crate) fn of(text: &str) -> Self {
        let mut aligned = Self {
            normalised: Vec::new(),
            sources: Vec::new(),
        };
        for_each_segment(text, |segment, source| {
            fold_segment(segment, |folded| {
                aligned.normalised.push(folded);
                aligned.sources.push(source.clone());
            });
        });
        aligned
    }

    /// Where a normalised, not empty word stands in the original text.
    pub(crate) fn places_of(&self, word: &str) -> Vec<Range<usize>> {
        let word: Vec<char> = word.chars().collect();
        let windows = self.normalised.windows(word.len().max(1));
        windows
            .zip(self.sources.windows(word.len().max(1)))
            .filter(|(window, _)| **window == *word)
            .filter_map(|(_, sources)| Some(sources.first()?.start..sources.last()?.end))
            .collect()
    }
}

/// Cuts a text where composition cannot reach across, so that normalising the pieces one by one is
/// normalising the whole (Unicode Standard Annex 15, section 9.1).
fn for_each_segment(text: &str, mut visit: impl FnMut(&str, Range<usize>)) {
    let (mut first_byte, mut first_char) = (0, 0);
    let mut chars = 0;
    for (byte, char) in text.char_indices() {
        if byte > first_byte && begins_segment(char) {
            visit(
                text.get(first_byte..byte).unwrap_or_default(),
                first_char..chars,
            );
            (first_byte, first_char) = (byte, chars);
        }
        chars += 1;
    }
    if first_char < chars {
        visit(
            text.get(first_byte..).unwrap_or_default(),
            first_char..chars,
        );
    }
}

fn begins_segment(char: char) -> bool {
    if char.is_ascii() {
        return true;
    }
    let mut first = None;
    decompose_compatible(char, |part| {
        first.get_or_insert(part);
    });
    first.is_none_or(|first| {
        canonical_combining_class(first) == 0
            && is_nfkc_quick(iter::once(first)) != IsNormalized::Maybe
    })
}

fn fold_segment(segment: &str, mut emit: impl FnMut(char)) {
    for composed in segment.nfkc() {
        for lower in composed.to_lowercase() {
            fold(lower, &mut emit);
        }
    }
}

fn fold(char: char, emit: &mut impl FnMut(char)) {
    if char.is_whitespace() {
        emit(' ');
    } else if is_dropped(char) {
        // Nothing stands for it.
    } else if carries_accents(char) {
        decompose_canonical(char, |part| {
            if !is_accent(part) {
                emit(unified(part));
            }
        });
    } else {
        emit(unified(char));
    }
}

/// Signs that people leave out, and characters that cannot be seen.
fn is_dropped(char: char) -> bool {
    let invisible = matches!(char,
        '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}');
    arabic::is_sign(char) || invisible || is_accent(char) || char.is_control()
}

const fn is_accent(char: char) -> bool {
    matches!(char, '\u{0300}'..='\u{036F}')
}

/// Letters that are searched without their accents: Latin, Greek, and Cyrillic but for the short i,
/// which is a letter of its own to everybody who writes it.
const fn carries_accents(char: char) -> bool {
    matches!(char, '\u{00C0}'..='\u{024F}' | '\u{0370}'..='\u{052F}' | '\u{1E00}'..='\u{1FFF}')
        && char != 'й'
}

fn unified(char: char) -> char {
    match arabic::european(arabic::searched(char)) {
        'ς' => 'σ',
        other => other,
    }
}
