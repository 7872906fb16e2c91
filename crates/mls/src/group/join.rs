//! Joining by a Welcome.

use std::collections::BTreeSet;

use openmls::group::WelcomeError;
use openmls::prelude::tls_codec::DeserializeBytes as _;
use openmls::prelude::{MlsGroup, MlsMessageBodyIn, MlsMessageIn, RatchetTreeIn, StagedWelcome};
use openmls_traits::OpenMlsProvider as _;

use super::Group;
use crate::context::Context;
use crate::member::Member;
use crate::profile;
use crate::provider::{GroupRecords, Provider, Space};
use crate::records::RecordsError;

/// A group that a Welcome let us into.
#[derive(Debug)]
pub struct Joined {
    /// The group.
    pub group: Group,
    /// Who made the Welcome.
    pub sender: Member,
}

/// A Welcome did not let us in. The key package it was for can still be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JoinError {
    /// It is for none of the key packages whose keys are stored.
    #[error("the welcome is for no key package of this device")]
    NoSuchKeyPackage,
    /// We are a member of the group already.
    #[error("this device is a member already")]
    AlreadyMember,
    /// No ratchet tree was given.
    #[error("the ratchet tree is missing")]
    NoTree,
    /// The Welcome or the tree breaks the profile, or was damaged.
    #[error("the welcome is not valid")]
    Invalid,
    /// The records failed.
    #[error(transparent)]
    Storage(#[from] RecordsError),
    /// The MLS library failed in a way that is not expected of it.
    #[error("the group could not be joined")]
    Bug,
}

impl Group {
    /// Joins by a Welcome. Uses up the key package, unless it is one of last resort. Records of a
    /// group with this id that we were removed from are replaced.
    ///
    /// # Errors
    /// [`JoinError::NoSuchKeyPackage`] if the Welcome is not for us; [`JoinError::Invalid`] if it
    /// or the tree is damaged or not of the profile.
    pub fn join(
        ctx: &mut Context<'_>,
        welcome: &[u8],
        tree: Option<&[u8]>,
    ) -> Result<Joined, JoinError> {
        // The library writes before the leaves can be checked, so it writes elsewhere.
        let provider = Provider::reading(ctx, Space::Joining);
        let staged = stage_welcome(&provider, welcome, tree)?;
        let id = staged.group_context().group_id().clone();
        // Only now: a Welcome names its group inside the encryption. A group id is unique among
        // those we are in (RFC 9420 §12.4.3); one that we were removed from we may come back to.
        if Self::load(ctx, id.as_slice())?.is_some_and(|group| group.is_active()) {
            return Err(JoinError::AlreadyMember);
        }
        let sender = staged.welcome_sender_index().u32();
        let library = staged
            .into_group(&provider)
            .map_err(|error| whose_fault(&error, &provider))?;
        let joining = GroupRecords::new(provider.records(), Space::Joining, &id)?;
        let joined = check_group(&library)
            .then(|| Self::adopt(library, Space::Live))
            .flatten()
            .and_then(|group| group.member(sender).map(|sender| Joined { group, sender }));
        // The key package goes last and only with success: anybody can write a Welcome for it.
        if joined.is_some() {
            joining.move_group(Space::Live)?;
            provider.storage().drop_used_up()?;
        } else {
            joining.delete_group()?;
        }
        joined.ok_or(JoinError::Invalid)
    }
}

fn stage_welcome(
    provider: &Provider<'_>,
    welcome: &[u8],
    tree: Option<&[u8]>,
) -> Result<StagedWelcome, JoinError> {
    let message =
        MlsMessageIn::tls_deserialize_exact_bytes(welcome).map_err(|_| JoinError::Invalid)?;
    let MlsMessageBodyIn::Welcome(welcome) = message.extract() else {
        return Err(JoinError::Invalid);
    };
    let tree = tree
        .map(RatchetTreeIn::tls_deserialize_exact_bytes)
        .transpose();
    let tree = tree.map_err(|_| JoinError::Invalid)?;
    // Lifetimes are not a matter of clocks here: the profile has one, and it does not end.
    let mut joining = StagedWelcome::build_from_welcome(provider, &profile::join_config(), welcome)
        .map_err(|error| whose_fault(&error, provider))?
        .skip_lifetime_validation();
    if let Some(tree) = tree {
        joining = joining.with_ratchet_tree(tree);
    }
    joining
        .build()
        .map_err(|error| whose_fault(&error, provider))
}

/// Whether every leaf of a group that we come into is one of the profile, and no device is twice.
pub(super) fn check_group(library: &MlsGroup) -> bool {
    let mut devices = BTreeSet::new();
    library.treesync().full_leaves().all(|(leaf, node)| {
        Member::check(leaf.u32(), node).is_some_and(|member| devices.insert(member.device))
    })
}

/// Whose fault a failure is.
fn whose_fault(error: &WelcomeError<RecordsError>, provider: &Provider<'_>) -> JoinError {
    // The records' failure first: the library may have made another error of it.
    if let Some(failure) = provider.failure() {
        return JoinError::Storage(failure);
    }
    if matches!(
        error,
        WelcomeError::NoMatchingKeyPackage | WelcomeError::JoinerSecretNotFound
    ) {
        JoinError::NoSuchKeyPackage
    } else if matches!(error, WelcomeError::MissingRatchetTree) {
        JoinError::NoTree
    } else if matches!(error, WelcomeError::LibraryError(_)) {
        JoinError::Bug
    } else {
        JoinError::Invalid
    }
}
