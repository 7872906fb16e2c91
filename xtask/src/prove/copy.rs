//! A copy of the files that git tracks, or would track, in which faults can be planted.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::workspace;

/// A copy of the working tree.
pub(super) struct Copy {
    root: PathBuf,
}

impl Copy {
    /// Brings the copy in `root` up to date. What is equal keeps its time, so that the compiler
    /// does not compile it again.
    pub(super) fn update(from: &Path, root: PathBuf) -> anyhow::Result<Self> {
        let copy = Self { root };
        let mut wanted = BTreeSet::new();
        for path in workspace::tracked_files(from)? {
            // A file that was deleted a moment ago is not copied.
            let Ok(content) = std::fs::read(from.join(&path)) else {
                continue;
            };
            copy.write(&path, &content)?;
            wanted.insert(copy.root.join(&path));
        }
        remove_others(&copy.root, &wanted)?;
        Ok(copy)
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    pub(super) fn read(&self, path: &str) -> anyhow::Result<String> {
        std::fs::read_to_string(self.root.join(path))
            .with_context(|| format!("could not read {path}"))
    }

    pub(super) fn write(&self, path: &str, content: &[u8]) -> anyhow::Result<()> {
        let to = self.root.join(path);
        if std::fs::read(&to).is_ok_and(|present| present == content) {
            return Ok(());
        }
        let folder = to.parent().context("a file without a folder")?;
        std::fs::create_dir_all(folder)
            .with_context(|| format!("could not create {}", folder.display()))?;
        std::fs::write(&to, content).with_context(|| format!("could not write {}", to.display()))
    }
}

/// Files that were copied once and are gone since would still be compiled.
fn remove_others(folder: &Path, wanted: &BTreeSet<PathBuf>) -> anyhow::Result<()> {
    for entry in folder.read_dir()? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            remove_others(&path, wanted)?;
        } else if !wanted.contains(&path) {
            std::fs::remove_file(&path)
                .with_context(|| format!("could not remove {}", path.display()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn a_copy_follows_its_source_and_leaves_equal_files_as_they_are() {
        let directory = tempfile::tempdir().unwrap();
        let from = directory.path().join("from");
        std::fs::create_dir_all(from.join("src")).unwrap();
        assert!(
            Command::new("git")
                .args(["init", "--quiet"])
                .arg(&from)
                .status()
                .unwrap()
                .success()
        );
        let put = |path: &str, text: &str| std::fs::write(from.join(path), text).unwrap();
        put("src/one.rs", "one");
        put("src/two.rs", "two");
        put(".gitignore", "ignored\n");
        put("ignored", "not copied");
        let to = directory.path().join("to");
        let copy = Copy::update(&from, to.clone()).unwrap();
        assert_eq!(copy.read("src/one.rs").unwrap(), "one");
        assert!(copy.read("ignored").is_err());
        let time = |path: &str| to.join(path).metadata().unwrap().modified().unwrap();
        let before = time("src/one.rs");

        copy.write("src/two.rs", b"a fault").unwrap();
        std::fs::rename(from.join("src/two.rs"), from.join("src/three.rs")).unwrap();
        let copy = Copy::update(&from, to.clone()).unwrap();
        assert_eq!(time("src/one.rs"), before);
        assert_eq!(copy.read("src/three.rs").unwrap(), "two");
        assert!(copy.read("src/two.rs").is_err());
    }
}
