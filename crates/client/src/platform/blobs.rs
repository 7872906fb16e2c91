//! Blobs over HTTP: what an answer means for the transfer. How it travels is the platform's; what
//! headers and statuses say is [`hudhud_wire::blob`].

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use hudhud_base::BlobId;
use hudhud_wire::blob::{BlobAnswer, Fields, Headers, continues_at, part};

use super::{Fetched, HttpError, Instant};

/// Silence after which a transfer is given up.
pub(super) const SILENCE: Duration = Duration::from_secs(30);
/// Bytes a second that a download brings at least, over all its time and after a silence: who is slower
/// keeps a place from others for as long as it likes.
const LEAST_BYTES_PER_SECOND: u64 = 8 * 1024;

/// Until when the next bytes of a download are waited for that began then, and has brought so many.
pub(super) fn due(began: Instant, came: u64) -> Instant {
    let millis = came.saturating_mul(1000) / LEAST_BYTES_PER_SECOND;
    let late = began + SILENCE.saturating_add(Duration::from_millis(millis));
    late.min(Instant::now() + SILENCE)
}

/// For one request to be sent and answered: its bytes at 8 kB/s, and a silence.
pub(super) fn patience(body: &Bytes) -> Duration {
    let seconds = u64::try_from(body.len() / 8192).unwrap_or(u64::MAX);
    SILENCE.saturating_add(Duration::from_secs(seconds))
}

/// A request whose answer is short.
pub(crate) struct Ask {
    pub(crate) method: &'static str,
    pub(crate) blob: BlobId,
    pub(crate) headers: Headers,
    pub(crate) body: Bytes,
}

/// Whether the answer to a download goes on where the `have` bytes end (`false`: it begins anew).
fn continues(status: u16, fields: Fields<'_>, have: u64) -> Result<bool, HttpError> {
    match status {
        200 => Ok(false),
        206 if continues_at(fields, have) => Ok(true),
        206 => Err(HttpError::Refused),
        status => Err(BlobAnswer::read(status, fields)
            .as_ref()
            .map_or(HttpError::Refused, refusal)),
    }
}

/// What an answer means that is not the wanted one.
pub(crate) fn refusal(answer: &BlobAnswer) -> HttpError {
    if *answer == BlobAnswer::Missing {
        HttpError::Missing
    } else if answer.is_for_now() {
        HttpError::Broken
    } else {
        HttpError::Refused
    }
}

/// Hears how many bytes of a part have come.
pub(super) type Come<'a> = dyn FnMut(u64) + Send + 'a;

/// Part of a blob that is asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    pub(crate) blob: BlobId,
    /// Bytes of the blob before it.
    pub(crate) first: u64,
    /// Bytes of it; one at least.
    pub(crate) length: u64,
}

impl Part {
    /// Asks for what follows `have` bytes of it.
    pub(super) fn ask(self, have: u64) -> Ask {
        let first = self.first.saturating_add(have);
        Ask {
            method: "GET",
            blob: self.blob,
            headers: part(first, self.first.saturating_add(self.length)),
            body: Bytes::new(),
        }
    }

    /// Makes `into` ready for the answer, which goes on behind what it holds or begins anew.
    pub(super) fn begin(
        self,
        (status, fields): (u16, Fields<'_>),
        into: &mut BytesMut,
    ) -> Result<(), HttpError> {
        let have = u64::try_from(into.len()).map_err(|_| HttpError::Refused)?;
        if !continues(status, fields, self.first.saturating_add(have))? {
            // All of the blob came instead.
            if self.first > 0 {
                return Err(HttpError::Refused);
            }
            into.clear();
        }
        Ok(())
    }
}

/// Takes what came, unless it is more than was announced.
pub(super) fn append(into: &mut BytesMut, data: &[u8], size: u64) -> Result<(), HttpError> {
    let total = into.len().saturating_add(data.len());
    if u64::try_from(total).map_or(true, |total| total > size) {
        return Err(HttpError::Refused);
    }
    into.extend_from_slice(data);
    Ok(())
}

/// How far a download of `size` bytes came.
pub(super) fn progress(into: &BytesMut, size: u64) -> Fetched {
    if u64::try_from(into.len()).is_ok_and(|length| length == size) {
        Fetched::Whole
    } else {
        Fetched::Part
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_that_begins_elsewhere_is_not_taken() {
        let range = |_: &str| Some("bytes 100-199/200".to_owned());
        assert_eq!(continues(206, &range, 100), Ok(true));
        assert_eq!(continues(206, &range, 99), Err(HttpError::Refused));
        assert_eq!(continues(206, &|_| None, 0), Err(HttpError::Refused));
        assert_eq!(continues(200, &range, 100), Ok(false));
    }

    #[test]
    fn more_than_was_announced_is_refused() {
        let mut into = BytesMut::from(&[1, 2][..]);
        assert_eq!(append(&mut into, &[3], 3), Ok(()));
        assert_eq!(progress(&into, 3), Fetched::Whole);
        assert_eq!(append(&mut into, &[4], 3), Err(HttpError::Refused));
    }

    #[test]
    fn a_full_disk_is_worth_another_attempt_and_a_refusal_is_not() {
        let download = |status| continues(status, &|_| None, 0);
        assert_eq!(download(507), Err(HttpError::Broken));
        assert_eq!(download(503), Err(HttpError::Broken));
        assert_eq!(download(403), Err(HttpError::Refused));
        assert_eq!(download(404), Err(HttpError::Missing));
        assert_eq!(download(302), Err(HttpError::Refused));
    }
}
