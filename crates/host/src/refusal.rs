//! What a decision comes to if it is not simply yes.

use hudhud_wire::{Refusal, RefusalCode};

/// Why a decision ends before its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Halt {
    /// The answer is no.
    Refused(Refusal),
    /// Something must be looked up first.
    Wanting,
}

impl From<Refusal> for Halt {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// What a decision comes to.
pub(crate) type Answer<T> = Result<T, Halt>;

/// Shorthand for a refusal that only has a code.
pub(crate) fn refuse<T>(code: RefusalCode) -> Answer<T> {
    Err(Halt::Refused(Refusal::new(code)))
}

/// Asked too soon; asking again makes sense after so many milliseconds.
pub(crate) fn too_fast(wait_ms: u64) -> Halt {
    // 0 would say that waiting is of no use.
    let retry_after_ms = u32::try_from(wait_ms).unwrap_or(u32::MAX).max(1);
    Halt::Refused(Refusal {
        retry_after_ms,
        ..Refusal::new(RefusalCode::Rate)
    })
}

/// A refusal with a price.
pub(crate) fn unpaid<T>(bits: u32) -> Answer<T> {
    Err(Halt::Refused(Refusal {
        bits,
        ..Refusal::new(RefusalCode::Payment)
    }))
}

/// Says when asking again makes sense, where it is a matter of waiting.
pub(crate) fn with_delay(refusal: Refusal) -> Refusal {
    let code = refusal.code;
    let usual_ms = if code == RefusalCode::Full {
        // A disk does not empty itself in seconds.
        60_000
    } else if code == RefusalCode::Busy || code == RefusalCode::Storage {
        2_000
    } else {
        0
    };
    let retry_after_ms = refusal.retry_after_ms.max(usual_ms);
    Refusal {
        retry_after_ms,
        ..refusal
    }
}
