//! What blob requests share: who may ask at once, what the machine is asked, and how its answers leave.

use std::rc::Rc;
use std::sync::Arc;

use http::header::{self, HeaderName, HeaderValue};
use http::{HeaderMap, Response, StatusCode};
use hudhud_host::{BlobQuestion, BlobRecord};
use hudhud_wire::RefusalCode;
use hudhud_wire::blob::{BlobAnswer, BlobPrice, BlobProgress, Headers};
use tokio::sync::Semaphore;

use super::turns::Turns;
use crate::blob_calls::{BlobAnswer as Decided, BlobRefusal, call};
use crate::blob_files::BlobFiles;
use crate::mailbox::Input;
use crate::metrics::Metrics;
use crate::network::body::{Body, text};
use crate::network::connections::Crowd;
use crate::network::links::Links;

/// Bytes read from or written to a file at once.
pub(super) const PIECE_BYTES: usize = 64 * 1024;
/// Uploads at once, over all connections.
const UPLOADS: usize = 256;

/// What blob requests need.
#[derive(Debug)]
pub(crate) struct BlobService {
    links: Rc<Links>,
    pub(super) files: BlobFiles,
    pub(super) metrics: Arc<Metrics>,
    pub(super) uploads: Semaphore,
    pub(super) turns: Rc<Turns>,
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

    /// Whether there are places for uploads of everybody.
    pub(crate) fn crowd(&self) -> Crowd {
        Crowd::with(self.uploads.available_permits(), UPLOADS)
    }

    pub(super) async fn ask(&self, question: BlobQuestion) -> Decided {
        let (call, answer) = call(question);
        self.links.stage(Input::Blob(call));
        answer
            .await
            .unwrap_or_else(|_| Err(BlobRefusal::new(RefusalCode::Busy)))
    }
}

/// Looks up a header for [`hudhud_wire::blob`].
pub(super) fn field(headers: &HeaderMap, name: &str) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned())
}

pub(super) fn insert(headers: &mut HeaderMap, more: &Headers) {
    for (name, value) in more {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
}

pub(super) fn progress(record: &BlobRecord) -> BlobProgress {
    BlobProgress {
        offset_bytes: record.offset_bytes,
        size_bytes: record.size_bytes,
    }
}

/// An answer, with words for a person who looks at it.
pub(super) fn say(answer: &BlobAnswer, words: &'static str) -> Response<Body> {
    let status = StatusCode::from_u16(answer.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = text(status, words);
    insert(response.headers_mut(), &answer.headers());
    response
}

/// A refusal of the host machine as an HTTP answer.
pub(super) fn refused(refused: &BlobRefusal) -> Response<Body> {
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
