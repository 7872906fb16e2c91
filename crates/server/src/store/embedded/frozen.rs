//! The store as it was at one moment, for whoever copies it while it is written on.

use std::iter::Peekable;
use std::sync::Arc;

use fjall::{Readable as _, Snapshot};

use super::merge::next;
use super::tree::{BEGINS, Tree};
use super::window::Window;

/// One tree at that moment.
struct Part {
    snapshot: Snapshot,
    tree: Tree,
    /// Held, so that a window that is settled meanwhile is still there.
    _window: Option<Arc<Window>>,
}

/// All trees at one moment, between two commits. While it is there, what was deleted since stays on the
/// disk.
pub(crate) struct Frozen {
    /// The newest window first.
    parts: Vec<Part>,
    commits: u64,
}

impl Frozen {
    pub(super) fn new(windows: Vec<Arc<Window>>, settled: &Tree, commits: u64) -> Self {
        let part = |tree: &Tree, window| Part {
            snapshot: tree.database.snapshot(),
            tree: tree.clone(),
            _window: window,
        };
        let of_window = |window: Arc<Window>| part(&window.tree.clone(), Some(window));
        // The settled tree last: what is settled meanwhile stands in both then, and not in neither.
        let mut parts: Vec<Part> = windows.into_iter().rev().map(of_window).collect();
        parts.push(part(settled, None));
        Self { parts, commits }
    }

    /// How many commits it has seen.
    pub(crate) const fn commits(&self) -> u64 {
        self.commits
    }

    /// Every record as it is stored, by key.
    ///
    /// # Errors
    /// One could not be read, or `visit` failed.
    pub(crate) fn visit<E: From<fjall::Error>>(
        &self,
        mut visit: impl FnMut(&[u8], &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let trees = self.parts.iter().map(|part| {
            let records = part.snapshot.iter(&part.tree.records);
            records.map(fjall::Guard::into_inner).peekable()
        });
        let mut trees: Vec<Peekable<_>> = trees.collect();
        while let Some(found) = next(&mut trees) {
            let (key, stored) = found.map_err(E::from)?;
            // Where a window began is told by nobody but the window.
            if !stored.is_empty() && *key != BEGINS {
                visit(&key, &stored)?;
            }
        }
        Ok(())
    }
}
