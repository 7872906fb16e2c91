//! Blobs over HTTP: paths, headers and statuses, as clients and hosts both write and read them.
//!
//! The form is that of resumable uploads (draft-ietf-httpbis-resumable-upload-12), where a blob is
//! its own upload resource; `docs/spec/wire.md`, Blobs, is the normative text. Owns no body and no
//! connection, and knows no HTTP library: headers are pairs of lower-case names and values.

mod answer;
mod header;
mod range;
mod request;

pub use answer::{BlobAnswer, BlobPrice, BlobProgress};
pub use header::{BlobHeaderError, Fields, Headers};
pub use range::{BlobSpan, content_range, continues_at, outside, part, span};
pub use request::{BlobCreation, BlobPiece, PARTIAL_UPLOAD, erase_headers, erase_secret};

use data_encoding::HEXLOWER_PERMISSIVE;
use hudhud_base::BlobId;

/// What every blob's path begins with.
pub const BLOBS: &str = "/v1/blobs/";

/// Where a blob lies on every host.
#[must_use]
pub fn path(blob: BlobId) -> String {
    format!("{BLOBS}{blob}")
}

/// The id that follows [`BLOBS`] in a path.
#[must_use]
pub fn blob_id(hexadecimal: &str) -> Option<BlobId> {
    let bytes = HEXLOWER_PERMISSIVE.decode(hexadecimal.as_bytes()).ok()?;
    BlobId::try_from(bytes.as_slice()).ok()
}
