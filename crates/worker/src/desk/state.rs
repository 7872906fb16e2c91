//! What the desk knows: the device it answers for, and what its page was told.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use hudhud_base::ConversationId;
use hudhud_client::{Client, Subscription};
use hudhud_dialogue::page::{Connection, Details, News};
use hudhud_dialogue::{AccountView, AskError, SealedAttachment};
use tokio::sync::mpsc;

use super::bell::Bell;
use super::export::Exporting;
use super::list::List;
use super::window::ToldWindow;

/// Answers one page for one device.
#[derive(Debug)]
pub struct Desk {
    pub(super) client: Client,
    pub(super) events: Subscription,
    pub(super) news: mpsc::Sender<News>,
    pub(super) own: Option<AccountView>,
    pub(super) connection: Option<Connection>,
    pub(super) list: List,
    pub(super) window: Option<ToldWindow>,
    pub(super) details: Option<Details>,
    pub(super) bell: Bell,
    pub(super) disagreed: BTreeSet<ConversationId>,
    pub(super) exports: VecDeque<Exporting>,
    /// What was sealed for a message that is not sent yet.
    pub(super) sealed: BTreeMap<u32, SealedAttachment>,
    /// Something could not be read: everything is to be looked at again.
    pub(super) behind: bool,
}

/// The page or the device is gone.
pub(super) struct Gone;

pub(super) type OrGone<T = ()> = Result<T, Gone>;

impl Desk {
    /// A desk for a device that is open. It listens from now on; news go to `news`, which the page
    /// reads.
    #[must_use]
    pub fn new(client: Client, news: mpsc::Sender<News>) -> Self {
        let events = client.subscribe();
        Self {
            client,
            events,
            news,
            own: None,
            connection: None,
            list: List::default(),
            window: None,
            details: None,
            bell: Bell::default(),
            disagreed: BTreeSet::new(),
            exports: VecDeque::new(),
            sealed: BTreeMap::new(),
            behind: false,
        }
    }

    pub(super) async fn tell(&self, news: News) -> OrGone {
        self.news.send(news).await.map_err(|_| Gone)
    }

    /// What was read; `None`: it could not be read, and is to be looked at again.
    pub(super) fn or_behind<T>(&mut self, read: Result<T, AskError>) -> OrGone<Option<T>> {
        match read {
            Ok(value) => Ok(Some(value)),
            Err(AskError::Closed) => Err(Gone),
            Err(AskError::Refused(_) | AskError::Full | AskError::Database) => {
                self.behind = true;
                Ok(None)
            }
        }
    }
}
