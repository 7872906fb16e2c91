//! One thing of a turn, worked on so that it can be undone by itself: an entry, a letter, an intent.
//!
//! A turn is first taken as a whole. Only where that comes to nothing for a reason that would be there
//! again is it taken a second time, with care: then each thing is apart, and what is in trouble is set
//! aside instead of being met again for ever. A disk that fails is no such reason.

use hudhud_base::ConversationId;
use hudhud_store::{Part, StoreError};

use crate::api::{CommandError, Outputs, TurnError};
use crate::turn::care::Care;
use crate::turn::damage::Damage;
use crate::turn::{Step, Stop, Turn};

/// Why something came to nothing although the disk is well.
#[derive(Debug, Clone, Copy, thiserror::Error)]
pub(crate) enum Trouble {
    #[error("{0}")]
    Damage(Damage, Option<ConversationId>),
    #[error("{0}")]
    Row(StoreError),
    #[error("{0}")]
    Refused(CommandError),
}

impl Trouble {
    /// What would stop a turn again, if it is taken again; `None` if only the disk knows.
    pub(crate) fn of(stop: &Stop) -> Option<Self> {
        match stop {
            Stop::Refused(error) => Some(Self::Refused(*error)),
            Stop::Failed(TurnError::Damaged {
                damage,
                conversation,
            }) => Some(Self::Damage(*damage, *conversation)),
            Stop::Failed(TurnError::Store(error)) => match error {
                StoreError::Constraint | StoreError::Missing => Some(Self::Row(*error)),
                StoreError::Full
                | StoreError::Busy
                | StoreError::Refused
                | StoreError::Corrupt
                | StoreError::NoTransaction
                | StoreError::Sqlite(_) => None,
            },
        }
    }
}

impl Trouble {
    /// The conversation of which what this device keeps is in trouble, whatever came.
    pub(crate) fn with_own_state_of(self) -> Option<ConversationId> {
        match self {
            Self::Damage(
                Damage::NoGroup
                | Damage::GroupUnreadable
                | Damage::PolicyUnreadable
                | Damage::NoGeneration,
                conversation,
            ) => conversation,
            Self::Damage(..) | Self::Row(_) | Self::Refused(_) => None,
        }
    }
}

/// How much had been put out at one time.
struct Mark {
    transmit: usize,
    close: usize,
    blobs: usize,
    puzzles: usize,
    events: usize,
}

impl Mark {
    fn of(out: &Outputs) -> Self {
        Self {
            transmit: out.transmit.len(),
            close: out.close.len(),
            blobs: out.blobs.len(),
            puzzles: out.puzzles.len(),
            events: out.events.len(),
        }
    }

    fn back(&self, out: &mut Outputs) {
        out.transmit.truncate(self.transmit);
        out.close.truncate(self.close);
        out.blobs.truncate(self.blobs);
        out.puzzles.truncate(self.puzzles);
        out.events.truncate(self.events);
    }
}

impl Turn<'_> {
    /// Works on one thing. If the turn is taken with care, what is in trouble has not happened: rows,
    /// memory and outputs are as they were, and groups in memory are loaded again.
    pub(crate) fn apart<R>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Step<R>,
    ) -> Step<Result<R, Trouble>> {
        if self.care == Care::Whole {
            return work(self).map(Ok);
        }
        let part = Part::begin(self.db)?;
        // The store undoes rows; memory and outputs have to be put back by hand.
        let (memory, mark) = (self.memory.without_groups(), Mark::of(&self.out));
        let stop = match work(self) {
            Ok(done) => {
                part.keep()?;
                return Ok(Ok(done));
            }
            Err(stop) => stop,
        };
        // If the disk is in trouble, so is the whole turn.
        let Some(trouble) = Trouble::of(&stop) else {
            return Err(stop);
        };
        part.undo()?;
        *self.memory = memory;
        mark.back(&mut self.out);
        Ok(Err(trouble))
    }
}
