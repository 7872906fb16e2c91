//! The network thread: one listener, its connections, and the way between them and the host thread.
//!
//! One thread with its own event loop; everything in it is free of locks but the two queues of
//! [`crate::mailbox`]. Owns accepting, TLS handshakes, limits and stopping. Decides nothing about
//! logs or accounts.

mod accept;
mod app;
mod blobs;
mod body;
mod certificate;
mod connections;
mod gathering;
mod http;
mod link;
mod links;
mod metrics_page;
mod notices;
mod outbox;
mod owed;
mod proxies;
pub(crate) mod stream;

use std::cell::{Cell, RefCell};
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use hudhud_base::Timestamp;
use rand_core::Rng as _;
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::{Notify, Semaphore, mpsc};
use tokio::task::LocalSet;
use tokio::time::{MissedTickBehavior, interval, timeout};

use crate::blob_files::BlobFiles;
use crate::config::Config;
use crate::disk::{Fill, Space};
use crate::host_thread::HostLinks;
use crate::mailbox::Input;
use crate::serve_error::ServeError;
use crate::tls::Proofs;
use accept::Entrance;
use app::App;
use blobs::BlobService;
use certificate::Certificate;
use connections::{Connections, allowed_by_system};
use http::Site;
use links::{LinkLimits, Links};
use notices::Notices;
use proxies::Proxies;

/// Connections the system may hold for us until they are accepted.
const BACKLOG: u32 = 4096;
/// How long the host thread may take to finish on stopping; longer than it gives itself.
const HOST_ENDS_WITHIN: Duration = Duration::from_secs(7);
/// How long links may take to read their last frames.
const LINKS_END_WITHIN: Duration = Duration::from_secs(2);
/// Between two looks at the TLS files, in seconds.
const TLS_EVERY: u64 = 30;
/// Between two looks at the disk, in seconds.
const DISK_EVERY: u64 = 10;

/// What the network thread is told from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Control {
    /// Finish and end.
    Stop,
    /// Read certificate and key again.
    Reload,
}

/// What it serves with, once it does.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Begun {
    /// Where it listens.
    pub(crate) main: SocketAddr,
    /// Where metrics are served.
    pub(crate) metrics: Option<SocketAddr>,
    /// When the certificate in use ends, if there is one and that can be read.
    pub(crate) certificate_until: Option<Timestamp>,
}

/// What the network thread begins with.
#[derive(Debug)]
pub(crate) struct Network {
    pub(crate) config: Config,
    pub(crate) shared: Arc<HostLinks>,
    pub(crate) blobs: BlobFiles,
    /// What an authority may ask to be shown.
    pub(crate) proofs: Proofs,
    pub(crate) rng: rand_chacha::ChaCha20Rng,
}

impl Network {
    /// Listens, calls `listening` with what it serves with or the reason why not, and serves until it is
    /// told to stop or the host thread ends.
    pub(crate) fn run(
        self,
        control: mpsc::Receiver<Control>,
        listening: impl FnOnce(Result<Begun, ServeError>),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let runtime = match runtime {
            Ok(runtime) => runtime,
            Err(error) => return listening(Err(ServeError::System(error))),
        };
        let local = LocalSet::new();
        let shared = Arc::clone(&self.shared);
        local.block_on(&runtime, async move {
            match self.begin() {
                Ok((serving, begun)) => {
                    listening(Ok(begun));
                    serving.serve(control).await;
                }
                Err(error) => listening(Err(error)),
            }
        });
        shared.to_network.close();
        drop(local);
        // Blob files that are being read or written have nobody left to wait for them.
        runtime.shutdown_timeout(Duration::from_millis(100));
    }

