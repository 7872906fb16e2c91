//! A device that has been used for long.

use std::fs;

use anyhow::Context as _;
use hudhud_store::Store;
use hudhud_store::conversations::ConversationState;

use crate::engine::fill;
use crate::people::Person;

/// Gives somebody so many messages, in so many conversations that are over: those ask no host for
/// anything.
pub(super) fn has_a_past(
    person: &Person,
    (conversations, messages): (u32, u32),
) -> anyhow::Result<()> {
    let text = fs::read_to_string(person.key_file())?;
    let key = key(text.trim()).context("the key file holds no key")?;
    let database = fs::read_dir(person.home())?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|end| end == "db"));
    let database = database.context("there is no database at home")?;
    let mut store = Store::open(&database, &key)?;
    let over = ConversationState::Left;
    fill(&mut store, over, (conversations, messages)).map(drop)
}

fn key(hexadecimal: &str) -> Option<[u8; 32]> {
    let mut key = [0; 32];
    for (byte, at) in key.iter_mut().zip((0..).step_by(2)) {
        *byte = u8::from_str_radix(hexadecimal.get(at..at + 2)?, 16).ok()?;
    }
    Some(key)
}
