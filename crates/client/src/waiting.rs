//! Waiting for outcomes: an intent, a message's way to its host, a device with nothing left to do.
//!
//! Every wait looks at what is durable after each event, so that an event that was missed delays an
//! answer and never loses it.

use std::time::Duration;

use hudhud_base::{ConversationId, IntentId, MessageRow};
use hudhud_dialogue::{
    AskError, ConversationState, Ended, Event, Failure, IntentEnd, MessageState, Trouble,
};
use hudhud_store::intents::{self, IntentState};
use hudhud_store::{Db, Store, StoreError, accounts, conversations, deliveries, messages, own};
use serde::{Deserialize, Serialize};

use crate::client::{Client, Heard, Subscription};
use crate::driver::Progress;
use crate::platform::{Instant, timeout_at};
use crate::question::Question;
use crate::views::{self, Waiting};

/// Between two looks when no event comes.
const LOOK: Duration = Duration::from_millis(200);

/// How long a wait lasts at most.
pub type Deadline = Instant;

/// A wait ended without what was waited for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WaitError {
    /// It will not happen.
    #[error("it will not happen: {0:?}")]
    Failed(Failure),
    /// It was given up: a message, or what was asked for.
    #[error("it was given up")]
    GivenUp,
    /// Not in time; it goes on by itself.
    #[error("not in time: it goes on when the network allows")]
    Late(Standstill),
    /// The device cannot be asked.
    #[error(transparent)]
    Ask(#[from] AskError),
}

/// Where a device stood when a wait ran out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standstill {
    /// Some link is up.
    pub connected: bool,
    /// Why a link is not.
    pub trouble: Option<Trouble>,
    /// What waits.
    pub waiting: Waiting,
}

impl Standstill {
    /// Whether waiting longer does not help: our own settings, or what answers there, is wrong.
    #[must_use]
    pub const fn is_hopeless(&self) -> bool {
        let wrong = matches!(
            self.trouble,
            Some(
                Trouble::Untrusted
                    | Trouble::Expired
                    | Trouble::OtherName
                    | Trouble::NoTls
                    | Trouble::PlainNotAllowed
                    | Trouble::NotAHost
            )
        );
        wrong && !self.connected
    }
}

impl Client {
    /// Waits until an intent is fulfilled, for all or for some of those it is about. `heard` is a
    /// subscription from before the command was given.
    ///
    /// # Errors
    /// [`WaitError`].
    pub async fn wait_intent(
        &self,
        intent: IntentId,
        heard: &mut Subscription,
        deadline: Deadline,
    ) -> Result<Ended, WaitError> {
        loop {
            let until = deadline.min(Instant::now() + LOOK);
            match timeout_at(until, heard.next()).await {
                Err(_) => self.check_patience(deadline).await?,
                Ok(None) => return Err(AskError::Closed.into()),
                Ok(Some(Heard::Event(Event::IntentEnded(IntentEnd {
                    intent: ended,
                    result,
                }))))
                    if ended == intent =>
                {
                    return result.map_err(WaitError::Failed);
                }
                Ok(Some(Heard::Event(_))) => {}
                Ok(Some(Heard::Lost)) => {
                    if let Some(ended) = self.intent_outcome(intent).await? {
                        return Ok(ended);
                    }
                }
            }
        }
    }

    /// Ends a wait that is over, or that no time would help.
    pub(crate) async fn check_patience(&self, deadline: Deadline) -> Result<(), WaitError> {
        let standstill = self.standstill().await?;
        if Instant::now() >= deadline || standstill.is_hopeless() {
            return Err(WaitError::Late(standstill));
        }
        Ok(())
    }

    /// What is durable of an intent: `Some` if it is done. Whom it could not be done for, and why it failed,
    /// was told by the event alone.
    async fn intent_outcome(&self, intent: IntentId) -> Result<Option<Ended>, WaitError> {
        match self.outcome(intent).await? {
            Outcome::Done(conversation) => Ok(Some(Ended {
                conversation,
                not_added: Vec::new(),
            })),
            Outcome::GivenUp => Err(WaitError::GivenUp),
            Outcome::Open => Ok(None),
        }
    }

    pub(crate) async fn outcome(&self, intent: IntentId) -> Result<Outcome, AskError> {
        self.view(Question::Outcome(intent), move |db| {
            let row = intents::by_id(db, intent)?;
            Ok(row.map_or(Outcome::GivenUp, |row| match row.state {
                IntentState::Done => Outcome::Done(row.conversation),
                IntentState::Failed => Outcome::GivenUp,
                IntentState::Open | IntentState::Staged => Outcome::Open,
            }))
        })
        .await
    }

