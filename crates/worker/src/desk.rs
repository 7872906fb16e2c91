//! The desk: turns what the page asks into calls of the client, and what happens into news.
//!
//! One loop owns what the page was told, so that answers and news keep their order and nothing is
//! told twice. Does not open or close a device, and knows nothing of a browser.

mod answer;
mod bell;
mod changes;
mod export;
mod list;
mod problem;
mod reach;
mod seat;
mod tell;
mod whom;
mod window;

use std::collections::{BTreeSet, VecDeque};

use hudhud_client::views::Account;
use hudhud_client::{AskError, Client, ConversationId, HostUrl, Subscription};
use hudhud_dialogue::{AccountView, Call, Connection, Details, News, Problem};
use tokio::sync::mpsc;

use self::bell::Bell;
use self::changes::Changes;
use self::export::Export;
use self::list::List;
use self::seat::Seat;
use self::window::Shown;

/// Events taken together, at most: a burst becomes one change of what is shown.
const EVENTS_AT_ONCE: usize = 512;

/// Answers one page for one device.
#[derive(Debug)]
pub struct Desk {
    client: Client,
    /// The host that served the page.
    host: String,
    events: Subscription,
    news: mpsc::Sender<News>,
    own: Option<Account>,
    seat: Seat,
    connection: Option<Connection>,
    list: List,
    shown: Option<Shown>,
    details: Option<Details>,
    bell: Bell,
    disagreed: BTreeSet<ConversationId>,
    exports: VecDeque<Export>,
    /// Something could not be read: everything is to be looked at again.
    behind: bool,
}

/// The page or the device is gone.
struct Over;

type Step<T = ()> = Result<T, Over>;

/// What the loop does next.
enum Next {
    Call(Call),
    Heard(hudhud_client::News),
    GoOn,
}

impl Desk {
    /// A desk for a device that is open. It listens from now on; news go to `news`, which the page
    /// reads. `host` is the address that served the page: accounts are made there.
    #[must_use]
    pub fn new(client: Client, host: &str, news: mpsc::Sender<News>) -> Self {
        let events = client.subscribe();
        let address = host.parse::<HostUrl>();
        Self {
            client,
            host: address.map_or_else(|_| host.to_owned(), |address| address.to_string()),
            events,
            news,
            own: None,
            seat: Seat::default(),
            connection: None,
            list: List::default(),
            shown: None,
            details: None,
            bell: Bell::default(),
            disagreed: BTreeSet::new(),
            exports: VecDeque::new(),
            behind: false,
        }
    }

    /// Answers calls until there are no more, or the device is closed. Every call is answered, in
    /// order, an export apart, which takes its time.
    pub async fn run(mut self, mut calls: mpsc::Receiver<Call>) {
        // The end of either side is all that can happen, and it ends this.
        let _ = self.serve(&mut calls).await;
    }

    async fn serve(&mut self, calls: &mut mpsc::Receiver<Call>) -> Step {
        self.begin().await?;
        loop {
            let more = self.list.next_page().is_some() || !self.exports.is_empty();
            let next = tokio::select! {
                // Whoever asks waits for it.
                biased;
                call = calls.recv() => Next::Call(call.ok_or(Over)?),
                heard = self.events.next() => Next::Heard(heard.ok_or(Over)?),
                () = std::future::ready(()), if more => Next::GoOn,
            };
            match next {
                Next::Call(call) => self.call(call).await?,
                Next::Heard(news) => {
                    self.hear(news).await?;
                    // However much happens, what takes long goes on.
                    self.go_on().await?;
                }
                Next::GoOn => self.go_on().await?,
            }
        }
    }

    async fn begin(&mut self) -> Step {
        let own = self.client.account().await;
        self.own = self.or_behind(own)?.flatten();
        self.seat = Seat::of(self.own.as_ref());
        let reach = self.client.reach().await;
        if let Some(reach) = self.or_behind(reach)? {
            self.bell.begin(reach.caught_up.clone());
            self.tell_connection(&reach).await?;
        }
        self.list.read_all();
        self.go_on().await
    }

    /// Takes what happened, and everything else that has happened meanwhile.
    async fn hear(&mut self, first: hudhud_client::News) -> Step {
        let mut changes = Changes::new(self.shown.as_ref().map(|shown| shown.conversation));
        let mut next = Some(first);
        let mut heard = 0;
        while let Some(news) = next {
            match news {
                hudhud_client::News::Event(event) => {
                    self.bell.hear(&event);
                    changes.hear(event);
                }
                hudhud_client::News::Resync => changes.all = true,
            }
            heard += 1;
            if heard >= EVENTS_AT_ONCE {
                break;
            }
            next = tokio::select! {
                biased;
                news = self.events.next() => news,
                () = std::future::ready(()) => None,
            };
        }
        changes.all |= std::mem::take(&mut self.behind);
        self.tell_changes(changes).await
    }

    /// Goes on with what takes long, by one step.
    async fn go_on(&mut self) -> Step {
        if let Some(page) = self.list.next_page() {
            return self.tell_list_page(page).await;
        }
        self.export_more().await
    }

    async fn tell(&self, news: News) -> Step {
        self.news.send(news).await.map_err(|_| Over)
    }

    /// What was read; `None`: it could not be read, and is to be looked at again.
    fn or_behind<T>(&mut self, read: Result<T, AskError>) -> Step<Option<T>> {
        match read {
            Ok(value) => Ok(Some(value)),
            Err(AskError::Closed) => Err(Over),
            Err(AskError::Refused(_) | AskError::Full | AskError::Database) => {
                self.behind = true;
                Ok(None)
            }
        }
    }
}

/// The account of a device that is open, as the page sees it.
///
/// # Errors
/// [`Problem::Database`], [`Problem::Closed`].
pub async fn account(client: &Client) -> Result<Option<AccountView>, Problem> {
    let account = client.account().await.map_err(problem::of_ask)?;
    let seat = Seat::of(account.as_ref());
    Ok(account.map(|account| seat.account(&account)))
}
