//! A device that has been used for long.

use std::fs;

use anyhow::Context as _;
use data_encoding::HEXLOWER_PERMISSIVE;
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
    let key = HEXLOWER_PERMISSIVE.decode(text.trim().as_bytes())?;
    let key = key.first_chunk().context("the key file holds no key")?;
    let database = fs::read_dir(person.home())?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|end| end == "db"));
    let database = database.context("there is no database at home")?;
    let mut store = Store::open(&database, key)?;
    let over = ConversationState::Left;
    fill(&mut store, over, (conversations, messages)).map(drop)
}
