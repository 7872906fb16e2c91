//! What a page does with its news: it keeps list and window by the changes it is told, and finds
//! fault with every change that says nothing new.

use std::collections::BTreeMap;
use std::time::Duration;

use hudhud_base::{ConversationId, MessageRow};
use hudhud_client::Client;
use hudhud_dialogue::page::{
    Ask, Call, Connection, Details, ListChange, News, Notification, Problem, Reply, WindowChange,
};
use hudhud_dialogue::{
    Answer, Command, ConversationState, ConversationView, Ended, Failure, IntentEnd, MessageView,
    Moved, Person, Window,
};
use hudhud_worker::desk::Desk;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// A test that waits so long has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// A page and its desk.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) client: Client,
    calls: mpsc::Sender<Call>,
    news: mpsc::Receiver<News>,
    desk: JoinHandle<()>,
    next_call: u32,
    pub(crate) list: BTreeMap<ConversationId, ConversationView>,
    /// How many changes to the list each piece of news had.
    pub(crate) list_changes: Vec<usize>,
    pub(crate) complete: usize,
    pub(crate) watched: Option<ConversationId>,
    pub(crate) window: BTreeMap<MessageRow, MessageView>,
    pub(crate) below: u32,
    pub(crate) reloads: usize,
    pub(crate) details: Vec<Details>,
    pub(crate) notified: Vec<Notification>,
    pub(crate) typing: Vec<(ConversationId, String)>,
    pub(crate) connections: Vec<Connection>,
    pub(crate) ends: Vec<IntentEnd>,
    pub(crate) accounts: usize,
    pub(crate) moved: Vec<Moved>,
}

impl Page {
    pub(crate) fn open(client: Client) -> Self {
        let (calls, receiver) = mpsc::channel(8);
        let (sender, news) = mpsc::channel(8);
        let desk = tokio::spawn(Desk::new(client.clone(), sender).run(receiver));
        Self {
            client,
            calls,
            news,
            desk,
            next_call: 0,
            list: BTreeMap::new(),
            list_changes: Vec::new(),
            complete: 0,
            watched: None,
            window: BTreeMap::new(),
            below: 0,
            reloads: 0,
            details: Vec::new(),
            notified: Vec::new(),
            typing: Vec::new(),
            connections: Vec::new(),
            ends: Vec::new(),
            accounts: 0,
            moved: Vec::new(),
        }
    }

    /// Closes page and device.
    pub(crate) async fn close(self) {
        drop((self.calls, self.news));
        self.client.close().await;
        self.desk.await.unwrap();
    }

    /// Asks, and takes what is told meanwhile.
    pub(crate) async fn ask(&mut self, ask: impl Into<Ask>) -> Result<Reply, Problem> {
        let id = self.call(ask).await;
        self.answer_to(id).await
    }

    /// The answer to a call, whatever is told meanwhile.
    pub(crate) async fn answer_to(&mut self, call: u32) -> Result<Reply, Problem> {
        loop {
            let news = self.next().await;
            if let News::Reply { id, result } = news {
                assert_eq!(id, call, "answers keep their order");
                return result;
            }
            self.take(news);
        }
    }

    /// Asks without waiting for the answer.
    pub(crate) async fn call(&mut self, ask: impl Into<Ask>) -> u32 {
        self.next_call += 1;
        let call = Call {
            id: self.next_call,
            ask: ask.into(),
        };
        self.calls.send(call).await.unwrap();
        self.next_call
    }

    pub(crate) async fn next(&mut self) -> News {
        let next = tokio::time::timeout(PATIENCE, self.news.recv()).await;
        match next {
            Ok(news) => news.expect("the desk is there"),
            Err(_) => panic!("nothing came to {self:#?}"),
        }
    }

    /// Takes news until it is so.
    pub(crate) async fn until(&mut self, mut enough: impl FnMut(&Self) -> bool) {
        while !enough(self) {
            let news = self.next().await;
            self.take(news);
        }
    }

