//! The blobs of one host: stored piece by piece and fetched part by part, each from where an attempt
//! before broke off, also one of a process that is gone.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use hudhud_base::{BlobId, CapabilityHash, HostUrl, limits};
use hudhud_crypto::identity::{BodyHash, content_digest};
use hudhud_engine::BlobOutcome;
use hudhud_wire::blob::{BlobAnswer, BlobCreation, BlobPiece, BlobProgress, erase_headers};
use hudhud_wire::{Capability, PuzzleSolution};

use crate::files::Files;
use crate::meter::Meter;
use crate::platform::{self, Ask, Fetched, FileError, Http, HttpError, Part, Tls, TlsError};

/// Attempts to go on with a transfer that broke off, before whoever wants it hears of it.
const RESUMES: u32 = 5;
/// Between two of them.
const RESUME_WAIT: Duration = Duration::from_secs(1);
/// Bytes sent at once: what is lost when a connection breaks.
const PIECE_BYTES: usize = 1024 * 1024;
/// Bytes fetched at once into a file.
const PART_BYTES: u64 = 4 * 1024 * 1024;
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

/// A blob on its way up, without its bytes.
#[derive(Debug)]
pub(crate) struct Upload {
    pub(crate) id: BlobId,
    pub(crate) size: u64,
    pub(crate) erase_hash: Option<[u8; 32]>,
    pub(crate) payment: Option<(Bytes, u64)>,
}

/// A blob on its way into a file.
#[derive(Debug)]
pub(crate) struct Download {
    pub(crate) file: BlobId,
    pub(crate) blob: BlobId,
    pub(crate) size: u64,
    pub(crate) hash: [u8; 32],
}

/// Where the bytes of an upload come from.
enum Source<'a> {
    Held(&'a Bytes),
    /// The file that has the blob's name.
    File(&'a Files),
}

impl Source<'_> {
    async fn piece(&self, blob: BlobId, at: u64, length: usize) -> Result<Bytes, HttpError> {
        match self {
            Self::Held(bytes) => {
                let start = usize::try_from(at).map_err(|_| HttpError::Refused)?;
                let end = start.saturating_add(length).min(bytes.len());
                Ok(bytes.slice(start.min(end)..end))
            }
            Self::File(files) => match files.read(blob, at, length).await {
                Ok(piece) => Ok(Bytes::from(piece)),
                // Nobody else has it: it will not come back.
                Err(FileError::Missing) => Err(HttpError::Missing),
                Err(FileError::Full | FileError::Failed) => Err(HttpError::Broken),
            },
        }
    }
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
        let upload = Upload {
            id: blob.id,
            size: blob.bytes.len() as u64,
            erase_hash: blob.erase_hash,
            payment: blob.payment.clone(),
        };
        let source = Source::Held(&blob.bytes);
        self.upload(&upload, &source, &mut Meter::default()).await
    }

    /// Stores the sealed bytes of a file, or goes on with storing them.
    pub(crate) async fn store_file(
        &self,
        upload: &Upload,
        files: &Files,
        meter: &mut Meter,
    ) -> BlobOutcome {
        self.upload(upload, &Source::File(files), meter).await
    }

    async fn upload(&self, upload: &Upload, source: &Source<'_>, meter: &mut Meter) -> BlobOutcome {
        for _ in 0..=RESUMES {
            match self.bring(upload, source, meter).await {
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
        let part = Part {
            blob,
            first: 0,
            length: size,
        };
        match self.part(part, &mut Meter::default()).await {
            Ok(bytes) => BlobOutcome::Fetched(bytes),
            Err(outcome) => outcome,
        }
    }

    /// Fetches a blob into a file, behind what is there of it, and looks whether it is what was promised.
    pub(crate) async fn fetch_file(
        &self,
        wanted: &Download,
        files: &Files,
        meter: &mut Meter,
    ) -> BlobOutcome {
        if wanted.size > limits::BLOB_BYTES {
            return BlobOutcome::Refused;
        }
        match self.bring_down(wanted, files, meter).await {
            Ok(true) => BlobOutcome::Kept,
            Ok(false) => {
                // Whatever it is, nothing is put behind it.
                let _ = files.remove(wanted.file).await;
                BlobOutcome::Differs
            }
            Err(outcome) => outcome,
        }
    }

    /// Whether all of it came, and is what was promised.
    async fn bring_down(
        &self,
        wanted: &Download,
        files: &Files,
        meter: &mut Meter,
    ) -> Result<bool, BlobOutcome> {
        // A full disk is emptied some day.
        let full = |_: FileError| BlobOutcome::Unreachable;
        let mut have = files.size(wanted.file).await.map_err(full)?;
        if have > wanted.size {
            have = 0;
        }
        while have < wanted.size {
            let part = Part {
                blob: wanted.blob,
                first: have,
                length: (wanted.size - have).min(PART_BYTES),
            };
            let bytes = self.part(part, meter).await?;
            let write = files.write(wanted.file, have, bytes.to_vec());
            write.await.map_err(full)?;
            have += part.length;
        }
        let mut hash = BodyHash::default();
        let mut at = 0;
        while at < wanted.size {
            let length = (wanted.size - at).min(PIECE_BYTES as u64);
            let place = usize::try_from(length).unwrap_or(PIECE_BYTES);
            let read = files.read(wanted.file, at, place);
            hash.update(&read.await.map_err(full)?);
            at += length;
        }
        Ok(hash.finish() == wanted.hash)
    }

    /// A part of a blob, however often the connection breaks.
    async fn part(&self, part: Part, meter: &mut Meter) -> Result<Bytes, BlobOutcome> {
        let mut bytes = BytesMut::new();
        let mut come = |bytes: u64| meter.at(part.first.saturating_add(bytes));
        for _ in 0..=RESUMES {
            let host = (&self.host, &self.tls);
            match platform::fetch_part(host, part, &mut bytes, &mut come).await {
                Ok(Fetched::Whole) => return Ok(bytes.freeze()),
                Ok(Fetched::Part) | Err(HttpError::Broken) => {
                    platform::sleep(RESUME_WAIT).await;
                }
                Err(error) => return Err(outcome(error)),
            }
        }
        Err(BlobOutcome::Unreachable)
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
    async fn bring(
        &self,
        blob: &Upload,
        source: &Source<'_>,
        meter: &mut Meter,
    ) -> Result<BlobOutcome, HttpError> {
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
            if progress.size_bytes != blob.size {
                return Err(HttpError::Refused);
            }
            meter.at(progress.offset_bytes);
            if progress.is_complete() {
                return Ok(BlobOutcome::Stored);
            }
            if progress.offset_bytes < least {
                setbacks += 1;
            }
            if setbacks > SETBACKS {
                return Err(HttpError::Broken);
            }
            let next = next_piece(blob, source, progress).await?;
            // The host has more than before, or this was one of the setbacks.
            least = progress.offset_bytes + 1;
            answer = http.ask(next).await?;
        }
    }
}

fn announcement(blob: &Upload) -> Ask {
    let payment = blob.payment.clone();
    let creation = BlobCreation {
        size_bytes: blob.size,
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

async fn next_piece(
    blob: &Upload,
    source: &Source<'_>,
    progress: BlobProgress,
) -> Result<Ask, HttpError> {
    let left = blob.size.saturating_sub(progress.offset_bytes);
    let length = usize::try_from(left).map_or(PIECE_BYTES, |left| left.min(PIECE_BYTES));
    let body = source.piece(blob.id, progress.offset_bytes, length).await?;
    let piece = BlobPiece {
        offset_bytes: progress.offset_bytes,
        is_last: left <= PIECE_BYTES as u64,
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
