//! SQLite in the browser's private file system.
