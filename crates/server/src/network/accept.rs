//! From a new TCP connection to HTTP: limits, the TLS handshake, timeouts.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use rustls::ServerConfig;
use rustls::server::Acceptor;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tokio_rustls::LazyConfigAcceptor;

use super::connections::{Connection, Connections, Crowd};
use super::http::{Site, answer, too_many};
use super::proxies::Proxies;
use super::stream::Stream;
use crate::metrics::Metrics;
use crate::tls::Proofs;

/// Time for a TLS handshake, from the connection on, waiting for its turn included.
const HANDSHAKE_WITHIN: Duration = Duration::from_secs(10);
/// Time from the client's first words of it to its last: for so long it has a place.
const PLACE_WITHIN: Duration = Duration::from_secs(5);
/// The same where many want one.
const PLACE_WITHIN_CROWDED: Duration = Duration::from_millis(2500);
/// Time for the head of a request, also of the next one on the same connection.
const HEAD_WITHIN: Duration = Duration::from_secs(10);
/// Buffer of one HTTP connection; a link gives it back.
const HTTP_BUFFER_BYTES: usize = 64 * 1024;
/// Headers of one request.
const HEADERS: usize = 48;
/// Pause after the system had no file descriptor for a new connection.
const OUT_OF_FILES_PAUSE: Duration = Duration::from_millis(100);

/// The connection is a named proxy's.
#[derive(Debug, Clone, Copy)]
struct Proxy;

/// What came of a handshake.
enum Shaken {
    /// Whatever follows is ours.
    Stream(Stream),
    /// An authority has seen what it wanted to see.
    Proof,
}

/// What every new connection meets.
#[derive(Debug)]
pub(super) struct Entrance {
    pub(super) site: Rc<Site>,
    pub(super) connections: Rc<Connections>,
    pub(super) proxies: Proxies,
    /// The newest certificate; `None`: plain, or it is waited for.
    pub(super) tls: RefCell<Option<Arc<ServerConfig>>>,
    /// What an authority may ask to be shown.
    pub(super) proofs: Proofs,
    pub(super) handshakes: Semaphore,
    /// How many of them there are.
    pub(super) handshake_places: usize,
    pub(super) metrics: Arc<Metrics>,
}

impl Entrance {
    /// Accepts for as long as it is polled.
    pub(super) async fn accept_all(self: Rc<Self>, listener: &TcpListener) {
        loop {
            let (stream, address) = match listener.accept().await {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(kind = %error.kind(), "a connection could not be accepted");
                    sleep(OUT_OF_FILES_PAUSE).await;
                    continue;
                }
            };
            let from = self.proxies.name(address.ip()).then_some(Proxy);
            // Over a limit it is closed before any work is done for it.
            let admitted = match from {
                Some(Proxy) => self.connections.admit_proxy(),
                None => self.connections.admit(address.ip()),
            };
            if let Some(connection) = admitted {
                tokio::task::spawn_local(Rc::clone(&self).serve(stream, connection, from));
            }
        }
    }

    async fn serve(
        self: Rc<Self>,
        mut stream: TcpStream,
        mut connection: Connection,
        from: Option<Proxy>,
    ) {
        // Without this, small frames wait for acknowledgements of earlier ones.
        if stream.set_nodelay(true).is_err() {
            return;
        }
        if from.is_some() {
            match self.proxies.begun_for(&mut stream).await {
                Ok(Some(address)) if !connection.comes_from(address) => return,
                Ok(_) => {}
                Err(_) => {
                    self.metrics.handshakes_failed.inc();
                    return;
                }
            }
        }
        let stream = if self.site.is_tls {
            match self.handshake(stream, &connection).await {
                Some(Shaken::Stream(stream)) => stream,
                Some(Shaken::Proof) => return,
                None => {
                    self.metrics.handshakes_failed.inc();
                    return;
                }
            }
        } else {
            Stream::Plain(stream)
        };
        let connection = Rc::new(RefCell::new(Some(connection)));
        let was_asked = Cell::new(false);
        let service = service_fn(|request| {
            was_asked.set(true);
            let address = from.and_then(|Proxy| self.proxies.forwarded_for(request.headers()));
            let fits = match (address, connection.borrow_mut().as_mut()) {
                (Some(address), Some(connection)) => connection.comes_from(address),
                (None, _) | (_, None) => true,
            };
            let (site, connection) = (Rc::clone(&self.site), Rc::clone(&connection));
            async move {
                if fits {
                    answer(site, connection, request).await
                } else {
                    Ok(too_many())
                }
            }
        });
        let served = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_WITHIN)
            .max_buf_size(HTTP_BUFFER_BYTES)
            .max_headers(HEADERS)
            .serve_connection(TokioIo::new(stream), service)
            .with_upgrades()
            .await;
        // A connection that was kept for another request and had none has not failed.
        if let Err(error) = served
            && (error.is_parse() || !was_asked.get())
        {
            self.metrics.handshakes_failed.inc();
        }
    }

    /// A place is taken when the client has begun: whoever is silent has none to keep.
    async fn handshake(&self, stream: TcpStream, connection: &Connection) -> Option<Shaken> {
        let handshake = async {
            let begun = LazyConfigAcceptor::new(Acceptor::default(), stream)
                .await
                .ok()?;
            let is_proof = Proofs::are_asked_for(&begun.client_hello());
            let config = if is_proof {
                self.proofs.shown()?
            } else {
                self.tls.borrow().clone()?
            };
            let free = self.handshakes.available_permits();
            let crowd = Crowd::with(free, self.handshake_places);
            let _own = connection.begin_handshake(crowd)?;
            let _turn = self.handshakes.acquire().await.ok()?;
            let within = match crowd {
                Crowd::Few => PLACE_WITHIN,
                Crowd::Many => PLACE_WITHIN_CROWDED,
            };
            let accepted = timeout(within, begun.into_stream(config)).await;
            let stream = Stream::Tls(Box::new(accepted.ok()?.ok()?.into()));
            Some(if is_proof {
                Shaken::Proof
            } else {
                Shaken::Stream(stream)
            })
        };
        timeout(HANDSHAKE_WITHIN, Box::pin(handshake))
            .await
            .ok()
            .flatten()
    }
}
