//! Our pending commit: known when it is read back from the log, then merged, or discarded.

use hudhud_crypto::identity::body_hash;
use openmls_traits::OpenMlsProvider as _;

use super::{Group, departed, secret};
use crate::context::Context;
use crate::provider::{Field, Provider};
use crate::records::RecordsError;

/// A commit could not be merged or discarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CommitError {
    /// No commit is pending.
    #[error("no commit is pending")]
    NothingPending,
    /// The commit was made for another epoch or another group.
    #[error("the commit is for another epoch or group")]
    WrongEpoch,
    /// The records failed.
    #[error(transparent)]
    Storage(#[from] RecordsError),
    /// The MLS library failed in a way that is not expected of it.
    #[error("the commit could not be merged")]
    Bug,
}

impl Group {
    /// Whether `bytes` are our pending commit, to the bit.
    pub(super) fn is_pending_commit(
        &self,
        provider: &Provider<'_>,
        bytes: &[u8],
    ) -> Result<bool, RecordsError> {
        if !self.has_pending_commit() {
            return Ok(false);
        }
        let kept = self.own_records(provider)?.get(Field::PendingCommit)?;
        Ok(kept.is_some_and(|hash| hash == body_hash(bytes)))
    }

    /// Merges our pending commit: to be done when it was read back as the first valid one of its
    /// epoch.
    ///
    /// # Errors
    /// [`CommitError::NothingPending`] if there is none.
    pub fn merge_pending(&mut self, ctx: &mut Context<'_>) -> Result<(), CommitError> {
        let pending = self
            .library
            .pending_commit()
            .ok_or(CommitError::NothingPending)?;
        let (mut departing, left) = self.departing(pending);
        departing.extend(left);
        let provider = Provider::reading(ctx, self.space);
        let records = self.own_records(&provider)?;
        // Before the merge, while the epoch is the one that they were in.
        departed::remember(&records, self.epoch(), &departing)?;
        self.library
            .merge_pending_commit(&provider)
            .map_err(|_| match provider.failure() {
                Some(failure) => CommitError::Storage(failure),
                None => CommitError::Bug,
            })?;
        // Of the new epoch from here. The old secret goes even if the new one was never asked for:
        // a device that is taken must not give the keys of the past away.
        match records
            .get(Field::PendingSecret)?
            .as_deref()
            .map(secret::secret_from)
        {
            Some(Some(kept)) => secret::keep_secret(&records, self.epoch(), &kept)?,
            Some(None) => return Err(RecordsError::Unreadable.into()),
            None => records.delete(Field::Secret)?,
        }
        Ok(self.forget_pending(&provider)?)
    }

    /// Forgets our pending commit: it lost, or is not wanted any more. Nothing happens if there is
    /// none.
    ///
    /// # Errors
    /// [`CommitError::Storage`] when the records fail.
    pub fn discard_pending(&mut self, ctx: &mut Context<'_>) -> Result<(), CommitError> {
        let provider = Provider::reading(ctx, self.space);
        self.library.clear_pending_commit(provider.storage())?;
        Ok(self.forget_pending(&provider)?)
    }

    pub(super) fn forget_pending(&self, provider: &Provider<'_>) -> Result<(), RecordsError> {
        let records = self.own_records(provider)?;
        records.delete(Field::PendingCommit)?;
        records.delete(Field::PendingSecret)
    }
}