    pub(crate) fn take(&mut self, news: News) {
        match news {
            News::List(changes) => {
                self.list_changes.push(changes.len());
                changes
                    .into_iter()
                    .for_each(|change| self.list_change(change));
            }
            News::ListComplete => self.complete += 1,
            News::Window {
                conversation,
                changes,
            } => {
                assert_eq!(
                    self.watched,
                    Some(conversation),
                    "only what is watched is told"
                );
                for change in changes {
                    self.window_change(change);
                }
            }
            News::Moved {
                conversation,
                moved,
            } => {
                assert_eq!(self.watched, Some(conversation));
                self.moved.extend(moved);
            }
            News::Account(_) => self.accounts += 1,
            News::Connection(connection) => {
                assert_ne!(self.connections.last(), Some(&connection));
                self.connections.push(connection);
            }
            News::Details(details) => {
                assert_ne!(self.details.last(), Some(&details));
                self.details.push(details);
            }
            News::Typing {
                conversation,
                person,
            } => self.typing.push((conversation, person.name.unwrap())),
            News::Notify(notification) => self.notified.push(notification),
            News::Intent(end) => self.ends.push(end),
            News::Ready | News::Reply { .. } | News::Disagreement { .. } | News::Stopped(_) => {
                panic!("unexpected: {news:?}")
            }
        }
    }

    fn list_change(&mut self, change: ListChange) {
        match change {
            ListChange::Put(view) => {
                assert_ne!(
                    self.list.get(&view.id),
                    Some(&*view),
                    "nothing is told twice"
                );
                self.list.insert(view.id, *view);
            }
            ListChange::Gone(id) => assert!(self.list.remove(&id).is_some(), "{id} was there"),
            ListChange::Clear => self.list.clear(),
        }
    }

    fn window_change(&mut self, change: WindowChange) {
        match change {
            WindowChange::Put(view) => {
                assert_ne!(
                    self.window.get(&view.id),
                    Some(&*view),
                    "nothing is told twice"
                );
                self.window.insert(view.id, *view);
            }
            WindowChange::Gone(id) => {
                assert!(self.window.remove(&id).is_some(), "{id} was there");
            }
            WindowChange::Below(count) => {
                assert!(count > self.below, "{count} after {}", self.below);
                self.below = count;
            }
            WindowChange::Reload => self.reloads += 1,
        }
    }

    pub(crate) async fn done(&mut self, ask: impl Into<Ask>) -> Answer {
        let ask = ask.into();
        let asked = format!("{ask:?}");
        match self.ask(ask).await {
            Ok(Reply::Answer(answer)) => answer,
            Ok(Reply::Done) => Answer::Done,
            other => panic!("{asked} led to {other:?}"),
        }
    }

    /// How what an answer is about ends.
    pub(crate) async fn end_of(&mut self, answer: Answer) -> Result<Ended, Failure> {
        let Some(intent) = answer.intent() else {
            return Ok(Ended {
                conversation: answer.conversation(),
                not_added: Vec::new(),
            });
        };
        let of = |page: &Self| {
            let ended = page.ends.iter().find(|end| end.intent == intent);
            ended.map(|end| end.result.clone())
        };
        self.until(|page| of(page).is_some()).await;
        of(self).unwrap()
    }

    /// Asks, and waits for the end of it.
    pub(crate) async fn ended(&mut self, command: Command) -> Ended {
        let answer = self.done(command).await;
        self.end_of(answer).await.unwrap()
    }

    pub(crate) async fn sign_up(&mut self, host: &str, name: &str) {
        self.ended(Command::SignUp {
            host: host.to_owned(),
            name: Some(name.to_owned()),
            code: None,
        })
        .await;
    }

    /// Whom the page's person means by this.
    pub(crate) async fn named(&self, text: &str) -> Person {
        let own = self.client.account().await.unwrap().unwrap();
        own.person(&text.parse().unwrap())
    }

    pub(crate) async fn start(&mut self, name: &str) -> ConversationId {
        let person = self.named(name).await;
        let ended = self.ended(Command::Start { person }).await;
        ended.conversation.unwrap()
    }

    pub(crate) async fn create_group(&mut self, title: &str, members: &[&str]) -> ConversationId {
        let mut people = Vec::new();
        for name in members {
            people.push(self.named(name).await);
        }
        let command = Command::CreateGroup {
            title: title.to_owned(),
            members: people,
        };
        let ended = self.ended(command).await;
        assert_eq!(ended.not_added, []);
        ended.conversation.unwrap()
    }

    /// Waits for the only request there is.
    pub(crate) async fn request(&mut self) -> ConversationId {
        let request = |page: &Self| {
            let mut lines = page.list.values();
            lines
                .find(|line| line.state == ConversationState::Request)
                .map(|line| line.id)
        };
        self.until(|page| request(page).is_some()).await;
        request(self).unwrap()
    }

