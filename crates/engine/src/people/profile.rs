//! How people show themselves: what they call themselves. It comes with what they say, so that no host
//! learns it, and is kept for each account, the own one among them.

use hudhud_base::{AccountId, Timestamp, limits};
use hudhud_content::Profile;
use hudhud_store::profiles::{self, ProfileRow};

use crate::api::{Answer, CommandError, Event};
use crate::turn::{Step, Turn};

/// People who can be taken for each other, of whom it is said at once that they are shown otherwise.
const TWINS: u32 = 64;

impl Turn<'_> {
    /// Shows oneself otherwise from the next message on.
    pub(crate) fn show_oneself(&mut self, name: &str) -> Step<Answer> {
        let account = self.own()?.account;
        let name = made_safe(name).ok_or(CommandError::TooLong {
            limit_bytes: limits::DISPLAY_NAME_BYTES,
        })?;
        let now = profiles::of(self.db, &account)?;
        if now.as_ref().map_or("", |now| &now.name) == name {
            return Ok(Answer::Done);
        }
        // Later than before, whatever the clock says: of two, the newer one stands.
        let before = now.as_ref().map_or(0, |now| now.changed.0);
        let changed = Timestamp(self.now.0.max(before.saturating_add(1)));
        self.put_profile(now, &ProfileRow::named(account, changed, name))?;
        Ok(Answer::Done)
    }

    /// How this account shows itself, if it ever said so and somebody whom it told something older, or
    /// nothing, is to hear it.
    pub(crate) fn own_profile(&mut self, told: Timestamp) -> Step<Option<Profile>> {
        let account = self.own()?.account;
        let own = profiles::of(self.db, &account)?;
        Ok(own.filter(|own| own.changed > told).map(|own| Profile {
            changed: own.changed,
            name: own.name,
        }))
    }

    /// What somebody says may bring how they show themselves.
    pub(crate) fn hear_profile(&mut self, account: AccountId, shown: Option<Profile>) -> Step {
        match shown {
            Some(shown) if account != self.own()?.account => self.keep_profile(account, shown),
            Some(_) | None => Ok(()),
        }
    }

    /// Somebody shows themselves so. Of what they said in several conversations the newest stands.
    pub(crate) fn keep_profile(&mut self, account: AccountId, shown: Profile) -> Step {
        // What is longer than anybody may be called is nothing that a person chose.
        let Some(name) = made_safe(&shown.name) else {
            return Ok(());
        };
        let known = profiles::of(self.db, &account)?;
        if known
            .as_ref()
            .is_some_and(|known| known.changed >= shown.changed)
        {
            return Ok(());
        }
        self.put_profile(known, &ProfileRow::named(account, shown.changed, name))
    }

    fn put_profile(&mut self, before: Option<ProfileRow>, row: &ProfileRow) -> Step {
        profiles::put(self.db, row)?;
        self.event(Event::Person(row.account));
        if let Some(before) = before {
            self.looks_changed(&before.looks)?;
        }
        self.looks_changed(&row.looks)
    }

    /// Somebody can be taken for others now, or no longer: those are shown otherwise too.
    pub(crate) fn looks_changed(&mut self, looks: &str) -> Step {
        for account in profiles::with_looks(self.db, looks, TWINS)? {
            self.event(Event::Person(account));
        }
        Ok(())
    }
}

fn made_safe(name: &str) -> Option<String> {
    hudhud_text::display_name(name, limits::DISPLAY_NAME_BYTES)
}
