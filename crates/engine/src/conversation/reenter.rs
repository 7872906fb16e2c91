//! The way back in: an external commit that replaces the old leaf, built on the answer to a plea.

use hudhud_base::Timestamp;
use hudhud_mls::{Group, PendingRejoin, Reentry, RejoinError};
use hudhud_store::{
    conversations::{self, ConversationKind, ConversationState},
    members,
    outbox::{self, OutboxClass, OutboxRow},
    settings,
};
use hudhud_wire::{Class, Entry};

use crate::conversation::Conversation;
use crate::conversation::commit::{Aftermath, is_rejoin};
use crate::conversation::handshake::Placement;
use crate::conversation::notice::Notice;
use crate::inbox::letter::Letter;
use crate::inbox::matter::{GenerationRecord, Matter, Place, WelcomeParts};
use crate::inbox::parts::Parts;
use crate::turn::damage::Damage;
use crate::turn::record;
use crate::turn::{Step, Turn};
use crate::work::intent::IntentKind;
use crate::work::outbox::ordered;

/// Milliseconds that an answer has to bring us back before the next plea.
const REENTER_MS: u64 = 1_800_000;

/// Where the answer to a plea is kept until its parts are here.
fn answer_setting(group: &[u8]) -> String {
    group.iter().fold("rejoin ".to_owned(), |mut key, byte| {
        key.push_str(&format!("{byte:02x}"));
        key
    })
}

impl Turn<'_> {
    /// The answer to a plea of ours.
    pub(crate) fn answered(&mut self, letter: &Letter, group: &[u8; 32]) -> Step {
        let Some(row) = conversations::by_group_id(self.db, group)? else {
            return Ok(());
        };
        let known = members::accounts_of(self.db, row.id)?.contains(&letter.from);
        if row.state != ConversationState::OutOfStep || !known {
            return Ok(());
        }
        let bytes = record::encode(&letter.matter);
        settings::put(self.db, &answer_setting(group), &bytes)?;
        self.view(row).reenter(&letter.matter)
    }
}

impl Conversation<'_, '_> {
    pub(crate) fn kept_answer(&self) -> Step<Option<Matter>> {
        let kept = settings::read(self.turn.db, &answer_setting(&self.row.group_id))?;
        Ok(kept.and_then(|bytes| record::decode(&bytes)))
    }

    fn forget_answer(&self) -> Step {
        let setting = answer_setting(&self.row.group_id);
        Ok(settings::delete(self.turn.db, &setting)?)
    }

    /// Until when an answer has time to bring us back.
    pub(crate) fn time_to_reenter(&self) -> Timestamp {
        self.turn.now.plus_ms(REENTER_MS)
    }

    /// Uses an answer, once its parts are here.
    pub(crate) fn reenter(&mut self, answer: &Matter) -> Step {
        let Matter::Rejoin {
            place,
            generation,
            info,
            ..
        } = answer
        else {
            return Ok(());
        };
        let queued = outbox::list(self.turn.db, self.row.id)?;
        if queued.iter().any(is_rejoin) {
            return Ok(());
        }
        let parts = match self.turn.parts_here(&self.row, info)? {
            Parts::Here(parts) => parts,
            Parts::Waiting => return Ok(()),
            Parts::Lost => return self.forget_answer(),
        };
        // It serves once: the epoch that it describes will have ended.
        self.forget_answer()?;
        let placement = Placement::new(place.ordered_head(), generation.generation(), Vec::new());
        let Some(commit) = self.external_commit(&parts, &placement)? else {
            return Ok(());
        };
        self.read_from(place, generation)?;
        self.queue_reentry(commit)?;
        self.plead_after(REENTER_MS)?;
        self.reopen_log()
    }

    fn external_commit(
        &mut self,
        parts: &WelcomeParts,
        placement: &Placement,
    ) -> Step<Option<Vec<u8>>> {
        let own = self.turn.own()?;
        let reentry = Reentry {
            control_public: own.control.public().0,
            group_info: &parts.welcome,
            tree: (!parts.tree.is_empty()).then_some(parts.tree.as_slice()),
            authenticated: placement.encode(),
        };
        let made = self
            .turn
            .with_context(|context| Group::rejoin(context, &own.identity, reentry))?;
        match made {
            Ok(pending) => Ok(Some(pending.commit().to_vec())),
            Err(RejoinError::Storage(_) | RejoinError::Bug) => {
                Err(self.damaged(Damage::RejoinNotMade))
            }
            Err(RejoinError::AlreadyPending | RejoinError::NoTree | RejoinError::Invalid) => {
                Ok(None)
            }
        }
    }

    /// From here on the log is read from where the answer stands, with what it brings.
    fn read_from(&mut self, place: &Place, generation: &GenerationRecord) -> Step {
        self.row.cursor = place.cursor();
        self.row.running_hash = place.running_hash();
        self.row.ordered_head = place.ordered_head();
        self.row.generation = generation.generation();
        self.take_generation(generation)?;
        self.save()
    }

    fn queue_reentry(&mut self, commit: Vec<u8>) -> Step {
        let sealed = self.seal_entry(Class::Ordered, commit)?;
        let content = record::encode(&Aftermath {
            rejoin: true,
            ..Aftermath::default()
        });
        outbox::insert(self.turn.db, &ordered(&self.row, content, sealed))?;
        Ok(())
    }

    /// Our external commit came back.
    pub(crate) fn we_are_back(&mut self, entry: &Entry, out: &OutboxRow) -> Step {
        let group = self.merge_rejoin()?;
        outbox::delete(self.turn.db, out.id)?;
        self.turn.memory.keep_group(self.row.id, group);
        // What the old leaf sealed, nobody opens any more.
        for waiting in outbox::list(self.turn.db, self.row.id)? {
            if waiting.class == OutboxClass::Plain && waiting.sealed.is_some() {
                self.unseal(waiting)?;
            }
        }
        self.row.state = ConversationState::Active;
        let policy = self.refresh_members()?;
        if self.row.kind == ConversationKind::Group {
            policy.title().clone_into(&mut self.row.title);
        }
        self.own_line_of(entry, &Notice::Rejoined)?;
        for intent in self
            .turn
            .open_intents_in(self.row.id, &IntentKind::Rejoin)?
        {
            self.turn.intent_done(intent.id)?;
        }
        self.changed();
        Ok(())
    }

    fn merge_rejoin(&mut self) -> Step<Group> {
        let group_id = self.row.group_id.clone();
        let merged =
            self.turn
                .with_context(|context| match PendingRejoin::load(context, &group_id)? {
                    Some(pending) => pending.merge(context).map(Some),
                    None => Ok(None),
                })?;
        merged
            .map_err(|_| self.damaged(Damage::RejoinNotMerged))?
            .ok_or_else(|| self.damaged(Damage::NoPendingRejoin))
    }
}
