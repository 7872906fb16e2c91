//! Every kind of value goes to bytes and back, and bytes that are not whole are refused.

use std::collections::BTreeSet;

use hudhud_dialogue::{
    AccountView, Ask, Call, CodeError, Connection, ConversationKind, ConversationView, Delivery,
    Details, Done, Held, HitView, IntentEnd, ListChange, MemberView, MessageView, News, NoticeView,
    Notification, Opened, Passcode, PersonView, Place, Problem, QuoteView, ReactionView, Reply,
    Standing, Trouble, Unopened, Whom, Window, WindowChange, decode, encode,
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

fn replies() -> Vec<Reply> {
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

fn news() -> Vec<News> {
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

fn asks() -> Vec<Ask> {
    let passcode = || Some(Passcode("سرّ 1".to_owned()));
    let whom = || Whom::Name("@basim@else.example".to_owned());
    let account = || "07".repeat(32);
    let text = || "نص".to_owned();
    let (conversation, message) = (-5, i64::MAX);
    let open = |place| Ask::Open {
        place,
        host: "https://example.org".to_owned(),
        passcode: passcode(),
    };
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
        Ask::Start { whom: whom() },
        Ask::CreateGroup {
            title: text(),
            members: vec![whom(), Whom::Account(account())],
        },
        Ask::Send {
            conversation,
            body: text(),
            reply_to: Some(message),
        },
        Ask::Edit {
            message,
            body: text(),
        },
        Ask::Delete { message },
        Ask::Resend { message },
        Ask::Discard { message },
        Ask::React {
            message,
            emoji: "🌿".to_owned(),
            on: true,
        },
        Ask::MarkRead {
            conversation,
            up_to: message,
        },
        Ask::Typing { conversation },
        Ask::Draft {
            conversation,
            text: text(),
        },
        Ask::Accept { conversation },
        Ask::Decline { conversation },
        Ask::Block { account: account() },
        Ask::Unblock { account: account() },
        Ask::Rename {
            conversation,
            title: text(),
        },
        Ask::AddMembers {
            conversation,
            members: vec![whom()],
        },
        Ask::RemoveMember {
            conversation,
            account: account(),
        },
        Ask::Promote {
            conversation,
            account: account(),
        },
        Ask::Leave { conversation },
        Ask::Watch {
            conversation,
            around: None,
        },
        Ask::Unwatch,
        Ask::Earlier {
            conversation,
            before: 0,
        },
        Ask::Later {
            conversation,
            after: i64::MIN,
        },
        Ask::Keep {
            conversation,
            first: 1,
            last: 2,
        },
        Ask::Details { conversation },
        Ask::Search {
            query: text(),
            conversation: Some(conversation),
            before: Some(message),
            limit: 20,
        },
        Ask::Blocked,
        Ask::Known { prefix: text() },
        Ask::Held,
    ]
}

/// The name of a value's kind, out of its debug form.
fn kind(value: &impl std::fmt::Debug) -> String {
    let text = format!("{value:?}");
    let end = text.find(|c: char| !c.is_alphanumeric());
    text[..end.unwrap_or(text.len())].to_owned()
}

/// How many kinds there are is what the first byte can be: one more is refused.
fn kinds<T: serde::de::DeserializeOwned + std::fmt::Debug>(prefix: &[u8]) -> usize {
    let known = |first: &u8| {
        // Zeros are a valid value of everything that follows, if there is enough of them.
        let bytes = [prefix, &[*first], &[0; 64]].concat();
        postcard::take_from_bytes::<T>(&bytes).is_ok()
    };
    (0..=u8::MAX).take_while(known).count()
}

#[test]
fn every_call_comes_back_as_it_was() {
    let mut seen = BTreeSet::new();
    for ask in asks() {
        seen.insert(kind(&ask));
        let call = Call { id: u32::MAX, ask };
        assert_eq!(decode::<Call>(&encode(&call).unwrap()), Ok(call));
    }
    assert_eq!(seen.len(), kinds::<Ask>(&[]), "{seen:?}");
}

#[test]
fn all_news_come_back_as_they_were() {
    let mut seen = BTreeSet::new();
    for news in news() {
        seen.insert(kind(&news));
        assert_eq!(decode::<News>(&encode(&news).unwrap()), Ok(news));
    }
    assert_eq!(seen.len(), kinds::<News>(&[]), "{seen:?}");
    let seen: BTreeSet<String> = replies().iter().map(kind).collect();
    assert_eq!(seen.len(), kinds::<Reply>(&[]), "{seen:?}");
}

#[test]
fn bytes_that_are_cut_or_continued_are_refused() {
    for news in news() {
        let mut bytes = encode(&news).unwrap();
        for length in 0..bytes.len() {
            assert_eq!(decode::<News>(&bytes[..length]), Err(CodeError), "{news:?}");
        }
        bytes.push(0);
        assert_eq!(decode::<News>(&bytes), Err(CodeError));
    }
}

#[test]
fn a_flipped_bit_never_leads_to_a_panic() {
    for news in news() {
        let bytes = encode(&news).unwrap();
        for place in 0..bytes.len().min(400) {
            for bit in 0..8 {
                let mut flipped = bytes.clone();
                flipped[place] ^= 1 << bit;
                // It may be another value, or none.
                let _ = decode::<News>(&flipped);
            }
        }
    }
}

#[test]
fn a_passcode_is_not_printed() {
    let ask = Ask::SetPasscode {
        old: None,
        new: Some(Passcode("correct horse".to_owned())),
    };
    assert!(!format!("{ask:?}").contains("horse"));
}
