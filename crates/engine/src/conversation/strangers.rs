//! Who has written a letter, and whom nothing here speaks of any more: what is known of them goes, or whoever
//! writes under a thousand names would be remembered under each of them.

use std::collections::BTreeSet;

use hudhud_base::AccountId;
use hudhud_store::{accounts, intents, kept};

use crate::conversation::behind::Behind;
use crate::conversation::kept::Kept;
use crate::turn::record;
use crate::turn::{Step, Turn};
use crate::work::intent::{IntentKind, Target};

/// Strangers who are known by a letter of theirs. It is more than there are requests: beyond them there is
/// somebody of whom nothing speaks.
const LETTER_WRITERS: u64 = 400;

impl Turn<'_> {
    /// Somebody who was not known has written a letter, and it was taken in.
    pub(crate) fn forget_strangers(&mut self) -> Step {
        if accounts::letter_writers(self.db)? <= LETTER_WRITERS {
            return Ok(());
        }
        let spared = self.waited_for()?;
        for account in accounts::letter_writers_alone(self.db)? {
            if !spared.contains(&account) {
                accounts::forget(self.db, &account)?;
            }
        }
        Ok(())
    }

    /// Those whose invitation waits behind another, and those who are being looked for.
    fn waited_for(&self) -> Step<BTreeSet<AccountId>> {
        let mut accounts = BTreeSet::new();
        for bytes in kept::of_all(self.db, Kept::Invitations as u8)? {
            let waiting = record::decode::<Vec<Behind>>(&bytes).unwrap_or_default();
            accounts.extend(waiting.iter().map(|one| AccountId(one.from.0)));
        }
        for row in intents::open_all(self.db)? {
            match IntentKind::of(&row) {
                Some(IntentKind::Start(target, _)) => accounts.extend(target.account()),
                Some(IntentKind::Add(targets)) => {
                    accounts.extend(targets.iter().filter_map(Target::account));
                }
                Some(_) | None => {}
            }
        }
        Ok(accounts)
    }
}
