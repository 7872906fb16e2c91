//! `PUT`, `GET` and `HEAD` of `/v1/blobs/{id}`: sealed bytes in and out, streamed.
//!
//! Owns headers, ranges, hashing and the order of an upload: the host machine allows it, the bytes
//! are synced under a temporary name, renamed, and the machine records it; only then it is answered.
//! The machine decides; [`crate::blob_files`] owns the files.

mod headers;

use std::cell::RefCell;
use std::collections::HashSet;
use std::io::{self, SeekFrom};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream;
use http::header::{self, HeaderValue};
use http::{HeaderMap, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, BodyStream, Either, Full, StreamBody};
use hudhud_base::BlobId;
use hudhud_host::{BlobState, BlobUpload};
use hudhud_wire::RefusalCode;
use hyper::body::{Body as _, Frame, Incoming};
use tokio::fs::File;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _, AsyncWriteExt as _};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;

use super::body::{Body, text};
use super::connections::Place;
use super::links::Links;
use crate::blob_calls::{BlobAnswer, BlobQuestion, BlobRefusal, call, words};
use crate::blob_files::BlobFiles;
use crate::mailbox::Input;
use crate::metrics::Metrics;
use headers::{Span, blob_id, content_hash, payment, span};

/// Bytes read from or written to a file at once.
const PIECE_BYTES: usize = 64 * 1024;
/// An upload may be late by this against [`UPLOAD_BYTES_PER_SECOND`].
const UPLOAD_LATE: Duration = Duration::from_secs(30);
/// Least rate of an upload over all its time: who is slower keeps a place from others.
const UPLOAD_BYTES_PER_SECOND: u64 = 8 * 1024;
/// Longest time for which an upload that was refused is read on.
const DISCARD_WITHIN: Duration = Duration::from_secs(10);
/// Uploads at once, over all connections.
const UPLOADS: usize = 256;

/// What blob requests need.
#[derive(Debug)]
pub(crate) struct BlobService {
    pub(crate) links: Rc<Links>,
    pub(crate) files: BlobFiles,
    pub(crate) blob_bytes: u64,
    pub(crate) metrics: Arc<Metrics>,
    uploads: Semaphore,
    /// What is being uploaded: each blob once at a time.
    uploading: RefCell<HashSet<BlobId>>,
}

impl BlobService {
    pub(crate) fn new(links: Rc<Links>, files: BlobFiles, blob_bytes: u64) -> Self {
        let metrics = Arc::clone(&links.metrics);
        Self {
            links,
            files,
            blob_bytes,
            metrics,
            uploads: Semaphore::new(UPLOADS),
            uploading: RefCell::default(),
        }
    }

    async fn ask(&self, question: BlobQuestion) -> BlobAnswer {
        let (call, answer) = call(question);
        self.links.stage(Input::Blob(call));
        answer
            .await
            .unwrap_or_else(|_| Err(BlobRefusal::new(RefusalCode::Busy)))
    }
}

/// The right to upload one blob, until it is dropped.
struct Uploading<'a> {
    service: &'a BlobService,
    id: BlobId,
    _turn: SemaphorePermit<'a>,
    _place: Place,
}

impl BlobService {
    /// Begins an upload, unless there are too many, or one of the same blob.
    fn begin(&self, id: BlobId, place: Option<Place>) -> Option<Uploading<'_>> {
        let (_place, _turn) = (place?, self.uploads.try_acquire().ok()?);
        if !self.uploading.borrow_mut().insert(id) {
            return None;
        }
        Some(Uploading {
            service: self,
            id,
            _turn,
            _place,
        })
    }
}

impl Drop for Uploading<'_> {
    fn drop(&mut self) {
        self.service.uploading.borrow_mut().remove(&self.id);
    }
}