    pub(crate) async fn accept_request(&mut self) -> ConversationId {
        let conversation = self.request().await;
        self.ended(Command::Accept { conversation }).await;
        self.becomes(conversation, ConversationState::Active).await;
        conversation
    }

    pub(crate) async fn becomes(&mut self, conversation: ConversationId, state: ConversationState) {
        self.until(|page| {
            let line = page.list.get(&conversation);
            line.is_some_and(|line| line.state == state)
        })
        .await;
    }

    pub(crate) async fn send(&mut self, conversation: ConversationId, body: &str) -> MessageRow {
        self.answer(conversation, body, None).await
    }

    pub(crate) async fn answer(
        &mut self,
        conversation: ConversationId,
        body: &str,
        reply_to: Option<MessageRow>,
    ) -> MessageRow {
        let send = Command::Send {
            conversation,
            body: body.to_owned(),
            reply_to,
        };
        let answer = self.done(send).await;
        let Answer::Queued(message) = answer else {
            panic!("{answer:?}");
        };
        message
    }

    /// Waits until this is the last that the list shows of a conversation.
    pub(crate) async fn last_becomes(&mut self, conversation: ConversationId, body: &str) {
        self.until(|page| {
            let line = page.list.get(&conversation);
            let last = line.and_then(|line| line.last.as_ref());
            last.is_some_and(|last| last.body == body)
        })
        .await;
    }

    pub(crate) async fn watch(
        &mut self,
        conversation: ConversationId,
        around: Option<MessageRow>,
    ) -> Window {
        let ask = Ask::Watch {
            conversation,
            around,
        };
        let window = self.window_of(ask).await;
        self.watched = Some(conversation);
        self.below = 0;
        self.window.clear();
        self.add(&window);
        window
    }

    pub(crate) async fn earlier(&mut self, conversation: ConversationId, before: i64) -> Window {
        let ask = Ask::Earlier {
            conversation,
            before,
        };
        let window = self.window_of(ask).await;
        self.add(&window);
        window
    }

    pub(crate) async fn later(&mut self, conversation: ConversationId, after: i64) -> Window {
        let ask = Ask::Later {
            conversation,
            after,
        };
        let window = self.window_of(ask).await;
        self.add(&window);
        if window.to_end {
            self.below = 0;
        }
        window
    }

    /// Lets go of all but what stands between two positions.
    pub(crate) async fn keep(&mut self, conversation: ConversationId, first: i64, last: i64) {
        self.window
            .retain(|_, message| (first..=last).contains(&message.position));
        self.done(Ask::Keep {
            conversation,
            first,
            last,
        })
        .await;
    }

    async fn window_of(&mut self, ask: Ask) -> Window {
        match self.ask(ask).await {
            Ok(Reply::Window(window)) => window,
            other => panic!("{other:?}"),
        }
    }

    fn add(&mut self, window: &Window) {
        for message in &window.messages {
            self.window.insert(message.id, message.clone());
        }
    }

    /// The number of the message with this text, wherever it is.
    pub(crate) async fn found(&mut self, body: &str) -> MessageRow {
        let ask = Ask::Search {
            query: body.to_owned(),
            conversation: None,
            before: None,
            limit: 1,
        };
        match self.ask(ask).await {
            Ok(Reply::Hits(hits)) if hits.len() == 1 => hits[0].message.id,
            other => panic!("{other:?}"),
        }
    }

    /// The messages at hand, oldest first.
    pub(crate) fn in_order(&self) -> Vec<&MessageView> {
        let mut messages: Vec<&MessageView> = self.window.values().collect();
        messages.sort_by_key(|message| message.position);
        messages
    }

    /// The texts at hand, oldest first; lines that nobody wrote left out.
    pub(crate) fn bodies(&self) -> Vec<&str> {
        let said = |message: &&MessageView| message.notice.is_none();
        let texts = self.in_order().into_iter().filter(said);
        texts.map(|message| message.body.as_str()).collect()
    }

    pub(crate) fn message(&self, body: &str) -> &MessageView {
        let mut messages = self.window.values();
        messages.find(|message| message.body == body).unwrap()
    }

    pub(crate) async fn shows(&mut self, body: &str) {
        self.until(|page| page.window.values().any(|message| message.body == body))
            .await;
    }
}
