//! Our own commits: made, and stored as pending.

use std::collections::BTreeSet;

use hudhud_crypto::identity::body_hash;
use openmls::prelude::tls_codec::Serialize as _;
use openmls::prelude::{AppDataUpdateProposal, CommitMessageBundle, LeafNodeIndex, Proposal};
use openmls_traits::OpenMlsProvider as _;

use super::Group;
use crate::components::{self, Apply, Update};
use crate::context::Context;
use crate::identity::Identity;
use crate::key_package::KeyPackage;
use crate::provider::{Field, Provider};
use crate::records::RecordsError;

/// What a commit is to do. Leaves that wait to be committed are always included.
#[derive(Debug, Default)]
pub struct Plan {
    /// Devices to add.
    pub add: Vec<KeyPackage>,
    /// Leaves to remove.
    pub remove: Vec<u32>,
    /// What changes of what the group has agreed about itself, each component at most once.
    pub updates: Vec<Update>,
    /// Whether fresh keys are made for the whole path even where MLS does not ask for it.
    pub refresh: bool,
    /// Bytes that every member sees and that the commit authenticates.
    pub authenticated: Vec<u8>,
}

/// A commit of our own that is stored as pending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StagedOwn {
    /// To be appended to the log.
    pub commit: Vec<u8>,
    /// For those who were added, if anybody was.
    pub welcome: Option<Vec<u8>>,
    /// The ratchet tree that joiners need beside the Welcome.
    pub tree: Option<Vec<u8>>,
    /// The epoch that begins when it is merged.
    pub next_epoch: u64,
    /// Whether it gives our leaf other keys: it has a path.
    pub renews: bool,
}

/// A commit could not be staged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StageError {
    /// A commit of our own is pending: merge or discard it first.
    #[error("a commit is pending")]
    AlreadyPending,
    /// We are no longer a member.
    #[error("this device is no longer a member")]
    NotMember,
    /// We asked to leave: somebody else has to commit.
    #[error("this device is leaving")]
    Leaving,
    /// The plan removes a leaf that is blank, our own, or named twice, or adds a device that is a
    /// member already or is named twice.
    #[error("the plan does not fit the group")]
    Plan,
    /// A key package is of another suite than the group.
    #[error("a key package is of another suite")]
    WrongSuite,
    /// The records failed.
    #[error(transparent)]
    Storage(#[from] RecordsError),
    /// The identity is not ours in this group, or the MLS library failed unexpectedly.
    #[error("the commit could not be built")]
    Bug,
}

impl Group {
    /// Makes a commit and stores it as pending. It is merged when it is read back from the log.
    /// A plan that asks for nothing refreshes our keys. `apply` says what the differences make of the
    /// group's components.
    ///
    /// # Errors
    /// [`StageError::AlreadyPending`] if there is one; [`StageError::Plan`] and
    /// [`StageError::WrongSuite`] if the plan does not fit.
    pub fn stage(
        &mut self,
        ctx: &mut Context<'_>,
        identity: &Identity,
        plan: Plan,
        apply: Apply,
    ) -> Result<StagedOwn, StageError> {
        self.check_plan(identity, &plan)?;
        let provider = Provider::drawing(ctx, self.space);
        let adds = !plan.add.is_empty();
        let built = self.build(&provider, identity, plan, apply);
        // The library forgets them only when it succeeds; the next message would carry them.
        self.library.set_aad(Vec::new());
        let bundle = built.ok_or_else(|| match provider.failure() {
            Some(failure) => StageError::Storage(failure),
            None => StageError::Bug,
        })?;
        let welcome = bundle.to_welcome_msg().map(|message| message.to_bytes());
        // The tree of the epoch to come: a Welcome here does not hold it, and joiners begin there.
        let staged = StagedOwn {
            commit: bundle
                .into_commit()
                .to_bytes()
                .map_err(|_| StageError::Bug)?,
            welcome: welcome.transpose().map_err(|_| StageError::Bug)?,
            tree: if adds {
                Some(self.pending_tree(&provider)?)
            } else {
                None
            },
            next_epoch: self.epoch() + 1,
            renews: self
                .library
                .pending_commit()
                .is_some_and(|commit| commit.update_path_leaf_node().is_some()),
        };
        let records = self.own_records(&provider)?;
        // Its hash is how it is known when it is read back: nobody can open what they sealed.
        records.put(Field::PendingCommit, &body_hash(&staged.commit))?;
        // Whatever ended the last pending commit removed its secret, too. One that stayed would be
        // taken for this commit's.
        records.delete(Field::PendingSecret)?;
        Ok(staged)
    }

