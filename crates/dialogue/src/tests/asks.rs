//! One of everything that a page asks.

use hudhud_base::AccountId;

use super::commands::{CONVERSATION, MESSAGE, commands, text};
use crate::page::{Ask, Attaching, Chosen, Manner, Passcode, Place};

pub(super) fn asks() -> Vec<Ask> {
    let commands = commands().into_iter().map(Ask::Command);
    device()
        .into_iter()
        .chain(commands)
        .chain(looks())
        .collect()
}

fn passcode() -> Option<Passcode> {
    Some(Passcode("سرّ 1".to_owned()))
}

fn open(place: Place) -> Ask {
    Ask::Open {
        place,
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
    ]
}

fn looks() -> Vec<Ask> {
    vec![
        Ask::Seal(chosen(Manner::Photo)),
        Ask::Seal(chosen(Manner::WithoutTraces)),
        Ask::Seal(chosen(Manner::AsItIs)),
        Ask::DropSealed(vec![u32::MAX]),
        Ask::SendAttached(Attaching {
            conversation: CONVERSATION,
            body: String::new(),
            reply_to: Some(MESSAGE),
            sealed: vec![0, 1, u32::MAX],
        }),
        Ask::OpenAttached {
            message: MESSAGE,
            part: 29,
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
        Ask::Receipts { message: MESSAGE },
        Ask::Search {
            query: text(),
            conversation: Some(CONVERSATION),
            before: Some(MESSAGE),
            limit: 20,
        },
        Ask::Blocked,
        Ask::FirstWords { to: text() },
        Ask::Picture {
            account: AccountId([3; 32]),
        },
        Ask::Known { prefix: text() },
        Ask::Held,
    ]
}

fn chosen(manner: Manner) -> Chosen {
    Chosen {
        name: "هدهد.jpg".to_owned(),
        description: text(),
        manner,
        thumbhash: vec![5; 25],
        bytes: (0..=255).collect(),
    }
}
