//! Waiting for what takes the network.

use std::time::Duration;

use hudhud_base::ConversationId;
use hudhud_client::{Client, WaitError};
use hudhud_dialogue::{Answer, Command, Failure, Person};
use tokio::time::Instant;

use crate::door::{Answering, Door, soon};

fn named(door: &Door, name: &str) -> Person {
    Person::Name {
        name: name.to_owned(),
        host: door.url(),
    }
}

/// A conversation of two, as the first of them knows it.
async fn talk(door: &Door, amina: &Client, name: &str) -> ConversationId {
    let mut news = amina.subscribe();
    let person = named(door, name);
    let Answer::Intent(intent) = amina.command(Command::Start { person }).await.unwrap() else {
        panic!("no intent");
    };
    let done = amina.wait_intent(intent, &mut news, soon()).await.unwrap();
    done.conversation.expect("a start concerns a conversation")
}

#[tokio::test(start_paused = true)]
async fn who_waits_for_an_intent_gets_its_conversation() {
    let door = Door::open().await;
    let (amina, yusuf) = (door.person("amina").await, door.person("yusuf").await);
    talk(&door, &amina, "yusuf").await;
    yusuf.until_quiet(soon()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn who_waits_for_what_will_not_happen_is_told_why() {
    let door = Door::open().await;
    let amina = door.person("amina").await;
    let mut news = amina.subscribe();
    let person = named(&door, "nobody");
    let Answer::Intent(intent) = amina.command(Command::Start { person }).await.unwrap() else {
        panic!("no intent");
    };
    let failed = amina.wait_intent(intent, &mut news, soon()).await;
    assert_eq!(failed, Err(WaitError::Failed(Failure::NoSuchName)));
}

#[tokio::test(start_paused = true)]
async fn who_waits_too_short_is_told_what_waits_and_it_goes_on_by_itself() {
    let mut door = Door::open().await;
    let (amina, _yusuf) = (door.person("amina").await, door.person("yusuf").await);
    let conversation = talk(&door, &amina, "yusuf").await;
    amina.until_quiet(soon()).await.unwrap();
    door.shut().await;
    let mut news = amina.subscribe();
    let send = Command::Send {
        conversation,
        body: "hello".to_owned(),
        reply_to: None,
    };
    let Answer::Queued(message) = amina.command(send).await.unwrap() else {
        panic!("not queued");
    };
    let deadline = Instant::now() + Duration::from_secs(5);
    let late = amina.wait_sent(message, &mut news, deadline).await;
    let Err(WaitError::Late(stands)) = late else {
        panic!("not late: {late:?}");
    };
    assert_eq!(stands.waiting.outbox, 1);
    assert!(!stands.connected && !stands.is_hopeless());
    door.open_again().await;
    amina.wait_sent(message, &mut news, soon()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_to_the_end_where_time_does_not_help() {
    let door = Door::open().await;
    let amina = door.person("amina").await;
    let conversation = {
        let create = Command::CreateGroup {
            title: "garden".to_owned(),
            members: Vec::new(),
        };
        let Answer::Began { conversation, .. } = amina.command(create).await.unwrap() else {
            panic!("not begun");
        };
        conversation
    };
    amina.until_quiet(soon()).await.unwrap();
    door.answers(Answering::Stranger);
    let send = Command::Send {
        conversation,
        body: "hello".to_owned(),
        reply_to: None,
    };
    amina.command(send).await.unwrap();
    let began = Instant::now();
    let waited = amina.until_sent(soon()).await;
    assert!(matches!(waited, Err(WaitError::Late(stands)) if stands.is_hopeless()));
    assert!(began.elapsed() < Duration::from_secs(30));
}
