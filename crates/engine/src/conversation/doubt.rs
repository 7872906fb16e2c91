//! What speaks against a host: kept, said once where it was found out, and told to the interface.

use hudhud_base::{AccountId, ConversationId, Minute, Seq};
use hudhud_store::{conversations::Doubt, hashes};
use hudhud_wire::Entry;

use crate::api::Event;
use crate::conversation::Conversation;
use crate::conversation::kept::Kept;
use crate::conversation::notice::Notice;
use crate::log::end::Word;
use crate::turn::links::LogEnd;
use crate::turn::{Step, Turn};

impl Turn<'_> {
    /// A conversation's log was opened: the host has said where it ends.
    pub(crate) fn hold_conversation_to(&mut self, id: ConversationId, end: LogEnd) -> Step {
        let Some(mut conversation) = self.conversation(id)? else {
            return Ok(());
        };
        let word = conversation
            .turn
            .hold_to_its_word(&mut conversation.row, end)?;
        conversation.weigh_claim(word, end)?;
        let minute = conversation.turn.now.minute();
        // Or where reading should have gone on was somebody's invention.
        if word == Word::Behind && conversation.answer_was_wrong()? {
            return conversation.save();
        }
        conversation.take_word(word, minute)?;
        conversation.save()?;
        if word == Word::Behind {
            conversation.log_is_lost()?;
            conversation.consider_offer()?;
        }
        Ok(())
    }
}

impl Conversation<'_, '_> {
    /// What a host's word is worth, now that it could be compared. The caller saves the row.
    pub(crate) fn take_word(&mut self, word: Word, minute: Minute) -> Step {
        match word {
            Word::Open => Ok(()),
            Word::Holds => {
                // It shows again all that was read.
                if self.row.doubt == Doubt::HostBehind {
                    self.row.doubt = Doubt::Unfounded;
                    self.changed();
                }
                Ok(())
            }
            Word::Differs => {
                if self.begin_to_doubt(Doubt::Disagreed) {
                    self.line_here(minute, &Notice::Disagreed)?;
                }
                Ok(())
            }
            Word::Behind => {
                if self.begin_to_doubt(Doubt::HostBehind) {
                    self.line_here(minute, &Notice::HostBehind)?;
                }
                Ok(())
            }
        }
    }

    /// A member says that they were shown something else. The caller saves the row.
    pub(crate) fn take_members_word(&mut self, entry: &Entry, member: AccountId) -> Step {
        if self.begin_to_doubt(Doubt::Disagreed) {
            self.line_of(entry, member, &Notice::Disagreed)?;
        }
        Ok(())
    }

    /// Where reading begins with a hash that a member gave, it is compared like any other.
    pub(crate) fn keep_hash(&self) -> Step {
        let Some(hash) = &self.row.running_hash else {
            return Ok(());
        };
        self.keep(Kept::Claimed, &self.row.cursor.0)?;
        let (id, cursor) = (self.row.id, self.row.cursor);
        Ok(hashes::put(self.turn.db, id, cursor, hash)?)
    }

    /// What a member gave is held against the host's word once. Where they differ, one of the two made it up:
    /// that is said, and reading goes on from the host's, with which that of other members can be compared.
    /// The caller saves the row.
    pub(crate) fn weigh_claim(&mut self, word: Word, end: LogEnd) -> Step {
        let Some(from) = self.kept::<u64>(Kept::Claimed)? else {
            return Ok(());
        };
        if word == Word::Differs {
            hashes::forget_from(self.turn.db, self.row.id, Seq(from))?;
            hashes::put(self.turn.db, self.row.id, end.seq, &end.hash)?;
            self.row.running_hash = Some(end.hash);
        }
        if matches!(word, Word::Holds | Word::Differs) {
            self.forget_kept(Kept::Claimed)?;
        }
        Ok(())
    }

    /// True if it is news.
    fn begin_to_doubt(&mut self, doubt: Doubt) -> bool {
        // Of a host that shows less than before, nothing worse can be said.
        if self.row.doubt == doubt || self.row.doubt == Doubt::HostBehind {
            return false;
        }
        self.row.doubt = doubt;
        let conversation = self.row.id;
        self.turn.event(Event::Disagreement { conversation });
        self.changed();
        true
    }
}
