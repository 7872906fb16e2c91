//! One of everything that a device is told, and of what it answers.

use hudhud_base::{AccountId, ConversationId, IntentId, MessageRow};

use crate::{
    About, Answer, Arrange, Arrangement, AttachmentKind, Command, Person, SealedAttachment,
    SecretBytes,
};
use hudhud_base::BlobId;

pub(super) const CONVERSATION: ConversationId = ConversationId(-5);
pub(super) const MESSAGE: MessageRow = MessageRow(i64::MAX);

const ACCOUNT: AccountId = AccountId([7; 32]);

pub(super) fn basim() -> Person {
    Person::Name {
        name: "basim".to_owned(),
        host: "https://else.example".to_owned(),
    }
}

pub(super) fn text() -> String {
    "نص".to_owned()
}

pub(super) fn commands() -> Vec<Command> {
    [people(), messages(), groups(), list()].concat()
}

fn people() -> Vec<Command> {
    vec![
        Command::SignUp {
            host: "https://example.org".to_owned(),
            name: Some(text()),
            code: Some(text()),
        },
        Command::ClaimName { name: text() },
        Command::Start { person: basim() },
        Command::Greet {
            person: basim(),
            body: "good morning".to_owned(),
        },
        Command::Accept {
            conversation: CONVERSATION,
        },
        Command::Decline {
            conversation: CONVERSATION,
        },
        Command::Block { account: ACCOUNT },
        Command::Unblock { account: ACCOUNT },
        Command::Cancel {
            intent: IntentId(-4),
        },
        Command::TryAgain,
    ]
}

pub(super) fn about() -> About {
    About {
        kind: AttachmentKind::Photo,
        media_type: "image/jpeg".to_owned(),
        name: "هدهد.jpg".to_owned(),
        description: text(),
        size_in_dots: Some((2560, 1)),
        thumbhash: vec![5; 25],
    }
}

fn sealed() -> SealedAttachment {
    SealedAttachment {
        file: BlobId([1; 32]),
        key: SecretBytes([2; 32]),
        erase: SecretBytes([3; 32]),
        prefix: [4; 19],
        hash: [5; 32],
        bytes: u64::MAX,
        about: about(),
    }
}

fn messages() -> Vec<Command> {
    vec![
        Command::SendAttached {
            conversation: CONVERSATION,
            body: String::new(),
            reply_to: Some(MESSAGE),
            attached: vec![sealed(), sealed()],
        },
        Command::Forward {
            message: MESSAGE,
            to: CONVERSATION,
            named: true,
        },
        Command::FetchAttached {
            message: MESSAGE,
            part: 3,
        },
        Command::StopFetching {
            message: MESSAGE,
            part: 3,
        },
        Command::Send {
            conversation: CONVERSATION,
            body: text(),
            reply_to: Some(MESSAGE),
        },
        Command::Edit {
            message: MESSAGE,
            body: text(),
        },
        Command::Delete { message: MESSAGE },
        Command::Resend { message: MESSAGE },
        Command::Discard { message: MESSAGE },
        Command::React {
            message: MESSAGE,
            emoji: "🌿".to_owned(),
        },
        Command::Unreact {
            message: MESSAGE,
            emoji: "🌿".to_owned(),
        },
        Command::MarkRead {
            conversation: CONVERSATION,
            last: MESSAGE,
        },
        Command::Typing {
            conversation: CONVERSATION,
        },
        Command::Draft {
            conversation: CONVERSATION,
            text: text(),
        },
        Command::FirstWords {
            to: "layla".to_owned(),
            text: text(),
        },
    ]
}

fn groups() -> Vec<Command> {
    vec![
        Command::CreateGroup {
            title: text(),
            members: vec![basim(), Person::Account(ACCOUNT)],
        },
        Command::Rename {
            conversation: CONVERSATION,
            title: text(),
        },
        Command::AddMembers {
            conversation: CONVERSATION,
            members: vec![basim()],
        },
        Command::RemoveMember {
            conversation: CONVERSATION,
            account: ACCOUNT,
        },
        Command::Profile {
            name: "ليلى".to_owned(),
        },
        Command::Picture {
            picture: Some(vec![0xff, 0xd8]),
        },
        Command::Promote {
            conversation: CONVERSATION,
            account: ACCOUNT,
        },
        Command::Demote {
            conversation: CONVERSATION,
            account: ACCOUNT,
        },
        Command::Leave {
            conversation: CONVERSATION,
        },
    ]
}

fn list() -> Vec<Command> {
    let arranges = [
        Arrange::Mute(Some(Arrangement::ALWAYS)),
        Arrange::Pin(true),
        Arrange::Archive(false),
        Arrange::Unread(true),
    ];
    let arranged = arranges.map(|arrange| Command::Arrange {
        conversation: CONVERSATION,
        arrange,
    });
    let gone = [
        Command::Clear {
            conversation: CONVERSATION,
        },
        Command::Forget {
            conversation: CONVERSATION,
        },
    ];
    arranged.into_iter().chain(gone).collect()
}

pub(super) fn answers() -> Vec<Answer> {
    let (intent, conversation) = (IntentId(-4), CONVERSATION);
    vec![
        Answer::Done,
        Answer::Intent(intent),
        Answer::Began {
            intent,
            conversation,
        },
        Answer::There(conversation),
        Answer::Queued(MESSAGE),
    ]
}
