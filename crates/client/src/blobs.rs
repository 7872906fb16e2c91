//! The blobs of one host: stored piece by piece and fetched part by part, each from where an attempt
//! before broke off, also one of a process that is gone.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use hudhud_base::{BlobId, CapabilityHash, HostUrl, limits};
use hudhud_crypto::identity::content_digest;
use hudhud_engine::BlobOutcome;
use hudhud_wire::blob::{BlobAnswer, BlobCreation, BlobPiece, BlobProgress, erase_headers};
use hudhud_wire::{Capability, PuzzleSolution};

use crate::platform::{self, Ask, Fetched, Http, HttpError, Tls, TlsError};

/// Attempts to go on with a transfer that broke off, before whoever wants it hears of it.
const RESUMES: u32 = 5;
/// Between two of them.
const RESUME_WAIT: Duration = Duration::from_secs(1);
/// Bytes sent at once: what is lost when a connection breaks.
const PIECE_BYTES: usize = 1024 * 1024;
/// Answers of one attempt that do not lead on: a host could have the same bytes sent for ever.
const SETBACKS: u32 = 5;

/// The blobs of one host, each reached over connections of its own.
#[derive(Debug, Clone)]
pub struct Blobs {
    host: HostUrl,
    tls: Tls,
}

/// A blob to be stored.
#[derive(Debug, Clone)]
pub struct BlobToStore {
    /// Random.
    pub id: BlobId,
    /// Sealed.
    pub bytes: Bytes,
    /// Hash of what erases it; without it nobody can.
    pub erase_hash: Option<[u8; 32]>,
    /// A solved puzzle: challenge and nonce.
    pub payment: Option<(Bytes, u64)>,
}

impl Blobs {
    /// Those of a host whose certificate the public authorities vouch for.
    ///
    /// # Errors
    /// If TLS cannot be set up.
    pub fn of(host: HostUrl) -> Result<Self, TlsError> {
        let tls = Tls::new(None, false)?;
        Ok(Self { host, tls })
    }

    pub(crate) fn over(host: HostUrl, tls: Tls) -> Self {
        Self { host, tls }
    }

    /// Stores a blob, or goes on with storing it.
    pub async fn store(&self, blob: &BlobToStore) -> BlobOutcome {
        for _ in 0..=RESUMES {
            match self.bring(blob).await {
                Ok(outcome) => return outcome,
                Err(HttpError::Broken) => platform::sleep(RESUME_WAIT).await,
                Err(error) => return outcome(error),
            }
        }
        BlobOutcome::Unreachable
    }

    /// Fetches a blob of `size` sealed bytes into memory.
    pub async fn fetch(&self, blob: BlobId, size: u64) -> BlobOutcome {
        if size > limits::BLOB_BYTES {
            return BlobOutcome::Refused;
        }
        let mut bytes = BytesMut::new();
        for _ in 0..=RESUMES {
            match platform::fetch_blob(&self.host, &self.tls, blob, size, &mut bytes).await {
                Ok(Fetched::Whole) => return BlobOutcome::Fetched(bytes.freeze()),
                Ok(Fetched::Part) | Err(HttpError::Broken) => {
                    platform::sleep(RESUME_WAIT).await;
                }
                Err(error) => return outcome(error),
            }
        }
        BlobOutcome::Unreachable
    }

    /// Erases a blob; `Missing` if it is gone already.
    pub async fn erase(&self, blob: BlobId, secret: [u8; 32]) -> Option<BlobOutcome> {
        let asked = self.ask_to_erase(blob, &Capability(secret)).await;
        asked.err().map(outcome)
    }

    async fn ask_to_erase(&self, blob: BlobId, secret: &Capability) -> Result<(), HttpError> {
        let mut http = Http::connect(&self.host, &self.tls).await?;
        let ask = Ask {
            method: "DELETE",
            blob,
            headers: erase_headers(secret),
            body: Bytes::new(),
        };
        let answer = http.ask(ask).await?;
        if answer == BlobAnswer::Erased {
            Ok(())
        } else {
            Err(platform::refusal(&answer))
        }
    }

    /// One attempt: asks how far it is, and sends what follows.
    async fn bring(&self, blob: &BlobToStore) -> Result<BlobOutcome, HttpError> {
        let mut http = Http::connect(&self.host, &self.tls).await?;
        let mut answer = http.ask(announcement(blob)).await?;
        let mut setbacks = 0;
        let mut least = 0;
        loop {
            if let BlobAnswer::Unpaid(price) = answer {
                let (challenge, bits) = (price.challenge, price.bits);
                return Ok(BlobOutcome::Unpaid { challenge, bits });
            }
            let Some(progress) = answer.progress() else {
                // It expired between two pieces: the next attempt announces it again.
                let is_over = answer == BlobAnswer::Missing && least > 0;
                return Err(if is_over {
                    HttpError::Broken
                } else {
                    platform::refusal(&answer)
                });
            };
            if progress.size_bytes != blob.bytes.len() as u64 {
                return Err(HttpError::Refused);
            }
            if progress.is_complete() {
                return Ok(BlobOutcome::Stored);
            }
            if progress.offset_bytes < least {
                setbacks += 1;
            }
            if setbacks > SETBACKS {
                return Err(HttpError::Broken);
            }
            let next = next_piece(blob, progress)?;
            // The host has more than before, or this was one of the setbacks.
            least = progress.offset_bytes + 1;
            answer = http.ask(next).await?;
        }
    }
}

fn announcement(blob: &BlobToStore) -> Ask {
    let payment = blob.payment.clone();
    let creation = BlobCreation {
        size_bytes: blob.bytes.len() as u64,
        erase_hash: blob.erase_hash.map(CapabilityHash),
        payment: payment.map(|(challenge, nonce)| PuzzleSolution { challenge, nonce }),
    };
    Ask {
        method: "PUT",
        blob: blob.id,
        headers: creation.headers(),
        body: Bytes::new(),
    }
}

fn next_piece(blob: &BlobToStore, progress: BlobProgress) -> Result<Ask, HttpError> {
    let start = usize::try_from(progress.offset_bytes).map_err(|_| HttpError::Refused)?;
    let end = start.saturating_add(PIECE_BYTES).min(blob.bytes.len());
    let body = blob.bytes.slice(start.min(end)..end);
    let piece = BlobPiece {
        offset_bytes: progress.offset_bytes,
        is_last: end == blob.bytes.len(),
        digest: content_digest(&body),
    };
    Ok(Ask {
        method: "PATCH",
        blob: blob.id,
        headers: piece.headers(),
        body,
    })
}

fn outcome(error: HttpError) -> BlobOutcome {
    match error {
        HttpError::Connect(_) | HttpError::Broken => BlobOutcome::Unreachable,
        HttpError::Missing => BlobOutcome::Missing,
        HttpError::Refused => BlobOutcome::Refused,
    }
}
