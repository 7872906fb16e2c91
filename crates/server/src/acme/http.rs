//! Asking the authority: one request, one connection, whatever it answers within bounds.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HOST, HeaderMap, RETRY_AFTER};
use http::{HeaderValue, Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt as _, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use instant_acme::{BodyWrapper, BytesResponse, Error, HttpClient};
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::error::TransportError;
use crate::config::authority;

/// For one answer, from connecting on.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);
/// Bytes of one answer.
const ANSWER_BYTES: usize = 256 * 1024;
/// What an authority answers with (RFC 8555 §6.7, §7.4.2).
const KINDS: [&str; 3] = [
    "application/json",
    "application/problem+json",
    "application/pem-certificate-chain",
];

/// The way to the authority, and for how long it asked to be left alone.
#[derive(Clone)]
pub(super) struct Transport {
    tls: Arc<ClientConfig>,
    retry_after_seconds: Arc<AtomicU64>,
}

impl Transport {
    pub(super) fn new(tls: Arc<ClientConfig>) -> Self {
        Self {
            tls,
            retry_after_seconds: Arc::default(),
        }
    }

    /// What it asked for last, if it did since this was asked last.
    pub(super) fn take_retry_after(&self) -> Option<Duration> {
        let seconds = self.retry_after_seconds.swap(0, Ordering::Relaxed);
        (seconds > 0).then(|| Duration::from_secs(seconds))
    }

    async fn ask(
        &self,
        mut request: Request<BodyWrapper<Bytes>>,
    ) -> Result<BytesResponse, TransportError> {
        let place = Place::of(request.uri())?;
        let path = request.uri().path_and_query().cloned();
        *request.uri_mut() = path.map_or_else(Uri::default, Uri::from);
        request.headers_mut().insert(HOST, place.authority.clone());
        let stream = self.connect(&place).await?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
            .await
            .map_err(TransportError::BrokenOff)?;
        // Dropped with this request, whatever becomes of it.
        let mut carrier = JoinSet::new();
        carrier.spawn(connection);
        let answered = sender.send_request(request).await;
        let response = answered.map_err(TransportError::BrokenOff)?;
        self.read(response).await
    }

    async fn connect(&self, place: &Place) -> Result<TlsStream<TcpStream>, TransportError> {
        let address = (place.host.as_str(), place.port);
        let stream = TcpStream::connect(address)
            .await
            .map_err(TransportError::Unreachable)?;
        TlsConnector::from(Arc::clone(&self.tls))
            .connect(place.name.clone(), stream)
            .await
            .map_err(TransportError::Unreachable)
    }

    async fn read(
        &self,
        response: Response<hyper::body::Incoming>,
    ) -> Result<BytesResponse, TransportError> {
        let (parts, body) = response.into_parts();
        if let Some(seconds) = retry_after(&parts.headers)
            && [
                StatusCode::TOO_MANY_REQUESTS,
                StatusCode::SERVICE_UNAVAILABLE,
            ]
            .contains(&parts.status)
        {
            self.retry_after_seconds.store(seconds, Ordering::Relaxed);
        }
        let body = Limited::new(body, ANSWER_BYTES)
            .collect()
            .await
            .map_err(|_| TransportError::TooLarge)?
            .to_bytes();
        let kind = parts.headers.get(CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let is_known = KINDS.iter().any(|known| kind.starts_with(known));
        if parts.status.is_redirection() || !(body.is_empty() || is_known) {
            return Err(TransportError::NotAnAuthority(parts.status));
        }
        let body = Box::new(body);
        Ok(BytesResponse { parts, body })
    }
}

impl HttpClient for Transport {
    fn request(
        &self,
        request: Request<BodyWrapper<Bytes>>,
    ) -> Pin<Box<dyn Future<Output = Result<BytesResponse, Error>> + Send>> {
        let transport = self.clone();
        Box::pin(async move {
            let asked = timeout(ANSWER_WITHIN, transport.ask(request)).await;
            asked
                .unwrap_or(Err(TransportError::Slow(ANSWER_WITHIN)))
                .map_err(|error| Error::Other(Box::new(error)))
        })
    }
}

/// In seconds; the form with a date is not heeded: the own wait is longer than a clock is wrong.
fn retry_after(headers: &HeaderMap) -> Option<u64> {
    headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()
}

/// Where a request goes.
struct Place {
    host: String,
    port: u16,
    authority: HeaderValue,
    name: ServerName<'static>,
}

impl Place {
    fn of(uri: &Uri) -> Result<Self, TransportError> {
        let found = authority(uri).ok_or(TransportError::NotHttps)?;
        let authority = uri.authority().ok_or(TransportError::NotHttps)?;
        let authority = HeaderValue::from_str(authority.as_str());
        let name = ServerName::try_from(found.host.to_owned());
        Ok(Self {
            host: found.host.to_owned(),
            port: found.port,
            authority: authority.map_err(|_| TransportError::NotHttps)?,
            name: name.map_err(|_| TransportError::NotHttps)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use rustls::RootCertStore;
    use rustls::crypto::ring;
    use tokio::net::TcpListener;

    use super::*;
    use crate::acme::error::AcmeError;

    async fn refusal(address: &str) -> String {
        let provider = Arc::new(ring::default_provider());
        let tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(RootCertStore::empty())
            .with_no_client_auth();
        let request = Request::get(address).body(BodyWrapper::from(Vec::new()));
        let asked = Transport::new(Arc::new(tls)).request(request.unwrap());
        AcmeError::from(asked.await.err().unwrap()).to_string()
    }

    #[tokio::test(start_paused = true)]
    async fn an_authority_that_answers_nothing_is_given_up() {
        let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("https://{}/", silent.local_addr().unwrap());
        let refusal = refusal(&address).await;
        assert_eq!(refusal, "the authority does not answer within 30 seconds");
    }

    #[tokio::test]
    async fn where_an_authority_leads_nothing_is_asked_without_tls() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        let refusal = refusal(&address).await;
        assert!(refusal.contains("is not asked by https"), "{refusal}");
    }
}
