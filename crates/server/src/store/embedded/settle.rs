//! Settling a window: its records are copied into the settled tree by key, under one age, and it is
//! deleted with its journal.
//!
//! It may end anywhere. Before [`Reached::Durable`] the settled tree is as it was; after it, both say the
//! same, and settling once more changes nothing. A window is settled before the ones behind it.

use super::layers::Layers;
use super::tree::BEGINS;
use super::window::Window;

/// How far settling has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reached {
    /// So many records were copied, and are nowhere durable.
    Copied(u64),
    /// The settled tree has all of them.
    Durable,
    /// Readers do not look at the window any more.
    Hidden,
    /// Nobody who opens the store takes it for a window.
    Unmade,
}

/// Records between two looks whether to go on.
const STRIDE: u64 = 1024;

/// Settles the oldest window that is closed. `false` if `go_on` said, of what was reached, not to.
///
/// # Errors
/// It could not be read or written: it stays as it was, or is gone with the next opening.
pub(super) fn settle(
    layers: &Layers,
    number: u64,
    go_on: &mut dyn FnMut(Reached) -> bool,
) -> fjall::Result<bool> {
    let Some(window) = layers.window(number) else {
        return Ok(true);
    };
    if !copy(layers, &window, go_on)? || !go_on(Reached::Durable) {
        return Ok(false);
    }
    drop(layers.take(number));
    if !go_on(Reached::Hidden) {
        return Ok(false);
    }
    window.unmake()?;
    if !go_on(Reached::Unmade) {
        return Ok(false);
    }
    // The committer has let go of it before it was closed; who copies the store may still have it.
    window.settled();
    Ok(true)
}

/// Whether all was copied.
fn copy(
    layers: &Layers,
    window: &Window,
    go_on: &mut dyn FnMut(Reached) -> bool,
) -> fjall::Result<bool> {
    let mut copied = 0_u64;
    let mut settled = layers.settled.records.start_ingestion()?;
    for found in window.tree.records.iter() {
        let (key, stored) = found.into_inner()?;
        if *key == BEGINS {
            continue;
        }
        if stored.is_empty() {
            settled.write_tombstone(key)?;
        } else {
            settled.write(key, stored)?;
        }
        copied += 1;
        if copied.is_multiple_of(STRIDE) && !go_on(Reached::Copied(copied)) {
            return Ok(false);
        }
    }
    // Atomic, and synced.
    settled.finish()?;
    Ok(true)
}
