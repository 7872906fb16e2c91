//! Carries a wish to the device and brings back what came of it.

use std::time::Duration;

use hudhud_base::{ConversationId, MessageRow};
use hudhud_client::{Client, Deadline};
use hudhud_dialogue::{Answer, Person, Window};

use super::log::More;
use super::traffic::{Opened, Told, Wish};
use crate::arguments::Language;
use crate::problem::Problem;

/// Conversations asked for first, and then at a time.
const FIRST: u32 = 60;
const NEXT: u32 = 500;
/// Messages asked for at a time.
const MESSAGES: u32 = 120;
/// Messages that a search finds.
const HITS: u32 = 50;
/// Somebody is looked for so long; what is found later is there all the same.
const LOOKING: Duration = Duration::from_secs(3600);

/// Does what is wished for.
pub(crate) async fn run(client: Client, wish: Wish, language: Language) -> Told {
    match carry(&client, wish).await {
        Ok(told) => told,
        Err(problem) => Told::Refused(problem.sentence(language)),
    }
}

async fn carry(client: &Client, wish: Wish) -> Result<Told, Problem> {
    Ok(match wish {
        Wish::List(after) => {
            let limit = if after.is_none() { FIRST } else { NEXT };
            let found = client.conversations(after, limit).await?;
            let is_all = found.len() < limit as usize;
            Told::List(found, is_all)
        }
        Wish::Conversations(ids) => {
            let found = client.conversations_named(ids.clone()).await?;
            Told::Conversations(ids, found)
        }
        Wish::Open(id, around) => {
            let window = client.window(id, around, MESSAGES).await?;
            opened(client, id, around, window).await?
        }
        Wish::Newest(id) => {
            let window = client.window_before(id, i64::MAX, MESSAGES).await?;
            opened(client, id, None, Some(window)).await?
        }
        Wish::More(id, more) => {
            let window = match more {
                More::Earlier(position) => client.window_before(id, position, MESSAGES).await?,
                More::Later(position) => client.window_after(id, position, MESSAGES).await?,
            };
            Told::More(more, window)
        }
        Wish::Messages(ids) => {
            let found = client.messages_named(ids.clone()).await?;
            Told::Messages(ids, found)
        }
        Wish::States(id, first, last) => Told::States(client.states(id, first, last).await?),
        Wish::Members(id) => Told::Members(id, client.members(id).await?),
        Wish::Find(words, number) => {
            Told::Found(number, client.search(words, None, None, HITS).await?)
        }
        Wish::Begin(person) => begin(client, person).await?,
        Wish::Do(command) => Told::Done(client.command(command).await?),
        Wish::Retry => {
            client.reconnect().await?;
            Told::Done(Answer::Done)
        }
    })
}

async fn opened(
    client: &Client,
    id: ConversationId,
    around: Option<MessageRow>,
    window: Option<Window>,
) -> Result<Told, Problem> {
    let conversation = client.conversation(id).await?;
    Ok(Told::Opened(Box::new(Opened {
        id,
        around,
        conversation,
        window,
    })))
}

async fn begin(client: &Client, person: Person) -> Result<Told, Problem> {
    let mut heard = client.subscribe();
    match client.start(person.clone()).await? {
        Answer::There(conversation) | Answer::Began { conversation, .. } => {
            Ok(Told::Begun(conversation))
        }
        Answer::Intent(intent) => {
            let until = Deadline::now() + LOOKING;
            let waited = client.wait_intent(intent, &mut heard, until).await;
            let ended = waited.map_err(|error| Problem::from(error).about(named(&person)))?;
            Ok(ended
                .conversation
                .map_or(Told::Done(Answer::Done), Told::Begun))
        }
        answer @ (Answer::Done | Answer::Queued(_)) => Ok(Told::Done(answer)),
    }
}

fn named(person: &Person) -> String {
    match person {
        Person::Account(account) => account.to_string(),
        Person::Name { name, .. } => format!("@{name}"),
    }
}
