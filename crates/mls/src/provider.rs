//! What the MLS library is given to work with: cryptography fed from the caller's randomness, and
//! storage in the caller's transaction.
//!
//! One provider serves one call of this crate.

mod codec;
mod cryptography;
mod group_records;
mod hpke;
mod split;
mod storage;

use openmls_traits::OpenMlsProvider;

use crate::context::Context;
use crate::records::{Records, RecordsError};

pub(crate) use cryptography::Cryptography;
pub(crate) use group_records::{Field, GroupRecords, Space};
pub(crate) use storage::Storage;

/// Everything the library may use during one call.
pub(crate) struct Provider<'a> {
    cryptography: Cryptography,
    storage: Storage<'a>,
}

impl<'a> Provider<'a> {
    /// A provider for a call that draws randomness.
    pub(crate) fn drawing(ctx: &mut Context<'a>, space: Space) -> Self {
        Self {
            cryptography: Cryptography::seeded(ctx.rng),
            storage: Storage::new(ctx.records, space),
        }
    }

    /// A provider for a call that draws none, so that what the caller's source gives next does not
    /// depend on how often a group is loaded or a message received.
    pub(crate) fn reading(ctx: &Context<'a>, space: Space) -> Self {
        Self {
            cryptography: Cryptography::fixed(),
            storage: Storage::new(ctx.records, space),
        }
    }

    /// The records as the caller gave them.
    pub(crate) fn records(&self) -> &'a dyn Records {
        self.storage.records()
    }

    /// The storage failure behind an error of the library, if that is what it was. The library
    /// reports some of them as something else.
    pub(crate) fn failure(&self) -> Option<RecordsError> {
        self.storage.failure()
    }
}

impl<'a> OpenMlsProvider for Provider<'a> {
    type CryptoProvider = Cryptography;
    type RandProvider = Cryptography;
    type StorageProvider = Storage<'a>;

    fn storage(&self) -> &Self::StorageProvider {
        &self.storage
    }

    fn crypto(&self) -> &Self::CryptoProvider {
        &self.cryptography
    }

    fn rand(&self) -> &Self::RandProvider {
        &self.cryptography
    }
}
