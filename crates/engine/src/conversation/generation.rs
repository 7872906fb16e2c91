//! Generations: the capabilities and the key that the members of a log share for a while, and who
//! holds control.

use hudhud_base::{Generation, Seq};
use hudhud_crypto::{
    control::{self, ControlPublic},
    derive::GenerationKeys,
    identity::capability_hash,
    keys::GenerationSecret,
};
use hudhud_mls::Member;
use hudhud_store::{
    Secret,
    conversations::ConversationRow,
    generations::{self, GenerationRow},
};
use hudhud_wire::CapabilityHashes;

use crate::conversation::Conversation;
use crate::conversation::handshake::{Placement, SealedControl};
use crate::inbox::matter::GenerationRecord;
use crate::turn::Step;
use crate::turn::damage::Damage;

/// A generation that begins with an epoch.
pub(crate) struct NewGeneration<'a> {
    pub(crate) generation: Generation,
    /// The first entry in it.
    pub(crate) first: Seq,
    /// Of the epoch: everything that the members share is derived from it.
    pub(crate) secret: &'a [u8; 32],
    pub(crate) control: Option<[u8; 32]>,
}

/// For whom and for what a control capability is sealed.
fn control_info(row: &ConversationRow, generation: Generation) -> Vec<u8> {
    [row.log.0.as_slice(), &generation.0.to_be_bytes()].concat()
}

/// What the host is told of the generation that a secret begins.
pub(crate) fn hashes(secret: &[u8; 32], control: &[u8; 32]) -> CapabilityHashes {
    let keys = GenerationKeys::derive(&GenerationSecret::from_bytes(*secret));
    CapabilityHashes {
        read: capability_hash(&keys.read),
        write: capability_hash(&keys.write),
        control: capability_hash(control),
    }
}

impl Conversation<'_, '_> {
    /// The keys of the generation in which this device writes.
    pub(crate) fn generation_keys(&self) -> Step<GenerationRow> {
        generations::by_number(self.turn.db, self.row.id, self.row.generation)?
            .ok_or_else(|| self.damaged(Damage::NoGeneration))
    }

    pub(crate) fn holds_control(&self) -> Step<bool> {
        let keys = generations::by_number(self.turn.db, self.row.id, self.row.generation)?;
        Ok(keys.is_some_and(|keys| keys.control.is_some()))
    }

    /// Stores what the members of a generation share.
    pub(crate) fn keep_generation(&mut self, new: &NewGeneration<'_>) -> Step {
        let keys = GenerationKeys::derive(&GenerationSecret::from_bytes(*new.secret));
        let row = GenerationRow {
            conversation: self.row.id,
            generation: new.generation,
            secret: Secret::new(*new.secret),
            read: Secret::new(keys.read),
            write: Secret::new(keys.write),
            control: new.control.map(Secret::new),
            log_key: Secret::new(*keys.log_key.as_bytes()),
            first_seq: new.first,
            ended_seq: None,
        };
        Ok(generations::upsert(self.turn.db, &row)?)
    }

    /// Stores a generation that a letter brought.
    pub(crate) fn take_generation(&mut self, record: &GenerationRecord) -> Step {
        let row = record.to_row(self.row.id);
        Ok(generations::upsert(self.turn.db, &row)?)
    }

    /// The entry at `seq` ended the current generation; the next one follows from the new epoch.
    pub(crate) fn begin_generation(&mut self, seq: Seq, control: Option<[u8; 32]>) -> Step {
        let secret = self
            .with_group(|group, context| group.secret(context))?
            .map_err(|_| self.damaged(Damage::NoEpochSecret))?;
        let ended = generations::by_number(self.turn.db, self.row.id, self.row.generation)?;
        if let Some(mut ended) = ended {
            ended.ended_seq = Some(seq);
            generations::upsert(self.turn.db, &ended)?;
        }
        let next = self.row.generation.next();
        self.keep_generation(&NewGeneration {
            generation: next,
            first: seq.next(),
            secret: &secret,
            control,
        })?;
        self.row.generation = next;
        Ok(())
    }

    pub(crate) fn keep_control(&mut self, control: [u8; 32]) -> Step {
        let keys = generations::by_number(self.turn.db, self.row.id, self.row.generation)?;
        if let Some(mut keys) = keys {
            keys.control = Some(Secret::new(control));
            generations::upsert(self.turn.db, &keys)?;
            // The handle was opened without it.
            self.reopen_log()?;
        }
        Ok(())
    }

    /// Seals the control capability of a generation for each of these devices.
    pub(crate) fn seal_controls(
        &mut self,
        generation: Generation,
        capability: &[u8; 32],
        to: &[Member],
    ) -> Vec<SealedControl> {
        let info = control_info(&self.row, generation);
        let mut controls = Vec::new();
        for member in to {
            let key = ControlPublic(member.control_key);
            // A member whose control key is no key simply gets none.
            if let Ok(sealed) = control::seal(&key, &info, capability, self.turn.rng) {
                controls.push(SealedControl {
                    leaf: member.leaf,
                    sealed,
                });
            }
        }
        controls
    }

    /// The control capability that a merged commit brings us, if it does.
    pub(crate) fn control_for_us(
        &mut self,
        placement: Option<&Placement>,
        rotated: bool,
    ) -> Step<Option<[u8; 32]>> {
        let own = self.turn.own()?;
        let leaf = self.with_group(|group, _| group.own_leaf())?;
        // Sealed for the generation that holds once the commit is merged.
        let generation = if rotated {
            self.row.generation.next()
        } else {
            self.row.generation
        };
        let Some(sealed) = placement.and_then(|placement| placement.control_of(leaf)) else {
            return Ok(None);
        };
        let info = control_info(&self.row, generation);
        let opened = control::open(&own.control, &info, sealed);
        // One that does not open is none: the next rotation brings another.
        Ok(opened.ok().map(|control| *control))
    }
}
