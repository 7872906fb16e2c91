//! Why something was refused, in the words of the page. Every reason is named here, so that a new
//! one below cannot pass unseen.

use hudhud_base::limits;
use hudhud_client::{AskError, CommandError, Failure, RefusalCode};
use hudhud_dialogue::Problem;

/// Why the device did not do what it was asked.
pub(super) fn of_ask(error: AskError) -> Problem {
    match error {
        AskError::Refused(refused) => of_command(refused),
        AskError::Full => Problem::Full,
        AskError::Database => Problem::Database,
        AskError::Closed => Problem::Closed,
    }
}

fn of_command(error: CommandError) -> Problem {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    match error {
        CommandError::NotSignedUp => Problem::NotSignedUp,
        CommandError::AlreadySignedUp => Problem::AlreadySignedUp,
        CommandError::NoSuchConversation => Problem::NoSuchConversation,
        CommandError::NoSuchMessage | CommandError::Deleted => Problem::NoSuchMessage,
        CommandError::NotAMember => Problem::NotAMember,
        // Answered already, perhaps a moment ago.
        CommandError::NotActive | CommandError::NotARequest => Problem::NotActive,
        CommandError::NotAGroup => Problem::NotAGroup,
        CommandError::NotAllowed => Problem::NotAllowed,
        CommandError::NotYours => Problem::NotYours,
        CommandError::Empty => Problem::Empty,
        CommandError::TooLong { limit_bytes } => Problem::TooLong {
            limit_bytes: count(limit_bytes),
        },
        CommandError::NotAnEmoji => Problem::NotAnEmoji,
        CommandError::TooMany { limit } => Problem::TooMany {
            limit: count(limit),
        },
        CommandError::Blocked => Problem::Blocked,
        CommandError::Yourself => Problem::Yourself,
    }
}

/// Why an intent will not happen.
pub(super) fn of_failure(failure: Failure) -> Problem {
    match failure {
        Failure::NoSuchName | Failure::NoSuchAccount => Problem::NoSuchName,
        Failure::Refused(code) => of_refusal(code),
        Failure::Forged => Problem::Forged,
        Failure::NotAllowed => Problem::NotAllowed,
        Failure::TooMany => Problem::TooMany {
            limit: u32::try_from(limits::HYBRID_GROUP_DEVICES).unwrap_or(u32::MAX),
        },
        Failure::InviteUnusable => Problem::InviteUnusable,
        Failure::Yourself => Problem::Yourself,
    }
}

fn of_refusal(code: RefusalCode) -> Problem {
    match code {
        RefusalCode::NameTaken => Problem::NameTaken,
        RefusalCode::NameMalformed => Problem::NotAName,
        RefusalCode::NameReserved => Problem::NameReserved,
        RefusalCode::NameImitates => Problem::NameImitates,
        RefusalCode::NoSuchAccount | RefusalCode::NoSuchName => Problem::NoSuchName,
        RefusalCode::Rate | RefusalCode::Full | RefusalCode::Busy | RefusalCode::Storage => {
            Problem::TryLater {
                retry_after_ms: None,
            }
        }
        RefusalCode::Malformed
        | RefusalCode::Version
        | RefusalCode::WrongLink
        | RefusalCode::NotAuthenticated
        | RefusalCode::Forbidden
        | RefusalCode::NoSuchLog
        | RefusalCode::NoSuchHandle
        | RefusalCode::Conflict
        | RefusalCode::Head
        | RefusalCode::Generation
        | RefusalCode::Gone
        | RefusalCode::TooLarge
        | RefusalCode::Quota
        | RefusalCode::Payment
        | RefusalCode::BadSignature
        | RefusalCode::Stale
        | RefusalCode::Exists
        | RefusalCode::TooMany => Problem::Refused,
    }
}