/// Answers a request for one blob; an upload needs one of its address's places.
pub(crate) async fn answer(
    service: &BlobService,
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
        // Boxed: an upload's state is large, and most connections never hold one.
        Method::PUT => Box::pin(put(service, id, place, request)).await,
        Method::GET => serve(service, id, request.headers(), true).await,
        Method::HEAD => serve(service, id, request.headers(), false).await,
        _ => text(
            StatusCode::METHOD_NOT_ALLOWED,
            "a blob is stored by PUT and read by GET\n",
        ),
    }
}

async fn put(
    service: &BlobService,
    id: BlobId,
    place: Option<Place>,
    request: Request<Incoming>,
) -> Response<Body> {
    let (head, mut body) = request.into_parts();
    // Before anything is asked or written for it.
    let response = match service.begin(id, place) {
        Some(_uploading) => store(service, id, &head.headers, &mut body).await,
        None => refused(&BlobRefusal::new(RefusalCode::Busy)),
    };
    // Who waits for 100 (Continue) has not sent anything yet, and need not.
    if body.is_end_stream() || head.headers.contains_key(header::EXPECT) {
        response
    } else {
        linger(response, body)
    }
}

async fn store(
    service: &BlobService,
    id: BlobId,
    headers: &HeaderMap,
    body: &mut Incoming,
) -> Response<Body> {
    let upload = match upload_of(service, id, headers) {
        Ok(upload) => upload,
        Err(response) => return *response,
    };
    let hash = upload.hash;
    match service.ask(BlobQuestion::Begin(upload.clone())).await {
        Err(refusal) => return refused(&refusal),
        Ok(record) if record.state == BlobState::Complete => {
            return text(StatusCode::OK, "already stored\n");
        }
        Ok(_) => {}
    }
    let file = service.files.begin();
    let found = match receive(service, body, file.path(), upload.size_bytes).await {
        Ok(found) => found,
        Err(Interrupted::Storage(error)) => {
            tracing::error!(kind = %error.kind(), "a blob could not be written");
            return refused(&BlobRefusal::new(RefusalCode::Storage));
        }
        Err(Interrupted::Client) => {
            return text(
                StatusCode::BAD_REQUEST,
                "the upload ended early, or went on too long\n",
            );
        }
    };
    if found != hash {
        return text(
            StatusCode::UNPROCESSABLE_ENTITY,
            "the bytes do not have that hash\n",
        );
    }
    let files = service.files.clone();
    let kept = tokio::task::spawn_blocking(move || files.keep(&file, &id)).await;
    if !matches!(kept, Ok(Ok(()))) {
        return refused(&BlobRefusal::new(RefusalCode::Storage));
    }
    let size_bytes = upload.size_bytes;
    match service
        .ask(BlobQuestion::Complete {
            id,
            size_bytes,
            hash: found,
        })
        .await
    {
        Ok(_) => {
            service.metrics.blobs_stored.inc();
            text(StatusCode::CREATED, "stored\n")
        }
        Err(refusal) => refused(&refusal),
    }
}

/// The same answer, sent at once and ended when the rest of the upload was read and thrown away: a
/// socket that is closed with bytes unread is reset, and an answer that was not yet read is lost.
fn linger(response: Response<Body>, body: Incoming) -> Response<Body> {
    response.map(|words| {
        let words = BodyStream::new(words).map(|frame| frame.map_err(io::Error::other));
        let rest = stream::once(discard(body)).filter_map(|()| std::future::ready(None));
        let all: super::body::Pieces = Box::pin(words.chain(rest));
        Either::Right(StreamBody::new(all))
    })
}

/// Reads a body to its end, or for as long as is reasonable.
async fn discard(mut body: Incoming) {
    let all = async { while let Some(Ok(_)) = body.frame().await {} };
    // Who sends on after that has had the time to read the answer.
    let _ = tokio::time::timeout(DISCARD_WITHIN, all).await;
}

