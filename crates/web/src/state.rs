//! Everything the screens show: one struct of signals, made once, copied everywhere.
//!
//! It is changed in three ways only: by what the worker tells (`news`), by what the person chooses
//! in the interface (route, preferences), and by screens that keep their own small signals beside it. It holds no decision about messages, keys or people: those are the worker's.

pub(crate) mod intents;
pub(crate) mod layout;
pub(crate) mod list;
pub(crate) mod pictures;
pub(crate) mod preferences;
pub(crate) mod toasts;
pub(crate) mod typing;
pub(crate) mod window;

use std::collections::BTreeMap;

use hudhud_base::{ConversationId, FullName};
use hudhud_dialogue::page::{Ask, Connection, Details, Problem, Reply, Unopened};
use hudhud_dialogue::{AccountView, Command, CommandError, Ended, Person};
use leptos::prelude::{
    GetUntracked as _, RwSignal, Set as _, Signal, StoredValue, UpdateValue as _,
};

use crate::lead::Lead;
use crate::route::{Route, Router};
use crate::words::{Clock, Words};
use crate::worker::Link;
use intents::Intents;
pub(crate) use layout::Layout;
use list::List;
use pictures::Pictures;
use preferences::Preferences;
use toasts::Toasts;
use typing::Typing;
use window::MessageWindow;

/// What the page is doing as a whole: which screen stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// The worker is being loaded, or the device opened.
    Starting,
    /// Another tab has the device.
    Elsewhere,
    /// This tab had it, and gave it to another one that asked.
    HandedOver,
    /// The device wants its passcode.
    Passcode {
        /// Whether one was tried and was not it.
        wrong: bool,
    },
    /// The device did not open, or had to stop.
    Unopened(Unopened),
    /// It is open, and has no account.
    FirstRun,
    /// It has just got one, whose person may say what they are called.
    Introduction,
    /// It is open.
    Home,
}

/// The state of the page. A small handle of signals: copy it, pass it as the first argument.
#[derive(Debug, Clone, Copy)]
pub(crate) struct App {
    pub(crate) link: Link,
    /// Whether this tab has the device.
    pub(crate) lead: Lead,
    /// The strings of both languages.
    pub(crate) words: Words,
    /// Times as people say them.
    pub(crate) clock: Clock,
    /// Where the person is, and ways to elsewhere.
    pub(crate) router: Router,
    /// What the person prefers on this device.
    pub(crate) preferences: Preferences,
    /// Which screen stands.
    pub(crate) phase: RwSignal<Phase>,
    /// Whether the device lies in memory only, and is gone with the page.
    pub(crate) in_memory: RwSignal<bool>,
    /// Whether a passcode is set.
    pub(crate) passcode: RwSignal<bool>,
    pub(crate) account: RwSignal<Option<AccountView>>,
    /// How it stands with the network.
    pub(crate) connection: RwSignal<Connection>,
    pub(crate) list: List,
    /// The messages of the conversation that is watched.
    pub(crate) window: MessageWindow,
    /// The details that were asked for last.
    pub(crate) details: RwSignal<Option<Details>>,
    pub(crate) typing: Typing,
    /// The pictures that people show.
    pub(crate) pictures: Pictures,
    /// What takes the network, and is under way.
    pub(crate) intents: Intents,
    /// Whether something came while the person looked elsewhere, and they were not told.
    pub(crate) untold: RwSignal<bool>,
    /// What is said in passing.
    pub(crate) toasts: Toasts,
    pub(crate) layout: RwSignal<Layout>,
    /// Whether a newer build of the app waits for a reload.
    pub(crate) update: RwSignal<bool>,
    /// Drafts that the worker did not live to keep.
    pub(crate) unsaved: StoredValue<BTreeMap<ConversationId, String>>,
}

