//! Windows on a conversation: what an interface shows at once, and what comes before and after.

use hudhud_base::{ConversationId, MessageRow};
use hudhud_dialogue::{AskError, MessageState, Window};
use hudhud_store::messages::{self, StoredMessage};
use hudhud_store::{Db, StoreError, conversations};

use super::joins;
use super::people::People;
use crate::client::Client;
use crate::question::Question;

/// Messages in one window at most.
const WINDOW: u32 = 500;
/// Of a window that begins round a message: what stands before it, as one part in so many.
const PART_BEFORE: u32 = 3;

impl Client {
    /// At most `limit` messages (500 at most) round a message; without one, round the first that
    /// was not read; else at the end. `None` if there is no such conversation, or no such message
    /// in it.
    ///
    /// # Errors
    /// See [`Client::account`].
    pub async fn window(
        &self,
        conversation: ConversationId,
        around: Option<MessageRow>,
        limit: u32,
    ) -> Result<Option<Window>, AskError> {
        self.view(Question::Window(conversation, around, limit), move |db| {
            window(db, conversation, around, limit.min(WINDOW))
        })
        .await
    }

    /// At most `limit` messages (500 at most) before a position.
    ///
    /// # Errors
    /// See [`Client::account`].
    pub async fn window_before(
        &self,
        conversation: ConversationId,
        position: i64,
        limit: u32,
    ) -> Result<Window, AskError> {
        self.view(
            Question::WindowBefore(conversation, position, limit),
            move |db| {
                let limit = limit.min(WINDOW);
                let (rows, more) = before(db, conversation, Some(position), limit)?;
                let to_end = messages::after(db, conversation, position - 1, 1)?.is_empty();
                finish(db, conversation, rows, (!more, to_end))
            },
        )
        .await
    }

    /// At most `limit` messages (500 at most) after a position.
    ///
    /// # Errors
    /// See [`Client::account`].
    pub async fn window_after(
        &self,
        conversation: ConversationId,
        position: i64,
        limit: u32,
    ) -> Result<Window, AskError> {
        self.view(
            Question::WindowAfter(conversation, position, limit),
            move |db| {
                let limit = limit.min(WINDOW);
                let (rows, more) = after(db, conversation, position, limit)?;
                let next = position.saturating_add(1);
                let from_start = messages::page(db, conversation, Some(next), 1)?.is_empty();
                finish(db, conversation, rows, (from_start, !more))
            },
        )
        .await
    }

    /// How far each message has come that stands from one position to another, both included.
    ///
    /// # Errors
    /// See [`Client::account`].
    pub async fn states(
        &self,
        conversation: ConversationId,
        first: i64,
        last: i64,
    ) -> Result<Vec<(MessageRow, MessageState)>, AskError> {
        self.view(Question::States(conversation, first, last), move |db| {
            messages::states(db, conversation, first, last)
        })
        .await
    }
}

fn window(
    db: &Db,
    conversation: ConversationId,
    around: Option<MessageRow>,
    limit: u32,
) -> Result<Option<Window>, StoreError> {
    let Some(row) = conversations::by_id(db, conversation)? else {
        return Ok(None);
    };
    let mut people = People::new(db)?;
    let first_unread = match people.own_account() {
        Some(own) if row.unread > 0 => {
            messages::first_unread(db, conversation, row.read_seq, &own)?
        }
        Some(_) | None => None,
    };
    let anchor = match around {
        None => first_unread.as_ref().map(|row| row.position),
        Some(message) => {
            let found = messages::by_id(db, message)?;
            match found.filter(|message| message.conversation == conversation) {
                Some(message) => Some(message.position),
                None => return Ok(None),
            }
        }
    };
    let (mut rows, from_start, to_end);
    match anchor {
        None => {
            let (found, more) = before(db, conversation, None, limit)?;
            (rows, from_start, to_end) = (found, !more, true);
        }
        Some(position) => {
            let behind = limit - limit / PART_BEFORE;
            let (found, more_behind) = after(db, conversation, position - 1, behind)?;
            let room = limit.saturating_sub(u32::try_from(found.len()).unwrap_or(limit));
            let (older, more) = before(db, conversation, Some(position), room)?;
            (rows, from_start, to_end) = (older, !more, !more_behind);
            rows.extend(found);
        }
    }
    Ok(Some(Window {
        conversation,
        messages: joins::page(db, &mut people, rows)?,
        from_start,
        to_end,
        first_unread: first_unread.map(|row| row.id),
        newest: messages::newest(db)?,
    }))
}

fn finish(
    db: &Db,
    conversation: ConversationId,
    rows: Vec<StoredMessage>,
    (from_start, to_end): (bool, bool),
) -> Result<Window, StoreError> {
    Ok(Window {
        conversation,
        messages: joins::page(db, &mut People::new(db)?, rows)?,
        from_start,
        to_end,
        first_unread: None,
        newest: messages::newest(db)?,
    })
}

/// The last messages before a position, and whether there are more before them.
fn before(
    db: &Db,
    conversation: ConversationId,
    position: Option<i64>,
    limit: u32,
) -> Result<(Vec<StoredMessage>, bool), StoreError> {
    let mut rows = messages::page(db, conversation, position, limit + 1)?;
    let more = rows.len() > limit as usize;
    if more {
        rows.remove(0);
    }
    Ok((rows, more))
}

/// The first messages after a position, and whether there are more after them.
fn after(
    db: &Db,
    conversation: ConversationId,
    position: i64,
    limit: u32,
) -> Result<(Vec<StoredMessage>, bool), StoreError> {
    let mut rows = messages::after(db, conversation, position, limit + 1)?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    Ok((rows, more))
}
