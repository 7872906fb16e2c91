//! `PUT`, `PATCH` and `DELETE` of a blob.
//!
//! Owns the order of a piece: the machine allows it, its bytes are synced behind those that count, and
//! the machine records it; only then its offset is told. A piece that is not what its digest says
//! counts for nothing.

use std::rc::Rc;

use http::header;
use http::{HeaderMap, Request, Response};
use hudhud_base::BlobId;
use hudhud_host::{BlobBytes, BlobQuestion, BlobUpload};
use hudhud_wire::RefusalCode;
use hudhud_wire::blob::{BlobAnswer, BlobCreation, BlobHeaderError, BlobPiece, erase_secret};
use hyper::body::{Body as _, Incoming};

use super::receive::{Interrupted, linger, receive};
use super::service::{BlobService, field, progress, refused, say};
use super::turns::Turn;
use crate::blob_calls::BlobRefusal;
use crate::network::body::Body;
use crate::network::connections::Place;

/// Announces a blob, or tells how far it is.
pub(super) async fn create(
    service: &BlobService,
    id: BlobId,
    request: Request<Incoming>,
) -> Response<Body> {
    let (head, body) = request.into_parts();
    let response = match BlobCreation::read(&|name| field(&head.headers, name)) {
        Err(wrong) => malformed(wrong),
        Ok(creation) => {
            let question = BlobQuestion::Begin(BlobUpload {
                id,
                size_bytes: creation.size_bytes,
                erase_hash: creation.erase_hash,
                payment: creation.payment,
            });
            match service.ask(question).await {
                Ok(record) if record.offset_bytes == 0 => {
                    say(&BlobAnswer::Created(progress(&record)), "announced\n")
                }
                Ok(record) => say(&BlobAnswer::Stands(progress(&record)), ""),
                Err(refusal) => refused(&refusal),
            }
        }
    };
    ended(response, body, &head.headers)
}

/// Takes the next piece of a blob.
pub(super) async fn append(
    service: &Rc<BlobService>,
    id: BlobId,
    place: Option<Place>,
    request: Request<Incoming>,
) -> Response<Body> {
    let (head, mut body) = request.into_parts();
    let (piece, bytes) = match piece_of(id, &head.headers) {
        Ok(piece) => piece,
        Err(response) => return ended(*response, body, &head.headers),
    };
    let service = Rc::clone(service);
    // A task of its own, that ends by itself: a connection that breaks would drop this one, and with
    // it the turn, while a write is still on its way to the file.
    let task = tokio::task::spawn_local(async move {
        let response = match changes(&service, id, place.as_ref()).await {
            Some((turn, _permit)) => bring(&service, &piece, bytes, (&mut body, &turn)).await,
            None => refused(&BlobRefusal::new(RefusalCode::Busy)),
        };
        (response, body)
    });
    match task.await {
        Ok((response, body)) => ended(response, body, &head.headers),
        Err(_) => refused(&BlobRefusal::new(RefusalCode::Busy)),
    }
}

/// Forgets a blob and removes its file.
pub(super) async fn erase(
    service: &BlobService,
    id: BlobId,
    place: Option<Place>,
    headers: &HeaderMap,
) -> Response<Body> {
    let secret = match erase_secret(&|name| field(headers, name)) {
        Ok(secret) => secret,
        Err(wrong) => return malformed(wrong),
    };
    // Nobody brings bytes meanwhile: a file without a record would stay.
    let Some((_turn, _permit)) = changes(service, id, place.as_ref()).await else {
        return refused(&BlobRefusal::new(RefusalCode::Busy));
    };
    match service.ask(BlobQuestion::Erase(id, secret)).await {
        Ok(_) => {
            remove(service, id).await;
            say(&BlobAnswer::Erased, "")
        }
        Err(refusal) => refused(&refusal),
    }
}

/// The right to change one blob, unless its address or everybody has too many at once.
async fn changes<'a>(
    service: &'a BlobService,
    id: BlobId,
    place: Option<&Place>,
) -> Option<(Turn, tokio::sync::SemaphorePermit<'a>)> {
    place?;
    let permit = service.uploads.try_acquire().ok()?;
    Some((service.turns.take(id).await?, permit))
}

