//! The forms of a name: as it is written, as it is looked up, and as it looks. What may be a name and
//! what looks alike stands in `hudhud-text`, for the app says it too.

use std::collections::BTreeSet;

use hudhud_base::limits;
use hudhud_text::{folded_name, name_fault, skeleton};
use unicode_normalization::UnicodeNormalization;

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

impl NameForm {
    pub(crate) fn parse(name: &str) -> Result<Self, NotAName> {
        // Bounds the work before anything is normalised.
        if name.len() > limits::NAME_BYTES {
            return Err(NotAName);
        }
        let written: String = name.nfkc().collect();
        let folded = folded_name(&written);
        if name_fault(&folded).is_some() {
            return Err(NotAName);
        }
        let skeleton = skeleton(&folded);
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
