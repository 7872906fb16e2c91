//! Sealing an application message.

use super::Group;
use crate::context::Context;
use crate::identity::Identity;
use crate::provider::Provider;
use crate::records::RecordsError;

/// A message could not be sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// A leave waits to be committed; no message may be sent before.
    #[error("a leave is to be committed first")]
    CommitLeavesFirst,
    /// We are no longer a member.
    #[error("this device is no longer a member")]
    NotMember,
    /// The records failed.
    #[error(transparent)]
    Storage(#[from] RecordsError),
    /// The identity is not ours in this group, or the MLS library failed unexpectedly.
    #[error("the message could not be sealed")]
    Bug,
}

impl Group {
    /// Seals a message for the members of this epoch. Every member sees `authenticated`, too, once
    /// the message is opened. Allowed while a commit of our own is pending.
    ///
    /// # Errors
    /// [`SealError::CommitLeavesFirst`] while a leave waits to be committed.
    pub fn seal(
        &mut self,
        ctx: &mut Context<'_>,
        identity: &Identity,
        authenticated: &[u8],
        plaintext: &[u8],
    ) -> Result<Vec<u8>, SealError> {
        if !self.is_active() {
            return Err(SealError::NotMember);
        }
        // RFC 9420 §12.4: who has seen a valid proposal commits before sending.
        if self.library.has_pending_proposals() {
            return Err(SealError::CommitLeavesFirst);
        }
        if !self.is_ours(identity) {
            return Err(SealError::Bug);
        }
        let provider = Provider::drawing(ctx, self.space);
        self.library.set_aad(authenticated.to_vec());
        let sealed = self
            .library
            .create_message(&provider, &identity.signer(), plaintext);
        // The library forgets them only when it succeeds; the next message would carry them.
        self.library.set_aad(Vec::new());
        let message = sealed.map_err(|_| match provider.failure() {
            Some(failure) => SealError::Storage(failure),
            None => SealError::Bug,
        })?;
        message.to_bytes().map_err(|_| SealError::Bug)
    }
}
