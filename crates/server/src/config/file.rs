//! The configuration file: the same settings as the flags, with underscores, flat, in TOML.
//!
//! Owns reading it and telling apart a file that is missing, unreadable, wrong, or misspelt.

use std::io;
use std::path::{Path, PathBuf};

use super::args::ServeArgs;

/// Why a configuration file was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum ConfigFileError {
    /// It cannot be read.
    #[error("configuration file {path}: {source}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It has a key that no setting has.
    #[error("configuration file {path}: there is no setting {key:?}{}", suggestion(.nearest))]
    UnknownKey {
        /// The file.
        path: PathBuf,
        /// The key.
        key: String,
        /// A setting with a name like it.
        nearest: Option<String>,
    },
    /// It is not TOML, or a value has the wrong type.
    #[error("configuration file {path}: {source}")]
    Wrong {
        /// The file.
        path: PathBuf,
        /// Where and why.
        source: Box<toml::de::Error>,
    },
}

fn suggestion(nearest: &Option<String>) -> String {
    nearest
        .as_ref()
        .map_or_else(String::new, |name| format!("; did you mean {name:?}?"))
}

/// Reads settings from `path`.
pub(super) fn read(path: &Path) -> Result<ServeArgs, ConfigFileError> {
    let text = std::fs::read_to_string(path).map_err(|source| ConfigFileError::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    let wrong = |source| ConfigFileError::Wrong {
        path: path.to_owned(),
        source: Box::new(source),
    };
    let table: toml::Table = text.parse().map_err(wrong)?;
    let names = setting_names();
    if let Some(key) = table.keys().find(|key| !names.contains(key)) {
        let nearest = nearest(key, &names);
        return Err(ConfigFileError::UnknownKey {
            path: path.to_owned(),
            key: key.clone(),
            nearest,
        });
    }
    toml::from_str(&text).map_err(wrong)
}

/// The names of all settings a file may have, taken from the flags so that they cannot differ.
pub(super) fn setting_names() -> Vec<String> {
    let command = <ServeArgs as clap::Args>::augment_args(clap::Command::new("serve"));
    command
        .get_arguments()
        .map(|argument| argument.get_id().as_str().to_owned())
        .filter(|name| name != "config")
        .collect()
}

/// The setting whose name is fewest edits away from `key`, if that is less than half of it.
fn nearest(key: &str, names: &[String]) -> Option<String> {
    let best = names.iter().min_by_key(|name| edits(key, name))?;
    (edits(key, best) * 2 < key.len().max(best.len())).then(|| best.clone())
}

/// Insertions, deletions and replacements that turn `from` into `to`.
fn edits(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.bytes().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (j, b) in to.bytes().enumerate() {
            let above = row.get(j + 1).copied().unwrap_or(usize::MAX);
            let cost = (diagonal + usize::from(a != b))
                .min(left + 1)
                .min(above + 1);
            diagonal = above;
            if let Some(cell) = row.get_mut(j) {
                *cell = left;
            }
            left = cost;
        }
        if let Some(last) = row.last_mut() {
            *last = left;
        }
    }
    row.last().copied().unwrap_or(from.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(text: &str) -> (tempfile::TempDir, PathBuf) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("hudhud.toml");
        std::fs::write(&path, text).unwrap();
        (directory, path)
    }

    #[test]
    fn a_misspelt_key_is_answered_with_the_setting_that_was_meant() {
        let (_directory, path) = write("metrics_lisen = \"127.0.0.1:9090\"\n");
        let error = read(&path).unwrap_err().to_string();
        assert!(
            error.contains("did you mean \"metrics_listen\"?"),
            "{error}"
        );
    }

    #[test]
    fn a_key_like_no_setting_gets_no_suggestion() {
        let (_directory, path) = write("zebra = 1\n");
        let error = read(&path).unwrap_err().to_string();
        assert!(error.ends_with("there is no setting \"zebra\""), "{error}");
    }

    #[test]
    fn the_distance_between_words_counts_edits() {
        assert_eq!(edits("kitten", "sitting"), 3);
        assert_eq!(edits("", "abc"), 3);
        assert_eq!(edits("same", "same"), 0);
    }
}
