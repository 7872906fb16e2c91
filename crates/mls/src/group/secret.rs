//! The generation secret of an epoch, from the safe exporter (draft-ietf-mls-extensions).
//!
//! The exporter gives each component's secret once and forgets it. So that every call gives the
//! same, the secret is kept in the records: for the pending commit, and for the current epoch.

use openmls_traits::OpenMlsProvider as _;
use zeroize::Zeroizing;

use super::Group;
use crate::context::Context;
use crate::profile::GENERATION_COMPONENT;
use crate::provider::{Field, GroupRecords, Provider};
use crate::records::RecordsError;

/// A secret of an epoch could not be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// No commit is pending.
    #[error("no commit is pending")]
    NothingPending,
    /// We are no longer a member, or will not be one.
    #[error("this device is no longer a member")]
    NotMember,
    /// The records failed.
    #[error(transparent)]
    Storage(#[from] RecordsError),
    /// The MLS library failed in a way that is not expected of it.
    #[error("the secret could not be exported")]
    Bug,
}

impl Group {
    /// The generation secret of the epoch that our pending commit begins. The same for every call,
    /// and the same as [`Group::secret`] gives once the commit is merged.
    ///
    /// # Errors
    /// [`SecretError::NothingPending`] if there is no pending commit.
    pub fn pending_secret(
        &mut self,
        ctx: &mut Context<'_>,
    ) -> Result<Zeroizing<[u8; 32]>, SecretError> {
        if !self.has_pending_commit() {
            return Err(SecretError::NothingPending);
        }
        let provider = Provider::reading(ctx, self.space);
        let records = self.own_records(&provider)?;
        // What is kept first: the library exports once.
        if let Some(kept) = records.get(Field::PendingSecret)? {
            return secret_from(&Zeroizing::new(kept)).ok_or(RecordsError::Unreadable.into());
        }
        let exported = self.library.safe_export_secret_from_pending(
            provider.crypto(),
            provider.storage(),
            GENERATION_COMPONENT,
        );
        let secret = exported_secret(&provider, exported)?;
        records.put(Field::PendingSecret, secret.as_slice())?;
        Ok(secret)
    }

    /// The generation secret of the current epoch. The same for every call and every member.
    ///
    /// # Errors
    /// [`SecretError::NotMember`] if we were removed.
    pub fn secret(&mut self, ctx: &mut Context<'_>) -> Result<Zeroizing<[u8; 32]>, SecretError> {
        if !self.is_active() {
            return Err(SecretError::NotMember);
        }
        let provider = Provider::reading(ctx, self.space);
        let records = self.own_records(&provider)?;
        if let Some(kept) = kept_secret(&records, self.epoch())? {
            return Ok(kept);
        }
        let exported = self.library.safe_export_secret(
            provider.crypto(),
            provider.storage(),
            GENERATION_COMPONENT,
        );
        let secret = exported_secret(&provider, exported)?;
        keep_secret(&records, self.epoch(), &secret)?;
        Ok(secret)
    }
}

/// The secret that is kept for `epoch`, if it was exported before.
fn kept_secret(
    records: &GroupRecords<'_>,
    epoch: u64,
) -> Result<Option<Zeroizing<[u8; 32]>>, RecordsError> {
    let Some(kept) = records.get(Field::Secret)?.map(Zeroizing::new) else {
        return Ok(None);
    };
    let (kept_epoch, secret) = kept.split_first_chunk().ok_or(RecordsError::Unreadable)?;
    // A merge replaces or removes it, so it should be this epoch's. That of another would give
    // keys that nobody else has.
    if u64::from_be_bytes(*kept_epoch) == epoch {
        secret_from(secret)
            .map(Some)
            .ok_or(RecordsError::Unreadable)
    } else {
        Ok(None)
    }
}

/// Keeps the secret of `epoch`, in place of that of another.
pub(super) fn keep_secret(
    records: &GroupRecords<'_>,
    epoch: u64,
    secret: &[u8; 32],
) -> Result<(), RecordsError> {
    let kept = Zeroizing::new([epoch.to_be_bytes().as_slice(), secret].concat());
    records.put(Field::Secret, &kept)
}

/// What the library exported, as a secret.
pub(super) fn exported_secret<E>(
    provider: &Provider<'_>,
    exported: Result<Vec<u8>, E>,
) -> Result<Zeroizing<[u8; 32]>, SecretError> {
    let secret = exported
        .map(Zeroizing::new)
        .map_err(|_| match provider.failure() {
            Some(failure) => SecretError::Storage(failure),
            None => SecretError::Bug,
        })?;
    secret_from(&secret).ok_or(SecretError::Bug)
}

pub(super) fn secret_from(bytes: &[u8]) -> Option<Zeroizing<[u8; 32]>> {
    bytes.try_into().ok().map(Zeroizing::new)
}
