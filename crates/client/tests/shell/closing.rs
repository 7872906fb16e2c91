//! Closing a device, and opening it again.

use std::path::Path;

use hudhud_base::ConversationId;
use hudhud_client::{Client, Database};
use hudhud_dialogue::{Answer, AskError, Command, Person};

use crate::door::{Door, options, soon};

const KEY: [u8; 32] = [3; 32];

fn open(path: &Path) -> Client {
    Client::open_database(Database::File { path, key: &KEY }, options()).unwrap()
}

async fn group_with(client: &Client, door: &Door, name: &str) -> ConversationId {
    let member = Person::Name {
        name: name.to_owned(),
        host: door.url(),
    };
    let create = Command::CreateGroup {
        title: "garden".to_owned(),
        members: vec![member],
    };
    let answer = client.command(create).await.unwrap();
    let Answer::Began { conversation, .. } = answer else {
        panic!("not begun: {answer:?}");
    };
    conversation
}

fn send(conversation: ConversationId, body: &str) -> Command {
    Command::Send {
        conversation,
        body: body.to_owned(),
        reply_to: None,
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_answered_before_closing_is_sent_after_opening_again() {
    let mut door = Door::open().await;
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("device.db");
    let yusuf = door.person("yusuf").await;
    let amina = open(&path);
    door.sign_up(&amina, "amina").await;
    let conversation = group_with(&amina, &door, "yusuf").await;
    amina.until_quiet(soon()).await.unwrap();
    door.shut().await;
    amina.command(send(conversation, "hello")).await.unwrap();
    amina.close().await;
    door.open_again().await;
    let amina = open(&path);
    amina.until_quiet(soon()).await.unwrap();
    assert!(amina.standstill().await.unwrap().waiting.is_empty());
    drop(yusuf);
}

#[tokio::test(start_paused = true)]
async fn a_command_in_the_middle_of_which_the_device_is_closed_is_done_or_not_done() {
    let door = Door::open().await;
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("device.db");
    let amina = open(&path);
    door.sign_up(&amina, "amina").await;
    let conversation = group_with(&amina, &door, "nobody").await;
    let asks: Vec<_> = (0..40)
        .map(|number| {
            let client = amina.clone();
            let body = format!("message {number}");
            tokio::spawn(async move { client.command(send(conversation, &body)).await })
        })
        .collect();
    tokio::task::yield_now().await;
    amina.close().await;
    let mut taken = 0;
    for ask in asks {
        match ask.await.unwrap() {
            Ok(Answer::Queued(_)) => taken += 1,
            Err(AskError::Closed) => {}
            other => panic!("neither done nor closed: {other:?}"),
        }
    }
    let amina = open(&path);
    let messages = amina.messages(conversation, None, 100).await.unwrap();
    let said = messages
        .iter()
        .filter(|message| message.body.starts_with("message"));
    assert_eq!(said.count(), taken);
}

#[tokio::test(start_paused = true)]
async fn after_closing_every_other_handle_is_told_so() {
    let door = Door::open().await;
    let amina = door.person("amina").await;
    let other = amina.clone();
    amina.close().await;
    let answer = other.command(Command::ClaimName {
        name: "other".to_owned(),
    });
    assert_eq!(answer.await, Err(AskError::Closed));
    assert_eq!(other.reconnect().await, Err(AskError::Closed));
    assert_eq!(other.standstill().await.err(), Some(AskError::Closed));
}

#[tokio::test(start_paused = true)]
async fn closing_ends_every_link_although_others_still_hold_the_device() {
    let door = Door::open().await;
    let amina = door.person("amina").await;
    assert!(door.links() > 0);
    let other = amina.clone();
    amina.close().await;
    door.until_left().await;
    drop(other);
}

#[tokio::test(start_paused = true)]
async fn the_last_handle_that_is_dropped_closes_the_device() {
    let door = Door::open().await;
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("device.db");
    let amina = open(&path);
    door.sign_up(&amina, "amina").await;
    drop(amina);
    door.until_left().await;
    let amina = open(&path);
    let account = amina.account().await.unwrap().unwrap();
    assert!(account.signed_up);
}