    fn check_plan(&self, identity: &Identity, plan: &Plan) -> Result<(), StageError> {
        if !self.is_active() {
            return Err(StageError::NotMember);
        }
        if self.has_pending_commit() {
            return Err(StageError::AlreadyPending);
        }
        // A committer cannot remove itself (RFC 9420 §12.2), and a commit carries out every leave.
        if self.pending_leaves().contains(&self.own_leaf()) {
            return Err(StageError::Leaving);
        }
        if !self.is_ours(identity) {
            return Err(StageError::Bug);
        }
        if plan.add.iter().any(|package| package.suite() != self.suite) {
            return Err(StageError::WrongSuite);
        }
        // From here on the library checks as well (RFC 9420 §12.2), but one error of its own says
        // neither which part of the plan was wrong, nor that it was the plan.
        let removed: BTreeSet<u32> = plan.remove.iter().copied().collect();
        let blank = removed.iter().any(|leaf| self.member(*leaf).is_none());
        if removed.len() != plan.remove.len() || blank || removed.contains(&self.own_leaf()) {
            return Err(StageError::Plan);
        }
        // A device that is removed may be added anew by the same commit.
        let mut devices: BTreeSet<_> = self
            .members()
            .iter()
            .filter(|member| !removed.contains(&member.leaf))
            .map(|member| member.device)
            .collect();
        if plan
            .add
            .iter()
            .all(|package| devices.insert(package.device()))
        {
            Ok(())
        } else {
            Err(StageError::Plan)
        }
    }

    fn build(
        &mut self,
        provider: &Provider<'_>,
        identity: &Identity,
        plan: Plan,
        apply: Apply,
    ) -> Option<CommitMessageBundle> {
        let leaving = self.pending_leaves();
        let asks_for_nothing = plan.add.is_empty()
            && plan.remove.is_empty()
            && plan.updates.is_empty()
            && leaving.is_empty();
        let updates: Vec<_> = plan
            .updates
            .into_iter()
            .map(|update| AppDataUpdateProposal::update(update.component, update.difference))
            .collect();
        let changes = components::updated(&self.library, updates.iter(), apply);
        if changes.is_none() != updates.is_empty() {
            return None;
        }
        let signer = identity.signer();
        self.library.set_aad(plan.authenticated);
        // A leaf goes once, and who asked to go has left and was not removed.
        let removed = plan
            .remove
            .into_iter()
            .filter(|leaf| !leaving.contains(leaf));
        let mut loaded = self
            .library
            .commit_builder()
            // A commit of no proposals needs a path (RFC 9420 §12.4).
            .force_self_update(plan.refresh || asks_for_nothing)
            .propose_removals(removed.map(LeafNodeIndex::new))
            .propose_adds(plan.add.into_iter().map(KeyPackage::into_library))
            .add_proposals(
                updates
                    .into_iter()
                    .map(|update| Proposal::AppDataUpdate(Box::new(update))),
            )
            .load_psks(provider.storage())
            .ok()?;
        loaded.with_app_data_dictionary_updates(changes);
        loaded
            .build(provider.rand(), provider.crypto(), &signer, |_| true)
            .ok()?
            .stage_commit(provider)
            .ok()
    }

    fn pending_tree(&self, provider: &Provider<'_>) -> Result<Vec<u8>, StageError> {
        let pending = self.library.pending_commit().ok_or(StageError::Bug)?;
        pending
            .export_ratchet_tree(provider.crypto(), self.library.export_ratchet_tree())
            .map_err(|_| StageError::Bug)?
            .ok_or(StageError::Bug)?
            .tls_serialize_detached()
            .map_err(|_| StageError::Bug)
    }
}