impl App {
    /// A fresh state. Must be made under the reactive owner that lives as long as the page.
    pub(crate) fn new() -> Self {
        let preferences = Preferences::load();
        let words = Words::new(preferences.language);
        Self {
            link: Link::new(),
            lead: Lead::new(),
            words,
            clock: Clock::new(words),
            router: Router::start(),
            preferences,
            phase: RwSignal::new(Phase::Starting),
            in_memory: RwSignal::new(false),
            passcode: RwSignal::new(false),
            account: RwSignal::new(None),
            connection: RwSignal::new(Connection::Connecting),
            list: List::new(),
            window: MessageWindow::new(),
            details: RwSignal::new(None),
            typing: Typing::new(),
            pictures: Pictures::new(),
            intents: Intents::new(),
            untold: RwSignal::new(false),
            toasts: Toasts::new(),
            layout: RwSignal::new(Layout::now()),
            update: RwSignal::new(false),
            unsaved: StoredValue::default(),
        }
    }

    /// The string under a key, for a view: it follows the language.
    pub(crate) fn say(self, key: &'static str) -> Signal<String> {
        let words = self.words;
        Signal::derive(move || words.text(key))
    }

    pub(crate) fn go(self, to: Route) {
        self.router.go(to);
    }

    /// Asks the worker.
    ///
    /// # Errors
    /// The problem it answers with.
    pub(crate) async fn ask(self, ask: impl Into<Ask>) -> Result<Reply, Problem> {
        self.link.ask(ask.into()).await
    }

    /// Asks for something that may take the network, and waits until it has ended.
    ///
    /// # Errors
    /// The problem with which it was refused or ended.
    pub(crate) async fn complete(self, ask: impl Into<Ask>) -> Result<Ended, Problem> {
        match self.link.ask(ask.into()).await? {
            Reply::Answer(answer) => match answer.intent() {
                Some(intent) => self.intents.ended(intent).await,
                None => Ok(Ended {
                    conversation: answer.conversation(),
                    not_added: Vec::new(),
                }),
            },
            Reply::Opened(_)
            | Reply::Done
            | Reply::Window(_)
            | Reply::Details(_)
            | Reply::Hits(_)
            | Reply::People(_)
            | Reply::Receipts(_)
            | Reply::Held(_)
            | Reply::Sealed(_)
            | Reply::Attached { .. }
            | Reply::FirstWords(_)
            | Reply::Picture(_)
            | Reply::File { .. } => Ok(Ended::default()),
        }
    }

    /// Whom somebody means who types a name.
    ///
    /// # Errors
    /// [`Problem::NotAName`], [`Problem::Elsewhere`]; there is no account yet.
    pub(crate) fn named(self, typed: &str) -> Result<Person, Problem> {
        let name: FullName = typed.parse()?;
        let own = self.account.get_untracked();
        let own = own.ok_or(CommandError::NotSignedUp)?;
        let person = own.person(&name);
        // The page may ask nobody but the host that it came from.
        match &person {
            Person::Name { host, .. } if *host != own.person.host => Err(Problem::Elsewhere),
            Person::Name { .. } | Person::Account(_) => Ok(person),
        }
    }

    /// Keeps what is being written. A worker that has ended cannot: the next one is told.
    pub(crate) async fn keep_draft(self, conversation: ConversationId, text: String) {
        let ask = Command::Draft {
            conversation,
            text: text.clone(),
        };
        let closed = self.ask(ask).await == Err(Problem::CLOSED);
        self.unsaved.update_value(|unsaved| {
            if closed {
                unsaved.insert(conversation, text);
            } else if unsaved.get(&conversation) == Some(&text) {
                unsaved.remove(&conversation);
            }
        });
    }

    /// Says a problem in passing.
    pub(crate) fn tell(self, problem: Problem) {
        self.toasts.say(crate::words::problem(self.words, problem));
    }

    /// Asks and forgets; a problem is said in passing.
    pub(crate) fn request(self, ask: impl Into<Ask>) {
        let ask = ask.into();
        leptos::task::spawn_local(async move {
            if let Err(problem) = self.complete(ask).await {
                self.tell(problem);
            }
        });
    }

    /// The worker had to stop, unless the device has gone to another tab meanwhile.
    pub(crate) fn stopped(self, why: Unopened) {
        if !self.lead.is_giving() && self.phase.get_untracked() != Phase::HandedOver {
            self.link.end();
            self.phase.set(Phase::Unopened(why));
        }
    }
}
