//! One of everything that a worker says.

use crate::{
    AccountView, Connection, ConversationKind, ConversationView, Delivery, Details, Done, Held,
    HitView, IntentEnd, ListChange, MemberView, MessageView, News, NoticeView, Notification,
    Opened, PersonView, Problem, QuoteView, ReactionView, Reply, Standing, Trouble, Unopened,
    Window, WindowChange,
};

fn person() -> PersonView {
    PersonView {
        account: "07".repeat(32),
        name: Some("أمل".to_owned()),
        host: "else.example:8440".to_owned(),
        own: false,
    }
}

fn notices() -> Vec<NoticeView> {
    vec![
        NoticeView::Added(vec![person(), person()]),
        NoticeView::Removed(vec![person()]),
        NoticeView::Left(Vec::new()),
        NoticeView::Renamed("نادي الكتاب".to_owned()),
        NoticeView::Promoted(vec![person()]),
        NoticeView::Joined,
        NoticeView::Unreadable,
        NoticeView::Missed,
        NoticeView::Rejoined,
        NoticeView::Unanswered,
        NoticeView::Unknown,
    ]
}

fn message(id: i64) -> MessageView {
    MessageView {
        id,
        position: (1 << 62) + id,
        sender: person(),
        body: "line one\nسطر ثان 🌿".to_owned(),
        notice: None,
        unsupported: false,
        reply_to: Some(QuoteView::Known {
            id: -1,
            sender: person(),
            body: String::new(),
        }),
        sent_ms: u64::MAX,
        delivery: Delivery::Delivered,
        edited: true,
        deleted: false,
        reactions: vec![ReactionView {
            emoji: "👩🏽‍🚀".to_owned(),
            people: vec![person()],
            own: true,
        }],
    }
}

fn messages() -> Vec<MessageView> {
    let deliveries = [
        Delivery::Received,
        Delivery::Failed,
        Delivery::Waiting,
        Delivery::Sent,
        Delivery::Delivered,
        Delivery::Read,
    ];
    let told = notices().into_iter().map(|notice| MessageView {
        notice: Some(notice),
        reply_to: Some(QuoteView::Missing),
        ..message(1)
    });
    let sent = deliveries.into_iter().map(|delivery| MessageView {
        delivery,
        ..message(2)
    });
    told.chain(sent).collect()
}

fn conversation(standing: Standing) -> ConversationView {
    ConversationView {
        id: 9,
        kind: ConversationKind::Direct,
        standing,
        title: String::new(),
        peer: Some(person()),
        inviter: None,
        unread: u32::MAX,
        last: Some(message(3)),
        draft: "half a".to_owned(),
        active_ms: 1_795_439_101_042,
    }
}

fn conversations() -> Vec<ConversationView> {
    [
        Standing::Creating,
        Standing::Request,
        Standing::Active,
        Standing::Left,
        Standing::Removed,
        Standing::OutOfStep,
        Standing::Failed,
    ]
    .map(conversation)
    .to_vec()
}

fn details() -> Details {
    Details {
        conversation: conversation(Standing::Active),
        members: vec![MemberView {
            person: person(),
            admin: true,
        }],
        admin: false,
        blocked: true,
        members_max: 150,
    }
}

fn account() -> AccountView {
    AccountView {
        person: person(),
        wanted_name: None,
        domain: "example.org".to_owned(),
        signed_up: true,
    }
}

fn held() -> Held {
    Held {
        host: "example.org".to_owned(),
        account: "07".repeat(32),
        name: None,
        devices: 1,
        key_packages: 20,
        logs: 3,
        messages_here: 100_000,
        bytes_here: u64::MAX,
    }
}

fn problems() -> Vec<Problem> {
    let unopened = [
        Unopened::PasscodeNeeded,
        Unopened::WrongPasscode,
        Unopened::NoFileSystem,
        Unopened::Busy,
        Unopened::Full,
        Unopened::Damaged,
        Unopened::Newer,
        Unopened::KeyMissing,
        Unopened::Browser,
    ];
    let mut all: Vec<Problem> = unopened.map(Problem::Unopened).to_vec();
    all.extend([
        Problem::NotSignedUp,
        Problem::TooLong {
            limit_bytes: 32_768,
        },
        Problem::TooMany { limit: 150 },
        Problem::TryLater {
            retry_after_ms: None,
        },
        Problem::TryLater {
            retry_after_ms: Some(5),
        },
        Problem::Closed,
    ]);
    all
}

pub(super) fn replies() -> Vec<Reply> {
    vec![
        Reply::Opened(Opened {
            account: Some(account()),
            passcode: true,
        }),
        Reply::Done(Done {
            intent: Some(-4),
            conversation: Some(5),
        }),
        Reply::Queued { message: i64::MIN },
        Reply::Window(Window {
            conversation: 1,
            messages: messages(),
            from_start: true,
            to_end: false,
            first_unread: Some(2),
        }),
        Reply::Details(details()),
        Reply::Hits(vec![HitView {
            message: message(4),
            conversation: 1,
            place: "@أمل".to_owned(),
            highlights: vec![(0, 3), (7, u32::MAX)],
        }]),
        Reply::People(vec![person()]),
        Reply::Held(held()),
        Reply::File {
            name: "export.json".to_owned(),
            bytes: (0..=255).collect(),
        },
    ]
}

fn connections() -> [Connection; 7] {
    [
        Connection::Connecting,
        Connection::CatchingUp,
        Connection::Current,
        Connection::Offline(Trouble::Unreachable),
        Connection::Offline(Trouble::Busy),
        Connection::Offline(Trouble::NotAHost),
        Connection::Offline(Trouble::Broken),
    ]
}

pub(super) fn news() -> Vec<News> {
    let mut lines: Vec<ListChange> = conversations()
        .into_iter()
        .map(|view| ListChange::Put(Box::new(view)))
        .collect();
    lines.extend([ListChange::Gone(7), ListChange::Clear]);
    let mut all = vec![
        News::Ready,
        News::Account(account()),
        News::List(lines),
        News::ListComplete,
        News::Window {
            conversation: 1,
            changes: vec![
                WindowChange::Put(Box::new(message(5))),
                WindowChange::Gone(6),
                WindowChange::Below(7),
                WindowChange::Reload,
            ],
        },
        News::Details(details()),
        News::Typing {
            conversation: 1,
            person: person(),
        },
        News::Notify(Notification {
            conversation: 1,
            title: String::new(),
            sender: person(),
            body: "hello".to_owned(),
            request: false,
        }),
        News::Disagreement { conversation: 1 },
        News::Intent(IntentEnd {
            intent: 1,
            result: Err(Problem::NoSuchName),
        }),
        News::Stopped(Unopened::Browser),
    ];
    all.extend(connections().map(News::Connection));
    let answered = replies().into_iter().map(Ok);
    let refused = problems().into_iter().map(Err);
    let results = answered.chain(refused);
    all.extend(results.map(|result| News::Reply { id: 3, result }));
    all
}
