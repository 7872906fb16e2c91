//! Answers for the app: its files, its page at every place that the page itself knows, and the
//! headers that keep strangers' scripts out.
//!
//! Owns which path gets what, encodings and caching. The files are a value from outside.

use std::cell::RefCell;
use std::collections::BTreeMap;

use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::{Method, Response, StatusCode};
use http_body_util::{Either, Full};

use super::body::{Body, text};
use crate::app_files::{AppFile, AppFiles, Contents};

const INDEX: &str = "/index.html";

/// What the page may do: load from its own host, and nothing from anywhere else. No script, style or
/// address of a script comes from a string, except for the addresses the policy `hudhud` lets pass.
const CONTENT_SECURITY: &str = "default-src 'none'; \
    script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; font-src 'self'; \
    img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types hudhud";

/// Nothing the app does not use. Copying and sharing are done by its own page.
const PERMISSIONS: &str = "accelerometer=(), autoplay=(), browsing-topics=(), \
    camera=(), clipboard-read=(), display-capture=(), encrypted-media=(), fullscreen=(), \
    geolocation=(), gyroscope=(), hid=(), identity-credentials-get=(), idle-detection=(), \
    local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), \
    screen-wake-lock=(), serial=(), usb=(), window-management=(), xr-spatial-tracking=()";

/// On every answer, because a worker has the policy its own script came with.
const SECURITY: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS),
    (header::X_FRAME_OPTIONS, "DENY"),
];

/// A year: as long as a cache is ever asked to keep something.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Kept, but not used before the host was asked whether it still holds.
const ASK_FIRST: &str = "no-cache";

/// Everything that is served beside the protocol.
#[derive(Debug)]
pub(crate) struct App {
    files: AppFiles,
    /// Files as they are, made for the first who reads no compression.
    plain: RefCell<BTreeMap<String, Bytes>>,
}

impl App {
    /// The app in these files; without any, pages that say so.
    pub(crate) fn new(files: AppFiles) -> Self {
        Self {
            files,
            plain: RefCell::default(),
        }
    }

    /// The answer for a path that no part of the protocol has.
    pub(crate) fn answer(&self, method: &Method, path: &str, asked: &HeaderMap) -> Response<Body> {
        let mut response = if !matches!(*method, Method::GET | Method::HEAD) {
            not_allowed()
        } else if self.files.is_empty() && is_place(path, asked) {
            missing_app()
        } else if let Some(file) = self.files.file(path) {
            self.file(path, file, asked)
        } else if let Some(index) = self.files.file(INDEX).filter(|_| is_place(path, asked)) {
            self.file(INDEX, index, asked)
        } else {
            text(StatusCode::NOT_FOUND, "nothing here\n")
        };
        for (name, value) in SECURITY {
            let value = HeaderValue::from_static(value);
            response.headers_mut().insert(name, value);
        }
        response
    }

    fn file(&self, path: &str, file: &AppFile, asked: &HeaderMap) -> Response<Body> {
        let mut response = Response::new(Either::Left(Full::default()));
        let headers = response.headers_mut();
        let caching = if file.is_immutable {
            FOR_EVER
        } else {
            ASK_FIRST
        };
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
        // Weak, because the encodings of one file share it.
        let tag = format!("W/\"{}\"", file.hash);
        if let Ok(value) = HeaderValue::from_str(&tag) {
            headers.insert(header::ETAG, value);
        }
        if matches!(file.contents, Contents::Compressed { .. }) {
            let by = HeaderValue::from_static("accept-encoding");
            headers.insert(header::VARY, by);
        }
        if knows(asked, &tag) {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return response;
        }
        if let Ok(value) = HeaderValue::from_str(&file.media_type) {
            headers.insert(header::CONTENT_TYPE, value);
        }
        let (encoding, bytes) = match &file.contents {
            Contents::Compressed { brotli, .. } if accepts(asked, "br") => {
                (Some("br"), brotli.clone())
            }
            Contents::Compressed { gzip, .. } if accepts(asked, "gzip") => {
                (Some("gzip"), gzip.clone())
            }
            Contents::Compressed { .. } | Contents::Plain(_) => match self.plain(path, file) {
                Some(bytes) => (None, bytes),
                None => {
                    tracing::error!("a file of the app is damaged");
                    return text(StatusCode::INTERNAL_SERVER_ERROR, "this file is damaged\n");
                }
            },
        };
        if let Some(encoding) = encoding {
            let encoding = HeaderValue::from_static(encoding);
            headers.insert(header::CONTENT_ENCODING, encoding);
        }
        // For HEAD too: hyper keeps the length and leaves the bytes out.
        *response.body_mut() = Either::Left(Full::new(bytes));
        response
    }

