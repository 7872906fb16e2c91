//! Blobs over HTTP. A transfer has a connection of its own: what shares one is tied together.

use bytes::{Bytes, BytesMut};
use http::header::{HOST, HeaderMap};
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full, Limited};
use hudhud_base::HostUrl;
use hudhud_wire::blob::{BlobAnswer, path};
use hyper::body::Incoming;
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::time::{Instant, timeout, timeout_at};

use super::{Tls, stream};
use crate::platform::blobs::{self, Ask, Come, Part};
use crate::platform::{Fetched, HttpError};

/// Bytes of words that a host may put into an answer which has its meaning in its headers.
const WORDS_BYTES: usize = 16 * 1024;

/// A connection for the requests of one transfer.
pub(crate) struct Http {
    sender: SendRequest<Full<Bytes>>,
    authority: String,
}

impl Http {
    pub(crate) async fn connect(host: &HostUrl, tls: &Tls) -> Result<Self, HttpError> {
        let connecting = async {
            let stream = stream::connect(host, tls).await?;
            http1::handshake(TokioIo::new(stream))
                .await
                .map_err(|_| HttpError::Broken)
        };
        let connecting = timeout(blobs::SILENCE, connecting);
        let (sender, connection) = connecting.await.map_err(|_| HttpError::Broken)??;
        // Ends by itself when this, or the task that waits for an answer, is dropped.
        tokio::spawn(async move {
            let _ = connection.await;
        });
        Ok(Self {
            sender,
            authority: host.authority(),
        })
    }

    /// Sends a request and takes its answer.
    pub(crate) async fn ask(&mut self, ask: Ask) -> Result<BlobAnswer, HttpError> {
        let patience = blobs::patience(&ask.body);
        timeout(patience, self.exchange(ask))
            .await
            .map_err(|_| HttpError::Broken)?
    }

    async fn exchange(&mut self, ask: Ask) -> Result<BlobAnswer, HttpError> {
        let response = self.send(ask).await?;
        let (head, body) = response.into_parts();
        let answer = BlobAnswer::read(head.status.as_u16(), &|name| text(&head.headers, name));
        // The next answer comes behind these words.
        Limited::new(body, WORDS_BYTES)
            .collect()
            .await
            .map_err(|_| HttpError::Broken)?;
        answer.ok_or(HttpError::Refused)
    }

    async fn send(&mut self, ask: Ask) -> Result<Response<Incoming>, HttpError> {
        let mut request = Request::builder()
            .method(ask.method)
            .uri(path(ask.blob))
            .header(HOST, &self.authority);
        for (name, value) in ask.headers {
            request = request.header(name, value);
        }
        let request = request
            .body(Full::new(ask.body))
            .map_err(|_| HttpError::Refused)?;
        self.sender.ready().await.map_err(|_| HttpError::Broken)?;
        self.sender
            .send_request(request)
            .await
            .map_err(|_| HttpError::Broken)
    }
}

/// Downloads a part into `into`, which holds what earlier attempts brought of it, and says how much
/// that is.
pub(crate) async fn fetch_part(
    (host, tls): (&HostUrl, &Tls),
    part: Part,
    into: &mut BytesMut,
    come: &mut Come<'_>,
) -> Result<Fetched, HttpError> {
    let ask = part.ask(into.len() as u64);
    let asking = async { Http::connect(host, tls).await?.send(ask).await };
    let mut response = timeout(blobs::SILENCE, asking)
        .await
        .map_err(|_| HttpError::Broken)??;
    let fields = |name: &str| text(response.headers(), name);
    part.begin((response.status().as_u16(), &fields), into)?;
    let (began, mut came) = (Instant::now(), 0_u64);
    loop {
        let due = blobs::due(began, came);
        let frame = match timeout_at(due, response.body_mut().frame()).await {
            Ok(Some(Ok(frame))) => frame,
            Ok(None) => break,
            Ok(Some(Err(_))) | Err(_) => return Ok(Fetched::Part),
        };
        let Ok(data) = frame.into_data() else {
            continue;
        };
        blobs::append(into, &data, part.length)?;
        come(into.len() as u64);
        came = came.saturating_add(data.len() as u64);
    }
    Ok(blobs::progress(into, part.length))
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned())
}
