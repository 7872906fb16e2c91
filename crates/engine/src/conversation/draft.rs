//! What is being written and not sent: in a conversation, and to somebody with whom there is none yet.

use hudhud_base::{ConversationId, limits};
use hudhud_store::{Db, StoreError, settings};
use minicbor::{Decode, Encode};

use crate::api::{Answer, CommandError};
use crate::turn::{Step, Turn, record};

/// Under this name the first words to people are kept.
const FIRST_WORDS: &str = "first-words";
/// People to whom they are kept.
const PEOPLE: usize = 32;
/// Bytes of what somebody is called in them: a name with its host.
const TO_BYTES: usize = 512;

/// What was written to somebody, whose conversation begins when it is sent.
#[derive(Encode, Decode)]
struct FirstWords {
    #[n(0)]
    to: String,
    #[n(1)]
    text: String,
}

/// What was being written to somebody with whom there is no conversation, if anything was.
///
/// # Errors
/// What SQLite says.
pub fn first_words(db: &Db, to: &str) -> Result<Option<String>, StoreError> {
    let found = all(db)?.into_iter().find(|words| words.to == to);
    Ok(found.map(|words| words.text))
}

/// The last written stand last.
fn all(db: &Db) -> Result<Vec<FirstWords>, StoreError> {
    let kept = settings::read(db, FIRST_WORDS)?;
    Ok(kept
        .and_then(|bytes| record::decode(&bytes))
        .unwrap_or_default())
}

impl Turn<'_> {
    pub(crate) fn draft(&mut self, conversation: ConversationId, text: String) -> Step<Answer> {
        let mut conversation = self.named(conversation)?;
        check(&text)?;
        if conversation.row.draft != text {
            conversation.row.draft = text;
            conversation.save()?;
            conversation.changed();
        }
        Ok(Answer::Done)
    }

    pub(crate) fn keep_first_words(&mut self, to: String, text: String) -> Step<Answer> {
        check(&text)?;
        if to.len() > TO_BYTES {
            return Err(CommandError::TooLong {
                limit_bytes: TO_BYTES,
            }
            .into());
        }
        let mut kept = all(self.db)?;
        kept.retain(|words| words.to != to);
        if !text.is_empty() {
            kept.push(FirstWords { to, text });
        }
        let over = kept.len().saturating_sub(PEOPLE);
        settings::put(self.db, FIRST_WORDS, &record::encode(&kept.split_off(over)))?;
        Ok(Answer::Done)
    }
}

fn check(text: &str) -> Result<(), CommandError> {
    if text.len() > limits::DRAFT_BYTES {
        return Err(CommandError::TooLong {
            limit_bytes: limits::DRAFT_BYTES,
        });
    }
    Ok(())
}
