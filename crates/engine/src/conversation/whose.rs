//! Whose a message was that is passed on: this device's word, if it says so at all, and kept as the word of
//! whoever else said so. Whoever passes on what was passed on before says what was said to them.

use hudhud_base::{AccountId, MessageRow, limits};
use hudhud_content::Forwarded;
use hudhud_store::{
    accounts,
    forwards::{self, ForwardRow},
    messages::StoredMessage,
    profiles,
};

use crate::turn::{Step, Turn};

impl Turn<'_> {
    /// Whose a message is: by the word of whoever passed it on, or by what its writer calls themselves.
    pub(crate) fn whose(&mut self, source: &StoredMessage) -> Step<Forwarded> {
        if let Some(before) = self.forwarded(source.id)? {
            let times = before.times.saturating_add(1).min(limits::FORWARDED_TIMES);
            return Ok(Forwarded { times, ..before });
        }
        Ok(Forwarded {
            name: self.called(&source.sender)?,
            sent: source.sent.minute(),
            times: 1,
        })
    }

    /// What somebody calls themselves, or the name that their host confirms; empty if they have neither.
    fn called(&mut self, account: &AccountId) -> Step<String> {
        let shown = profiles::of(self.db, account)?.map(|profile| profile.name);
        if let Some(shown) = shown.filter(|name| !name.is_empty()) {
            return Ok(shown);
        }
        let own = self.own()?;
        let name = if own.account == *account {
            own.row.name.clone()
        } else {
            accounts::by_id(self.db, account)?.and_then(|known| known.name)
        };
        Ok(name.unwrap_or_default())
    }

    /// What is said of a message that was passed on.
    pub(crate) fn forwarded(&self, message: MessageRow) -> Step<Option<Forwarded>> {
        let row = forwards::of(self.db, message)?;
        Ok(row.map(|row| Forwarded {
            name: row.name,
            sent: row.sent,
            times: row.times,
        }))
    }

    /// Keeps what is said of a message that was passed on. What nobody could be called is no name.
    pub(crate) fn keep_forwarded(&self, message: MessageRow, forwarded: Option<Forwarded>) -> Step {
        let Some(Forwarded { name, sent, times }) = forwarded else {
            return Ok(());
        };
        let name = hudhud_text::display_name(&name, limits::DISPLAY_NAME_BYTES);
        let row = ForwardRow {
            message,
            name: name.unwrap_or_default(),
            sent,
            times,
        };
        Ok(forwards::put(self.db, &row)?)
    }
}
