//! Blobs by `fetch`. Nothing that a browser knows about a person goes along: no cookie, no
//! referrer; and nothing sealed is left in its cache.

use bytes::BytesMut;
use hudhud_base::HostUrl;
use hudhud_wire::blob::{BlobAnswer, path};
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReadableStreamDefaultReader, ReferrerPolicy, Request, RequestCache,
    RequestCredentials, RequestInit, RequestMode, RequestRedirect, Response,
};

use super::clock::Instant;
use super::timers::{timeout, timeout_at};
use super::{Tls, scope};
use crate::platform::blobs::{self, Ask, Come, Part};
use crate::platform::{ConnectError, Fetched, HttpError};

/// A request under way; it ends when this is dropped.
struct Running(AbortController);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The requests of one transfer; the browser decides over which connection.
pub(crate) struct Http {
    host: HostUrl,
}

impl Http {
    #[expect(clippy::unused_async, reason = "natively a connection is waited for")]
    pub(crate) async fn connect(host: &HostUrl, tls: &Tls) -> Result<Self, HttpError> {
        tls.check(host)?;
        Ok(Self { host: host.clone() })
    }

    /// Sends a request and takes its answer.
    pub(crate) async fn ask(&mut self, ask: Ask) -> Result<BlobAnswer, HttpError> {
        let patience = blobs::patience(&ask.body);
        let (_running, response) = timeout(patience, exchange(&self.host, &ask))
            .await
            .map_err(|_| HttpError::Broken)??;
        let fields = |name: &str| response.headers().get(name).ok().flatten();
        BlobAnswer::read(response.status(), &fields).ok_or(HttpError::Refused)
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
    tls.check(host)?;
    let ask = part.ask(into.len() as u64);
    let (_running, response) = timeout(blobs::SILENCE, exchange(host, &ask))
        .await
        .map_err(|_| HttpError::Broken)??;
    let fields = |name: &str| response.headers().get(name).ok().flatten();
    part.begin((response.status(), &fields), into)?;
    let Some(body) = response.body() else {
        return Ok(blobs::progress(into, part.length));
    };
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    let (began, mut came) = (Instant::now(), 0_u64);
    loop {
        let due = blobs::due(began, came);
        match timeout_at(due, JsFuture::from(reader.read())).await {
            Err(_) | Ok(Err(_)) => return Ok(Fetched::Part),
            Ok(Ok(chunk)) => match data(&chunk) {
                Some(data) => {
                    blobs::append(into, &data, part.length)?;
                    come(into.len() as u64);
                    came = came.saturating_add(data.len() as u64);
                }
                None => return Ok(blobs::progress(into, part.length)),
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

async fn exchange(host: &HostUrl, ask: &Ask) -> Result<(Running, Response), HttpError> {
    let url = format!("{host}{}", path(ask.blob));
    let (running, request) = request(&url, ask).map_err(|_| HttpError::Refused)?;
    let response = JsFuture::from(scope().fetch_with_request(&request))
        .await
        .map_err(|_| ConnectError::Unreachable)?;
    let response = response.dyn_into().map_err(|_| HttpError::Broken)?;
    Ok((running, response))
}

fn request(url: &str, ask: &Ask) -> Result<(Running, Request), JsValue> {
    let running = Running(AbortController::new()?);
    let listed = Headers::new()?;
    for (name, value) in &ask.headers {
        listed.set(name, value)?;
    }
    let init = RequestInit::new();
    init.set_method(ask.method);
    init.set_headers(listed.as_ref());
    init.set_mode(RequestMode::Cors);
    init.set_credentials(RequestCredentials::Omit);
    init.set_cache(RequestCache::NoStore);
    init.set_redirect(RequestRedirect::Error);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    init.set_signal(Some(&running.0.signal()));
    if !ask.body.is_empty() {
        init.set_body(&Uint8Array::from(ask.body.as_ref()));
    }
    let request = Request::new_with_str_and_init(url, &init)?;
    Ok((running, request))
}
