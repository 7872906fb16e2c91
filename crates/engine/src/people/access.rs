//! How the own host treats the own account. It says so where it is asked to open the inbox, which is the
//! one thing that a device always wants of it.

use hudhud_wire::RefusalCode;

use crate::api::{Access, Event};
use crate::turn::{Step, Turn};

impl Turn<'_> {
    /// Takes the host's word on the own inbox: open, or refused by this code.
    pub(crate) fn access_is(&mut self, refusal: Option<RefusalCode>) -> Step {
        let access = match refusal {
            None => Access::Open,
            Some(RefusalCode::Suspended) => Access::Suspended,
            Some(RefusalCode::NoSuchLog) => Access::Unknown,
            // What passes says nothing of the account.
            Some(_) => return Ok(()),
        };
        let is_news = self.memory.access.replace(access) != Some(access);
        let differs = self.own()?.row.access != access;
        if differs {
            self.update_own(|row| row.access = access)?;
        }
        // What is not as usual is said once, even if it was so the last time that this machine ran.
        if differs || (is_news && access != Access::Open) {
            self.event(Event::Access(access));
        }
        Ok(())
    }
}
