//! The certificate that connections are met with: loaded, looked after, exchanged.

use std::sync::Arc;

use hudhud_base::Timestamp;
use rustls::ServerConfig;

use super::accept::Entrance;
use crate::clock::system_time;
use crate::config::{Config, TlsFiles};
use crate::tls::{TlsError, TlsIdentity};

/// Where it lies, and what is known of it.
pub(super) struct Certificate {
    /// `None`: without TLS.
    files: Option<TlsFiles>,
    /// `None`: it is still waited for.
    identity: Option<TlsIdentity>,
}

impl Certificate {
    /// Loads what the settings name. One that an authority gives may come later.
    pub(super) fn load(config: &Config) -> Result<(Self, Option<Arc<ServerConfig>>), TlsError> {
        let files = config.identity_files();
        let loaded = files
            .as_ref()
            .map(|files| TlsIdentity::load(files, system_time()))
            .transpose();
        let (identity, tls) = match loaded {
            Ok(loaded) => loaded.unzip(),
            Err(error) if config.acme.is_some() => {
                let is_damaged = files.as_ref().is_some_and(|it| it.certificate.exists());
                if is_damaged {
                    tracing::error!(%error, "the certificate that was given cannot be used");
                }
                (None, None)
            }
            Err(error) => return Err(error),
        };
        Ok((Self { files, identity }, tls))
    }

    /// When it ends, if there is one and that can be read.
    pub(super) fn until(&self) -> Option<Timestamp> {
        self.identity.as_ref().and_then(TlsIdentity::until)
    }

    /// Takes up what has changed, or all if `force` is given.
    pub(super) fn reload(&mut self, entrance: &Entrance, force: bool) {
        let Some(files) = &self.files else {
            return;
        };
        let now = system_time();
        let reloaded = match &mut self.identity {
            Some(identity) => identity.reload(force, now),
            // There is none before it is given.
            None if !files.certificate.exists() => None,
            None => Some(TlsIdentity::load(files, now).map(|(identity, tls)| {
                self.identity = Some(identity);
                tls
            })),
        };
        let left = self.identity.as_ref().and_then(|it| it.seconds_left(now));
        let left = i64::try_from(left.unwrap_or_default()).unwrap_or(i64::MAX);
        entrance.metrics.machine.tls_seconds_left.set(left);
        match reloaded {
            Some(Ok(tls)) => {
                *entrance.tls.borrow_mut() = Some(tls);
                entrance.site.has_certificate.set(true);
                tracing::info!("certificate and key were read again");
            }
            Some(Err(error)) => {
                tracing::error!(%error, "the new certificate is not used; the old one stays");
            }
            None => {}
        }
    }
}
