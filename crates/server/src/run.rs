//! `hudhud serve`: a host that runs until it is told to stop, and says so to whoever started it.

use std::path::PathBuf;
use std::time::Duration;

use sd_notify::NotifyState;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;

use crate::clock::utc;
use crate::config::Config;
use crate::serve_error::ServeError;
use crate::server::Server;

/// Between two notes of how much is durable, for a start after a crash.
const NOTE_EVERY: Duration = Duration::from_secs(60);

/// Serves until SIGTERM or SIGINT; SIGHUP reads the TLS files again. Tells a service manager when it
/// is ready, alive and stopping, if there is one.
///
/// # Errors
///
/// See [`ServeError`], and [`ServeError::exit_code`].
pub fn run(config: Config) -> Result<(), ServeError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(ServeError::System)?;
    runtime.block_on(async move {
        // Before anything is opened, so that a signal during the start is not lost.
        let handler = |kind| signal(kind).map_err(ServeError::System);
        let mut terminate = handler(SignalKind::terminate())?;
        let mut interrupt = handler(SignalKind::interrupt())?;
        let mut hang_up = handler(SignalKind::hangup())?;
        let opening = Opening::of(&config);
        let mut server = Server::start(config)?;
        opening.say(&server);
        notify(&NotifyState::Ready);
        let watchdog = sd_notify::watchdog_enabled().map(|period| period / 2);
        let mut beat = tokio::time::interval(watchdog.unwrap_or(Duration::from_secs(3600)));
        let mut noting = tokio::time::interval(NOTE_EVERY);
        let mut ended = server.ended.take();
        loop {
            tokio::select! {
                _ = terminate.recv() => break,
                _ = interrupt.recv() => break,
                _ = hang_up.recv() => server.reload(),
                () = until_ended(&mut ended) => {
                    server.join()?;
                    return Err(ServeError::ThreadEnded { thread: "host" });
                }
                _ = noting.tick() => server.note(true),
                _ = beat.tick() => {
                    if watchdog.is_some() && server.shared.was_alive() {
                        notify(&NotifyState::Watchdog);
                    }
                }
            }
        }
        notify(&NotifyState::Stopping);
        server.shutdown()
    })
}

async fn until_ended(ended: &mut Option<oneshot::Receiver<()>>) {
    match ended {
        // Either way the network thread is gone.
        Some(end) => drop(end.await),
        None => std::future::pending().await,
    }
}

fn notify(state: &NotifyState<'_>) {
    if let Err(error) = sd_notify::notify(std::slice::from_ref(state)) {
        tracing::warn!(kind = %error.kind(), "the service manager was not reached");
    }
}

/// The settings that the log begins with: all that somebody wants to know first who looks into it.
struct Opening {
    domain: String,
    data: PathBuf,
    registration: &'static str,
    tls: bool,
}

impl Opening {
    fn of(config: &Config) -> Self {
        Self {
            domain: config.domain.clone(),
            data: config.data.clone(),
            registration: config.registration.word(),
            tls: config.is_tls(),
        }
    }

    fn say(&self, server: &Server) {
        let until = server.begun.certificate_until.map(utc);
        tracing::info!(
            port = server.local_addr().port(),
            version = env!("CARGO_PKG_VERSION"),
            address = %server.local_addr(),
            domain = self.domain,
            data = %self.data.display(),
            registration = self.registration,
            tls = self.tls,
            certificate_until = until,
            metrics = server.metrics_addr().map(tracing::field::display),
            "serving"
        );
    }
}
