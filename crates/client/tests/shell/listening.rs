//! Those who listen to a device.

use hudhud_base::ConversationId;
use hudhud_client::{Client, Heard};
use hudhud_dialogue::{Answer, Command, Event};

use crate::door::{Door, soon};

/// A group of one, to have something to write in.
async fn group(client: &Client) -> ConversationId {
    let create = Command::CreateGroup {
        title: "garden".to_owned(),
        members: Vec::new(),
    };
    let answer = client.command(create).await.unwrap();
    let Answer::Began { conversation, .. } = answer else {
        panic!("not begun: {answer:?}");
    };
    conversation
}

async fn draft(client: &Client, conversation: ConversationId, text: &str) {
    let draft = Command::Draft {
        conversation,
        text: text.to_owned(),
    };
    client.command(draft).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn everybody_who_listens_hears_what_happens_from_then_on() {
    let door = Door::open().await;
    let amina = door.person("amina").await;
    let conversation = group(&amina).await;
    amina.until_quiet(soon()).await.unwrap();
    let (mut one, mut other) = (amina.subscribe(), amina.subscribe());
    draft(&amina, conversation, "dear").await;
    let heard = Some(Heard::Event(Event::Conversation(conversation)));
    assert_eq!(one.next().await, heard);
    assert_eq!(other.next().await, heard);
}

#[tokio::test(start_paused = true)]
async fn who_does_not_keep_pace_is_told_to_look_at_everything_again() {
    let door = Door::open().await;
    let amina = door.person("amina").await;
    let conversation = group(&amina).await;
    amina.until_quiet(soon()).await.unwrap();
    let (mut slow, mut quick) = (amina.subscribe(), amina.subscribe());
    for number in 0..1_100 {
        draft(&amina, conversation, &number.to_string()).await;
        assert_ne!(quick.next().await, Some(Heard::Lost));
    }
    assert_eq!(slow.next().await, Some(Heard::Lost));
    // After that, what is kept follows.
    assert!(matches!(slow.next().await, Some(Heard::Event(_))));
}

#[tokio::test(start_paused = true)]
async fn who_listens_hears_when_a_link_goes_and_when_it_comes() {
    let door = Door::open().await;
    let amina = door.person("amina").await;
    let mut news = amina.subscribe();
    door.cut_links();
    let mut heard = Vec::new();
    while !heard.contains(&true) {
        if let Some(Heard::Event(Event::LinkChanged { up, .. })) = news.next().await {
            heard.push(up);
        }
    }
    assert_eq!(heard.first(), Some(&false));
}

#[tokio::test(start_paused = true)]
async fn who_listens_hears_that_the_device_was_closed() {
    let door = Door::open().await;
    let amina = door.person("amina").await;
    let mut news = amina.subscribe();
    amina.close().await;
    while let Some(heard) = news.next().await {
        assert!(matches!(heard, Heard::Event(_)), "{heard:?}");
    }
}
