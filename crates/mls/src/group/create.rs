//! Creating a group.

use openmls::group::NewGroupError;
use openmls::prelude::{GroupId, MlsGroup};

use super::Group;
use crate::components::Components;
use crate::context::Context;
use crate::identity::Identity;
use crate::profile;
use crate::provider::{Provider, Space};
use crate::records::RecordsError;
use crate::suite::Suite;

/// What a new group begins with.
#[derive(Debug, Clone, Copy)]
pub struct NewGroup<'a> {
    /// Its id: at least 16 random bytes.
    pub id: &'a [u8],
    /// What it is to have agreed about itself from the start.
    pub components: &'a Components,
}

/// A group could not be created.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CreateError {
    /// There is a group with this id.
    #[error("a group with this id exists")]
    AlreadyExists,
    /// The records failed.
    #[error(transparent)]
    Storage(#[from] RecordsError),
    /// The MLS library failed in a way that is not expected of it.
    #[error("the group could not be built")]
    Bug,
}

impl Group {
    /// Creates a group of one, at epoch 0. Its components are opaque here: every member sees them,
    /// and only commits change them.
    ///
    /// # Errors
    /// [`CreateError::AlreadyExists`] if the id is taken.
    pub fn create(
        ctx: &mut Context<'_>,
        identity: &Identity,
        control_public: [u8; 32],
        suite: Suite,
        group: NewGroup<'_>,
    ) -> Result<Self, CreateError> {
        let provider = Provider::drawing(ctx, Space::Live);
        let config = profile::create_config(suite, group.components, &control_public)
            .ok_or(CreateError::Bug)?;
        let created = MlsGroup::new_with_group_id(
            &provider,
            &identity.signer(),
            &config,
            GroupId::from_slice(group.id),
            identity.credential(),
        );
        // The records' failure first: the library may have made another error of it.
        let library = created.map_err(|error| match provider.failure() {
            Some(failure) => CreateError::Storage(failure),
            None if error == NewGroupError::GroupAlreadyExists => CreateError::AlreadyExists,
            None => CreateError::Bug,
        })?;
        Self::adopt(library, Space::Live).ok_or(CreateError::Bug)
    }
}