    fn begin(self) -> Result<(Serving, Begun), ServeError> {
        let config = &self.config;
        let listener = listen(config.listen)?;
        let metrics_listener = config.metrics_listen.map(listen).transpose()?;
        let local = |listener: &TcpListener, wanted| listener.local_addr().unwrap_or(wanted);
        let (certificate, tls) = Certificate::load(config)?;
        let begun = Begun {
            main: local(&listener, config.listen),
            metrics: metrics_listener
                .as_ref()
                .zip(config.metrics_listen)
                .map(|(l, w)| local(l, w)),
            certificate_until: certificate.until(),
        };
        let limits = LinkLimits {
            push_queue_bytes: config.push_queue_bytes,
            reply_queue_bytes: config.reply_queue_bytes,
            hello_timeout: config.hello_timeout,
            idle: config.idle,
            write_timeout: config.write_timeout,
            outbox_bytes: config.outbox_bytes,
        };
        let metrics = &self.shared.metrics;
        let links = Links::new(
            Arc::clone(&self.shared.to_host),
            limits,
            Arc::clone(metrics),
        );
        let most = allowed_by_system().min(config.connections.unwrap_or(u32::MAX));
        let proxies = Proxies::new(&config.proxies, config.proxy_protocol);
        let connections =
            Connections::new(most, config.connections_per_address, Arc::clone(metrics));
        let site = Rc::new(Site {
            blobs: Rc::new(BlobService::new(Rc::clone(&links), self.blobs.clone())),
            links: Rc::clone(&links),
            app: config.app.then(|| App::new(config.app_files.clone())),
            is_tls: config.is_tls(),
            has_certificate: Cell::new(tls.is_some()),
            domain: config.domain.as_str().into(),
            page: page(&config.domain, config.is_tls()),
            disk: Cell::default(),
        });
        let handshake_places = usize::try_from(config.handshakes).unwrap_or(usize::MAX);
        let handshakes = Semaphore::new(handshake_places);
        let entrance = Rc::new(Entrance {
            site,
            connections,
            proxies,
            tls: RefCell::new(tls),
            proofs: self.proofs.clone(),
            handshakes,
            handshake_places,
            metrics: Arc::clone(metrics),
        });
        let mut serving = Serving {
            network: self,
            links,
            entrance,
            certificate,
            listener,
            metrics_listener,
        };
        serving.certificate.reload(&serving.entrance, false);
        Ok((serving, begun))
    }
}

/// A network thread that listens.
struct Serving {
    network: Network,
    links: Rc<Links>,
    entrance: Rc<Entrance>,
    certificate: Certificate,
    listener: TcpListener,
    metrics_listener: Option<TcpListener>,
}

impl Serving {
    async fn serve(mut self, mut control: mpsc::Receiver<Control>) {
        let shared = Arc::clone(&self.network.shared);
        let finished = Rc::new(Notify::new());
        let mut tasks = tokio::task::JoinSet::new();
        tasks.spawn_local(route(
            Arc::clone(&shared),
            Rc::clone(&self.links),
            Rc::clone(&finished),
        ));
        tasks.spawn_local(hand_over(Rc::clone(&self.links)));
        if let Some(listener) = self.metrics_listener.take() {
            let site = Rc::clone(&self.entrance.site);
            tasks.spawn_local(metrics_page::serve(listener, Arc::clone(&shared), site));
        }
        let mut disk = DiskWatch::new(&self.network.config, Rc::clone(&self.entrance.site));
        let mut notices = Notices::default();
        let mut seconds: u64 = 0;
        let mut tick = interval(Duration::from_secs(1));
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let accepting = Rc::clone(&self.entrance).accept_all(&self.listener);
        tokio::pin!(accepting);
        let host_ended = loop {
            tokio::select! {
                () = &mut accepting => {}
                () = finished.notified() => break true,
                told = control.recv() => match told {
                    Some(Control::Reload) => self.certificate.reload(&self.entrance, true),
                    Some(Control::Stop) | None => break false,
                },
                _ = tick.tick() => {
                    self.links.sweep();
                    notices.look(seconds, &shared);
                    if seconds.is_multiple_of(DISK_EVERY) {
                        disk.look(&self.links, &shared);
                    }
                    seconds += 1;
                    if seconds.is_multiple_of(TLS_EVERY) {
                        self.certificate.reload(&self.entrance, false);
                    }
                }
            }
        };
        stop(&self.links, &shared, &finished, host_ended, self.network).await;
    }
}

