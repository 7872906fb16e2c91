//! The files of a package, as they will lie on the machine.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;

use crate::step::succeed;
use crate::workspace;

/// A directory that becomes `/`.
pub(super) struct Tree {
    root: PathBuf,
}

impl Tree {
    pub(super) fn at(root: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(root)?;
        Ok(Self {
            root: root.to_path_buf(),
        })
    }

    pub(super) fn path(&self, place: &str) -> PathBuf {
        self.root.join(place)
    }

    /// A directory, and those it lies in.
    pub(super) fn directory(&self, place: &str) -> anyhow::Result<PathBuf> {
        let path = self.path(place);
        std::fs::create_dir_all(&path)?;
        Ok(path)
    }

    /// A file with these bytes.
    pub(super) fn write(&self, place: &str, bytes: &[u8], mode: u32) -> anyhow::Result<()> {
        let path = self.path(place);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(&path, bytes).with_context(|| place.to_owned())?;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode))?;
        Ok(())
    }

    /// A copy of a file of this machine.
    pub(super) fn copy(&self, from: &Path, place: &str, mode: u32) -> anyhow::Result<()> {
        let bytes = std::fs::read(from).with_context(|| from.display().to_string())?;
        self.write(place, &bytes, mode)
    }

    /// A copy of a file of the working tree.
    pub(super) fn take(&self, from: &str, place: &str, mode: u32) -> anyhow::Result<()> {
        self.copy(&workspace::root()?.join(from), place, mode)
    }

    /// The same, compressed as Debian wants texts to be: without a name or a time inside.
    pub(super) fn compress(&self, place: &str) -> anyhow::Result<()> {
        succeed(
            Command::new("gzip")
                .args(["-9", "--no-name", "--force"])
                .arg(self.path(place)),
        )
    }
}
