//! `GET /metrics` on a listener of its own, and whether the host is well, for those who look after it.

use std::convert::Infallible;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::PoisonError;
use std::time::Duration;

use bytes::Bytes;
use http::header::{self, HeaderValue};
use http::{Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;

use super::http::{Site, readiness};
use crate::host_thread::HostLinks;

/// Time for the head of a request.
const HEAD_WITHIN: Duration = Duration::from_secs(5);
/// Pause after an error of the listener.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves for as long as it is polled.
pub(super) async fn serve(listener: TcpListener, shared: Arc<HostLinks>, site: Rc<Site>) {
    let mut connections = tokio::task::JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        while connections.try_join_next().is_some() {}
        let (shared, site) = (Arc::clone(&shared), Rc::clone(&site));
        connections.spawn_local(async move {
            let service = service_fn(|request| {
                let response = page(&request, &shared, &site);
                async move { Ok::<_, Infallible>(response) }
            });
            // A scraper that goes away in the middle is no news.
            let _ = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEAD_WITHIN)
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

fn page(request: &Request<Incoming>, shared: &HostLinks, site: &Site) -> Response<Full<Bytes>> {
    match request.uri().path() {
        "/metrics" => metrics(shared),
        "/healthz" => line(StatusCode::OK, "ok\n"),
        "/readyz" => {
            let (status, sentence) = readiness(site);
            line(status, sentence)
        }
        _ => line(StatusCode::NOT_FOUND, "see /metrics, /healthz, /readyz\n"),
    }
}

fn line(status: StatusCode, sentence: &'static str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from_static(sentence.as_bytes())));
    *response.status_mut() = status;
    response
}

fn metrics(shared: &HostLinks) -> Response<Full<Bytes>> {
    {
        let counters = shared
            .counters
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        shared.metrics.take_counters(&counters);
    }
    let peak_bytes = i64::try_from(shared.to_network.peak_bytes()).unwrap_or(i64::MAX);
    shared.metrics.host_output_peak_bytes.set(peak_bytes);
    let text = shared.metrics.text().unwrap_or_default();
    let mut response = Response::new(Full::new(Bytes::from(text)));
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/openmetrics-text; version=1.0.0; charset=utf-8"),
    );
    response
}