/// Stops in the order that loses nothing: no new frames, the host finishes, everybody is told when to
/// come back, and only then sockets close.
async fn stop(
    links: &Links,
    shared: &HostLinks,
    finished: &Notify,
    host_ended: bool,
    mut network: Network,
) {
    tracing::info!(links = links.count(), "stopping");
    links.stop_reading();
    if !host_ended {
        links.hand_over();
        shared.to_host.push(Input::Stop);
        if timeout(HOST_ENDS_WITHIN, finished.notified())
            .await
            .is_err()
        {
            tracing::error!("the host thread did not finish in time");
        }
    }
    let spread_ms = u32::try_from(network.config.return_spread.as_millis()).unwrap_or(u32::MAX);
    links.say_goodbye(|| network.rng.next_u32() % spread_ms.max(1));
    if links.count() > 0
        && timeout(LINKS_END_WITHIN, links.empty.notified())
            .await
            .is_err()
    {
        tracing::info!(links = links.count(), "closing links that do not read");
    }
}

/// Carries the host's outputs to the links.
async fn route(shared: Arc<HostLinks>, links: Rc<Links>, finished: Rc<Notify>) {
    let mut outputs = Vec::new();
    loop {
        shared.to_network.ready().await;
        shared.to_network.take(&mut outputs);
        if links.route(&mut outputs) {
            finished.notify_one();
        }
        if outputs.capacity() > 64 * 1024 {
            outputs = Vec::new();
        }
        links.hand_over();
    }
}

/// Carries what links have read to the host, once for all that were ready together.
async fn hand_over(links: Rc<Links>) {
    loop {
        links.flush.notified().await;
        links.hand_over();
    }
}

/// Watches the space on the disk.
struct DiskWatch {
    path: Box<Path>,
    fill: Fill,
    site: Rc<Site>,
}

impl DiskWatch {
    fn new(config: &Config, site: Rc<Site>) -> Self {
        Self {
            path: Box::from(config.data.as_path()),
            fill: Fill::new(config.disk_high_percent, config.reserve_bytes),
            site,
        }
    }

    fn look(&mut self, links: &Links, shared: &HostLinks) {
        let space = match Space::of(&self.path) {
            Ok(space) => space,
            Err(error) => {
                tracing::warn!(kind = %error.kind(), "the disk does not say how full it is");
                return;
            }
        };
        let free = i64::try_from(space.free_bytes).unwrap_or(i64::MAX);
        shared.metrics.machine.disk_free_bytes.set(free);
        let Some(state) = self.fill.update(space) else {
            return;
        };
        let (number, means) = match state {
            hudhud_host::Space::Ample => (0, "there is room on the disk again"),
            hudhud_host::Space::Scarce => (1, "the disk is nearly full: nothing new is created"),
            hudhud_host::Space::Exhausted => (2, "the disk is full: nothing can be stored"),
        };
        shared.metrics.machine.disk_full.set(number);
        self.site.disk.set(state);
        let used_percent = space.used_percent();
        let free_mib = space.free_bytes >> 20;
        match state {
            hudhud_host::Space::Ample => tracing::info!(used_percent, free_mib, "{means}"),
            hudhud_host::Space::Scarce => tracing::warn!(used_percent, free_mib, "{means}"),
            hudhud_host::Space::Exhausted => tracing::error!(used_percent, free_mib, "{means}"),
        }
        links.stage(Input::Space(state));
    }
}

fn listen(address: SocketAddr) -> Result<TcpListener, ServeError> {
    let begin = || -> io::Result<TcpListener> {
        let socket = if address.is_ipv4() {
            TcpSocket::new_v4()?
        } else {
            TcpSocket::new_v6()?
        };
        // A restart must not wait for connections of the process before it.
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        socket.listen(BACKLOG)
    };
    begin().map_err(|source| ServeError::Listen { address, source })
}

fn page(domain: &str, tls: bool) -> Bytes {
    let scheme = if tls { "https" } else { "http" };
    Bytes::from(format!(
        "This is {domain}, a Hudhud host (version {}).\n\n\
         Hudhud is a messenger whose hosts cannot read what they carry.\n\
         To write to somebody here, get the program and run: hudhud signup --server {scheme}://{domain}\n",
        env!("CARGO_PKG_VERSION"),
    ))
}

impl HostLinks {
    /// Whether the host thread has been through its loop since this was asked last.
    pub(crate) fn was_alive(&self) -> bool {
        self.alive.swap(false, Ordering::Relaxed)
    }
}
