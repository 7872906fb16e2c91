//! Random numbers that nobody can foretell.

use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng as _;

use crate::serve_error::ServeError;

/// From a seed of the system's.
pub(crate) fn seeded() -> Result<ChaCha20Rng, ServeError> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|_| ServeError::Entropy)?;
    Ok(ChaCha20Rng::from_seed(seed))
}
