//! Blobs over HTTP: `PUT` and `GET /v1/blobs/{hex}`, each on a connection of its own.

use bytes::{Bytes, BytesMut};
use http::header::{CONTENT_RANGE, HOST, HeaderMap, RANGE};
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use hudhud_base::{BlobId, HostUrl};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::time::timeout;

use super::{Tls, stream};
use crate::platform::blobs;
use crate::platform::{Fetched, HttpError, Stored};

/// Uploads `bytes`.
pub(crate) async fn store_blob(
    host: &HostUrl,
    tls: &Tls,
    blob: BlobId,
    bytes: Bytes,
    payment: Option<(Bytes, u64)>,
) -> Result<Stored, HttpError> {
    let mut request = Request::put(blobs::path(blob))
        .header(HOST, host.authority())
        .header(blobs::HASH, blobs::hash(&bytes));
    if let Some((challenge, nonce)) = payment {
        request = request.header(blobs::PUZZLE, blobs::payment(&challenge, nonce));
    }
    let request = request
        .body(Full::new(bytes))
        .map_err(|_| HttpError::Refused)?;
    let response = timeout(blobs::UPLOAD, exchange(host, tls, request))
        .await
        .map_err(|_| HttpError::Broken)??;
    let header = |name| text(response.headers(), name);
    blobs::stored(
        response.status().as_u16(),
        header(blobs::PUZZLE_CHALLENGE),
        header(blobs::PUZZLE_BITS),
    )
}

/// Downloads into `into`, which holds what earlier attempts brought, up to `size` bytes.
pub(crate) async fn fetch_blob(
    host: &HostUrl,
    tls: &Tls,
    blob: BlobId,
    size: u64,
    into: &mut BytesMut,
) -> Result<Fetched, HttpError> {
    let have = u64::try_from(into.len()).map_err(|_| HttpError::Refused)?;
    let mut request = Request::get(blobs::path(blob)).header(HOST, host.authority());
    if let Some(range) = blobs::rest(have) {
        request = request.header(RANGE, range);
    }
    let request = request
        .body(Full::new(Bytes::new()))
        .map_err(|_| HttpError::Refused)?;
    let mut response = timeout(blobs::SILENCE, exchange(host, tls, request))
        .await
        .map_err(|_| HttpError::Broken)??;
    let range = text(response.headers(), CONTENT_RANGE.as_str());
    if !blobs::continues(response.status().as_u16(), range, have)? {
        into.clear();
    }
    loop {
        let frame = match timeout(blobs::SILENCE, response.body_mut().frame()).await {
            Ok(Some(Ok(frame))) => frame,
            Ok(None) => break,
            Ok(Some(Err(_))) | Err(_) => return Ok(Fetched::Part),
        };
        let Ok(data) = frame.into_data() else {
            continue;
        };
        blobs::append(into, &data, size)?;
    }
    Ok(blobs::progress(into, size))
}

/// One request on a connection of its own, which ends with the response's body.
async fn exchange(
    host: &HostUrl,
    tls: &Tls,
    request: Request<Full<Bytes>>,
) -> Result<Response<Incoming>, HttpError> {
    let stream = stream::connect(host, tls).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
        .await
        .map_err(|_| HttpError::Broken)?;
    // Ends by itself when the response, or the task that waits for it, is dropped.
    tokio::spawn(async move {
        let _ = connection.await;
    });
    sender
        .send_request(request)
        .await
        .map_err(|_| HttpError::Broken)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
