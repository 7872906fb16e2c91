//! Blobs by `fetch`. Nothing that a browser knows about a person goes along: no cookie, no
//! referrer; and nothing sealed is left in its cache.

use bytes::{Bytes, BytesMut};
use hudhud_base::{BlobId, HostUrl};
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReadableStreamDefaultReader, ReferrerPolicy, Request, RequestCache,
    RequestCredentials, RequestInit, RequestMode, RequestRedirect, Response,
};

use super::timers::timeout;
use super::{Tls, scope};
use crate::platform::blobs;
use crate::platform::{ConnectError, Fetched, HttpError, Stored};

/// A request under way; it ends when this is dropped.
struct Running(AbortController);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Uploads `bytes`.
pub(crate) async fn store_blob(
    host: &HostUrl,
    tls: &Tls,
    blob: BlobId,
    bytes: Bytes,
    payment: Option<(Bytes, u64)>,
) -> Result<Stored, HttpError> {
    tls.check(host)?;
    let mut headers = vec![(blobs::HASH, blobs::hash(&bytes))];
    if let Some((challenge, nonce)) = payment {
        headers.push((blobs::PUZZLE, blobs::payment(&challenge, nonce)));
    }
    let body = Uint8Array::from(bytes.as_ref());
    let sending = exchange(host, "PUT", blob, &headers, Some(&body));
    let (_running, response) = timeout(blobs::UPLOAD, sending)
        .await
        .map_err(|_| HttpError::Broken)??;
    let header = |name| response.headers().get(name).ok().flatten();
    blobs::stored(
        response.status(),
        header(blobs::PUZZLE_CHALLENGE).as_deref(),
        header(blobs::PUZZLE_BITS).as_deref(),
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
    tls.check(host)?;
    let have = u64::try_from(into.len()).map_err(|_| HttpError::Refused)?;
    let headers: Vec<_> = blobs::rest(have)
        .map(|range| ("range", range))
        .into_iter()
        .collect();
    let asking = exchange(host, "GET", blob, &headers, None);
    let (_running, response) = timeout(blobs::SILENCE, asking)
        .await
        .map_err(|_| HttpError::Broken)??;
    let range = response.headers().get("content-range").ok().flatten();
    if !blobs::continues(response.status(), range.as_deref(), have)? {
        into.clear();
    }
    let Some(body) = response.body() else {
        return Ok(blobs::progress(into, size));
    };
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    loop {
        match timeout(blobs::SILENCE, JsFuture::from(reader.read())).await {
            Err(_) | Ok(Err(_)) => return Ok(Fetched::Part),
            Ok(Ok(chunk)) => match data(&chunk) {
                Some(data) => blobs::append(into, &data, size)?,
                None => return Ok(blobs::progress(into, size)),
            },
        }
    }
}

/// The bytes of one step of a stream; `None` at its end.
fn data(chunk: &JsValue) -> Option<Vec<u8>> {
    let value = Reflect::get(chunk, &"value".into()).ok()?;
    value
        .dyn_into::<Uint8Array>()
        .ok()
        .map(|data| data.to_vec())
}

async fn exchange(
    host: &HostUrl,
    method: &str,
    blob: BlobId,
    headers: &[(&str, String)],
    body: Option<&Uint8Array>,
) -> Result<(Running, Response), HttpError> {
    let url = format!("{host}{}", blobs::path(blob));
    let (running, request) =
        request(&url, method, headers, body).map_err(|_| HttpError::Refused)?;
    let response = JsFuture::from(scope().fetch_with_request(&request))
        .await
        .map_err(|_| ConnectError::Unreachable)?;
    let response = response.dyn_into().map_err(|_| HttpError::Broken)?;
    Ok((running, response))
}

fn request(
    url: &str,
    method: &str,
    headers: &[(&str, String)],
    body: Option<&Uint8Array>,
) -> Result<(Running, Request), JsValue> {
    let running = Running(AbortController::new()?);
    let listed = Headers::new()?;
    for (name, value) in headers {
        listed.set(name, value)?;
    }
    let init = RequestInit::new();
    init.set_method(method);
    init.set_headers(listed.as_ref());
    init.set_mode(RequestMode::Cors);
    init.set_credentials(RequestCredentials::Omit);
    init.set_cache(RequestCache::NoStore);
    init.set_redirect(RequestRedirect::Error);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    init.set_signal(Some(&running.0.signal()));
    if let Some(body) = body {
        init.set_body(body);
    }
    let request = Request::new_with_str_and_init(url, &init)?;
    Ok((running, request))
}
