//! Accepting that a store has lost commits: what is gone, and, once an operator agrees, a start.
//!
//! Nothing can be brought back here. What this does is to let the store be opened as it is, which
//! must never happen by itself: people would be served less as if that were all.

use std::fmt;
use std::path::Path;

use crate::data_directory::{DataDirectory, Note};
use crate::serve_error::ServeError;
use crate::store::{self, Commits};

/// A store that has lost commits, held so that no host starts meanwhile.
#[derive(Debug)]
pub struct Repair {
    directory: DataDirectory,
    noted: Note,
    lost: Commits,
}

impl Repair {
    /// Looks at the store in the data directory `data` without changing it; `None`: it has lost
    /// nothing that was noted.
    ///
    /// # Errors
    ///
    /// It is no data directory, a host serves from it, or the store cannot be read at all.
    pub fn of(data: &Path) -> Result<Option<Self>, ServeError> {
        let mut directory = DataDirectory::open_to_look(data)?;
        let noted = directory.noted()?;
        let mut lost = store::commits_in(&directory)?;
        lost.expected = lost.expected.max(noted.commits);
        Ok((lost.found < lost.expected).then_some(Self {
            directory,
            noted,
            lost,
        }))
    }

    /// Lets the next host open the store with what is left in it.
    ///
    /// # Errors
    ///
    /// The store cannot be opened, or the note cannot be written.
    pub fn accept(mut self) -> Result<(), ServeError> {
        let commits = store::recover(&self.directory)?;
        self.directory.note(Note {
            commits,
            ..self.noted
        })?;
        Ok(())
    }
}

impl fmt::Display for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Commits { found, expected } = self.lost;
        write!(
            f,
            "The store in {} has {found} of the {expected} commits that were durable. Accounts, \
             names, messages and key packages stored by the others, and perhaps by earlier ones, \
             are gone and cannot be brought back from here. People whose devices had seen more will \
             be told that something is missing, or not reach each other in some conversations.\n\
             If there is a backup, restore it instead. If not, copy the directory first: this \
             cannot be undone.",
            self.directory.path().display()
        )
    }
}
