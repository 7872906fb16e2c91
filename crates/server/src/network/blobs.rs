//! `/v1/blobs/{id}`: sealed bytes in, piece by piece, and out, in any part.
//!
//! Owns who may ask at once, and how the machine's answers leave. What headers and statuses say is
//! [`hudhud_wire::blob`], the machine decides, [`crate::blob_files`] owns the files.

mod receive;
mod serve;
mod turns;
mod upload;

use std::io;
use std::rc::Rc;
use std::sync::Arc;

use futures_util::StreamExt as _;
use futures_util::stream;
use http::header::{self, HeaderName, HeaderValue};
use http::{HeaderMap, Method, Request, Response, StatusCode};
use http_body_util::{BodyStream, Either, StreamBody};
use hudhud_host::{BlobQuestion, BlobRecord};
use hudhud_wire::RefusalCode;
use hudhud_wire::blob::{BlobAnswer, BlobPrice, BlobProgress, Headers, blob_id};
use hyper::body::Incoming;
use tokio::sync::Semaphore;

use super::body::{Body, Pieces, text};
use super::connections::Place;
use super::links::Links;
use crate::blob_calls::{BlobAnswer as Decided, BlobRefusal, call};
use crate::blob_files::BlobFiles;
use crate::mailbox::Input;
use crate::metrics::Metrics;
use turns::Turns;

/// Bytes read from or written to a file at once.
const PIECE_BYTES: usize = 64 * 1024;
/// Uploads at once, over all connections.
const UPLOADS: usize = 256;

/// What blob requests need.
#[derive(Debug)]
pub(crate) struct BlobService {
    links: Rc<Links>,
    files: BlobFiles,
    metrics: Arc<Metrics>,
    uploads: Semaphore,
    turns: Rc<Turns>,
}

impl BlobService {
    pub(crate) fn new(links: Rc<Links>, files: BlobFiles) -> Self {
        let metrics = Arc::clone(&links.metrics);
        Self {
            links,
            files,
            metrics,
            uploads: Semaphore::new(UPLOADS),
            turns: Rc::default(),
        }
    }

    async fn ask(&self, question: BlobQuestion) -> Decided {
        let (call, answer) = call(question);
        self.links.stage(Input::Blob(call));
        answer
            .await
            .unwrap_or_else(|_| Err(BlobRefusal::new(RefusalCode::Busy)))
    }
}

/// Answers a request for one blob; what changes it needs one of its address's places.
pub(crate) async fn answer(
    service: &Rc<BlobService>,
    id: &str,
    place: Option<Place>,
    request: Request<Incoming>,
) -> Response<Body> {
    let Some(id) = blob_id(id) else {
        return text(
            StatusCode::NOT_FOUND,
            "a blob's id has 64 hexadecimal digits\n",
        );
    };
    match *request.method() {
        Method::PUT => upload::create(service, id, request).await,
        // Boxed: an upload's state is large, and most connections never hold one.
        Method::PATCH => Box::pin(upload::append(service, id, place, request)).await,
        Method::DELETE => Box::pin(upload::erase(service, id, place, request.headers())).await,
        Method::GET => serve::serve(service, id, request.headers()).await,
        Method::HEAD => serve::tell(service, id).await,
        _ => text(
            StatusCode::METHOD_NOT_ALLOWED,
            "a blob is announced by PUT, brought by PATCH, read by GET\n",
        ),
    }
}

/// Looks up a header for [`hudhud_wire::blob`].
fn field(headers: &HeaderMap, name: &str) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned())
}

fn insert(headers: &mut HeaderMap, more: &Headers) {
    for (name, value) in more {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
}

fn progress(record: &BlobRecord) -> BlobProgress {
    BlobProgress {
        offset_bytes: record.offset_bytes,
        size_bytes: record.size_bytes,
    }
}

/// An answer, with words for a person who looks at it.
fn say(answer: &BlobAnswer, words: &'static str) -> Response<Body> {
    let status = StatusCode::from_u16(answer.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = text(status, words);
    insert(response.headers_mut(), &answer.headers());
    response
}

/// A refusal of the host machine as an HTTP answer.
fn refused(refused: &BlobRefusal) -> Response<Body> {
    let refusal = &refused.refusal;
    let (answer, words) = match refusal.code {
        RefusalCode::Gone => (BlobAnswer::Missing, "no such blob\n"),
        RefusalCode::Conflict => (BlobAnswer::Conflict, "another blob has that id\n"),
        RefusalCode::TooLarge => (BlobAnswer::TooLarge, "too many bytes\n"),
        RefusalCode::Forbidden => (BlobAnswer::Forbidden, "that does not erase it\n"),
        RefusalCode::Payment => {
            let challenge = refused.challenge.clone().unwrap_or_default();
            let bits = refusal.bits;
            (
                BlobAnswer::Unpaid(BlobPrice { challenge, bits }),
                "a puzzle is to be solved\n",
            )
        }
        RefusalCode::Full => (BlobAnswer::Full, "the disk is nearly full\n"),
        RefusalCode::Busy => (BlobAnswer::Busy, "too much at once\n"),
        RefusalCode::Rate | RefusalCode::TooMany => (BlobAnswer::TooMany, "too often\n"),
        RefusalCode::Storage => (BlobAnswer::Storage, "the disk could not be used\n"),
        RefusalCode::Malformed
        | RefusalCode::Version
        | RefusalCode::WrongLink
        | RefusalCode::NotAuthenticated
        | RefusalCode::NoSuchLog
        | RefusalCode::NoSuchHandle
        | RefusalCode::Head
        | RefusalCode::Generation
        | RefusalCode::Quota
        | RefusalCode::NameTaken
        | RefusalCode::NameMalformed
        | RefusalCode::NameReserved
        | RefusalCode::NameImitates
        | RefusalCode::NoSuchAccount
        | RefusalCode::NoSuchName
        | RefusalCode::BadSignature
        | RefusalCode::Stale
        | RefusalCode::Exists
        | RefusalCode::Suspended
        | RefusalCode::Invitation => (
            BlobAnswer::Malformed,
            "bytes beyond the blob's end, or its end and not its last piece\n",
        ),
    };
    let mut response = say(&answer, words);
    if refusal.retry_after_ms > 0 {
        let seconds = refusal.retry_after_ms.div_ceil(1000);
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// The same answer, sent at once and ended when the rest of the upload was read and thrown away: a
/// socket that is closed with bytes unread is reset, and an answer that was not yet read is lost.
fn linger(response: Response<Body>, body: Incoming) -> Response<Body> {
    response.map(|words| {
        let words = BodyStream::new(words).map(|frame| frame.map_err(io::Error::other));
        let rest = stream::once(receive::discard(body)).filter_map(|()| std::future::ready(None));
        let all: Pieces = Box::pin(words.chain(rest));
        Either::Right(StreamBody::new(all))
    })
}
