//! One of everything that a worker says.

use hudhud_base::{AccountId, ConversationId, IntentId, MessageRow, RefusalCode, Timestamp};

use super::commands::{about, answers, basim};
use crate::page::{
    Connection, Details, Held, ListChange, News, Notification, Opened, Problem, Reply, Unopened,
    WindowChange,
};
use crate::{
    Access, AccountView, Arrangement, AskError, AttachmentKind, AttachmentState, AttachmentView,
    CommandError, ConversationKind, ConversationState, ConversationView, Doubt, Ended, Failure,
    ForwardedView, Hearing, HitView, Holdings, IntentEnd, MemberView, MessageState, MessageView,
    Moved, NotAdded, NoticeView, PersonView, ProfileView, QuoteView, ReactionView, ReceiptView,
    RequestView, Trouble, Window,
};

const HERE: ConversationId = ConversationId(1);

fn person() -> PersonView {
    PersonView {
        account: AccountId([7; 32]),
        name: Some("أمل".to_owned()),
        host: "https://else.example:8440".to_owned(),
        foreign: true,
        own: false,
        profile: ProfileView {
            name: "أمل الهاشمي".to_owned(),
            ambiguous: true,
            picture: Some(Timestamp(1_700_000_000_000)),
        },
    }
}

fn notices() -> Vec<NoticeView> {
    vec![
        NoticeView::Added(vec![person(), person()]),
        NoticeView::Removed(vec![person()]),
        NoticeView::Left(Vec::new()),
        NoticeView::Renamed("نادي الكتاب".to_owned()),
        NoticeView::Promoted(vec![person()]),
        NoticeView::Demoted(vec![person()]),
        NoticeView::Joined,
        NoticeView::Unreadable,
        NoticeView::Missed,
        NoticeView::Rejoined,
        NoticeView::Unanswered,
        NoticeView::Contradicted(vec![person()]),
        NoticeView::SetAside,
        NoticeView::Disagreed,
        NoticeView::HostBehind,
        NoticeView::Copied,
        NoticeView::ChangeUnsaid,
        NoticeView::Unknown,
    ]
}

fn attached() -> Vec<AttachmentView> {
    let states = [
        AttachmentState::Leaving,
        AttachmentState::Here,
        AttachmentState::There,
        AttachmentState::Coming,
        AttachmentState::Gone,
        AttachmentState::Damaged,
        AttachmentState::Unsent,
    ];
    let view = |state| AttachmentView {
        part: u32::MAX,
        about: about(),
        bytes: u64::MAX,
        state,
    };
    states.map(view).to_vec()
}

