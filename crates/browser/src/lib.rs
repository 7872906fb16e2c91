//! A headless browser under test.
