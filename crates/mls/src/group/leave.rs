//! Asking to leave (SelfRemove, draft-ietf-mls-extensions).

use openmls::group::RemoveProposalError;
use openmls_traits::OpenMlsProvider as _;

use super::{Group, leaver};
use crate::context::Context;
use crate::identity::Identity;
use crate::profile;
use crate::provider::Provider;
use crate::records::RecordsError;

/// A leave could not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LeaveError {
    /// A commit of our own is pending: merge or discard it first.
    #[error("a commit is pending")]
    AlreadyPending,
    /// We are no longer a member.
    #[error("this device is no longer a member")]
    NotMember,
    /// The records failed.
    #[error(transparent)]
    Storage(#[from] RecordsError),
    /// The identity is not ours in this group, or the MLS library failed unexpectedly.
    #[error("the leave could not be built")]
    Bug,
}

impl Group {
    /// Asks to leave in this epoch. Somebody else's commit carries it out; if the epoch ends
    /// without, ask again.
    ///
    /// # Errors
    /// [`LeaveError::AlreadyPending`] while a commit of our own is pending.
    pub fn leave(
        &mut self,
        ctx: &mut Context<'_>,
        identity: &Identity,
    ) -> Result<Vec<u8>, LeaveError> {
        if !self.is_active() {
            return Err(LeaveError::NotMember);
        }
        if self.has_pending_commit() {
            return Err(LeaveError::AlreadyPending);
        }
        if !self.is_ours(identity) {
            return Err(LeaveError::Bug);
        }
        // Draws nothing: a PublicMessage is signed with Ed25519 and not encrypted.
        let provider = Provider::reading(ctx, self.space);
        let storage = provider.storage();
        // A leave is never sealed by MLS; the log's key seals it like every entry. The library makes
        // one only under settings that send every handshake in clear, so these are lent to it, and
        // taken back whether it succeeded or not.
        self.library
            .set_configuration(storage, &profile::leaving_config())?;
        let left = self
            .library
            .leave_group_via_self_remove(&provider, &identity.signer());
        self.library
            .set_configuration(storage, &profile::join_config())?;
        let message = left.map_err(|_| match provider.failure() {
            Some(failure) => LeaveError::Storage(failure),
            None => LeaveError::Bug,
        })?;
        message.to_bytes().map_err(|_| LeaveError::Bug)
    }

    /// Forgets that we asked to leave in this epoch: the others will not be asked. Nothing happens if
    /// we did not.
    ///
    /// # Errors
    /// If the records fail.
    pub fn stay(&mut self, ctx: &mut Context<'_>) -> Result<(), RecordsError> {
        let own = self.own_leaf();
        // Asked for twice, it is there twice.
        let ours: Vec<_> = self
            .library
            .pending_proposals()
            .filter(|queued| leaver(queued) == Some(own))
            .map(|queued| queued.proposal_reference_ref().clone())
            .collect();
        let provider = Provider::reading(ctx, self.space);
        for reference in ours {
            match self
                .library
                .remove_pending_proposal(provider.storage(), &reference)
            {
                Ok(()) | Err(RemoveProposalError::ProposalNotFound) => {}
                Err(RemoveProposalError::Storage(failure)) => return Err(failure),
            }
        }
        Ok(())
    }
}
