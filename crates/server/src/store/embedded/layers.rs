//! The trees of a store, one above the other: the windows, the newest first, and below them the
//! settled tree. What a higher one says of a key counts.

use std::ops::Bound;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use fjall::UserValue;

use super::frozen::Frozen;
use super::merge::next;
use super::tree::Tree;
use super::window::Window;

/// What readers, the committer and the settler share.
pub(super) struct Layers {
    pub(super) settled: Tree,
    pub(super) path: Arc<Path>,
    /// The newest last. Beyond the guard the committer keeps the last one, and who copies the store keeps
    /// all: a window that was settled is removed when the last of them lets go.
    windows: RwLock<Vec<Arc<Window>>>,
}

impl Layers {
    pub(super) fn new(settled: Tree, path: Arc<Path>, windows: Vec<Arc<Window>>) -> Self {
        Self {
            settled,
            path,
            windows: RwLock::new(windows),
        }
    }

    fn windows(&self) -> RwLockReadGuard<'_, Vec<Arc<Window>>> {
        self.windows.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn windows_mut(&self) -> RwLockWriteGuard<'_, Vec<Arc<Window>>> {
        self.windows.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a window above all others.
    pub(super) fn add(&self, window: Arc<Window>) {
        self.windows_mut().push(window);
    }

    /// A window, for whoever is to settle it.
    pub(super) fn window(&self, number: u64) -> Option<Arc<Window>> {
        let windows = self.windows();
        let found = windows.iter().find(|window| window.number == number);
        found.map(Arc::clone)
    }

    /// Takes a window out: whoever reads from now on does not see it.
    pub(super) fn take(&self, number: u64) -> Option<Arc<Window>> {
        let mut windows = self.windows_mut();
        let at = windows.iter().position(|window| window.number == number)?;
        Some(windows.remove(at))
    }

    /// What is stored at a key.
    pub(super) fn get(&self, key: &[u8]) -> fjall::Result<Option<UserValue>> {
        // Held until it is found: between a window and the settled tree nothing is missed.
        let windows = self.windows();
        for window in windows.iter().rev() {
            if let Some(stored) = window.tree.records.get(key)? {
                return Ok((!stored.is_empty()).then_some(stored));
            }
        }
        self.settled.records.get(key)
    }

    /// Gives `visit` what is stored from a key on, by key, for as long as it asks for more.
    pub(super) fn visit(
        &self,
        from: Bound<&[u8]>,
        mut visit: impl FnMut(&[u8], &[u8]) -> bool,
    ) -> fjall::Result<()> {
        let windows = self.windows();
        let trees = windows.iter().rev().map(|window| &window.tree);
        let found = trees.chain([&self.settled]).map(|tree| {
            let range = tree.records.range::<&[u8], _>((from, Bound::Unbounded));
            range.map(fjall::Guard::into_inner).peekable()
        });
        let mut trees: Vec<_> = found.collect();
        while let Some(found) = next(&mut trees) {
            let (key, stored) = found?;
            if !stored.is_empty() && !visit(&key, &stored) {
                break;
            }
        }
        Ok(())
    }

    /// All trees as they are now. Only the committer calls it: between two commits.
    pub(super) fn freeze(&self, commits: u64) -> Frozen {
        let windows: Vec<_> = self.windows().iter().map(Arc::clone).collect();
        Frozen::new(windows, &self.settled, commits)
    }

    pub(super) fn disk_bytes(&self) -> u64 {
        let windows = self.windows();
        let recent: u64 = windows.iter().map(|window| window.tree.disk_bytes()).sum();
        recent + self.settled.disk_bytes()
    }
}
