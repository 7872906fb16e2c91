//! `/v1/blobs/{id}`: sealed bytes in, piece by piece, and out, in any part.
//!
//! Owns who may ask at once, and how the machine's answers leave. What headers and statuses say is
//! [`hudhud_wire::blob`], the machine decides, [`crate::blob_files`] owns the files.

mod receive;
mod serve;
mod service;
mod turns;
mod upload;

use std::rc::Rc;

use http::{Method, Request, Response, StatusCode};
use hudhud_wire::blob::blob_id;
use hyper::body::Incoming;

use super::body::{Body, text};
use super::connections::Place;
pub(crate) use service::BlobService;

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
