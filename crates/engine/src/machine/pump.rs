//! Intents and conversations moved on as far as they can be.

use hudhud_store::{intents, outbox};

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
            match IntentKind::of(&row) {
                Some(IntentKind::Start(_)) => self.pump_start(row)?,
                Some(IntentKind::Add(_)) => {
                    if let Some(conversation) = row.conversation {
                        self.find_for(&row)?;
                        self.drive(conversation)?;
                    }
                }
                Some(IntentKind::Accept) => self.pump_accept(&row)?,
                Some(IntentKind::Rejoin) => self.pump_rejoin(row)?,
                Some(IntentKind::SignUp | IntentKind::ClaimName) => self.pump_account(&row)?,
                // These wait for their conversation alone: `drive` plans them.
                Some(
                    IntentKind::Remove(_)
                    | IntentKind::Rename(_)
                    | IntentKind::Promote(_)
                    | IntentKind::Demote(_)
                    | IntentKind::Leave
                    | IntentKind::CommitLeaves
                    | IntentKind::Rotate(_),
                )
                | None => {}
            }
        }
        Ok(())
    }

    pub(crate) fn drive_all(&mut self) -> Step {
        let mut waiting = outbox::conversations_with_rows(self.db)?;
        waiting.extend(
            intents::open_all(self.db)?
                .into_iter()
                .filter_map(|row| row.conversation),
        );
        waiting.extend(self.memory.log_retry.keys());
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
