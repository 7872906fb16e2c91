//! The two languages, and the keys of what is said in them.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    /// From left to right, with the digits 0123.
    English,
    /// From right to left, with the digits ٠١٢٣.
    Arabic,
}

impl Language {
    pub(crate) const ALL: [Self; 2] = [Self::Arabic, Self::English];

    /// Its BCP 47 tag.
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Arabic => "ar",
        }
    }

    /// What `dir` says.
    pub(crate) const fn direction(self) -> &'static str {
        match self {
            Self::English => "ltr",
            Self::Arabic => "rtl",
        }
    }

    /// Its own name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Arabic => "العربية",
        }
    }

    /// The one for a tag such as `ar-EG`; English for languages that are not spoken here.
    pub(crate) fn of_tag(tag: &str) -> Self {
        if tag.split('-').next() == Some("ar") {
            Self::Arabic
        } else {
            Self::English
        }
    }
}

/// Marks a key that is chosen by code and not written where it is said.
pub(crate) const fn key(key: &'static str) -> &'static str {
    key
}
