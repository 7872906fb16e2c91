//! What the shell is told at the end of every turn: the links to hold, and when to wake the machine.

use std::collections::BTreeSet;

use hudhud_base::Timestamp;
use hudhud_store::{accounts, blobs, conversations, deliveries, intents, outbox};
use hudhud_wire::LinkKind;

use crate::api::Link;
use crate::turn::links;
use crate::turn::{Step, Turn};

impl Turn<'_> {
    /// The links to hold from now on. The time to be woken is set with them.
    pub(crate) fn links_to_hold(&mut self) -> Step<BTreeSet<Link>> {
        let mut wanted = BTreeSet::new();
        if let Some(own) = self.own_if_any()? {
            let row = &own.row;
            let account = links::account(&row.host);
            let due = !row.signed_up || row.wanted_name.is_some() || self.renewal_is_due(&own);
            // Held only while there is something to do: it says who is there.
            if due || !self.is_idle(&account) {
                wanted.insert(account);
            }
            if row.signed_up {
                wanted.insert(Link {
                    host: row.host.clone(),
                    kind: LinkKind::Inbox,
                });
                // The own host always: people are looked for there.
                wanted.insert(links::anonymous(&row.host));
                wanted.extend(self.memory.hosts.iter().map(|host| links::anonymous(host)));
            }
        }
        self.memory.deadline = self.next_deadline()?;
        Ok(wanted)
    }

    fn is_idle(&self, link: &Link) -> bool {
        self.memory
            .links
            .get(link)
            .is_none_or(|state| state.pending.is_empty())
    }

    /// The next time something is due.
    fn next_deadline(&mut self) -> Step<Option<Timestamp>> {
        let db = self.db;
        let mut due = vec![
            conversations::earliest_receipt_due(db)?,
            outbox::next_due(db, self.now)?,
            deliveries::next_due(db, self.now)?,
            intents::next_due(db, self.now)?,
            accounts::next_to_tell(db, self.now)?,
        ];
        due.extend(
            blobs::transfers(db)?
                .into_iter()
                .map(|blob| Some(blob.not_before)),
        );
        due.extend(self.memory.log_retry.values().map(|retry| Some(retry.at)));
        // What is due already waits for something else than time: a link, an answer.
        Ok(due.into_iter().flatten().filter(|at| *at > self.now).min())
    }
}
