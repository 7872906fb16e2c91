//! Several trees read as one, by key.

use std::iter::Peekable;

use fjall::{UserKey, UserValue};

/// A key and what is stored there, or that reading failed.
type Found = fjall::Result<(UserKey, UserValue)>;

/// The smallest key that any of them has next, with what the first of them says of it.
pub(super) fn next(trees: &mut [Peekable<impl Iterator<Item = Found>>]) -> Option<Found> {
    let mut smallest: Option<UserKey> = None;
    for tree in &mut *trees {
        match tree.peek() {
            None => {}
            Some(Err(_)) => return tree.next(),
            Some(Ok((key, _))) => {
                let least = smallest.take_if(|least| *least <= *key);
                smallest = least.or_else(|| Some(key.clone()));
            }
        }
    }
    let smallest = smallest?;
    let mut first = None;
    for tree in trees {
        let same = tree.next_if(|found| matches!(found, Ok((key, _)) if *key == smallest));
        first = first.or(same);
    }
    first
}
