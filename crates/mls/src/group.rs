//! A group in memory: what it is now. What can be done to it is in the modules below, one verb each.

mod create;
mod departed;
mod info;
mod join;
mod leave;
mod pending;
mod process;
mod rejoin;
mod seal;
mod secret;
mod stage;
mod theirs;

use std::fmt;

use openmls::prelude::{
    GroupId, LeafNodeIndex, MlsGroup, Proposal, QueuedProposal, Sender, StagedCommit,
};
use openmls_traits::OpenMlsProvider as _;

use crate::components::{self, Components};
use crate::context::Context;
use crate::identity::Identity;
use crate::member::Member;
use crate::profile;
use crate::provider::{GroupRecords, Provider, Space};
use crate::records::RecordsError;
use crate::suite::Suite;

pub use create::{CreateError, NewGroup};
pub use info::GroupInfoError;
pub use join::{JoinError, Joined};
pub use leave::LeaveError;
pub use pending::CommitError;
pub use process::{ProcessError, Processed};
pub use rejoin::{MadeRejoin, PendingRejoin, Reentry, RejoinError};
pub use seal::SealError;
pub use secret::SecretError;
pub use stage::{Plan, StageError, StagedOwn};
pub use theirs::StagedTheirs;

/// A group in memory: a cache of its records.
///
/// After a rolled back transaction, or a call that failed with a storage error, it is ahead of its
/// records: drop it and load it again.
pub struct Group {
    library: MlsGroup,
    space: Space,
    suite: Suite,
}

impl Group {
    /// The group with this id, if its records are there.
    ///
    /// # Errors
    /// When the records fail or cannot be read.
    pub fn load(ctx: &mut Context<'_>, group_id: &[u8]) -> Result<Option<Self>, RecordsError> {
        Self::load_from(ctx, group_id, Space::Live)
    }

    fn load_from(
        ctx: &mut Context<'_>,
        group_id: &[u8],
        space: Space,
    ) -> Result<Option<Self>, RecordsError> {
        let provider = Provider::reading(ctx, space);
        // Held to the profile once more: records outlive the version that wrote them.
        match MlsGroup::load(provider.storage(), &GroupId::from_slice(group_id))? {
            Some(library) => Self::adopt(library, space)
                .map(Some)
                .ok_or(RecordsError::Unreadable),
            None => Ok(None),
        }
    }

    /// A group of the library that is one of the profile.
    fn adopt(library: MlsGroup, space: Space) -> Option<Self> {
        let suite = Suite::of(library.ciphersuite())?;
        profile::components_of(library.extensions())?;
        Some(Self {
            library,
            space,
            suite,
        })
    }

    /// Removes every record of the group.
    ///
    /// # Errors
    /// When the records fail.
    pub fn delete(self, ctx: &mut Context<'_>) -> Result<(), RecordsError> {
        self.own_records(&Provider::reading(ctx, self.space))?
            .delete_group()
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> &[u8] {
        self.library.group_id().as_slice()
    }

    /// Everybody in it, by leaf.
    #[must_use]
    pub fn members(&self) -> Vec<Member> {
        self.library
            .treesync()
            .full_leaves()
            .filter_map(|(leaf, node)| Member::read(leaf.u32(), node))
            .collect()
    }

    /// The member at a leaf.
    #[must_use]
    pub fn member(&self, leaf: u32) -> Option<Member> {
        let node = self.library.public_group().leaf(LeafNodeIndex::new(leaf))?;
        Member::read(leaf, node)
    }

    /// Our own leaf. Of no meaning once we are no longer a member.
    #[must_use]
    pub fn own_leaf(&self) -> u32 {
        self.library.own_leaf_index().u32()
    }

    /// The epoch.
    #[must_use]
    pub fn epoch(&self) -> u64 {
        self.library.epoch().as_u64()
    }

    /// The hash of all commits that led to this epoch: two groups of one id and epoch are one if they
    /// have the same.
    #[must_use]
    pub fn transcript(&self) -> &[u8] {
        let public = self.library.public_group();
        public.group_context().confirmed_transcript_hash()
    }

    /// What the group has agreed about itself, in this epoch.
    #[must_use]
    pub fn components(&self) -> Components {
        profile::components_of(self.library.extensions())
            .map(components::read)
            .unwrap_or_default()
    }

    /// The suite.
    #[must_use]
    pub fn suite(&self) -> Suite {
        self.suite
    }

    /// Whether we are a member.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.library.is_active()
    }

    /// Whether a commit of our own waits to be read back from the log.
    #[must_use]
    pub fn has_pending_commit(&self) -> bool {
        self.library.pending_commit().is_some()
    }

    /// The leaves whose leave waits to be committed, in ascending order. Our own is among them
    /// once we asked to leave.
    #[must_use]
    pub fn pending_leaves(&self) -> Vec<u32> {
        let mut leaves: Vec<u32> = self
            .library
            .pending_proposals()
            .filter_map(leaver)
            .collect();
        // In memory the library has them in the order of arrival, once loaded in that of their
        // references, and one that we asked for twice is there twice.
        leaves.sort_unstable();
        leaves.dedup();
        leaves
    }

    fn own_records<'a>(&self, provider: &Provider<'a>) -> Result<GroupRecords<'a>, RecordsError> {
        GroupRecords::new(provider.records(), self.space, self.library.group_id())
    }

    /// Whether `identity` is the one that this group knows us by.
    fn is_ours(&self, identity: &Identity) -> bool {
        self.member(self.own_leaf())
            .is_some_and(|us| us.device_key == identity.device_key())
    }

    /// The members that a commit removes, and those whose leave it carries out.
    fn departing(&self, commit: &StagedCommit) -> (Vec<Member>, Vec<Member>) {
        let removed = commit
            .remove_proposals()
            .filter_map(|queued| self.member(queued.remove_proposal().removed().u32()))
            .collect();
        // Not in `remove_proposals`: a SelfRemove names nobody, its sender is who goes.
        let left = commit.queued_proposals().filter_map(leaver);
        (removed, left.filter_map(|leaf| self.member(leaf)).collect())
    }
}

impl fmt::Debug for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Group")
            .field("epoch", &self.epoch())
            .field("own_leaf", &self.own_leaf())
            .field("suite", &self.suite)
            .finish_non_exhaustive()
    }
}

/// Who asks to leave by a proposal, if it is a leave.
fn leaver(queued: &QueuedProposal) -> Option<u32> {
    match (queued.proposal(), queued.sender()) {
        (Proposal::SelfRemove, Sender::Member(leaf)) => Some(leaf.u32()),
        (_, _) => None,
    }
}
