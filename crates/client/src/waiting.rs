//! Waiting for outcomes: an intent, a message's way to its host, a device with nothing left to do.
//!
//! Every wait looks at what is durable after each event, so that an event that was missed delays an
//! answer and never loses it.

use std::time::Duration;

use hudhud_engine::{ConversationId, Event, Failure, IntentId, MessageRow, Person};
use hudhud_store::conversations::{self, ConversationState};
use hudhud_store::intents::{self, IntentState};
use hudhud_store::messages::{self, MessageState};
use hudhud_store::{Db, Store, StoreError, deliveries};

use crate::client::{AskError, Client, News, Subscription};
use crate::driver::{Down, Progress};
use crate::platform::{Instant, timeout_at};
use crate::views::{self, Waiting};

/// Between two looks when no event comes.
const LOOK: Duration = Duration::from_millis(200);

/// How long a wait lasts at most.
pub type Deadline = Instant;

/// A wait ended without what was waited for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WaitError {
    /// It will not happen.
    #[error("it will not happen: {failure:?}")]
    Failed {
        /// Why.
        failure: Failure,
        /// For whom, where it happened for everybody else; empty if nothing of it happened.
        people: Vec<Person>,
    },
    /// The message was given up.
    #[error("the message was not taken")]
    GivenUp,
    /// Not in time; it goes on by itself.
    #[error("not in time: it goes on when the network allows")]
    Late(Standstill),
    /// The device cannot be asked.
    #[error(transparent)]
    Ask(#[from] AskError),
}

/// Where a device stood when a wait ran out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standstill {
    /// Some link is up.
    pub connected: bool,
    /// Why a link is not.
    pub trouble: Option<Down>,
    /// What waits.
    pub waiting: Waiting,
}

impl Standstill {
    /// Whether waiting longer does not help: our own settings, or what answers there, is wrong.
    #[must_use]
    pub const fn is_hopeless(&self) -> bool {
        let wrong = matches!(
            self.trouble,
            Some(Down::Untrusted | Down::PlainNotAllowed | Down::NotAHost)
        );
        wrong && !self.connected
    }
}

impl Client {
    /// Waits until an intent is fulfilled; its conversation, if it concerns one. `news` is a
    /// subscription from before the command was given.
    ///
    /// # Errors
    /// [`WaitError`].
    pub async fn wait_intent(
        &self,
        intent: IntentId,
        news: &mut Subscription,
        deadline: Deadline,
    ) -> Result<Option<ConversationId>, WaitError> {
        loop {
            let until = deadline.min(Instant::now() + LOOK);
            match timeout_at(until, news.next()).await {
                Err(_) => self.check_patience(deadline).await?,
                Ok(None) => return Err(AskError::Closed.into()),
                Ok(Some(News::Event(Event::IntentDone {
                    intent: done,
                    conversation,
                }))) if done == intent => {
                    return Ok(conversation);
                }
                Ok(Some(News::Event(Event::IntentFailed {
                    intent: failed,
                    failure,
                    people,
                }))) if failed == intent => {
                    return Err(WaitError::Failed { failure, people });
                }
                Ok(Some(News::Event(_))) => {}
                Ok(Some(News::Resync)) => {
                    if let Some(conversation) = self.intent_outcome(intent).await? {
                        return Ok(conversation);
                    }
                }
            }
        }
    }

    /// Ends a wait that is over, or that no time would help.
    async fn check_patience(&self, deadline: Deadline) -> Result<(), WaitError> {
        let standstill = self.standstill().await?;
        if Instant::now() >= deadline || standstill.is_hopeless() {
            return Err(WaitError::Late(standstill));
        }
        Ok(())
    }

    /// What is durable of an intent: `Some` if it is done.
    async fn intent_outcome(
        &self,
        intent: IntentId,
    ) -> Result<Option<Option<ConversationId>>, WaitError> {
        let row = self.view(move |db| intents::by_id(db, intent)).await?;
        Ok(row.and_then(|row| match row.state {
            IntentState::Done => Some(row.conversation),
            IntentState::Open | IntentState::Staged | IntentState::Failed => None,
        }))
    }

