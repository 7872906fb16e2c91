//! Coming back by an external commit, when the group went on without us.
//!
//! The library makes the group of the next epoch at once. It stays beside the group as we had it,
//! in a place of its own, until the commit is read back from the log.

use std::fmt;

use openmls::group::{ExternalCommitBuilderError, PastEpochDeletion};
use openmls::messages::group_info::VerifiableGroupInfo;
use openmls::prelude::tls_codec::DeserializeBytes as _;
use openmls::prelude::{
    CommitMessageBundle, LeafNodeParameters, MlsGroup, MlsMessageBodyIn, MlsMessageIn, Proposal,
    RatchetTreeIn,
};
use openmls_traits::OpenMlsProvider as _;
use zeroize::Zeroizing;

use super::{Group, SecretError, join};
use crate::context::Context;
use crate::identity::Identity;
use crate::member::Member;
use crate::profile;
use crate::provider::{Field, GroupRecords, Provider, Space};
use crate::records::RecordsError;

/// What a rejoin needs.
#[derive(Debug)]
pub struct Reentry<'a> {
    /// The control key of the new leaf.
    pub control_public: [u8; 32],
    /// Fresh group info from a member.
    pub group_info: &'a [u8],
    /// The ratchet tree, if the group info does not hold it.
    pub tree: Option<&'a [u8]>,
    /// Bytes that the commit authenticates.
    pub authenticated: Vec<u8>,
}

/// An external commit of our own that waits to be read back from the log.
pub struct PendingRejoin {
    group: Group,
    commit: Vec<u8>,
}

/// A rejoin as it was made: what its maker checks before the commit is sent.
#[derive(Debug)]
pub struct MadeRejoin {
    /// It waits in the records.
    pub pending: PendingRejoin,
    /// Who signed the group info; `None` if it was ourselves, on the leaf that goes.
    pub signer: Option<Member>,
    /// Whether our old leaf was there and is removed. If not, we were no longer a member.
    pub returns: bool,
    /// [`Group::transcript`] of the epoch that the group info describes, which this commit ends.
    pub transcript: Vec<u8>,
}

/// Bytes of a signature of the profile's suites, and of the length in front of it (RFC 9420 §2.1.2).
const SIGNATURE: (usize, [u8; 2]) = (64, [0x40, 64]);

/// A rejoin could not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RejoinError {
    /// A rejoin into this group is pending: merge or discard it first.
    #[error("a rejoin is pending")]
    AlreadyPending,
    /// No ratchet tree was given.
    #[error("the ratchet tree is missing")]
    NoTree,
    /// The group info or the tree breaks the profile, or was damaged.
    #[error("the group info is not valid")]
    Invalid,
    /// The records failed.
    #[error(transparent)]
    Storage(#[from] RecordsError),
    /// The MLS library failed in a way that is not expected of it.
    #[error("the rejoin could not be built")]
    Bug,
}

impl Group {
    /// Makes an external commit that joins a group, and removes our old leaf if there is one. The
    /// group as we had it stays as it is until the rejoin is merged.
    ///
    /// Who is in the group, and whether it is the right one, is the caller's to check
    /// ([`MadeRejoin`], [`PendingRejoin::group`]) before the commit is sent.
    ///
    /// # Errors
    /// [`RejoinError::Invalid`] if the group info or the tree is damaged or not of the profile.
    pub fn rejoin(
        ctx: &mut Context<'_>,
        identity: &Identity,
        reentry: Reentry<'_>,
    ) -> Result<MadeRejoin, RejoinError> {
        let info = read_info(reentry.group_info).ok_or(RejoinError::Invalid)?;
        let signer = signer_of(reentry.group_info).ok_or(RejoinError::Invalid)?;
        let id = info.group_id().clone();
        let transcript = info.group_context().confirmed_transcript_hash().to_vec();
        // There is one place for the group to come, and the library would write over it.
        if PendingRejoin::load(ctx, id.as_slice())?.is_some() {
            return Err(RejoinError::AlreadyPending);
        }
        let provider = Provider::drawing(ctx, Space::Candidate);
        let records = GroupRecords::new(provider.records(), Space::Candidate, &id)?;
        let (mut library, bundle, returns) = build(&provider, identity, info, reentry)?;
        // The library keeps secrets for the epoch that this commit ends, as it does for any other.
        // These are nobody's: who comes from outside never had that epoch's. Without them a message
        // of it is one whose keys are gone, rather than one that its sender spoilt.
        library
            .delete_past_epoch_secrets(&provider, PastEpochDeletion::delete_all())
            .map_err(|_| {
                let failure = provider.failure();
                failure.map_or(RejoinError::Bug, RejoinError::Storage)
            })?;
        let group = join::check_group(&library)
            .then(|| Self::adopt(library, Space::Candidate))
            .flatten();
        let Some(group) = group else {
            records.delete_group()?;
            return Err(RejoinError::Invalid);
        };
        let commit = bundle
            .into_commit()
            .to_bytes()
            .map_err(|_| RejoinError::Bug)?;
        // Kept whole and not as a hash: `commit` gives it after a restart, too.
        records.put(Field::Rejoin, &commit)?;
        // Nobody's leaf has moved but our own.
        let signer = group.member(signer).filter(|_| signer != group.own_leaf());
        Ok(MadeRejoin {
            pending: PendingRejoin { group, commit },
            signer,
            returns,
            transcript,
        })
    }
}

