//! Invitations into a group in which this device is, or into which somebody else has invited it: they wait
//! behind another, and may show that one of the two leads elsewhere.

use hudhud_base::{AccountId, Timestamp};
use hudhud_store::{accounts::Standing, members};
use minicbor::{Decode, Encode};

use crate::conversation::Conversation;
use crate::conversation::kept::Kept;
use crate::inbox::letter::Letter;
use crate::inbox::matter::Matter;
use crate::turn::Step;
use crate::turn::record::Bytes32;

/// Milliseconds in which invitations by strangers into a group in which this device is raise a suspicion once.
const STRANGERS_MS: u64 = 86_400_000;
/// Invitations into one group, by different people, that wait behind another.
const WAITING: usize = 4;

/// One of them, and by whom.
#[derive(Clone, Encode, Decode)]
pub(crate) struct Behind {
    #[n(0)]
    pub(crate) from: Bytes32,
    #[n(1)]
    pub(crate) matter: Matter,
}

impl Conversation<'_, '_> {
    /// Somebody lets this device into a group in which it is: unless it was removed meanwhile, or the
    /// invitation is an old one, they are in another than it is, and one of the two is not the one to which
    /// the log leads. The members are asked.
    pub(crate) fn invited_where_it_is(&mut self, by: &AccountId) -> Step {
        if self.row.inviter.is_none_or(|inviter| inviter == *by) {
            return Ok(());
        }
        // A stranger may know the group's id and nothing else: heard, but not each time.
        if !self.is_known_here(by)? {
            let last: Option<u64> = self.kept(Kept::Strange)?;
            let next = last.map(|last| Timestamp(last).plus_ms(STRANGERS_MS));
            if next.is_some_and(|next| self.turn.now < next) {
                return Ok(());
            }
            self.keep(Kept::Strange, &self.turn.now.0)?;
        }
        self.suspect()
    }

    /// Whether somebody is a member as far as this device knows, or a contact.
    fn is_known_here(&mut self, account: &AccountId) -> Step<bool> {
        Ok(self.turn.standing(account)? == Standing::Contact
            || members::accounts_of(self.turn.db, self.row.id)?.contains(account))
    }

    /// Keeps an invitation behind the one that is asked about.
    pub(crate) fn put_behind(&mut self, letter: &Letter) -> Step {
        let mut waiting = self.waiting_invitations()?;
        waiting.retain(|one| one.from.0 != letter.from.0);
        // Four strangers do not keep out who is known.
        if waiting.len() >= WAITING && self.is_known_here(&letter.from)? {
            for at in (0..waiting.len()).rev() {
                if !self.is_known_here(&AccountId(waiting[at].from.0))? {
                    waiting.remove(at);
                    break;
                }
            }
        }
        if waiting.len() < WAITING {
            waiting.push(Behind {
                from: Bytes32(letter.from.0),
                matter: letter.matter.clone(),
            });
        }
        self.keep_waiting(&waiting)
    }

    pub(crate) fn keep_waiting(&self, waiting: &[Behind]) -> Step {
        if waiting.is_empty() {
            return self.forget_kept(Kept::Invitations);
        }
        self.keep(Kept::Invitations, &waiting)
    }

    /// But for those of whom the person wants to hear nothing any more.
    pub(crate) fn waiting_invitations(&mut self) -> Step<Vec<Behind>> {
        let waiting: Vec<Behind> = self.kept(Kept::Invitations)?.unwrap_or_default();
        let mut heard = Vec::new();
        for one in waiting {
            if self.turn.standing(&AccountId(one.from.0))? != Standing::Blocked {
                heard.push(one);
            }
        }
        Ok(heard)
    }
}
