//! What is said when something did not work: what it is, and what can be done.

use hudhud_dialogue::{Problem, Standing, Unopened};

use super::{Words, count, key};

/// A problem in one sentence.
pub(crate) fn problem(words: Words, problem: Problem) -> String {
    if let Problem::TooLong { limit_bytes } = problem {
        let limit = words.bytes(u64::from(limit_bytes));
        words.with("problem-too-long", &[("limit", limit.into())])
    } else if let Problem::TooMany { limit } = problem {
        words.with("problem-too-many", &[("limit", count(u64::from(limit)))])
    } else if let Problem::TryLater {
        retry_after_ms: Some(ms),
    } = problem
    {
        let seconds = u64::from(ms.div_ceil(1_000));
        words.with("problem-try-later-after", &[("seconds", count(seconds))])
    } else {
        words.text(problem_key(problem))
    }
}

/// The key of a problem, without what can be filled in.
fn problem_key(problem: Problem) -> &'static str {
    match problem {
        Problem::Unopened(unopened) => unopened_key(unopened),
        Problem::NotSignedUp => key("problem-not-signed-up"),
        Problem::AlreadySignedUp => key("problem-already-signed-up"),
        Problem::NotAName => key("problem-not-a-name"),
        Problem::NoSuchName => key("problem-no-such-name"),
        Problem::NameTaken => key("problem-name-taken"),
        Problem::NameReserved => key("problem-name-reserved"),
        Problem::NameImitates => key("problem-name-imitates"),
        Problem::NoSuchConversation => key("problem-no-such-conversation"),
        Problem::NoSuchMessage => key("problem-no-such-message"),
        Problem::NotAMember => key("problem-not-a-member"),
        Problem::NotActive => key("problem-not-active"),
        Problem::NotAGroup => key("problem-not-a-group"),
        Problem::NotAllowed => key("problem-not-allowed"),
        Problem::NotYours => key("problem-not-yours"),
        Problem::Empty => key("problem-empty"),
        Problem::TooLong { .. } => key("problem-too-long"),
        Problem::NotAnEmoji => key("problem-not-an-emoji"),
        Problem::TooMany { .. } => key("problem-too-many"),
        Problem::Blocked => key("problem-blocked"),
        Problem::Yourself => key("problem-yourself"),
        Problem::Refused => key("problem-refused"),
        Problem::TryLater { .. } => key("problem-try-later"),
        Problem::Forged => key("problem-forged"),
        Problem::InviteUnusable => key("problem-invite-unusable"),
        Problem::Full => key("problem-full"),
        Problem::Database => key("problem-database"),
        Problem::Closed => key("problem-closed"),
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
        Unopened::KeyMissing => key("unopened-key-missing"),
        Unopened::Browser => key("unopened-browser"),
    }
}

/// Where a conversation stands, if that is anything to say.
pub(crate) fn standing(words: Words, standing: Standing) -> Option<String> {
    let key = match standing {
        Standing::Active => return None,
        Standing::Creating => key("standing-creating"),
        Standing::Request => key("standing-request"),
        Standing::Left => key("standing-left"),
        Standing::Removed => key("standing-removed"),
        Standing::OutOfStep => key("standing-out-of-step"),
        Standing::Failed => key("standing-failed"),
    };
    Some(words.text(key))
}
