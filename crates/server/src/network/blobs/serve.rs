//! `GET` and `HEAD` of a blob.

use std::io::{self, SeekFrom};
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream;
use http::header::{self, HeaderValue};
use http::{HeaderMap, Response, StatusCode};
use http_body_util::{Either, StreamBody};
use hudhud_base::BlobId;
use hudhud_host::BlobQuestion;
use hudhud_wire::RefusalCode;
use hudhud_wire::blob::{BlobAnswer, BlobSpan, content_range, outside, span};
use hyper::body::Frame;
use tokio::fs::File;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};

use super::service::{BlobService, PIECE_BYTES, field, insert, progress, refused, say};
use crate::blob_calls::BlobRefusal;
use crate::blob_files::BlobFiles;
use crate::metrics::Metrics;
use crate::network::body::{Body, FileBody};

/// Tells how much of a blob is here.
pub(super) async fn tell(service: &BlobService, id: BlobId) -> Response<Body> {
    match service.ask(BlobQuestion::Stands(id)).await {
        Err(refusal) => refused(&refusal),
        Ok(record) => {
            let mut response = say(&BlobAnswer::Stands(progress(&record)), "");
            if record.is_complete() {
                *response.status_mut() = StatusCode::OK;
                describe(response.headers_mut(), record.size_bytes);
            }
            response
        }
    }
}

/// Serves a blob, or one part of it.
pub(super) async fn serve(
    service: &BlobService,
    id: BlobId,
    headers: &HeaderMap,
) -> Response<Body> {
    let record = match service.ask(BlobQuestion::Read(id)).await {
        Ok(record) => record,
        Err(refusal) => return refused(&refusal),
    };
    let size = record.size_bytes;
    let (first, length, is_part) = match span(&|name| field(headers, name), size) {
        BlobSpan::Whole => (0, size, false),
        BlobSpan::Part { first, length } => (first, length, true),
        BlobSpan::Outside => {
            let mut response = say(&BlobAnswer::Outside, "outside of the blob\n");
            insert(response.headers_mut(), &outside(size));
            return response;
        }
    };
    let file = match open_at(&service.files, &id, first).await {
        Ok(file) => file,
        Err(error) => {
            tracing::error!(kind = %error.kind(), "a recorded blob has no readable file");
            return refused(&BlobRefusal::new(RefusalCode::Storage));
        }
    };
    let body = pieces(file, length, Arc::clone(&service.metrics));
    let mut response = Response::new(Either::Right(body));
    let headers = response.headers_mut();
    describe(headers, length);
    if is_part {
        insert(headers, &content_range(first, length, size));
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    response
}

/// What goes with `length` sealed bytes. They are kept nowhere between here and who asked: a copy
/// would outlive what is erased.
fn describe(headers: &mut HeaderMap, length: u64) {
    for (name, value) in [
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::ACCEPT_RANGES, "bytes"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
}

async fn open_at(files: &BlobFiles, id: &BlobId, first: u64) -> io::Result<File> {
    let mut file = File::open(files.path(id)).await?;
    file.seek(SeekFrom::Start(first)).await?;
    Ok(file)
}

/// `length` bytes of a file from where it stands.
fn pieces(file: File, length: u64, metrics: Arc<Metrics>) -> FileBody {
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
