//! Codes with which people may sign up, made beside a host that need not know of it.

use std::fmt;
use std::path::Path;

use hudhud_base::Day;
use rand_chacha::ChaCha20Rng;
use rand_core::Rng as _;

use crate::clock::system_time;
use crate::data_directory::{DataDirectoryError, Found, inspect, secret_if_made};
use crate::random::seeded;
use crate::serve_error::ServeError;

/// Makes invitations of one host, all good up to the end of one day.
pub struct Invitations {
    secret: [u8; 32],
    until: Day,
    rng: ChaCha20Rng,
}

impl fmt::Debug for Invitations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Invitations").finish_non_exhaustive()
    }
}

impl Invitations {
    /// Of the host with this data directory, whose secret may be in another `file`; good today and for
    /// `days` more. Neither looks whether the host runs, nor disturbs it.
    ///
    /// # Errors
    ///
    /// It is no data directory, no secret was made yet, or it cannot be read.
    pub fn of(data: &Path, file: Option<&Path>, days: u32) -> Result<Self, ServeError> {
        let none = || DataDirectoryError::Io {
            path: data.to_owned(),
            source: std::io::ErrorKind::NotFound.into(),
        };
        if inspect(data)? == Found::Nothing {
            return Err(none().into());
        }
        let secret = secret_if_made(data, file)?.ok_or_else(none)?;
        let Day(today) = system_time().day();
        Ok(Self {
            secret,
            until: Day(today.saturating_add(days)),
            rng: seeded()?,
        })
    }

    /// One more code.
    pub fn next_code(&mut self) -> String {
        let mut random = [0; 32];
        self.rng.fill_bytes(&mut random);
        hudhud_host::invitation(&self.secret, self.until, &random)
    }
}
