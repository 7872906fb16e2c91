//! Waiting for what was queued since some moment, and for nothing else.
//!
//! A command that waited for the whole outbox would wait for what another one could not finish.

use hudhud_base::{ConversationId, DeliveryId, OutboxId};
use hudhud_dialogue::AskError;
use hudhud_store::deliveries::DeliveryRow;
use hudhud_store::{Db, StoreError, deliveries, outbox};
use serde::{Deserialize, Serialize};

use crate::client::Client;
use crate::question::Question;
use crate::waiting::{Deadline, WaitError, changed};

/// What was queued last at some moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    entry: OutboxId,
    letter: DeliveryId,
}

/// Whether nothing of what a conversation queued since then is still here.
fn has_left(db: &Db, mark: Mark, conversation: ConversationId) -> Result<bool, StoreError> {
    let entries = outbox::list(db, conversation)?;
    if entries.iter().any(|row| row.id > mark.entry) {
        return Ok(false);
    }
    let letters = deliveries::list(db)?;
    let of_it = |row: &DeliveryRow| row.conversation == Some(conversation);
    Ok(!letters.iter().any(|row| row.id > mark.letter && of_it(row)))
}

impl Client {
    /// What was queued last, so that a wait can be for what comes behind it alone.
    ///
    /// # Errors
    /// [`AskError`].
    pub async fn mark(&self) -> Result<Mark, AskError> {
        self.view(Question::Mark, |db| {
            Ok(Mark {
                entry: outbox::newest(db)?,
                letter: deliveries::newest(db)?,
            })
        })
        .await
    }

    pub(crate) async fn has_left(
        &self,
        entry: OutboxId,
        letter: DeliveryId,
        conversation: ConversationId,
    ) -> Result<bool, AskError> {
        let question = Question::HasLeft(entry, letter, conversation);
        let mark = Mark { entry, letter };
        self.view(question, move |db| has_left(db, mark, conversation))
            .await
    }

    /// Waits until what a conversation queued since `mark` is at its host, and the letters that belong
    /// to it with their readers' hosts. What waited before, or elsewhere, is not waited for.
    ///
    /// # Errors
    /// [`WaitError::Late`], [`WaitError::Ask`].
    pub async fn wait_since(
        &self,
        mark: Mark,
        conversation: ConversationId,
        deadline: Deadline,
    ) -> Result<(), WaitError> {
        let mut heard = self.subscribe();
        loop {
            if self.has_left(mark.entry, mark.letter, conversation).await? {
                return Ok(());
            }
            self.check_patience(deadline).await?;
            changed(&mut heard, deadline).await?;
        }
    }
}
