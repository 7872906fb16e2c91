//! The words are complete in both languages.