impl PendingRejoin {
    /// The pending rejoin into the group with this id, if there is one.
    ///
    /// # Errors
    /// When the records fail or cannot be read.
    pub fn load(ctx: &mut Context<'_>, group_id: &[u8]) -> Result<Option<Self>, RecordsError> {
        let Some(group) = Group::load_from(ctx, group_id, Space::Candidate)? else {
            return Ok(None);
        };
        let records = group.own_records(&Provider::reading(ctx, Space::Candidate))?;
        let commit = records
            .get(Field::Rejoin)?
            .ok_or(RecordsError::Unreadable)?;
        Ok(Some(Self { group, commit }))
    }

    /// The external commit, to be appended to the log.
    #[must_use]
    pub fn commit(&self) -> &[u8] {
        &self.commit
    }

    /// Whether bytes read back from the log are this commit. To be asked before the group as we had
    /// it is given them.
    #[must_use]
    pub fn is(&self, bytes: &[u8]) -> bool {
        self.commit == bytes
    }

    /// The group as it is once this is merged.
    #[must_use]
    pub fn group(&self) -> &Group {
        &self.group
    }

    /// The generation secret of the epoch that begins.
    ///
    /// # Errors
    /// [`SecretError::Storage`] when the records fail.
    pub fn secret(&mut self, ctx: &mut Context<'_>) -> Result<Zeroizing<[u8; 32]>, SecretError> {
        self.group.secret(ctx)
    }

    /// Puts the rejoined group in the place of the one we had: to be done when the commit was read
    /// back as the first valid one of its epoch.
    ///
    /// # Errors
    /// When the records fail.
    pub fn merge(mut self, ctx: &mut Context<'_>) -> Result<Group, RecordsError> {
        let records = self
            .group
            .own_records(&Provider::reading(ctx, Space::Candidate))?;
        // Before the move, which takes every record of the group along.
        records.delete(Field::Rejoin)?;
        records.move_group(Space::Live)?;
        self.group.space = Space::Live;
        Ok(self.group)
    }

    /// Forgets it: the commit lost, or is not wanted any more.
    ///
    /// # Errors
    /// When the records fail.
    pub fn discard(self, ctx: &mut Context<'_>) -> Result<(), RecordsError> {
        self.group.delete(ctx)
    }
}

impl fmt::Debug for PendingRejoin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PendingRejoin")
            .field("group", &self.group)
            .finish_non_exhaustive()
    }
}

fn read_info(bytes: &[u8]) -> Option<VerifiableGroupInfo> {
    let message = MlsMessageIn::tls_deserialize_exact_bytes(bytes).ok()?;
    let MlsMessageBodyIn::GroupInfo(info) = message.extract() else {
        return None;
    };
    // Before anything is built on it; what the commit leads to is checked leaf by leaf afterwards.
    profile::components_of(info.group_context().extensions())?;
    Some(info)
}

fn build(
    provider: &Provider<'_>,
    identity: &Identity,
    info: VerifiableGroupInfo,
    reentry: Reentry<'_>,
) -> Result<(MlsGroup, CommitMessageBundle, bool), RejoinError> {
    let failed = |otherwise| provider.failure().map_or(otherwise, RejoinError::Storage);
    let tree = reentry
        .tree
        .map(RatchetTreeIn::tls_deserialize_exact_bytes)
        .transpose();
    // Lifetimes are skipped as in a Welcome's tree: the profile's one does not end.
    let mut outside = MlsGroup::external_commit_builder()
        .with_config(profile::join_config())
        .with_aad(reentry.authenticated)
        .skip_lifetime_validation();
    if let Some(tree) = tree.map_err(|_| RejoinError::Invalid)? {
        outside = outside.with_ratchet_tree(tree);
    }
    let extensions =
        profile::leaf_extensions(&reentry.control_public).map_err(|_| RejoinError::Bug)?;
    let leaf = LeafNodeParameters::builder()
        .with_capabilities(profile::capabilities())
        .with_extensions(extensions)
        .build();
    let mut returns = false;
    let (library, bundle) = outside
        .build_group(provider, info, identity.credential())
        .map_err(|error| {
            let no_tree = matches!(error, ExternalCommitBuilderError::MissingRatchetTree);
            failed(if no_tree {
                RejoinError::NoTree
            } else {
                RejoinError::Invalid
            })
        })?
        .leaf_node_parameters(leaf)
        .load_psks(provider.storage())
        .map_err(|_| failed(RejoinError::Bug))?
        .build(
            provider.rand(),
            provider.crypto(),
            &identity.signer(),
            // Nothing to choose from: the proposals are the library's own, to come in and to remove
            // our old leaf.
            |queued| {
                returns |= matches!(queued.proposal(), Proposal::Remove(_));
                true
            },
        )
        .map_err(|_| failed(RejoinError::Invalid))?
        .finalize(provider)
        .map_err(|_| failed(RejoinError::Bug))?;
    Ok((library, bundle, returns))
}

/// The leaf that signed group info. The library keeps it to itself; it stands before the signature,
/// which is last (RFC 9420 §12.4.3).
fn signer_of(info: &[u8]) -> Option<u32> {
    let (length, prefix) = SIGNATURE;
    let before = info.len().checked_sub(length)?;
    let (rest, found) = info.get(..before)?.split_last_chunk::<2>()?;
    let (_, signer) = rest.split_last_chunk::<4>()?;
    (*found == prefix).then(|| u32::from_be_bytes(*signer))
}
