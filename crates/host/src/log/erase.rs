//! Erasing: a plain entry becomes the hash of what it was.

use hudhud_base::{Handle, Seq};
use hudhud_wire::{Capability, Class, RefusalCode, Reply};

use crate::log::capability_fits;
use crate::record::{StoredBody, StoredEntry};
use crate::refusal::{Answer, refuse};
use crate::step::Step;
use crate::table;

impl Step<'_> {
    pub(crate) fn erase(
        &mut self,
        handle: Handle,
        seq: Seq,
        secret: Option<&[u8; 32]>,
    ) -> Answer<Reply> {
        let open = self.opened_for_entries(handle)?;
        if seq >= self.end_of(&open)? {
            return refuse(RefusalCode::Gone);
        }
        let Some(entry) = self.load::<StoredEntry>(&table::entry(&open.address, seq))? else {
            return refuse(RefusalCode::Gone);
        };
        // Who shows a secret is judged by it, and does not fall back on what the handle may do.
        let allowed = match (secret, &entry.erase_hash) {
            (Some(secret), Some(hash)) => capability_fits(&Capability(*secret), hash),
            (Some(_), None) => false,
            // Whoever holds control of an ended generation may have been removed since.
            (None, _) => open.handle.rights().control && open.is_current(),
        };
        // A hole among handshakes would leave everybody behind it out of step.
        if !allowed || entry.class == Class::Ordered {
            return refuse(RefusalCode::Forbidden);
        }
        // Erased before: done once more, without a write.
        if let StoredBody::Sealed(_) = &entry.body {
            let mut head = open.head;
            self.bury(&open.address, &mut head, seq, entry);
            self.set_head(&open.address, head);
        }
        Ok(Reply::Done)
    }
}
