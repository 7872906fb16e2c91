//! Who may write to the own inbox without paying: whoever was given its write capability. It is replaced
//! when somebody is not to hold it any more, and the contacts who are to hold it are told.

use hudhud_base::AccountId;
use hudhud_store::{
    Secret,
    accounts::{self, Standing},
};

use crate::turn::own::random;
use crate::turn::{Step, Turn};

/// Milliseconds over which contacts are told: a day. One link that wrote to all of them at once would
/// say who they are.
const SPREAD_MS: u64 = 86_400_000;

impl Turn<'_> {
    /// Somebody was given the present capability for the own inbox.
    pub(crate) fn gave_capability(&mut self, account: &AccountId) -> Step {
        if let Some(mut row) = accounts::by_id(self.db, account)? {
            row.inbox_given = true;
            row.tell_at = None;
            accounts::upsert(self.db, &row)?;
        }
        Ok(())
    }

    /// Replaces the capability that somebody was given, if they were. Of the others who hold it, contacts
    /// are told the new one; whoever is none may pay.
    pub(crate) fn take_back_capability(&mut self, account: &AccountId) -> Step {
        let held = accounts::by_id(self.db, account)?.is_some_and(|row| row.inbox_given);
        if !held {
            return Ok(());
        }
        for mut row in accounts::given(self.db)? {
            row.inbox_given = row.account != *account && row.standing == Standing::Contact;
            row.tell_at = row.inbox_given.then_some(self.now);
            accounts::upsert(self.db, &row)?;
        }
        let write = Secret::new(random(self.rng));
        self.update_own(|row| {
            row.inbox_write = write;
            row.update_due = true;
        })
    }

    /// The host has the present capability: whoever is to be told it is told at a time of their own.
    pub(crate) fn spread_telling(&mut self) -> Step {
        for mut row in accounts::given(self.db)? {
            if row.tell_at.is_some() {
                let wait = self.rng.next_u64() % SPREAD_MS;
                row.tell_at = Some(self.now.plus_ms(wait));
                accounts::upsert(self.db, &row)?;
            }
        }
        Ok(())
    }

    /// A contact replaces the capability that we have for their inbox.
    pub(crate) fn keep_capability(&mut self, from: &AccountId, capability: [u8; 32]) -> Step {
        if let Some(mut row) = accounts::by_id(self.db, from)?
            && row.standing == Standing::Contact
        {
            row.inbox_write = Some(Secret::new(capability));
            accounts::upsert(self.db, &row)?;
        }
        Ok(())
    }
}
