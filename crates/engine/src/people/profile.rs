//! How people show themselves: what they call themselves, and a picture. Both come with what they say, so
//! that no host learns them, and are kept for each account, the own one among them.

use hudhud_base::{AccountId, Minute, Timestamp, limits};
use hudhud_content::Profile;
use hudhud_media::Format;
use hudhud_store::profiles::{self, ProfileRow};

use crate::api::{Answer, CommandError, Event};
use crate::turn::{Step, Turn};

/// Milliseconds by which somebody's clock may be ahead of the entry in which they show themselves: a day, which
/// is all that a host keeps of when a letter came. What they say to have changed later counts as said then.
const AHEAD_MS: u64 = 86_400_000;
/// People who can be taken for each other, of whom it is said at once that they are shown otherwise.
const TWINS: u32 = 64;

impl Turn<'_> {
    /// Calls oneself otherwise from the next message on.
    pub(crate) fn call_oneself(&mut self, name: &str) -> Step<Answer> {
        let name = made_safe(name).ok_or(CommandError::TooLong {
            limit_bytes: limits::DISPLAY_NAME_BYTES,
        })?;
        self.show_oneself(|profile| profile.name = name)
    }

    /// Shows another picture of oneself from the next message on, or none.
    pub(crate) fn show_picture(&mut self, picture: Option<Vec<u8>>) -> Step<Answer> {
        if picture
            .as_deref()
            .is_some_and(|picture| !is_picture(picture))
        {
            return Err(CommandError::NotAPicture.into());
        }
        self.show_oneself(|profile| profile.picture = picture)
    }

    fn show_oneself(&mut self, change: impl FnOnce(&mut Profile)) -> Step<Answer> {
        let account = self.own()?.account;
        let row = profiles::of(self.db, &account)?;
        let before = match row.clone() {
            Some(row) => self.profile_of(row)?,
            None => Profile {
                changed: Timestamp(0),
                name: String::new(),
                picture: None,
            },
        };
        let mut profile = before.clone();
        change(&mut profile);
        if profile == before {
            return Ok(Answer::Done);
        }
        // Later than before, whatever the clock says: of two, the newer one stands.
        profile.changed = Timestamp(self.now.0.max(before.changed.0.saturating_add(1)));
        self.put_profile(account, row, profile)?;
        Ok(Answer::Done)
    }

    /// How this account shows itself, if it ever said so and somebody whom it told something older, or
    /// nothing, is to hear it.
    pub(crate) fn own_profile(&mut self, told: Timestamp) -> Step<Option<Profile>> {
        let account = self.own()?.account;
        let own = profiles::of(self.db, &account)?;
        let news = own.filter(|own| own.changed > told);
        news.map(|own| self.profile_of(own)).transpose()
    }

    fn profile_of(&self, row: ProfileRow) -> Step<Profile> {
        Ok(Profile {
            changed: row.changed,
            picture: profiles::picture(self.db, &row.account)?,
            name: row.name,
        })
    }

    /// What somebody says may bring how they show themselves.
    pub(crate) fn hear_profile(
        &mut self,
        account: AccountId,
        shown: Option<Profile>,
        came: Minute,
    ) -> Step {
        match shown {
            Some(shown) if account != self.own()?.account => {
                self.keep_profile(account, shown, came)
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Somebody shows themselves so, in an entry of this minute. Of what they said in several conversations
    /// the newest stands.
    pub(crate) fn keep_profile(
        &mut self,
        account: AccountId,
        mut shown: Profile,
        came: Minute,
    ) -> Step {
        // Said for a time that never comes, it would stand for ever.
        if shown.changed.since_ms(came.start()) > AHEAD_MS {
            shown.changed = came.start();
        }
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
        let profile = Profile {
            name,
            // What is no picture is as if there were none.
            picture: shown.picture.filter(|picture| is_picture(picture)),
            ..shown
        };
        self.put_profile(account, known, profile)
    }

    fn put_profile(
        &mut self,
        account: AccountId,
        before: Option<ProfileRow>,
        profile: Profile,
    ) -> Step {
        let mut row = ProfileRow::named(account, profile.changed, profile.name);
        // A picture that stays is not asked for again: it keeps the time since when it is shown.
        if profiles::picture(self.db, &account)? == profile.picture {
            row.picture = before.as_ref().and_then(|before| before.picture);
        } else {
            row.picture = profile.picture.as_ref().map(|_| profile.changed);
            profiles::put_picture(self.db, &account, profile.picture)?;
        }
        profiles::put(self.db, &row)?;
        self.event(Event::Person(account));
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

/// Whether these bytes may be the picture of a person. Nobody decodes what is not plainly small.
fn is_picture(bytes: &[u8]) -> bool {
    let side = limits::PROFILE_PICTURE_SIDE;
    bytes.len() <= limits::PROFILE_PICTURE_BYTES
        && hudhud_media::look(bytes).is_some_and(|picture| {
            picture.format == Format::Jpeg && picture.width <= side && picture.height <= side
        })
}

fn made_safe(name: &str) -> Option<String> {
    hudhud_text::display_name(name, limits::DISPLAY_NAME_BYTES)
}
