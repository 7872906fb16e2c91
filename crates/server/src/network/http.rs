//! What the host answers over HTTP: the upgrade to a link, blobs, two health checks, the app.
//!
//! Owns routing and the upgrade. Blobs are in [`super::blobs`], the app's files in [`super::app`];
//! everything about people goes over links.

use std::cell::{Cell, RefCell};
use std::convert::Infallible;
use std::net::IpAddr;
use std::rc::Rc;

use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use hudhud_host::Space;
use hudhud_wire::blob::BLOBS;
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use super::app::App;
use super::blobs::{self, BlobService};
use super::body::{Body, text};
use super::connections::Connection;
use super::link::LinkTask;
use super::links::Links;
use super::stream::Stream;

/// How long browsers remember it (RFC 6797).
const TWO_YEARS: HeaderValue = HeaderValue::from_static("max-age=63072000");

/// What every connection's answers need.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) links: Rc<Links>,
    pub(crate) blobs: Rc<BlobService>,
    /// The app, if this host serves it.
    pub(crate) app: Option<App>,
    /// It is served by TLS: browsers are told to ask no other way.
    pub(crate) is_tls: bool,
    /// With TLS: there is a certificate, and nobody waits for one.
    pub(crate) has_certificate: Cell<bool>,
    /// What is at `/` without it.
    pub(crate) page: Bytes,
    /// The host's own domain.
    pub(crate) domain: Box<str>,
    /// How much room the disk has.
    pub(crate) disk: Cell<Space>,
}

/// Answers one request. `connection` is taken by the link if this request becomes one.
pub(crate) async fn answer(
    site: Rc<Site>,
    connection: Rc<RefCell<Option<Connection>>>,
    request: Request<Incoming>,
) -> Result<Response<Body>, Infallible> {
    let path = request.uri().path();
    let mut response = if let Some(id) = path.strip_prefix(BLOBS) {
        let id = id.to_owned();
        let place = connection
            .borrow()
            .as_ref()
            .and_then(|connection| connection.begin_upload(site.blobs.crowd()));
        blobs::answer(&site.blobs, &id, place, request).await
    } else {
        let reading = matches!(*request.method(), Method::GET | Method::HEAD);
        match path {
            "/v1/link" if reading && !is_own(request.headers(), &site.domain) => text(
                StatusCode::FORBIDDEN,
                "pages of other hosts make no links here\n",
            ),
            "/v1/link" if reading => upgrade(&site, &connection, request),
            "/healthz" if reading => text(StatusCode::OK, "ok\n"),
            "/readyz" if reading => {
                let (status, sentence) = readiness(&site);
                text(status, sentence)
            }
            "/v1/link" | "/healthz" | "/readyz" => text(
                StatusCode::METHOD_NOT_ALLOWED,
                "only GET is answered here\n",
            ),
            _ => match &site.app {
                Some(app) => app.answer(request.method(), path, request.headers()),
                None if path == "/" && reading => page(&site.page),
                None => text(StatusCode::NOT_FOUND, "nothing here\n"),
            },
        }
    };
    if site.is_tls {
        let headers = response.headers_mut();
        headers.insert(header::STRICT_TRANSPORT_SECURITY, TWO_YEARS);
    }
    Ok(response)
}

/// Somebody behind a proxy has too many connections.
pub(crate) fn too_many() -> Response<Body> {
    text(
        StatusCode::TOO_MANY_REQUESTS,
        "too many connections from there\n",
    )
}

/// Whether it makes sense to come here now.
pub(super) fn readiness(site: &Site) -> (StatusCode, &'static str) {
    if site.links.is_stopping() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n");
    }
    if site.is_tls && !site.has_certificate.get() {
        return (
            StatusCode::SERVICE_UNAVAILABLE,
            "waiting for a certificate\n",
        );
    }
    match site.disk.get() {
        Space::Ample => (StatusCode::OK, "ready\n"),
        Space::Scarce => (
            StatusCode::OK,
            "ready, but the disk is nearly full: nothing new is created\n",
        ),
        Space::Exhausted => (
            StatusCode::SERVICE_UNAVAILABLE,
            "the disk is full: nothing can be stored\n",
        ),
    }
}

fn page(page: &Bytes) -> Response<Body> {
    text(StatusCode::OK, page.clone())
}

