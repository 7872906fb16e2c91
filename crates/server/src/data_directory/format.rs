//! What the `format` file says, and what lies at a path before anything is done to it.
//!
//! ```text
//! 1                  version of the layout
//! hudhud.example     the domain whose names and signatures are kept here
//! ```

use std::fs;
use std::io;
use std::path::Path;

use super::error::DataDirectoryError;

/// The layout this build reads and writes.
pub const FORMAT: u32 = 1;

/// What lies at a path before anything is done to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// Nothing, or an empty directory.
    Nothing,
    /// A data directory of a format this build knows.
    Known {
        /// Whose names and signatures are in it.
        domain: String,
    },
}

/// The contents of the `format` file.
pub(super) fn written(domain: &str) -> String {
    format!("{FORMAT}\n{domain}\n")
}

/// Looks without changing anything.
pub(crate) fn inspect(path: &Path) -> Result<Found, DataDirectoryError> {
    let io = |source| DataDirectoryError::Io {
        path: path.to_owned(),
        source,
    };
    match fs::read_to_string(path.join("format")) {
        Ok(text) => known(path, &text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => match fs::read_dir(path) {
            Ok(entries) => {
                for entry in entries {
                    let name = entry.map_err(io)?.file_name();
                    // The first two are what a first start that was cut short leaves; the last is
                    // what a new file system has.
                    if name != "lock" && name != "format.new" && name != "lost+found" {
                        return Err(foreign(path));
                    }
                }
                Ok(Found::Nothing)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Found::Nothing),
            Err(source) => Err(io(source)),
        },
        Err(source) => Err(io(source)),
    }
}

fn known(path: &Path, text: &str) -> Result<Found, DataDirectoryError> {
    let mut lines = text.lines();
    let version = lines
        .next()
        .and_then(|line| line.trim().parse::<u32>().ok());
    match (version, lines.next()) {
        (Some(found), _) if found > FORMAT => Err(DataDirectoryError::Newer {
            path: path.to_owned(),
            found,
            known: FORMAT,
        }),
        (Some(FORMAT), Some(domain)) if !domain.is_empty() => Ok(Found::Known {
            domain: domain.to_owned(),
        }),
        _ => Err(foreign(path)),
    }
}

fn foreign(path: &Path) -> DataDirectoryError {
    DataDirectoryError::Foreign {
        path: path.to_owned(),
    }
}