fn message(id: i64) -> MessageView {
    MessageView {
        id: MessageRow(id),
        conversation: HERE,
        position: (1 << 62) + id,
        sender: person(),
        body: "line one\nسطر ثان 🌿".to_owned(),
        notice: None,
        unsupported: false,
        attached: attached(),
        forwarded: Some(ForwardedView {
            name: "ليلى".to_owned(),
            sent: Timestamp(60_000),
            times: u32::MAX,
        }),
        reply_to: Some(QuoteView::Known {
            id: MessageRow(-1),
            sender: person(),
            body: String::new(),
            attached: Some(AttachmentKind::Photo),
        }),
        sent: Timestamp(u64::MAX),
        state: MessageState::Delivered,
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
    let states = [
        MessageState::Received,
        MessageState::Failed,
        MessageState::Queued,
        MessageState::Sent,
        MessageState::Delivered,
        MessageState::Read,
    ];
    let told = notices().into_iter().map(|notice| MessageView {
        notice: Some(notice),
        reply_to: Some(QuoteView::Missing),
        ..message(1)
    });
    let sent = states.into_iter().map(|state| MessageView {
        state,
        ..message(2)
    });
    told.chain(sent).collect()
}

fn conversation(state: ConversationState) -> ConversationView {
    ConversationView {
        id: ConversationId(9),
        kind: ConversationKind::Direct,
        state,
        title: String::new(),
        peer: Some(person()),
        inviter: None,
        hearing: Hearing::Blocked,
        request: Some(RequestView {
            opening: "صباح الخير".to_owned(),
            together: Some("نادي الكتاب".to_owned()),
        }),
        doubt: Doubt::HostBehind,
        unread: u32::MAX,
        last: Some(message(3)),
        draft: "half a".to_owned(),
        last_activity: Timestamp(1_795_439_101_042),
        arranged: Arrangement {
            muted_until: Some(Arrangement::ALWAYS),
            pinned: true,
            archived: false,
            unread: true,
        },
    }
}

fn conversations() -> Vec<ConversationView> {
    [
        ConversationState::Creating,
        ConversationState::Request,
        ConversationState::Active,
        ConversationState::Left,
        ConversationState::Removed,
        ConversationState::Deserted,
        ConversationState::OutOfStep,
        ConversationState::Failed,
    ]
    .map(conversation)
    .to_vec()
}

fn details() -> Details {
    Details {
        conversation: conversation(ConversationState::Active),
        members: vec![MemberView {
            person: person(),
            admin: true,
        }],
        admin: false,
        members_max: 150,
    }
}

fn account() -> AccountView {
    AccountView {
        person: person(),
        wanted_name: None,
        domain: "example.org".to_owned(),
        signed_up: true,
        access: Access::Suspended,
    }
}

fn held() -> Held {
    Held {
        account: account(),
        holdings: Holdings {
            devices: 1,
            key_packages: 20,
            logs: 3,
            messages: 100_000,
            bytes: u64::MAX,
        },
    }
}

fn failures() -> [Failure; 10] {
    [
        Failure::NoSuchName,
        Failure::NoSuchAccount,
        Failure::Refused(RefusalCode::NameTaken),
        Failure::Forged,
        Failure::OtherHost,
        Failure::NotAllowed,
        Failure::NoControl,
        Failure::TooMany,
        Failure::InviteUnusable,
        Failure::Yourself,
    ]
}

/// Each failure, of everybody and of one among several.
fn ends() -> Vec<IntentEnd> {
    let end = |result| IntentEnd {
        intent: IntentId(1),
        result,
    };
    let not_added = |failure| NotAdded {
        person: basim(),
        failure,
    };
    let some = end(Ok(Ended {
        conversation: Some(HERE),
        not_added: failures().map(not_added).to_vec(),
    }));
    let none = failures().map(|failure| end(Err(failure)));
    none.into_iter()
        .chain([some, end(Ok(Ended::default()))])
        .collect()
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
    let refused = [
        CommandError::NotSignedUp,
        CommandError::TooLong {
            limit_bytes: 32_768,
        },
        CommandError::TooMany { limit: 150 },
        CommandError::TooMuchAttached,
    ];
    all.extend(refused.map(Problem::from));
    all.extend([
        Problem::from(AskError::Full),
        Problem::from(AskError::Database),
        Problem::CLOSED,
        Problem::NotAName,
        Problem::FileTooLong,
        Problem::FileNotKept,
        Problem::TracesNotRemoved,
        Problem::AttachmentNotHere,
        Problem::AttachmentDamaged,
    ]);
    all.extend(failures().map(Problem::Failed));
    all
}

pub(super) fn replies() -> Vec<Reply> {
    let mut all: Vec<Reply> = answers().into_iter().map(Reply::Answer).collect();
    all.extend([
        Reply::Opened(Opened {
            account: Some(account()),
            passcode: true,
        }),
        Reply::Done,
        Reply::Sealed(u32::MAX),
        Reply::Window(Window {
            conversation: HERE,
            messages: messages(),
            from_start: true,
            to_end: false,
            first_unread: Some(MessageRow(2)),
            newest: MessageRow(i64::MIN),
        }),
        Reply::Details(details()),
        Reply::Hits(vec![HitView {
            message: message(4),
            place: "@أمل".to_owned(),
            highlights: vec![(0, 3), (7, u32::MAX)],
        }]),
        Reply::People(vec![person()]),
        Reply::FirstWords("سلام".to_owned()),
        Reply::Picture(Some(vec![0xff, 0xd8, 0xff])),
        Reply::Receipts(vec![ReceiptView {
            person: person(),
            state: MessageState::Delivered,
        }]),
        Reply::Held(held()),
        Reply::Attached {
            name: "هدهد.jpg".to_owned(),
            picture: Some("image/jpeg".to_owned()),
            program: false,
            bytes: (0..=255).collect(),
        },
        Reply::File {
            name: "export.json".to_owned(),
            bytes: (0..=255).collect(),
        },
    ]);
    all
}

fn connections() -> Vec<Connection> {
    let troubles = [
        Trouble::Unreachable,
        Trouble::Untrusted,
        Trouble::Expired,
        Trouble::OtherName,
        Trouble::NoTls,
        Trouble::PlainNotAllowed,
        Trouble::NotAHost,
        Trouble::Busy,
        Trouble::Broken,
        Trouble::Malformed,
    ];
    let offline = troubles.map(Connection::Offline);
    let on = [
        Connection::Connecting,
        Connection::CatchingUp,
        Connection::Current,
    ];
    on.into_iter().chain(offline).collect()
}

pub(super) fn news() -> Vec<News> {
    let mut lines: Vec<ListChange> = conversations()
        .into_iter()
        .map(|view| ListChange::Put(Box::new(view)))
        .collect();
    lines.extend([ListChange::Gone(ConversationId(7)), ListChange::Clear]);
    let mut all = vec![
        News::Ready,
        News::Account(account()),
        News::List(lines),
        News::ListComplete,
        News::Window {
            conversation: HERE,
            changes: vec![
                WindowChange::Put(Box::new(message(5))),
                WindowChange::Gone(MessageRow(6)),
                WindowChange::Below(7),
                WindowChange::Reload,
            ],
        },
        News::Details(details()),
        News::Typing {
            conversation: HERE,
            person: person(),
        },
        News::Notify(Notification {
            conversation: HERE,
            title: String::new(),
            sender: person(),
            body: "hello".to_owned(),
            attached: Some(AttachmentKind::File),
            request: false,
        }),
        News::Moved {
            conversation: HERE,
            moved: vec![Moved {
                message: MessageRow(1),
                part: 29,
                percent: 100,
            }],
        },
        News::Disagreement { conversation: HERE },
        News::Stopped(Unopened::Browser),
    ];
    all.extend(ends().into_iter().map(News::Intent));
    all.extend(connections().into_iter().map(News::Connection));
    let answered = replies().into_iter().map(Ok);
    let refused = problems().into_iter().map(Err);
    let results = answered.chain(refused);
    all.extend(results.map(|result| News::Reply { id: 3, result }));
    all
}
