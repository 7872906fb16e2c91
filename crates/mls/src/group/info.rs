//! What somebody outside, or out of step, needs to join by an external commit.

use openmls_traits::OpenMlsProvider as _;

use super::Group;
use crate::context::Context;
use crate::identity::Identity;
use crate::provider::Provider;

/// Group info could not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GroupInfoError {
    /// We are no longer a member.
    #[error("this device is no longer a member")]
    NotMember,
    /// The MLS library failed in a way that is not expected of it.
    #[error("the group info could not be built")]
    Bug,
}

impl Group {
    /// Group info of the current epoch, with the external key and the ratchet tree.
    ///
    /// Whoever has it can make an external commit, so it is handed out sealed and to the one
    /// device that it is for.
    ///
    /// # Errors
    /// [`GroupInfoError::NotMember`] if we were removed.
    pub fn group_info(
        &self,
        ctx: &mut Context<'_>,
        identity: &Identity,
    ) -> Result<Vec<u8>, GroupInfoError> {
        if !self.is_active() {
            return Err(GroupInfoError::NotMember);
        }
        // Draws nothing: the external key is derived from the epoch (RFC 9420 §8) and Ed25519 signs
        // without randomness.
        let provider = Provider::reading(ctx, self.space);
        // With the tree: who is out of step has none of this epoch.
        self.library
            .export_group_info(provider.crypto(), &identity.signer(), true)
            .map_err(|_| GroupInfoError::Bug)?
            .to_bytes()
            .map_err(|_| GroupInfoError::Bug)
    }
}
