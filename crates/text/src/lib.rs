//! How the words of others are shown.