/// What the headers of an upload say, or what is wrong with them.
fn upload_of(
    service: &BlobService,
    id: BlobId,
    headers: &HeaderMap,
) -> Result<BlobUpload, Box<Response<Body>>> {
    let wrong = |status, words: &'static str| Box::new(text(status, words));
    let size_bytes = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<u64>().ok())
        .ok_or_else(|| wrong(StatusCode::LENGTH_REQUIRED, "Content-Length is needed\n"))?;
    if size_bytes > service.blob_bytes {
        return Err(wrong(
            StatusCode::PAYLOAD_TOO_LARGE,
            "that blob is too large\n",
        ));
    }
    let hash = content_hash(headers).ok_or_else(|| {
        wrong(
            StatusCode::BAD_REQUEST,
            "Hudhud-Hash: BLAKE3 of the bytes, base64url or hex\n",
        )
    })?;
    let payment = payment(headers).map_err(|_| {
        wrong(
            StatusCode::BAD_REQUEST,
            "Hudhud-Puzzle: base64url(challenge).nonce\n",
        )
    })?;
    Ok(BlobUpload {
        id,
        size_bytes,
        hash,
        payment,
    })
}

/// Why an upload did not become whole.
enum Interrupted {
    Client,
    Storage(io::Error),
}

/// When more must have come than these bytes, after an upload began.
fn due_after(bytes: u64) -> Duration {
    UPLOAD_LATE + Duration::from_millis(bytes.saturating_mul(1000) / UPLOAD_BYTES_PER_SECOND)
}

/// Writes a body to a file and syncs it; the hash of what was written.
async fn receive(
    service: &BlobService,
    body: &mut Incoming,
    path: &std::path::Path,
    size_bytes: u64,
) -> Result<[u8; 32], Interrupted> {
    let mut file = File::create_new(path).await.map_err(Interrupted::Storage)?;
    file.set_max_buf_size(PIECE_BYTES);
    let mut hasher = blake3::Hasher::new();
    let mut left = size_bytes;
    let began = Instant::now();
    loop {
        let due = began + due_after(size_bytes - left);
        let next = tokio::time::timeout_at(due, body.frame()).await;
        let frame = match next {
            Ok(Some(Ok(frame))) => frame,
            Ok(None) => break,
            Ok(Some(Err(_))) | Err(_) => return Err(Interrupted::Client),
        };
        let Ok(bytes) = frame.into_data() else {
            continue;
        };
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        left = left.checked_sub(length).ok_or(Interrupted::Client)?;
        service.metrics.blob_bytes_received.inc_by(length);
        hasher.update(&bytes);
        file.write_all(&bytes).await.map_err(Interrupted::Storage)?;
    }
    if left > 0 {
        return Err(Interrupted::Client);
    }
    file.flush().await.map_err(Interrupted::Storage)?;
    file.sync_all().await.map_err(Interrupted::Storage)?;
    Ok(*hasher.finalize().as_bytes())
}

async fn serve(
    service: &BlobService,
    id: BlobId,
    headers: &HeaderMap,
    with_body: bool,
) -> Response<Body> {
    let record = match service.ask(BlobQuestion::Read(id)).await {
        Ok(record) => record,
        Err(refusal) => return refused(&refusal),
    };
    let size = record.size_bytes;
    let (first, length, status) = match span(headers, size) {
        Span::Whole => (0, size, StatusCode::OK),
        Span::Part { first, length } => (first, length, StatusCode::PARTIAL_CONTENT),
        Span::Outside => {
            let mut response = text(StatusCode::RANGE_NOT_SATISFIABLE, "outside of the blob\n");
            insert(
                response.headers_mut(),
                header::CONTENT_RANGE,
                &format!("bytes */{size}"),
            );
            return response;
        }
    };
    let body = if with_body {
        match open_at(&service.files, &id, first).await {
            Ok(file) => Either::Right(pieces(file, length, Arc::clone(&service.metrics))),
            Err(error) => {
                tracing::error!(kind = %error.kind(), "a recorded blob has no readable file");
                return refused(&BlobRefusal::new(RefusalCode::Storage));
            }
        }
    } else {
        Either::Left(Full::new(Bytes::new()))
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/octet-stream"),
    );
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, max-age=86400, immutable"),
    );
    insert(headers, header::CONTENT_LENGTH, &length.to_string());
    insert(
        headers,
        headers::HASH,
        &data_encoding::BASE64URL_NOPAD.encode(&record.hash),
    );
    if status == StatusCode::PARTIAL_CONTENT {
        let last = first + length - 1;
        insert(
            headers,
            header::CONTENT_RANGE,
            &format!("bytes {first}-{last}/{size}"),
        );
    }
    response
}

