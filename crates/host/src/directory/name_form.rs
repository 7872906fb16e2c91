//! What may be a name, which names are one name, and which only look like one.
//!
//! One script in a name: Latin `a`–`z`, or Arabic letters; digits and `_` with either. Latin is
//! folded to lower case and digits to European ones to make the key; a skeleton, which folds what
//! looks alike as well, is what imitation is judged by.

use std::collections::BTreeSet;

use hudhud_base::limits;
use unicode_normalization::UnicodeNormalization;
use unicode_security::skeleton;

/// Names that every host keeps for itself.
const RESERVED: [&str; 24] = [
    "abuse",
    "account",
    "admin",
    "administrator",
    "api",
    "bot",
    "help",
    "host",
    "hudhud",
    "info",
    "moderator",
    "official",
    "postmaster",
    "root",
    "security",
    "server",
    "staff",
    "support",
    "system",
    "webmaster",
    "هدهد",
    "الدعم",
    "المشرف",
    "مساعدة",
];

/// A name in its three forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NameForm {
    /// In normal form KC.
    pub(crate) written: String,
    /// What it is looked up by.
    pub(crate) folded: String,
    /// What imitation is judged by.
    pub(crate) skeleton: String,
}

/// Characters or length are not those of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotAName;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Arabic,
}

impl NameForm {
    pub(crate) fn parse(name: &str) -> Result<Self, NotAName> {
        // Bounds the work before anything is normalised.
        if name.len() > limits::NAME_CHARS_MAX * 4 {
            return Err(NotAName);
        }
        let written: String = name.nfkc().collect();
        let folded: String = written.chars().map(fold).collect();
        let count = folded.chars().count();
        if !(limits::NAME_CHARS_MIN..=limits::NAME_CHARS_MAX).contains(&count) {
            return Err(NotAName);
        }
        let script = folded.chars().next().and_then(letter).ok_or(NotAName)?;
        let fits =
            |char: char| char == '_' || char.is_ascii_digit() || letter(char) == Some(script);
        if !folded.chars().all(fits) {
            return Err(NotAName);
        }
        let skeleton = skeleton_of(&folded);
        Ok(Self {
            written,
            folded,
            skeleton,
        })
    }

    /// The key of the skeleton, whatever its length.
    pub(crate) fn skeleton_key(&self) -> [u8; 32] {
        *blake3::hash(self.skeleton.as_bytes()).as_bytes()
    }
}

fn fold(char: char) -> char {
    match char {
        '٠'..='٩' => digit(char, '٠'),
        '۰'..='۹' => digit(char, '۰'),
        other => other.to_ascii_lowercase(),
    }
}

fn digit(char: char, zero: char) -> char {
    char::from_digit((char as u32).saturating_sub(zero as u32), 10).unwrap_or(char)
}

/// The script of a letter that may stand in a name. Marks and the tatweel are not letters here.
fn letter(char: char) -> Option<Script> {
    match char {
        'a'..='z' => Some(Script::Latin),
        '\u{0620}'..='\u{063f}'
        | '\u{0641}'..='\u{064a}'
        | '\u{066e}'..='\u{066f}'
        | '\u{0671}'..='\u{06d3}'
        | '\u{06d5}'
        | '\u{06ee}'..='\u{06ef}'
        | '\u{06fa}'..='\u{06fc}'
        | '\u{06ff}' => Some(Script::Arabic),
        _ => None,
    }
}

fn skeleton_of(folded: &str) -> String {
    let alike: String = folded
        .chars()
        .filter(|char| *char != '_')
        .map(look_alike)
        .collect();
    let skeleton: String = skeleton(&alike).collect();
    skeleton.to_lowercase().chars().map(look_alike).collect()
}

/// What one writes for the other, by custom or to deceive.
fn look_alike(char: char) -> char {
    match char {
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ی' | 'ئ' => 'ي',
        'ک' => 'ك',
        'ة' | 'ہ' | 'ھ' | 'ە' => 'ه',
        'ؤ' => 'و',
        '0' => 'o',
        '1' | 'i' => 'l',
        other => other,
    }
}

/// The skeletons of every reserved name.
pub(crate) fn reserved_skeletons(more: &[String]) -> BTreeSet<String> {
    let names = RESERVED.into_iter().chain(more.iter().map(String::as_str));
    names
        .filter_map(|name| NameForm::parse(name).ok())
        .map(|form| form.skeleton)
        .collect()
}

#[cfg(test)]
mod tests;
