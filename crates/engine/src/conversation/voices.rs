//! What members tell a device that only suspects it has fallen out of step. Each is the word of one, who
//! may have gone on alone: a commit that nobody else can follow makes an epoch, too, and group info of
//! it is as well signed as any.

use hudhud_base::AccountId;
use hudhud_store::members;
use minicbor::{Decode, Encode};

use crate::conversation::Conversation;
use crate::conversation::kept::Kept;
use crate::conversation::plea::PLEA_RETRIES;
use crate::turn::Step;
use crate::turn::record::Bytes32;
use crate::work::intent::IntentKind;

/// Members who have to say the same, where there are so many.
const VOICES: usize = 2;
/// Pleas of a suspect whom one member tells that the group has gone on, and nobody else anything. With the
/// waits between them they take two days.
const PLEAS_OF_ONE_WORD: u32 = PLEA_RETRIES + 6;

/// Who has said what since the suspicion began.
#[derive(Debug, Default, Encode, Decode)]
struct Voices {
    /// That the group has gone on.
    #[n(0)]
    ahead: Vec<Bytes32>,
    /// That it is where this device is.
    #[n(1)]
    level: Vec<Bytes32>,
}

impl Conversation<'_, '_> {
    /// A member shows a later epoch: whether it is to be believed. Two say so, or all others there are; or
    /// nobody has said anything else for long.
    pub(crate) fn is_ahead(&mut self, from: Bytes32) -> Step<bool> {
        let mut voices = self.voices()?;
        voices.level.retain(|one| *one != from);
        if !voices.ahead.contains(&from) {
            voices.ahead.push(from);
        }
        self.keep(Kept::Voices, &voices)?;
        let others = self.others()?;
        let unanimous = voices.level.is_empty() && self.pleas()? >= PLEAS_OF_ONE_WORD;
        Ok(unanimous || voices.ahead.len() >= others.len().min(VOICES))
    }

    /// A member shows the epoch in which this device is: whether that is all that is said, and not by
    /// whoever let this device in alone. They may have let it into an epoch of their own.
    pub(crate) fn is_level(&mut self, from: Bytes32) -> Step<bool> {
        let mut voices = self.voices()?;
        if !voices.level.contains(&from) {
            voices.level.push(from);
        }
        voices.ahead.retain(|one| *one != from);
        self.keep(Kept::Voices, &voices)?;
        let inviter = self.row.inviter.map(|inviter| Bytes32(inviter.0));
        let others = voices.level.iter().any(|one| Some(*one) != inviter);
        Ok(others && voices.ahead.len() <= voices.level.len())
    }

    /// After how many pleas a suspect believes to be where the others are.
    pub(crate) fn pleas_of_a_suspect(&self) -> Step<u32> {
        Ok(if self.voices()?.ahead.is_empty() {
            PLEA_RETRIES
        } else {
            PLEAS_OF_ONE_WORD
        })
    }

    fn voices(&self) -> Step<Voices> {
        Ok(self.kept(Kept::Voices)?.unwrap_or_default())
    }

    fn others(&mut self) -> Step<Vec<AccountId>> {
        let own = self.turn.own()?.account;
        let mut others = members::accounts_of(self.turn.db, self.row.id)?;
        others.retain(|account| *account != own);
        Ok(others)
    }

    fn pleas(&mut self) -> Step<u32> {
        let open = self
            .turn
            .open_intents_in(self.row.id, &IntentKind::Rejoin)?;
        Ok(open.iter().map(|intent| intent.attempts).max().unwrap_or(0))
    }
}
