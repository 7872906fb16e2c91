//! Letters that came to the inbox, each to the room that it is for.

use hudhud_crypto::identity::device_id;
use hudhud_store::accounts::Standing;
use hudhud_wire::Entries;

use crate::api::Link;
use crate::conversation::invitation::Invited;
use crate::inbox::letter::Letter;
use crate::inbox::matter::Matter;
use crate::turn::record::Secret32;
use crate::turn::{Step, Turn};

impl Turn<'_> {
    /// Takes entries of the inbox; true if all of it has been read.
    pub(crate) fn inbox_entries(&mut self, link: &Link, entries: &Entries) -> Step<bool> {
        let read = self.read_inbox(entries)?;
        for came in &read.letters {
            if let Err(trouble) = self.apart(|turn| turn.take_letter(&came.letter))? {
                self.keep_aside(None, came.seq, trouble, came.sealed.to_vec())?;
                if let Some(conversation) = trouble.with_own_state_of() {
                    self.set_conversation_aside(conversation)?;
                }
            }
        }
        // Last: what a letter leads to and how far the inbox was read are kept together.
        self.keep_inbox_read(link, read)
    }

    /// Somebody says which capability opens their inbox now. From a device that is not known to be theirs
    /// it is passed over: what is written to them is paid for then.
    fn capability_told(&mut self, letter: &Letter, contact: &Secret32) -> Step {
        let listed = self.device_keys(&letter.from)?;
        if listed.iter().any(|key| device_id(key) == letter.device) {
            self.keep_capability(&letter.from, contact.0)?;
        }
        Ok(())
    }

    fn take_letter(&mut self, letter: &Letter) -> Step {
        match &letter.matter {
            // A block keeps out what somebody wants to say. Groups that both are in need each other's
            // help to stay in step, and nobody sees any of it.
            Matter::Invite { .. } if self.standing(&letter.from)? == Standing::Blocked => Ok(()),
            Matter::Invite { .. } => {
                self.sign_of_life(&letter.from)?;
                match self.invited(letter)? {
                    Invited::Accepted => self.pump_intents(),
                    Invited::Waits => Ok(()),
                }
            }
            Matter::Contact { contact } => self.capability_told(letter, contact),
            Matter::Plea { group, .. } => self.pleaded(letter, &group.0),
            Matter::Rejoin { group, .. } => self.answered(letter, &group.0),
            Matter::Replaced { group, .. } => self.offered(letter, &group.0),
        }
    }
}
