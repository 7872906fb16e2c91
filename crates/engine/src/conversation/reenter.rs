//! The way back in: an external commit that replaces the old leaf, built on the answer to a plea.

use hudhud_base::{AccountId, DeviceId, Timestamp};
use hudhud_mls::{Group, MadeRejoin, PendingRejoin, Reentry, RejoinError};
use hudhud_store::{
    conversations::{self, ConversationKind, ConversationState},
    members,
    outbox::{self, OutboxClass, OutboxRow},
};
use hudhud_wire::{Class, Entry};
use minicbor::{Decode, Encode};

use crate::conversation::Conversation;
use crate::conversation::answer::{Claimed, Lies};
use crate::conversation::commit::{Aftermath, is_rejoin};
use crate::conversation::handshake::Placement;
use crate::conversation::kept::Kept;
use crate::conversation::notice::Notice;
use crate::conversation::plea::PLEAS;
use crate::inbox::letter::Letter;
use crate::inbox::matter::{GenerationRecord, Matter, Place, WelcomeParts};
use crate::inbox::parts::Parts;
use crate::turn::damage::Damage;
use crate::turn::record::{self, Bytes32};
use crate::turn::{Step, Turn};
use crate::work::outbox::ordered;

/// Milliseconds that an answer has to bring us back before the next plea.
const REENTER_MS: u64 = 1_800_000;

/// An answer to a plea, and who gave it.
#[derive(Clone, Encode, Decode)]
struct Answer {
    #[n(0)]
    from: Bytes32,
    #[n(1)]
    device: Bytes32,
    #[n(2)]
    matter: Matter,
}

impl Turn<'_> {
    /// The answer to a plea of ours.
    pub(crate) fn answered(&mut self, letter: &Letter, group: &[u8; 32]) -> Step {
        let Some(row) = conversations::by_group_id(self.db, group)? else {
            return Ok(());
        };
        let Matter::Rejoin { nonce, .. } = &letter.matter else {
            return Ok(());
        };
        let known = members::accounts_of(self.db, row.id)?.contains(&letter.from);
        let mut view = self.view(row);
        // Who was not asked does not know the nonce.
        if !known || view.kept::<Bytes32>(Kept::Nonce)?.as_ref() != Some(nonce) {
            return Ok(());
        }
        let mut answers: Vec<Answer> = view.kept(Kept::Answers)?.unwrap_or_default();
        // One of each member, and of no more than are asked at once.
        if answers.len() >= PLEAS || answers.iter().any(|one| one.from.0 == letter.from.0) {
            return Ok(());
        }
        answers.push(Answer {
            from: Bytes32(letter.from.0),
            device: Bytes32(letter.device.0),
            matter: letter.matter.clone(),
        });
        view.keep(Kept::Answers, &answers)?;
        view.reenter()
    }
}

/// What came of an answer.
enum Tried {
    /// It is not what it should be; another may be.
    Refused,
    /// The members are where we are, says this one.
    Level,
    /// What brings us back is on its way.
    Queued,
}

impl Conversation<'_, '_> {
    pub(crate) fn has_answers(&self) -> Step<bool> {
        let answers: Option<Vec<Answer>> = self.kept(Kept::Answers)?;
        Ok(answers.is_some_and(|answers| !answers.is_empty()))
    }

    /// Until when an answer has time to bring us back.
    pub(crate) fn time_to_reenter(&self) -> Timestamp {
        self.turn.now.plus_ms(REENTER_MS)
    }

    /// Uses the first answer that is what it should be, once its parts are here.
    pub(crate) fn reenter(&mut self) -> Step {
        let queued = outbox::list(self.turn.db, self.row.id)?;
        // Another would be built on the same head, and one of the two would be lost.
        if queued.iter().any(is_rejoin) {
            return Ok(());
        }
        let answers: Vec<Answer> = self.kept(Kept::Answers)?.unwrap_or_default();
        let mut waiting = Vec::new();
        for answer in answers {
            let Matter::Rejoin { info, .. } = &answer.matter else {
                continue;
            };
            let parts = match self.turn.parts_here(&self.row, info)? {
                Parts::Here(parts) => parts,
                Parts::Waiting => {
                    waiting.push(answer);
                    continue;
                }
                Parts::Lost => continue,
            };
            match self.try_answer(&answer, &parts)? {
                Tried::Refused => {}
                Tried::Level if self.is_level(answer.from)? => return self.end_pleading(),
                Tried::Level => {}
                Tried::Queued => {
                    // The epoch that the others describe will have ended.
                    self.forget_kept(Kept::Answers)?;
                    self.plead_after(REENTER_MS)?;
                    return self.reopen_log();
                }
            }
        }
        // One that was tried serves no more.
        self.keep(Kept::Answers, &waiting)
    }

    fn try_answer(&mut self, answer: &Answer, parts: &WelcomeParts) -> Step<Tried> {
        let Matter::Rejoin {
            place, generation, ..
        } = &answer.matter
        else {
            return Ok(Tried::Refused);
        };
        // One that nobody remembers would bar the way.
        self.discard_rejoin()?;
        let placement = Placement::new(place.ordered_head(), generation.generation(), Vec::new());
        let Some(made) = self.external_commit(parts, &placement)? else {
            return Ok(Tried::Refused);
        };
        let lies = self.lies(place, &made)?;
        let claimed = Claimed {
            place,
            generation,
            from: AccountId(answer.from.0),
            device: DeviceId(answer.device.0),
        };
        let fits = self.is_genuine(&claimed, &made)?;
        let suspect = self.row.state == ConversationState::Active;
        // Our own commit is in it already.
        let epoch = made.pending.group().epoch().saturating_sub(1);
        let stale = match lies {
            Lies::Ahead | Lies::Apart => false,
            // Who is out of step may be so in the epoch in which the others are.
            Lies::Level => suspect,
            // But for those whom this device has followed, and who did not have what it committed elsewhere.
            Lies::Behind => suspect || !self.was_left_by(epoch)?,
        };
        // A suspect needs more than one word to leave where it is.
        let alone = fits && suspect && !stale && !self.is_ahead(answer.from)?;
        if !fits || stale || alone {
            // By itself, and not by our group's id: it may be of another group.
            let discarded = self
                .turn
                .with_context(|context| made.pending.discard(context))?;
            discarded.map_err(|_| self.damaged(Damage::RejoinNotDiscarded))?;
            return Ok(if fits && suspect && stale {
                Tried::Level
            } else {
                Tried::Refused
            });
        }
        if suspect {
            // Now it is signed: there is an epoch that cannot be reached.
            self.row.state = ConversationState::OutOfStep;
            self.withdraw_staged()?;
            self.changed();
        }
        self.read_from(place, generation)?;
        self.queue_reentry(made.pending.commit().to_vec())?;
        Ok(Tried::Queued)
    }

    fn external_commit(
        &mut self,
        parts: &WelcomeParts,
        placement: &Placement,
    ) -> Step<Option<MadeRejoin>> {
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
            Ok(made) => Ok(Some(made)),
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
        // If the log turns out not to be there, reading goes on from here.
        let before = (Place::of(&self.row, self.host()?), self.row.generation.0);
        self.keep(Kept::Before, &before)?;
        self.read_at(place);
        self.row.generation = generation.generation();
        self.take_generation(generation)?;
        self.keep_hash()?;
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
        self.row.leaf_renewed = self.turn.now;
        let policy = self.refresh_members()?;
        if self.row.kind == ConversationKind::Group {
            policy.title().clone_into(&mut self.row.title);
        }
        self.own_line_of(entry, &Notice::Rejoined)?;
        self.end_pleading()?;
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
