//! What is kept of a conversation beside its row: most of it while its device pleads, or while a log is
//! replaced. It goes with the conversation.

use hudhud_store::kept;
use minicbor::{Decode, Encode};
use zeroize::Zeroizing;

use crate::conversation::Conversation;
use crate::turn::Step;
use crate::turn::record;

/// What it is; the numbers stand in the database.
#[derive(Clone, Copy)]
pub(crate) enum Kept {
    /// Of the pleas: an answer without it is none.
    Nonce = 0,
    /// Answers that wait for their parts.
    Answers = 1,
    /// Where the log was being read before an answer was tried.
    Before = 2,
    /// When our leaf was last renewed because of something it does not remember.
    Renewed = 3,
    /// When this device last meant to leave a full log.
    Moved = 4,
    /// What members say to a suspect.
    Voices = 5,
    /// Invitations that wait behind another.
    Invitations = 6,
    /// The log that the host does not have any more.
    Lost = 7,
    /// The log that this device makes in its place.
    Replacement = 8,
    /// The one that somebody else has made.
    Offer = 9,
    /// The one that holds.
    Held = 10,
    /// When an invitation by nobody who is known here raised a suspicion last.
    Strange = 11,
    /// From where on the running hash rests on what one member wrote.
    Claimed = 12,
    /// The epoch in which the last log was left that nobody had replaced: earlier than the own one, after
    /// somebody was followed who had not seen what was committed since.
    Followed = 13,
    /// How a conversation stood that was over when somebody invited back into it.
    Former = 14,
    /// When pleas were answered in the last hour, and whose.
    Answered = 15,
}

impl Conversation<'_, '_> {
    pub(crate) fn kept<T: for<'b> Decode<'b, ()>>(&self, what: Kept) -> Step<Option<T>> {
        let bytes = kept::read(self.turn.db, self.row.id, what as u8)?;
        Ok(bytes.and_then(|bytes| record::decode(&bytes)))
    }

    pub(crate) fn keep<T: Encode<()>>(&self, what: Kept, value: &T) -> Step {
        // Some of it is secret.
        let bytes = Zeroizing::new(record::encode(value));
        Ok(kept::put(self.turn.db, self.row.id, what as u8, &bytes)?)
    }

    pub(crate) fn forget_kept(&self, what: Kept) -> Step {
        Ok(kept::delete(self.turn.db, self.row.id, what as u8)?)
    }
}
