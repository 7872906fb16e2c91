//! What the shell is told at the end of every turn: the links to hold, and when to wake the machine.

use std::collections::BTreeSet;

use hudhud_base::Timestamp;
use hudhud_store::{accounts, blobs, conversations, deliveries, intents, outbox};
use hudhud_wire::LinkKind;

use crate::api::Link;
use crate::turn::links::{self, LinkState};
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
                // The own host always: conversations begin there.
                wanted.insert(links::conversations(&row.host));
                let hosts = self.memory.hosts.iter();
                wanted.extend(hosts.map(|host| links::conversations(host)));
                self.let_go_of_people();
                let asked = self.memory.asked_for_people.iter();
                wanted.extend(asked.map(|host| links::people(host)));
            }
        }
        let given_up: Vec<Link> = self
            .memory
            .links
            .keys()
            .filter(|link| !wanted.contains(*link))
            .cloned()
            .collect();
        for link in given_up {
            // The shell closes it without a word: nothing may be asked on it any more.
            self.link_down(&link);
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

    /// A link to ask about people ends with the last answer: the next one is not seen to be of the same
    /// device.
    fn let_go_of_people(&mut self) {
        let memory = &mut *self.memory;
        let mut asked = std::mem::take(&mut memory.asked_for_people);
        asked.retain(|host| {
            let link = links::people(host);
            let done = |state: &LinkState| state.ready && state.asked().next().is_none();
            !memory.links.get(&link).is_some_and(done) || memory.is_being_paid_for(&link)
        });
        memory.asked_for_people = asked;
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
        due.extend(self.memory.inquiries.values().map(|at| Some(*at)));
        // What is due already waits for something else than time: a link, an answer.
        Ok(due.into_iter().flatten().filter(|at| *at > self.now).min())
    }
}
