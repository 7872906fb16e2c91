//! What is said when something did not work: what it is, and what can be done.

use hudhud_base::{RefusalCode, limits};
use hudhud_dialogue::page::{CHOSEN_BYTES, Problem, Unopened};
use hudhud_dialogue::{
    AskError, CommandError, ConversationState, ConversationView, Failure, Hearing,
};

use super::{Words, count, key};

/// A problem in one sentence.
pub(crate) fn problem(words: Words, problem: Problem) -> String {
    match problem {
        Problem::Unopened(unopened) => words.text(unopened_key(unopened)),
        Problem::FileTooLong => {
            let limit = words.bytes(CHOSEN_BYTES);
            words.with("problem-file-too-long", &[("limit", limit.into())])
        }
        Problem::FileNotKept => words.text(key("problem-file-not-kept")),
        Problem::TracesNotRemoved => words.text(key("problem-traces-not-removed")),
        Problem::AttachmentNotHere => words.text(key("problem-attachment-not-here")),
        Problem::AttachmentDamaged => words.text(key("problem-attachment-damaged")),
        Problem::NotAName => words.text(key("problem-not-a-name")),
        Problem::Elsewhere => words.text(key("problem-elsewhere")),
        Problem::Ask(AskError::Refused(error)) => refused(words, error),
        Problem::Ask(AskError::Full) => words.text(key("problem-full")),
        Problem::Ask(AskError::Database) => words.text(key("problem-database")),
        Problem::Ask(AskError::Closed) => words.text(key("problem-closed")),
        Problem::Failed(failure) => failed(words, failure),
    }
}

/// Why a command was refused.
fn refused(words: Words, error: CommandError) -> String {
    words.text(match error {
        CommandError::TooLong { limit_bytes } => {
            let limit = words.bytes(limit_bytes as u64);
            return words.with("problem-too-long", &[("limit", limit.into())]);
        }
        CommandError::TooMany { limit } => return too_many(words, limit),
        CommandError::NotSignedUp => key("problem-not-signed-up"),
        CommandError::AlreadySignedUp => key("problem-already-signed-up"),
        CommandError::NoSuchConversation => key("problem-no-such-conversation"),
        CommandError::NoSuchMessage | CommandError::Deleted => key("problem-no-such-message"),
        CommandError::NotReady => key("problem-not-ready"),
        CommandError::NotAMember => key("problem-not-a-member"),
        // Answered already, perhaps a moment ago.
        CommandError::NotActive | CommandError::NotARequest => key("problem-not-active"),
        CommandError::NotOver => key("problem-not-over"),
        CommandError::NotAGroup => key("problem-not-a-group"),
        CommandError::NotAllowed => key("problem-not-allowed"),
        CommandError::NotAHost => key("problem-not-a-host"),
        CommandError::NotAnInvitation => key("problem-not-an-invitation"),
        CommandError::NotYours => key("problem-not-yours"),
        CommandError::Empty => key("problem-empty"),
        CommandError::TooMuchAttached => key("problem-too-much-attached"),
        CommandError::NotAnEmoji => key("problem-not-an-emoji"),
        CommandError::TooManyReactions => key("problem-too-many-reactions"),
        CommandError::NotAPicture => key("problem-not-a-picture"),
        CommandError::Blocked => key("problem-blocked"),
        CommandError::Yourself => key("problem-yourself"),
    })
}

fn too_many(words: Words, limit: usize) -> String {
    words.with("problem-too-many", &[("limit", count(limit as u64))])
}

/// Why something will not happen.
fn failed(words: Words, failure: Failure) -> String {
    words.text(match failure {
        Failure::NoSuchName | Failure::NoSuchAccount => key("problem-no-such-name"),
        Failure::Refused(code) => refusal_key(code),
        Failure::Forged => key("problem-forged"),
        Failure::OtherHost => key("problem-other-host"),
        Failure::NotAllowed => key("problem-not-allowed"),
        Failure::NoControl => key("problem-no-control"),
        Failure::TooMany => return too_many(words, limits::HYBRID_GROUP_DEVICES),
        Failure::InviteUnusable => key("problem-invite-unusable"),
        Failure::Yourself => key("problem-yourself"),
    })
}

const fn refusal_key(code: RefusalCode) -> &'static str {
    match code {
        RefusalCode::NameTaken => key("problem-name-taken"),
        RefusalCode::NameMalformed => key("problem-not-a-name"),
        RefusalCode::NameReserved => key("problem-name-reserved"),
        RefusalCode::NameImitates => key("problem-name-imitates"),
        RefusalCode::Invitation => key("problem-invitation"),
        RefusalCode::Suspended => key("problem-suspended"),
        RefusalCode::NoSuchAccount | RefusalCode::NoSuchName => key("problem-no-such-name"),
        RefusalCode::Rate | RefusalCode::Full | RefusalCode::Busy | RefusalCode::Storage => {
            key("problem-try-later")
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
        | RefusalCode::TooMany => key("problem-refused"),
    }
}

/// Why the device did not open, in one sentence.
const fn unopened_key(unopened: Unopened) -> &'static str {
    match unopened {
        Unopened::PasscodeNeeded => key("unopened-passcode-needed"),
        Unopened::WrongPasscode => key("unopened-wrong-passcode"),
        Unopened::NoFileSystem => key("unopened-no-file-system"),
        Unopened::Busy => key("unopened-busy"),
        Unopened::Full => key("unopened-full"),
        Unopened::Damaged => key("unopened-damaged"),
        Unopened::Newer => key("unopened-newer"),
        Unopened::OtherBuild => key("unopened-other-build"),
        Unopened::KeyMissing => key("unopened-key-missing"),
        Unopened::Browser => key("unopened-browser"),
    }
}

/// Where a conversation stands, if that is anything to say.
pub(crate) fn standing(words: Words, conversation: &ConversationView) -> Option<String> {
    let key = match (conversation.hearing, conversation.state) {
        (_, ConversationState::Request) => key("standing-request"),
        // To block somebody leaves the conversation: that they are blocked says more.
        (Hearing::Blocked, _) => key("standing-blocked"),
        (_, ConversationState::Active) => return None,
        (_, ConversationState::Creating) => key("standing-creating"),
        (_, ConversationState::Left) => key("standing-left"),
        (_, ConversationState::Removed) => key("standing-removed"),
        (_, ConversationState::Deserted) => key("standing-deserted"),
        (_, ConversationState::OutOfStep) => key("standing-out-of-step"),
        (_, ConversationState::Failed) => key("standing-failed"),
    };
    Some(words.text(key))
}