    /// Waits until an own message is durable at its host, and with it the invitations that its
    /// conversation still has to deliver: without them nobody would look there.
    ///
    /// # Errors
    /// [`WaitError`]; [`WaitError::Late`]: it waits in the outbox.
    pub async fn wait_sent(
        &self,
        message: MessageRow,
        heard: &mut Subscription,
        deadline: Deadline,
    ) -> Result<(), WaitError> {
        loop {
            match self.way(message).await? {
                Way::Arrived => return Ok(()),
                Way::GivenUp => return Err(WaitError::GivenUp),
                Way::Under => {}
            }
            self.check_patience(deadline).await?;
            changed(heard, deadline).await?;
        }
    }

    pub(crate) async fn way(&self, message: MessageRow) -> Result<Way, AskError> {
        self.view(Question::Way(message), move |db| way(db, message))
            .await
    }

    /// Waits until something has happened that may be what is waited for; whoever calls looks.
    ///
    /// # Errors
    /// [`WaitError::Late`], [`WaitError::Ask`].
    pub async fn wait_changed(
        &self,
        heard: &mut Subscription,
        deadline: Deadline,
    ) -> Result<(), WaitError> {
        self.check_patience(deadline).await?;
        changed(heard, deadline).await
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

    /// Waits until every conversation and the inbox have been read to the end, and the own host has said
    /// who the people in them are, whatever this device itself still has to send.
    ///
    /// # Errors
    /// [`WaitError::Late`], [`WaitError::Ask`].
    pub async fn until_current(&self, deadline: Deadline) -> Result<(), WaitError> {
        self.until(deadline, |_, current| current).await
    }

    /// Waits until the inbox has been read to its end, or the host has said why it stays closed.
    ///
    /// # Errors
    /// [`WaitError::Late`], [`WaitError::Ask`].
    pub async fn until_inbox(&self, deadline: Deadline) -> Result<(), WaitError> {
        let mut heard = self.subscribe();
        while !self.reach().await?.inbox_read {
            self.check_patience(deadline).await?;
            changed(&mut heard, deadline).await?;
        }
        Ok(())
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
        let mut heard = self.subscribe();
        loop {
            let (waiting, current) = self.work().await?;
            if enough(waiting, current) {
                return Ok(());
            }
            self.check_patience(deadline).await?;
            changed(&mut heard, deadline).await?;
        }
    }

    /// What waits, and whether everything there is has been read.
    pub(crate) async fn work(&self) -> Result<(Waiting, bool), AskError> {
        self.look(Question::Work, |store, progress| {
            let db = store.reader();
            Ok((views::waiting(db.db())?, is_current(store, progress)?))
        })
        .await
    }

    /// Where the device stands now.
    ///
    /// # Errors
    /// [`AskError`].
    pub async fn standstill(&self) -> Result<Standstill, AskError> {
        self.look(Question::Standstill, |store, progress| {
            Ok(Standstill {
                connected: progress.any_up,
                trouble: progress.trouble,
                waiting: views::waiting(store.reader().db())?,
            })
        })
        .await
    }
}

/// What became of an intent, by what is durable.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Outcome {
    Open,
    Done(Option<ConversationId>),
    /// It failed, or went with its conversation.
    GivenUp,
}

/// How far an own message has come.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Way {
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
            if deliveries::concern(db, row.conversation)? {
                Way::Under
            } else {
                Way::Arrived
            }
        }
    })
}

/// Waits for an event, or for a moment.
pub(crate) async fn changed(heard: &mut Subscription, deadline: Deadline) -> Result<(), WaitError> {
    let until = deadline.min(Instant::now() + LOOK);
    match timeout_at(until, heard.next()).await {
        Ok(None) => Err(AskError::Closed.into()),
        Ok(Some(_)) | Err(_) => Ok(()),
    }
}

fn is_current(store: &Store, progress: &Progress) -> Result<bool, StoreError> {
    let reader = store.reader();
    let open = conversations::with_state(reader.db(), ConversationState::Active)?;
    let all = open.iter().all(|row| progress.caught_up.contains(&row.id));
    let is_inbox_done = progress.inbox_read || progress.is_inbox_closed;
    if !is_inbox_done || !all {
        return Ok(false);
    }
    // Whoever looks at a request decides by the name of who began it. Other hosts are not asked about
    // strangers, so that they do not learn who looks.
    match own::load(reader.db())? {
        Some(own) => Ok(!accounts::is_name_due(reader.db(), &own.host)?),
        None => Ok(true),
    }
}