/// What a `PATCH` says of its bytes, before any of them is read.
fn piece_of(
    id: BlobId,
    headers: &HeaderMap,
) -> Result<(BlobPiece, BlobBytes), Box<Response<Body>>> {
    let piece = BlobPiece::read(&|name| field(headers, name)).map_err(malformed)?;
    let length_bytes = field(headers, header::CONTENT_LENGTH.as_str())
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| say(&BlobAnswer::Lengthless, "Content-Length is needed\n"))?;
    let bytes = BlobBytes {
        id,
        offset_bytes: piece.offset_bytes,
        length_bytes,
        is_last: piece.is_last,
    };
    Ok((piece, bytes))
}

async fn bring(
    service: &BlobService,
    piece: &BlobPiece,
    bytes: BlobBytes,
    (body, turn): (&mut Incoming, &Turn),
) -> Response<Body> {
    match service.ask(BlobQuestion::Await(bytes)).await {
        Err(refusal) => return refused(&refusal),
        Ok(record) if record.offset_bytes != bytes.offset_bytes => {
            let elsewhere = BlobAnswer::Elsewhere(progress(&record));
            return say(&elsewhere, "the blob goes on elsewhere\n");
        }
        Ok(_) => {}
    }
    let files = service.files.clone();
    let (id, offset) = (bytes.id, bytes.offset_bytes);
    let opened = tokio::task::spawn_blocking(move || files.go_on(&id, offset)).await;
    let Ok(Ok(file)) = opened else {
        tracing::error!("a blob's file could not be opened, or has lost bytes");
        return refused(&BlobRefusal::new(RefusalCode::Storage));
    };
    let found = receive(body, file, bytes.length_bytes, (turn, service)).await;
    let wrong = match found {
        Ok(found) if found == piece.digest => None,
        Ok(_) => Some(malformed(BlobHeaderError::Digest)),
        Err(interrupted) => Some(broke_off(&interrupted)),
    };
    if let Some(response) = wrong {
        // While it is still the turn of this request.
        cut(service, id, offset).await;
        return response;
    }
    match service.ask(BlobQuestion::Came(bytes)).await {
        Ok(record) => {
            if record.is_complete() {
                service.metrics.blobs_stored.inc();
            }
            say(&BlobAnswer::Stands(progress(&record)), "")
        }
        Err(refusal) => {
            // It expired meanwhile, and its file was made again.
            if refusal.refusal.code == RefusalCode::Gone {
                remove(service, id).await;
            }
            refused(&refusal)
        }
    }
}

fn broke_off(interrupted: &Interrupted) -> Response<Body> {
    match interrupted {
        Interrupted::Storage(error) => {
            tracing::error!(kind = %error.kind(), "a blob could not be written");
            refused(&BlobRefusal::new(RefusalCode::Storage))
        }
        Interrupted::Slow => say(&BlobAnswer::Slow, "the piece came too slowly\n"),
        Interrupted::Over => say(&BlobAnswer::Busy, "a newer request goes on with it\n"),
        Interrupted::Client => say(&BlobAnswer::Malformed, "the piece ended early\n"),
    }
}

/// Takes away what lies behind the bytes of a blob that count.
async fn cut(service: &BlobService, id: BlobId, offset: u64) {
    let files = service.files.clone();
    // What stays because the disk failed counts for nothing, and is cut away when the next piece comes.
    let _ = tokio::task::spawn_blocking(move || files.cut(&id, offset)).await;
}

async fn remove(service: &BlobService, id: BlobId) {
    let files = service.files.clone();
    // What stays because the disk failed has no record, and is never served.
    let _ = tokio::task::spawn_blocking(move || files.remove(&id)).await;
}

fn malformed(wrong: BlobHeaderError) -> Response<Body> {
    let mut response = say(&BlobAnswer::Malformed, "");
    *response.body_mut() = http_body_util::Either::Left(format!("{wrong}\n").into());
    response
}

/// Who waits for 100 (Continue) has not sent anything yet, and need not.
fn ended(response: Response<Body>, body: Incoming, headers: &HeaderMap) -> Response<Body> {
    if body.is_end_stream() || headers.contains_key(header::EXPECT) {
        response
    } else {
        linger(response, body)
    }
}
