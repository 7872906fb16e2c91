//! Commits of others: what they would do, and merging them.

use std::collections::BTreeSet;
use std::fmt;

use openmls::prelude::{LeafNode, Proposal, Sender, StagedCommit};
use openmls_traits::OpenMlsProvider as _;
use zeroize::Zeroizing;

use super::pending::CommitError;
use super::{Group, SecretError, departed, secret};
use crate::components::{self, Components};
use crate::context::Context;
use crate::member::Member;
use crate::profile::{self, GENERATION_COMPONENT};
use crate::provider::{Field, Provider};

/// A commit of somebody else: valid, and not merged. Dropping it rejects it.
pub struct StagedTheirs {
    /// Who made it; of an external commit, the leaf that joins by it.
    pub committer: Member,
    /// Bytes that it authenticates.
    pub authenticated: Vec<u8>,
    /// Devices that it adds. The committer of an external commit is not among them.
    pub added: Vec<Member>,
    /// Devices that it removes, not at their own wish. Of an external commit, it can only be the
    /// committer's old leaf.
    pub removed: Vec<Member>,
    /// Devices whose leave it carries out.
    pub left: Vec<Member>,
    /// What the group will have agreed about itself, if it changes that.
    pub components: Option<Components>,
    /// Whether we are no member once it is merged.
    pub removes_us: bool,
    /// Whether it is an external commit: its committer was outside, or out of step.
    pub external: bool,
    /// The epoch that begins when it is merged.
    pub next_epoch: u64,
    library: StagedCommit,
    secret: Option<Zeroizing<[u8; 32]>>,
}

impl StagedTheirs {
    /// The generation secret of the epoch that begins when this is merged, to check what the
    /// commit authenticates before it is merged. The same for every call.
    ///
    /// # Errors
    /// [`SecretError::NotMember`] if this removes us.
    pub fn secret(&mut self, ctx: &mut Context<'_>) -> Result<Zeroizing<[u8; 32]>, SecretError> {
        if self.removes_us {
            return Err(SecretError::NotMember);
        }
        if let Some(secret) = &self.secret {
            return Ok(secret.clone());
        }
        // For its cryptography alone: what is exported here is kept in memory and in no record.
        let provider = Provider::reading(ctx, crate::provider::Space::Live);
        let exported = self
            .library
            .safe_export_secret(provider.crypto(), GENERATION_COMPONENT);
        let secret = secret::exported_secret(&provider, exported)?;
        self.secret = Some(secret.clone());
        Ok(secret)
    }

    /// Moves the group into the next epoch. A pending commit of our own is discarded.
    ///
    /// # Errors
    /// [`CommitError::WrongEpoch`] if the group has moved since, or is another one.
    pub fn merge(self, group: &mut Group, ctx: &mut Context<'_>) -> Result<(), CommitError> {
        // The library does not look: it would put the state of another group, or of a later epoch
        // over a gap, in the place of this one.
        let same = self.library.group_context().group_id() == group.library.group_id();
        if !same || self.next_epoch != group.epoch() + 1 {
            return Err(CommitError::WrongEpoch);
        }
        let provider = Provider::reading(ctx, group.space);
        let records = group.own_records(&provider)?;
        let departing = [self.removed, self.left].concat();
        // Before the merge, while the epoch is the one that they were in.
        departed::remember(&records, group.epoch(), &departing)?;
        group
            .library
            .merge_staged_commit(&provider, self.library)
            .map_err(|_| match provider.failure() {
                Some(failure) => CommitError::Storage(failure),
                None => CommitError::Bug,
            })?;
        // Of the new epoch from here; if it was not asked for, at least the old one goes.
        match self.secret {
            Some(secret) => secret::keep_secret(&records, group.epoch(), &secret)?,
            None => records.delete(Field::Secret)?,
        }
        // The library dropped our own pending commit, which lost; this is what we kept about it.
        Ok(group.forget_pending(&provider)?)
    }
}

impl fmt::Debug for StagedTheirs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StagedTheirs")
            .field("committer", &self.committer)
            .field("next_epoch", &self.next_epoch)
            .field("external", &self.external)
            .finish_non_exhaustive()
    }
}

