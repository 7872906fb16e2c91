//! What every call that touches state is given: the records and a source of randomness.

use std::fmt;

use rand_core::CryptoRng;

use crate::records::Records;

/// The caller's transaction and its source of randomness, lent for one or more calls.
pub struct Context<'a> {
    pub(crate) records: &'a dyn Records,
    pub(crate) rng: &'a mut dyn CryptoRng,
}

impl<'a> Context<'a> {
    /// Lends both.
    #[must_use]
    pub fn new(records: &'a dyn Records, rng: &'a mut dyn CryptoRng) -> Self {
        Self { records, rng }
    }
}

impl fmt::Debug for Context<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Context")
    }
}