fn insert(headers: &mut HeaderMap, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

async fn open_at(files: &BlobFiles, id: &BlobId, first: u64) -> io::Result<File> {
    let mut file = File::open(files.path(id)).await?;
    file.seek(SeekFrom::Start(first)).await?;
    Ok(file)
}

/// `length` bytes of a file from where it stands.
fn pieces(file: File, length: u64, metrics: Arc<Metrics>) -> super::body::FileBody {
    let pieces = stream::unfold(
        (file, length, metrics),
        |(mut file, left, metrics)| async move {
            if left == 0 {
                return None;
            }
            let wanted = usize::try_from(left)
                .unwrap_or(PIECE_BYTES)
                .min(PIECE_BYTES);
            let mut piece = vec![0; wanted];
            let read = match file.read(&mut piece).await {
                Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
                other => other,
            };
            Some(match read {
                Ok(found) => {
                    piece.truncate(found);
                    let found = u64::try_from(found).unwrap_or(left);
                    metrics.blob_bytes_sent.inc_by(found);
                    (
                        Ok(Frame::data(Bytes::from(piece))),
                        (file, left - found, metrics),
                    )
                }
                Err(error) => (Err(error), (file, 0, metrics)),
            })
        },
    );
    StreamBody::new(Box::pin(pieces))
}

/// A refusal of the host machine as an HTTP answer.
fn refused(refused: &BlobRefusal) -> Response<Body> {
    let refusal = &refused.refusal;
    let status = match refusal.code {
        RefusalCode::Gone | RefusalCode::NoSuchLog | RefusalCode::NoSuchName => {
            StatusCode::NOT_FOUND
        }
        RefusalCode::Conflict | RefusalCode::Exists | RefusalCode::Stale => StatusCode::CONFLICT,
        RefusalCode::TooLarge | RefusalCode::Quota => StatusCode::PAYLOAD_TOO_LARGE,
        RefusalCode::Rate | RefusalCode::TooMany => StatusCode::TOO_MANY_REQUESTS,
        RefusalCode::Payment => StatusCode::PAYMENT_REQUIRED,
        RefusalCode::Full => StatusCode::INSUFFICIENT_STORAGE,
        RefusalCode::Busy => StatusCode::SERVICE_UNAVAILABLE,
        RefusalCode::Storage => StatusCode::INTERNAL_SERVER_ERROR,
        RefusalCode::Malformed
        | RefusalCode::Version
        | RefusalCode::WrongLink
        | RefusalCode::NotAuthenticated
        | RefusalCode::Forbidden
        | RefusalCode::NoSuchHandle
        | RefusalCode::Head
        | RefusalCode::Generation
        | RefusalCode::NameTaken
        | RefusalCode::NameMalformed
        | RefusalCode::NameReserved
        | RefusalCode::NameImitates
        | RefusalCode::Invitation
        | RefusalCode::NoSuchAccount
        | RefusalCode::BadSignature => StatusCode::BAD_REQUEST,
    };
    let mut response = text(status, words(refusal.code));
    let headers = response.headers_mut();
    if refusal.code == RefusalCode::Payment {
        insert(headers, headers::BITS, &refusal.bits.to_string());
    }
    if let Some(challenge) = &refused.challenge {
        let challenge = data_encoding::BASE64URL_NOPAD.encode(challenge);
        insert(headers, headers::CHALLENGE, &challenge);
    }
    if refusal.retry_after_ms > 0 {
        insert(
            headers,
            header::RETRY_AFTER,
            &refusal.retry_after_ms.div_ceil(1000).to_string(),
        );
    }
    response
}
