//! From a new TCP connection to HTTP: limits, the TLS handshake, timeouts.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use rustls::ServerConfig;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;

use super::connections::{Connection, Connections};
use super::http::{Site, answer};
use super::stream::Stream;
use crate::metrics::Metrics;

/// Time for a TLS handshake, waiting for its turn included.
const HANDSHAKE_WITHIN: Duration = Duration::from_secs(10);
/// Time for the head of a request, also of the next one on the same connection.
const HEAD_WITHIN: Duration = Duration::from_secs(10);
/// Buffer of one HTTP connection; a link gives it back.
const HTTP_BUFFER_BYTES: usize = 64 * 1024;
/// Headers of one request.
const HEADERS: usize = 48;
/// Pause after the system had no file descriptor for a new connection.
const OUT_OF_FILES_PAUSE: Duration = Duration::from_millis(100);

/// What every new connection meets.
#[derive(Debug)]
pub(super) struct Entrance {
    pub(super) site: Rc<Site>,
    pub(super) connections: Rc<Connections>,
    /// The newest certificate; `None`: plain.
    pub(super) tls: RefCell<Option<Arc<ServerConfig>>>,
    pub(super) handshakes: Semaphore,
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
            // Over a limit it is closed before any work is done for it.
            if let Some(connection) = self.connections.admit(address.ip()) {
                tokio::task::spawn_local(Rc::clone(&self).serve(stream, connection));
            }
        }
    }

    async fn serve(self: Rc<Self>, stream: TcpStream, connection: Connection) {
        // Without this, small frames wait for acknowledgements of earlier ones.
        if stream.set_nodelay(true).is_err() {
            return;
        }
        let tls = self.tls.borrow().clone();
        let stream = match tls {
            None => Stream::Plain(stream),
            Some(config) => match self.handshake(stream, config).await {
                Some(stream) => stream,
                None => {
                    self.metrics.handshakes_failed.inc();
                    return;
                }
            },
        };
        let connection = Rc::new(RefCell::new(Some(connection)));
        let service =
            service_fn(|request| answer(Rc::clone(&self.site), Rc::clone(&connection), request));
        let served = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_WITHIN)
            .max_buf_size(HTTP_BUFFER_BYTES)
            .max_headers(HEADERS)
            .serve_connection(TokioIo::new(stream), service)
            .with_upgrades()
            .await;
        if served.is_err() {
            self.metrics.handshakes_failed.inc();
        }
    }

    async fn handshake(&self, stream: TcpStream, config: Arc<ServerConfig>) -> Option<Stream> {
        let handshake = async {
            let _turn = self.handshakes.acquire().await.ok()?;
            Some(Stream::Tls(Box::new(
                TlsAcceptor::from(config).accept(stream).await.ok()?.into(),
            )))
        };
        timeout(HANDSHAKE_WITHIN, Box::pin(handshake))
            .await
            .ok()
            .flatten()
    }
}