    fn plain(&self, path: &str, file: &AppFile) -> Option<Bytes> {
        if let Some(bytes) = self.plain.borrow().get(path) {
            return Some(bytes.clone());
        }
        let bytes = file.contents.plain().ok()?;
        if matches!(file.contents, Contents::Compressed { .. }) {
            let kept = bytes.clone();
            self.plain.borrow_mut().insert(path.to_owned(), kept);
        }
        Some(bytes)
    }
}

/// Whether somebody who asks for this path wants to see a page, and it may be one of the app's
/// places. Which places there are, only the page knows.
fn is_place(path: &str, asked: &HeaderMap) -> bool {
    let is_reserved = ["/v1", "/assets"].iter().any(|root| {
        path.strip_prefix(root)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    path == "/"
        || !is_reserved && listed(asked, header::ACCEPT).any(|(kind, _)| kind == "text/html")
}

/// Whether an answer in this encoding is wanted (RFC 9110 §12.5.3). `*` counts for none by name.
fn accepts(asked: &HeaderMap, encoding: &str) -> bool {
    listed(asked, header::ACCEPT_ENCODING)
        .any(|(name, is_wanted)| is_wanted && name.eq_ignore_ascii_case(encoding))
}

/// Whether the asker has the file with this tag (RFC 9110 §13.1.2).
fn knows(asked: &HeaderMap, tag: &str) -> bool {
    let strong = tag.strip_prefix("W/").unwrap_or(tag);
    listed(asked, header::IF_NONE_MATCH)
        .any(|(known, _)| known == "*" || known.strip_prefix("W/").unwrap_or(known) == strong)
}

/// The members of a list in a header, without their parameters, and whether each is wanted: its
/// weight is not zero.
fn listed(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = (&str, bool)> {
    headers
        .get_all(name)
        .into_iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|member| {
            let mut parts = member.split(';').map(str::trim);
            let value = parts.next().unwrap_or_default();
            let is_unwanted = parts
                .filter_map(|parameter| parameter.strip_prefix("q="))
                .filter_map(|weight| weight.parse::<f32>().ok())
                .any(|weight| weight <= 0.0);
            (value, !is_unwanted)
        })
}

fn not_allowed() -> Response<Body> {
    let mut response = text(
        StatusCode::METHOD_NOT_ALLOWED,
        "only GET is answered here\n",
    );
    let allowed = HeaderValue::from_static("GET, HEAD");
    response.headers_mut().insert(header::ALLOW, allowed);
    response
}

/// For whoever built the host without the app.
const MISSING_APP: &str = "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
    <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
    <title>Hudhud</title>\n\
    <h1>Hudhud</h1>\n\
    <p>This host works, but it was built without the web app. To build it with the app, run \
    <code>cargo xtask run</code> in its source, or <code>cargo xtask web</code> and start the host \
    with <code>--app-files</code>.</p>\n\
    <div lang=\"ar\" dir=\"rtl\"><h1>هدهد</h1>\n\
    <p>هذا المضيف يعمل، لكنه بُني من دون تطبيق الويب. لبنائه مع التطبيق شغّل \
    <code dir=\"ltr\">cargo xtask run</code> في شيفرته المصدرية، أو \
    <code dir=\"ltr\">cargo xtask web</code> ثم شغّل المضيف بالخيار \
    <code dir=\"ltr\">--app-files</code>.</p></div>\n";

fn missing_app() -> Response<Body> {
    let mut response = text(StatusCode::OK, MISSING_APP);
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    response
}
