//! One of everything that a page asks.

use crate::{Ask, Passcode, Place, Whom};

const CONVERSATION: i64 = -5;
const MESSAGE: i64 = i64::MAX;

pub(super) fn asks() -> Vec<Ask> {
    [device(), messages(), places()].concat()
}

fn passcode() -> Option<Passcode> {
    Some(Passcode("سرّ 1".to_owned()))
}

fn whom() -> Whom {
    Whom::Name("@basim@else.example".to_owned())
}

fn account() -> String {
    "07".repeat(32)
}

fn text() -> String {
    "نص".to_owned()
}

fn open(place: Place) -> Ask {
    Ask::Open {
        place,
        host: "https://example.org".to_owned(),
        passcode: passcode(),
    }
}

fn device() -> Vec<Ask> {
    vec![
        open(Place::Kept),
        open(Place::Memory),
        Ask::SetPasscode {
            old: None,
            new: passcode(),
        },
        Ask::Close,
        Ask::Erase,
        Ask::Rescue,
        Ask::Export,
        Ask::SignUp { name: Some(text()) },
        Ask::ClaimName { name: text() },
    ]
}

fn messages() -> Vec<Ask> {
    vec![
        Ask::Start { whom: whom() },
        Ask::CreateGroup {
            title: text(),
            members: vec![whom(), Whom::Account(account())],
        },
        Ask::Send {
            conversation: CONVERSATION,
            body: text(),
            reply_to: Some(MESSAGE),
        },
        Ask::Edit {
            message: MESSAGE,
            body: text(),
        },
        Ask::Delete { message: MESSAGE },
        Ask::Resend { message: MESSAGE },
        Ask::Discard { message: MESSAGE },
        Ask::React {
            message: MESSAGE,
            emoji: "🌿".to_owned(),
            on: true,
        },
        Ask::MarkRead {
            conversation: CONVERSATION,
            up_to: MESSAGE,
        },
        Ask::Typing {
            conversation: CONVERSATION,
        },
        Ask::Draft {
            conversation: CONVERSATION,
            text: text(),
        },
        Ask::Accept {
            conversation: CONVERSATION,
        },
        Ask::Decline {
            conversation: CONVERSATION,
        },
        Ask::Block { account: account() },
        Ask::Unblock { account: account() },
    ]
}

fn places() -> Vec<Ask> {
    vec![
        Ask::Rename {
            conversation: CONVERSATION,
            title: text(),
        },
        Ask::AddMembers {
            conversation: CONVERSATION,
            members: vec![whom()],
        },
        Ask::RemoveMember {
            conversation: CONVERSATION,
            account: account(),
        },
        Ask::Promote {
            conversation: CONVERSATION,
            account: account(),
        },
        Ask::Leave {
            conversation: CONVERSATION,
        },
        Ask::Watch {
            conversation: CONVERSATION,
            around: None,
        },
        Ask::Unwatch,
        Ask::Earlier {
            conversation: CONVERSATION,
            before: 0,
        },
        Ask::Later {
            conversation: CONVERSATION,
            after: i64::MIN,
        },
        Ask::Keep {
            conversation: CONVERSATION,
            first: 1,
            last: 2,
        },
        Ask::Details {
            conversation: CONVERSATION,
        },
        Ask::Search {
            query: text(),
            conversation: Some(CONVERSATION),
            before: Some(MESSAGE),
            limit: 20,
        },
        Ask::Blocked,
        Ask::Known { prefix: text() },
        Ask::Held,
    ]
}