impl Group {
    /// Checks a commit, which is valid as MLS has it, against the profile; [`None`] if it is not
    /// one of the profile.
    pub(super) fn examine(
        &self,
        library: StagedCommit,
        sender: &Sender,
        authenticated: Vec<u8>,
    ) -> Option<StagedTheirs> {
        let external = matches!(sender, Sender::NewMemberCommit);
        let committer = self.committer(&library, sender)?;
        let (removed, left) = self.departing(&library);
        let mut components = None;
        // Every kind by name, so that one that the library learns is a decision here.
        for queued in library.queued_proposals() {
            match queued.proposal() {
                Proposal::Add(_) if !external => {}
                // The library has seen to it that only an external commit has an ExternalInit, and
                // how many Removes it has (RFC 9420 §12.2).
                Proposal::Remove(_) | Proposal::SelfRemove | Proposal::ExternalInit(_) => {}
                // Which, and what they make of it, was looked at before the commit could be staged.
                Proposal::AppDataUpdate(_) if !external => {
                    let after = library.group_context().extensions();
                    components = Some(components::read(profile::components_of(after)?));
                }
                Proposal::Add(_)
                | Proposal::GroupContextExtensions(_)
                | Proposal::Update(_)
                | Proposal::PreSharedKey(_)
                | Proposal::ReInit(_)
                | Proposal::AppDataUpdate(_)
                | Proposal::AppEphemeral(_)
                | Proposal::Custom(_) => return None,
            }
        }
        // RFC 9420 §12.2 leaves to us whose old leaf an external commit may remove.
        if external && removed.iter().any(|old| !same_device(old, &committer)) {
            return None;
        }
        let mut staying: Vec<Member> = self.members();
        staying.retain(|member| !removed.contains(member) && !left.contains(member));
        // A member commits from a leaf that stays. Who comes from outside must not be there already,
        // or one device would be at two leaves.
        let is_staying = staying
            .iter()
            .any(|member| member.device == committer.device);
        if is_staying == external {
            return None;
        }
        let added = added(&library, &staying)?;
        Some(StagedTheirs {
            committer,
            authenticated,
            added,
            removed,
            left,
            components,
            removes_us: library.self_removed(),
            external,
            next_epoch: library.epoch().as_u64(),
            library,
            secret: None,
        })
    }

    fn committer(&self, library: &StagedCommit, sender: &Sender) -> Option<Member> {
        let path = library.update_path_leaf_node();
        match sender {
            Sender::Member(leaf) => {
                let committer = self.member(leaf.u32())?;
                // MLS lets a path bring a new credential (RFC 9420 §5.3.1); the profile does not.
                let keeps = |node: &LeafNode| {
                    Member::check(leaf.u32(), node).is_some_and(|new| same_device(&new, &committer))
                };
                path.is_none_or(keeps).then_some(committer)
            }
            Sender::NewMemberCommit => {
                // It has no leaf yet: the one it will have once removed leaves are free, and an
                // external commit has a path (RFC 9420 §12.4.3.2).
                let leaf = self.library.ext_commit_sender_index(library).ok()?;
                Member::check(leaf.u32(), path?)
            }
            Sender::External(_) | Sender::NewMemberProposal => None,
        }
    }
}

/// The members that a commit adds, each at the leftmost leaf that is then free (RFC 9420 §12.1.1).
fn added(library: &StagedCommit, staying: &[Member]) -> Option<Vec<Member>> {
    // Removals come before additions, and these in their order (RFC 9420 §12.3).
    let mut taken: BTreeSet<u32> = staying.iter().map(|member| member.leaf).collect();
    let mut devices: BTreeSet<_> = staying.iter().map(|member| member.device).collect();
    let mut added = Vec::new();
    for queued in library.add_proposals() {
        let leaf = (0..).find(|leaf| !taken.contains(leaf))?;
        let node = queued.add_proposal().key_package().leaf_node();
        let member = Member::check(leaf, node)?;
        taken.insert(leaf);
        if !devices.insert(member.device) {
            return None;
        }
        added.push(member);
    }
    Some(added)
}

fn same_device(one: &Member, other: &Member) -> bool {
    one.account_key == other.account_key && one.device_key == other.device_key
}
