//! What this device cannot take in, and would not be able to take in the next time either: set aside,
//! with a line for the person, so that everything else goes on.

use hudhud_base::{ConversationId, Seq};
use hudhud_store::{
    conversations::ConversationState,
    intents::{self, IntentState},
    messages::{self, MessageKind},
    outbox::{self, OutboxClass},
    set_aside::{self, SetAsideRow},
};
use hudhud_wire::{Class, Entry, EntryBody};
use minicbor::Encode;

use crate::conversation::Conversation;
use crate::conversation::notice::{self, Notice};
use crate::turn::apart::Trouble;
use crate::turn::record;
use crate::turn::{Step, Turn};

/// An entry as it is kept: everything that opening its seal takes.
#[derive(Encode)]
struct KeptEntry {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
    #[n(1)]
    class: u8,
    #[n(2)]
    generation: u32,
    #[n(3)]
    minute: u32,
    #[cbor(n(4), with = "minicbor::bytes")]
    body: Vec<u8>,
}

impl Turn<'_> {
    /// Keeps bytes that came to nothing, with the reason.
    pub(crate) fn keep_aside(
        &mut self,
        conversation: Option<ConversationId>,
        seq: Seq,
        trouble: Trouble,
        bytes: Vec<u8>,
    ) -> Step {
        let row = SetAsideRow {
            id: 0,
            conversation,
            seq,
            reason: trouble.to_string(),
            since: self.now,
            entry: bytes,
        };
        Ok(set_aside::insert(self.db, &row)?)
    }

    /// What a conversation keeps here cannot be worked with: it is as if its device had fallen out of
    /// step, and the answer to its plea brings all of it anew.
    pub(crate) fn set_conversation_aside(&mut self, id: ConversationId) -> Step {
        let Some(mut conversation) = self.conversation(id)? else {
            return Ok(());
        };
        conversation.set_aside()?;
        conversation.save()
    }
}

impl Conversation<'_, '_> {
    /// The caller saves the row.
    pub(crate) fn set_aside(&mut self) -> Step {
        self.row.receipt_due = None;
        self.drop_handshakes()?;
        match self.row.state {
            ConversationState::Active => {
                self.row.state = ConversationState::OutOfStep;
                self.begin_to_plead()?;
            }
            // Nobody else is in it who could bring anything back.
            ConversationState::Creating => self.row.state = ConversationState::Failed,
            ConversationState::Request
            | ConversationState::Left
            | ConversationState::Removed
            | ConversationState::Deserted
            | ConversationState::OutOfStep
            | ConversationState::Failed => {}
        }
        self.changed();
        Ok(())
    }

    /// Goes past an entry as if it were worth nothing, and says so where it stood.
    pub(crate) fn set_entry_aside(&mut self, entry: &Entry, trouble: Trouble) -> Step {
        let kept = KeptEntry {
            id: entry.id.0.to_vec(),
            class: entry.class.number(),
            generation: entry.generation.0,
            minute: entry.minute.0,
            body: match &entry.body {
                EntryBody::Sealed(body) => body.to_vec(),
                EntryBody::Tombstone(hash) => hash.to_vec(),
            },
        };
        let id = self.row.id;
        self.turn
            .keep_aside(Some(id), entry.seq, trouble, record::encode(&kept))?;
        if entry.seq != self.row.cursor.next() {
            self.missed(Seq(entry.seq.0.saturating_sub(1)), entry.minute)?;
        }
        // The chain is of what the host served, taken in or not.
        self.turn.extend_chain(&mut self.row, entry)?;
        self.row.cursor = entry.seq;
        if entry.class == Class::Ordered {
            self.row.ordered_head = entry.seq;
            self.drop_handshakes()?;
        }
        self.aside_line(entry)
    }

    /// One line is enough for entries that follow each other.
    fn aside_line(&mut self, entry: &Entry) -> Step {
        let newest = messages::page(self.turn.db, self.row.id, None, 1)?.pop();
        let said = notice::encode(&Notice::SetAside);
        if newest.is_some_and(|newest| newest.kind == MessageKind::System && newest.body == said) {
            return Ok(());
        }
        self.own_line_of(entry, &Notice::SetAside)
    }

    /// Forgets queued handshakes; if the group cannot be asked to, their rows alone.
    fn drop_handshakes(&mut self) -> Step {
        let row = self.row.clone();
        let withdrawn = self.turn.apart(|turn| turn.view(row).withdraw_staged())?;
        if withdrawn.is_ok() {
            return Ok(());
        }
        for out in outbox::list(self.turn.db, self.row.id)? {
            if out.class != OutboxClass::Ordered {
                continue;
            }
            outbox::delete(self.turn.db, out.id)?;
            let Some(intent) = out.intent else { continue };
            if let Some(mut intent) = intents::by_id(self.turn.db, intent)?
                && intent.state == IntentState::Staged
            {
                intent.state = IntentState::Open;
                intents::update(self.turn.db, &intent)?;
            }
        }
        Ok(())
    }
}
