//! Intents and conversations moved on as far as they can be.

use hudhud_base::LogAddress;
use hudhud_store::{
    intents::{self, IntentRow},
    outbox,
};

use crate::api::Failure;
use crate::people::found::Found;
use crate::turn::{Step, Turn};
use crate::work::intent::IntentKind;

impl Turn<'_> {
    /// Moves every open intent on that can be moved without its conversation.
    pub(crate) fn pump_intents(&mut self) -> Step {
        for row in intents::open_all(self.db)? {
            if row.not_before > self.now {
                continue;
            }
            let (intent, kind) = (row.clone(), IntentKind::of(&row));
            if self.apart(|turn| turn.pump_intent(row))?.is_err() {
                self.intent_in_trouble(&intent, kind.as_ref())?;
            }
        }
        Ok(())
    }

    fn pump_intent(&mut self, row: IntentRow) -> Step {
        match IntentKind::of(&row) {
            Some(IntentKind::Start(..)) => self.pump_start(row),
            Some(IntentKind::Add(_)) => match row.conversation {
                Some(conversation) => {
                    self.find_for(&row)?;
                    self.drive(conversation)
                }
                None => Ok(()),
            },
            Some(IntentKind::Accept) => self.pump_accept(&row),
            Some(IntentKind::Rejoin) => self.pump_rejoin(row),
            Some(IntentKind::Refound(lost)) => self.pump_refound(&row, LogAddress(lost.0)),
            Some(IntentKind::SignUp | IntentKind::ClaimName) => self.pump_account(&row),
            // These wait for their conversation alone: `drive` plans them.
            Some(
                IntentKind::Remove(_)
                | IntentKind::Rename(_)
                | IntentKind::Promote(_)
                | IntentKind::Demote(_)
                | IntentKind::Leave
                | IntentKind::CommitLeaves
                | IntentKind::Rotate(_)
                | IntentKind::Renew
                | IntentKind::Move(_),
            )
            | None => Ok(()),
        }
    }

    /// Asked again, it would be the same.
    fn intent_in_trouble(&mut self, intent: &IntentRow, kind: Option<&IntentKind>) -> Step {
        match (kind, intent.conversation) {
            (Some(IntentKind::Accept), Some(conversation)) => {
                self.invitation_unusable(intent.id, conversation)
            }
            (Some(IntentKind::Rejoin), Some(conversation)) => {
                self.answer_unusable(intent.id, conversation)
            }
            (_, _) => self.intent_failed(intent.id, Failure::NotAllowed),
        }
    }

    pub(crate) fn drive_all(&mut self) -> Step {
        let mut waiting = outbox::conversations_with_rows(self.db)?;
        waiting.extend(
            intents::open_all(self.db)?
                .into_iter()
                .filter_map(|row| row.conversation),
        );
        // One without a log may have neither messages nor intents.
        waiting.extend(self.memory.log_retry.keys());
        // Each once, whatever it waits for.
        waiting.sort_unstable();
        waiting.dedup();
        waiting
            .into_iter()
            .try_for_each(|conversation| self.drive(conversation))
    }

    /// Goes on from what was found out about somebody.
    pub(crate) fn go_on(&mut self, found: Found) -> Step {
        match found {
            Found::Nothing | Found::NobodyLeft(None) => Ok(()),
            Found::More => self.pump_intents(),
            Found::NobodyLeft(Some(conversation)) => match self.conversation(conversation)? {
                Some(mut conversation) => conversation.abandon_if_alone(),
                None => Ok(()),
            },
        }
    }
}