    /// Waits until an own message is durable at its host, and with it the invitations that its
    /// conversation still has to deliver: without them nobody would look there.
    ///
    /// # Errors
    /// [`WaitError`]; [`WaitError::Late`]: it waits in the outbox.
    pub async fn wait_sent(
        &self,
        message: MessageRow,
        news: &mut Subscription,
        deadline: Deadline,
    ) -> Result<(), WaitError> {
        loop {
            let way = self.view(move |db| way(db, message)).await?;
            match way {
                Way::Arrived => return Ok(()),
                Way::GivenUp => return Err(WaitError::GivenUp),
                Way::Under => {}
            }
            self.check_patience(deadline).await?;
            changed(news, deadline).await?;
        }
    }

    /// Waits until nothing is left to do: outbox, intents and deliveries are empty, and every
    /// conversation and the inbox have been read to the end.
    ///
    /// # Errors
    /// [`WaitError::Late`], [`WaitError::Ask`].
    pub async fn until_quiet(&self, deadline: Deadline) -> Result<(), WaitError> {
        self.until(deadline, |waiting, current| waiting.is_empty() && current)
            .await
    }

    /// Waits until every conversation and the inbox have been read to the end, whatever this device
    /// itself still has to send.
    ///
    /// # Errors
    /// [`WaitError::Late`], [`WaitError::Ask`].
    pub async fn until_current(&self, deadline: Deadline) -> Result<(), WaitError> {
        self.until(deadline, |_, current| current).await
    }

    /// Waits until the outbox, intents and deliveries are empty.
    ///
    /// # Errors
    /// [`WaitError::Late`], [`WaitError::Ask`].
    pub async fn until_sent(&self, deadline: Deadline) -> Result<(), WaitError> {
        self.until(deadline, |waiting, _| waiting.is_empty()).await
    }

    async fn until(
        &self,
        deadline: Deadline,
        enough: impl Fn(Waiting, bool) -> bool,
    ) -> Result<(), WaitError> {
        let mut news = self.subscribe();
        loop {
            let looked = self.look(|store, progress| {
                let db = store.reader();
                Ok::<_, StoreError>((views::waiting(db.db())?, is_current(store, progress)?))
            });
            let (waiting, current) = looked.await?.map_err(AskError::from)?;
            if enough(waiting, current) {
                return Ok(());
            }
            self.check_patience(deadline).await?;
            changed(&mut news, deadline).await?;
        }
    }

    /// Where the device stands now.
    ///
    /// # Errors
    /// [`AskError`].
    pub async fn standstill(&self) -> Result<Standstill, AskError> {
        self.look(|store, progress| {
            Ok(Standstill {
                connected: progress.any_up,
                trouble: progress.trouble,
                waiting: views::waiting(store.reader().db())?,
            })
        })
        .await?
        .map_err(|error: StoreError| error.into())
    }
}

/// How far an own message has come.
enum Way {
    Under,
    Arrived,
    GivenUp,
}

fn way(db: &Db, message: MessageRow) -> Result<Way, StoreError> {
    let Some(row) = messages::by_id(db, message)? else {
        return Ok(Way::GivenUp);
    };
    Ok(match row.state {
        MessageState::Queued => Way::Under,
        MessageState::Failed => Way::GivenUp,
        MessageState::Sent
        | MessageState::Delivered
        | MessageState::Read
        | MessageState::Received => {
            let deliveries = deliveries::list(db)?;
            if deliveries
                .iter()
                .any(|delivery| delivery.conversation == Some(row.conversation))
            {
                Way::Under
            } else {
                Way::Arrived
            }
        }
    })
}

/// Waits for an event, or for a moment.
async fn changed(news: &mut Subscription, deadline: Deadline) -> Result<(), WaitError> {
    let until = deadline.min(Instant::now() + LOOK);
    match timeout_at(until, news.next()).await {
        Ok(None) => Err(AskError::Closed.into()),
        Ok(Some(_)) | Err(_) => Ok(()),
    }
}

fn is_current(store: &Store, progress: &Progress) -> Result<bool, StoreError> {
    let reader = store.reader();
    let open = conversations::with_state(reader.db(), ConversationState::Active)?;
    let all = open.iter().all(|row| progress.caught_up.contains(&row.id));
    Ok(progress.inbox_read && all)
}
