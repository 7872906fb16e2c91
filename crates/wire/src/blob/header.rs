//! Values of headers: numbers, truths and bytes, in the forms of RFC 8941.

use data_encoding::{BASE64, BASE64URL_NOPAD};

/// Headers to be sent: names in lower case, and values.
pub type Headers = Vec<(&'static str, String)>;

/// Looks a header up by its name in lower case.
pub type Fields<'a> = &'a dyn Fn(&str) -> Option<String>;

pub(super) const UPLOAD_LENGTH: &str = "upload-length";
pub(super) const UPLOAD_OFFSET: &str = "upload-offset";
pub(super) const UPLOAD_COMPLETE: &str = "upload-complete";
pub(super) const UPLOAD_LIMIT: &str = "upload-limit";
pub(super) const CONTENT_DIGEST: &str = "content-digest";
pub(super) const ERASE_HASH: &str = "hudhud-erase-hash";
pub(super) const ERASE: &str = "hudhud-erase";
pub(super) const PUZZLE: &str = "hudhud-puzzle";
pub(super) const PUZZLE_CHALLENGE: &str = "hudhud-puzzle-challenge";
pub(super) const PUZZLE_BITS: &str = "hudhud-bits";

/// A header is missing, or says nothing that can be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BlobHeaderError {
    /// Of the whole blob, in bytes.
    #[error("Upload-Length: bytes of the whole blob, at least 1")]
    Length,
    /// Where a piece begins.
    #[error("Upload-Offset: bytes before these")]
    Offset,
    /// Whether a piece is the last one.
    #[error("Upload-Complete: ?1 with the last piece, else ?0")]
    Complete,
    /// The type of a piece.
    #[error("Content-Type: application/partial-upload")]
    Type,
    /// SHA-256 of a piece (RFC 9530).
    #[error("Content-Digest: sha-256=:base64:")]
    Digest,
    /// The hash of what erases the blob.
    #[error("Hudhud-Erase-Hash: base64url of 32 bytes")]
    EraseHash,
    /// What erases the blob.
    #[error("Hudhud-Erase: base64url of 32 bytes")]
    Erase,
    /// What pays for the blob.
    #[error("Hudhud-Puzzle: base64url(challenge).nonce")]
    Puzzle,
}

/// Digits alone, at most as many as an integer of RFC 8941 has.
pub(super) fn number(text: &str) -> Option<u64> {
    let fits = (1..=15).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| text.parse().ok())?
}

pub(super) fn truth(text: &str) -> Option<bool> {
    match text {
        "?1" => Some(true),
        "?0" => Some(false),
        _ => None,
    }
}

pub(super) fn of_truth(is: bool) -> String {
    let text = if is { "?1" } else { "?0" };
    text.to_owned()
}

pub(super) fn bytes32(text: &str) -> Option<[u8; 32]> {
    BASE64URL_NOPAD
        .decode(text.as_bytes())
        .ok()?
        .try_into()
        .ok()
}

pub(super) fn of_bytes(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}

/// The SHA-256 among the digests that are given.
pub(super) fn digest(text: &str) -> Option<[u8; 32]> {
    let given = text.split(',').map(str::trim);
    let encoded = given
        .filter_map(|one| one.strip_prefix("sha-256=:")?.strip_suffix(':'))
        .next()?;
    BASE64.decode(encoded.as_bytes()).ok()?.try_into().ok()
}

pub(super) fn of_digest(digest: &[u8; 32]) -> String {
    format!("sha-256=:{}:", BASE64.encode(digest))
}