/// Turns the connection into a link (RFC 6455 §4.2).
fn upgrade(
    site: &Rc<Site>,
    connection: &Rc<RefCell<Option<Connection>>>,
    mut request: Request<Incoming>,
) -> Response<Body> {
    let Some(accept) = accept_key(request.headers()) else {
        let mut response = text(
            StatusCode::UPGRADE_REQUIRED,
            "this is where links begin: connect by WebSocket\n",
        );
        let headers = response.headers_mut();
        headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
        headers.insert(
            header::SEC_WEBSOCKET_VERSION,
            HeaderValue::from_static("13"),
        );
        return response;
    };
    let upgraded = hyper::upgrade::on(&mut request);
    let connection = connection.borrow_mut().take();
    let links = Rc::clone(&site.links);
    tokio::task::spawn_local(async move {
        let (Ok(upgraded), Some(connection)) = (upgraded.await, connection) else {
            return;
        };
        let Ok(parts) = upgraded.downcast::<TokioIo<Stream>>() else {
            return;
        };
        let link = LinkTask::new(parts.io.into_inner(), parts.read_buf, connection, links).await;
        // A task of its own, so that the memory of this one is given back.
        tokio::task::spawn_local(link);
    });
    let mut response = text(StatusCode::SWITCHING_PROTOCOLS, "");
    let headers = response.headers_mut();
    headers.clear();
    headers.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
    response
}

/// Whether a link may be asked for with these headers. A browser says whose page asks (RFC 6454), and a
/// page of somebody else's could use a host that the browser reaches and its author does not. Programs
/// say nothing.
fn is_own(headers: &HeaderMap, domain: &str) -> bool {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let (origin, another) = (origins.next(), origins.next());
    let Some(origin) = origin else {
        return true;
    };
    let origin = origin.to_str().unwrap_or_default();
    let plain = || origin.strip_prefix("http://");
    let Some(authority) = origin.strip_prefix("https://").or_else(plain) else {
        return false;
    };
    let (name, _) = authority.rsplit_once(':').unwrap_or((authority, ""));
    let bare = name.trim_matches(['[', ']']);
    let is_address = bare.parse::<IpAddr>().is_ok() || authority.starts_with('[');
    another.is_none()
        && if is_address || name.eq_ignore_ascii_case("localhost") {
            // Everything on that machine has the same name: the port tells it apart.
            let asked = headers
                .get(header::HOST)
                .and_then(|host| host.to_str().ok());
            asked == Some(authority)
        } else {
            // And not what was asked for: whoever answers for a name of theirs with the address of this
            // host has that in common with it, and a proxy may ask for another.
            name.eq_ignore_ascii_case(domain)
        }
}

/// The answer to the client's key, if this is a WebSocket handshake.
fn accept_key(headers: &HeaderMap) -> Option<HeaderValue> {
    let has = |name: header::HeaderName, token: &str| {
        headers
            .get_all(name)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .any(|value| {
                value
                    .split(',')
                    .any(|part| part.trim().eq_ignore_ascii_case(token))
            })
    };
    let fits = has(header::CONNECTION, "upgrade")
        && has(header::UPGRADE, "websocket")
        && has(header::SEC_WEBSOCKET_VERSION, "13");
    let key = headers.get(header::SEC_WEBSOCKET_KEY).filter(|_| fits)?;
    HeaderValue::from_str(&derive_accept_key(key.as_bytes())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may(origins: &[&str], host: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_str(host).unwrap());
        for origin in origins {
            headers.append(header::ORIGIN, HeaderValue::from_str(origin).unwrap());
        }
        is_own(&headers, "chat.example")
    }

    #[test]
    fn pages_of_the_host_and_programs_make_links_and_other_pages_none() {
        assert!(may(&[], "127.0.0.1:8080"));
        for (origin, host) in [
            ("https://chat.example", "chat.example"),
            ("https://chat.example:8443", "chat.example:8443"),
            ("https://Chat.Example", "upstream:8080"),
            ("http://localhost:8080", "localhost:8080"),
            ("http://192.0.2.1", "192.0.2.1"),
            ("http://[::1]:8080", "[::1]:8080"),
            ("http://[::1]", "[::1]"),
        ] {
            assert!(may(&[origin], host), "{origin}");
        }
        for (origin, host) in [
            ("https://evil.example", "chat.example"),
            ("https://evil.example", "evil.example"),
            ("https://chat.example.evil.example", "chat.example"),
            ("http://localhost:3000", "localhost:8080"),
            ("http://127.0.0.1:3000", "127.0.0.1:8080"),
            ("http://[::1]:3000", "[::1]:8080"),
            ("http://[::1]", "[::1]:8080"),
            ("null", "localhost:8080"),
            ("file://", "localhost:8080"),
            ("", "localhost:8080"),
        ] {
            assert!(!may(&[origin], host), "{origin}");
        }
        let two = ["https://chat.example", "https://evil.example"];
        assert!(!may(&two, "chat.example"));
    }
}
