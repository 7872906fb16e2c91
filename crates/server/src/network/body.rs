//! The bodies of HTTP answers.

use std::io;
use std::pin::Pin;

use bytes::Bytes;
use futures_util::stream::Stream;
use http::header::{self, HeaderValue};
use http::{Response, StatusCode};
use http_body_util::{Either, Full, StreamBody};
use hyper::body::Frame;

/// A body that comes piece by piece.
pub(crate) type FileBody = StreamBody<Pieces>;
/// What such a body consists of.
pub(crate) type Pieces = Pin<Box<dyn Stream<Item = io::Result<Frame<Bytes>>>>>;
/// What an answer's body may be.
pub(crate) type Body = Either<Full<Bytes>, FileBody>;

/// A short answer in plain text.
pub(crate) fn text(status: StatusCode, body: impl Into<Bytes>) -> Response<Body> {
    let mut response = Response::new(Either::Left(Full::new(body.into())));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
}
