//! A certificate from an authority, by ACME (RFC 8555): asked for when there is none, and again when a
//! third of its life is left.
//!
//! A thread of its own asks, keeps what is given in the data directory, and tells the network thread
//! to read it. Whatever the authority does, the certificate in use stays until another one is there.

mod attempt;
mod error;
mod http;
mod schedule;

use std::fs;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use rand_core::Rng as _;
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

use crate::acme_files::AcmeFiles;
use crate::clock::{system_time, utc};
use crate::config::{AcmeSettings, Config};
use crate::metrics::Metrics;
use crate::random::seeded;
use crate::serve_error::ServeError;
use crate::tls::{Proofs, TlsError, Validity, validity};
use attempt::Attempt;
use error::AcmeError;
use http::Transport;
use schedule::Schedule;

/// Between two looks at the clock: it may be set, and a machine may sleep.
const LOOK_EVERY: Duration = Duration::from_mins(1);
/// For all that one attempt takes.
const ATTEMPT_WITHIN: Duration = Duration::from_mins(8);

/// Somebody who sees to the certificate. Dropping it ends that.
pub(crate) struct Acme {
    hurry: Option<mpsc::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// All that is needed to begin.
pub(crate) struct Ready(Seeker);

impl Acme {
    /// Reads what it takes, if the settings name an authority. `given` is called when another
    /// certificate is kept.
    ///
    /// # Errors
    ///
    /// What the authority's own certificate must come from cannot be read.
    pub(crate) fn ready(
        config: &Config,
        proofs: &Proofs,
        metrics: &Arc<Metrics>,
        given: impl Fn() + Send + 'static,
    ) -> Result<Option<Ready>, ServeError> {
        let Some(settings) = &config.acme else {
            return Ok(None);
        };
        Ok(Some(Ready(Seeker {
            transport: Transport::new(trusting(settings)?),
            settings: settings.clone(),
            domain: config.domain.clone(),
            files: AcmeFiles::of(&config.data),
            proofs: proofs.clone(),
            metrics: Arc::clone(metrics),
            schedule: Schedule::new(seeded()?.next_u64()),
            given: Box::new(given),
        })))
    }

    /// If it was asked in vain, it is asked again now.
    pub(crate) fn hurry(&self) {
        if let Some(hurry) = &self.hurry {
            // A full queue means that it hurries already.
            let _ = hurry.try_send(());
        }
    }
}

impl Ready {
    /// Begins to see to the certificate.
    ///
    /// # Errors
    ///
    /// The system refuses a thread or an event queue.
    pub(crate) fn begin(self) -> Result<Acme, ServeError> {
        let Self(seeker) = self;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(ServeError::System)?;
        let (hurry, told) = mpsc::channel(1);
        let thread = std::thread::Builder::new()
            .name("acme".to_owned())
            .spawn(move || {
                runtime.block_on(seeker.run(told));
                // A name that is being looked up has nobody left to wait for it.
                runtime.shutdown_background();
            })
            .map_err(ServeError::System)?;
        Ok(Acme {
            hurry: Some(hurry),
            thread: Some(thread),
        })
    }
}

impl Drop for Acme {
    fn drop(&mut self) {
        self.hurry = None;
        if let Some(thread) = self.thread.take() {
            // A panic there was already reported by the thread itself.
            let _ = thread.join();
        }
    }
}

/// The thread's own state.
struct Seeker {
    settings: AcmeSettings,
    domain: String,
    files: AcmeFiles,
    proofs: Proofs,
    metrics: Arc<Metrics>,
    transport: Transport,
    schedule: Schedule,
    given: Box<dyn Fn() + Send>,
}

impl Seeker {
    async fn run(mut self, mut told: mpsc::Receiver<()>) {
        loop {
            let wait_ms = self.schedule.wait_ms(self.validity(), system_time());
            let wait = Duration::from_millis(wait_ms);
            tokio::select! {
                told = told.recv() => match told {
                    None => return,
                    Some(()) if self.schedule.failures() == 0 => continue,
                    Some(()) => {}
                },
                () = sleep(wait.min(LOOK_EVERY)) => if wait > LOOK_EVERY {
                    continue;
                },
            }
            let asked = tokio::select! {
                asked = self.ask() => asked,
                () = ended(&mut told) => return,
            };
            self.note(asked);
        }
    }

    async fn ask(&self) -> Result<(), AcmeError> {
        let is_first = self.validity().is_none();
        tracing::info!(
            authority = self.settings.directory,
            domain = self.domain,
            is_first,
            "asking for a certificate"
        );
        let attempt = Attempt {
            settings: &self.settings,
            domain: &self.domain,
            files: &self.files,
            proofs: &self.proofs,
            transport: &self.transport,
        };
        let asked = timeout(ATTEMPT_WITHIN, Box::pin(attempt.run(system_time()))).await;
        self.proofs.take_off();
        asked.unwrap_or(Err(AcmeError::Unfinished))
    }

    fn note(&mut self, asked: Result<(), AcmeError>) {
        let retry_after = self.transport.take_retry_after();
        let failing = &self.metrics.machine.renewal_failing;
        match asked {
            Ok(()) => {
                self.schedule.succeeded(system_time());
                failing.set(0);
                self.files.note_failure(None);
                let until = self.validity().map(|validity| utc(validity.until));
                tracing::info!(certificate_until = until, "a certificate was given");
                (self.given)();
            }
            Err(error) => {
                let wait = self.schedule.failed(system_time(), retry_after);
                failing.set(1);
                self.metrics.machine.renewal_failures.inc();
                self.files.note_failure(Some(&error.to_string()));
                let again_seconds = wait.as_secs();
                if self.validity().is_some() {
                    tracing::error!(%error, again_seconds, "no certificate was given; the old one stays");
                } else {
                    tracing::error!(%error, again_seconds, "no certificate was given, and there is none: nobody connects");
                }
            }
        }
    }

    /// Of the certificate that is kept; `None`: there is none that can be used.
    fn validity(&self) -> Option<Validity> {
        let pem = fs::read(self.files.identity()).ok()?;
        let own = CertificateDer::pem_slice_iter(&pem).next()?.ok()?;
        validity(&own)
    }
}

/// When the other end is gone; nobody can be hurried while he is at it.
async fn ended(told: &mut mpsc::Receiver<()>) {
    while told.recv().await.is_some() {}
}

/// What an authority's own certificate must come from: what browsers trust, or the file that is named.
fn trusting(settings: &AcmeSettings) -> Result<Arc<ClientConfig>, ServeError> {
    let mut roots = RootCertStore::empty();
    match &settings.ca {
        None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
        Some(path) => {
            let pem = fs::read(path).map_err(|source| TlsError::Unreadable {
                path: path.clone(),
                source,
            })?;
            for certificate in CertificateDer::pem_slice_iter(&pem) {
                let added = certificate.ok().and_then(|found| roots.add(found).ok());
                added.ok_or_else(|| TlsError::NoCertificate { path: path.clone() })?;
            }
            if roots.is_empty() {
                return Err(TlsError::NoCertificate { path: path.clone() }.into());
            }
        }
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| TlsError::Mismatch(Box::new(error)))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}
