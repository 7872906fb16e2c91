//! What the shell is told at the end of every turn: the links to hold, and when to wake the machine.

use std::collections::BTreeSet;

use hudhud_base::{Timestamp, limits};
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
                let hosts = self.hosts_of_conversations()?;
                wanted.extend(hosts.iter().map(|host| links::conversations(host)));
                self.let_go_of_people();
                let asked = self.memory.people.hosts(&row.host, self.now);
                wanted.extend(asked.iter().map(|host| links::people(host)));
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

    /// Where conversations are followed. Whoever lives at more hosts than are held follows those where
    /// something was said last.
    fn hosts_of_conversations(&mut self) -> Step<BTreeSet<String>> {
        if self.memory.hosts.len() <= limits::FOREIGN_CONVERSATION_LINKS {
            return Ok(self.memory.hosts.clone());
        }
        let mut hosts = BTreeSet::new();
        for row in self.live_conversations()? {
            if hosts.len() >= limits::FOREIGN_CONVERSATION_LINKS {
                break;
            }
            hosts.insert(row.host);
        }
        Ok(hosts)
    }

    /// A link has ended, or could not be made. A host at which people are asked about is not tried for ever:
    /// where it is was said by somebody else.
    pub(crate) fn link_lost(&mut self, link: &Link) -> Step {
        let was_ready = self.is_ready(link);
        self.link_down(link);
        let Some(own) = self.own_if_any()? else {
            return Ok(());
        };
        // Whoever does not reach their own host is without a network, and learns nothing of others.
        let has_network = self.is_ready(&links::conversations(&own.row.host));
        let is_others = link.kind == LinkKind::People && link.host != own.row.host;
        if !is_others || was_ready || !has_network {
            return Ok(());
        }
        if let Some(until) = self.memory.people.failed(&link.host, self.now) {
            for account in self.stop_inquiring_at(&link.host)? {
                self.seal_what_waited(&account)?;
            }
            self.letters_rest(&link.host, until)?;
        }
        Ok(())
    }

    /// A link to ask about people ends with the last answer: the next one is not seen to be of the same
    /// device.
    fn let_go_of_people(&mut self) {
        let memory = &mut *self.memory;
        let mut people = std::mem::take(&mut memory.people);
        people.keep_only(|host| {
            let link = links::people(host);
            let done = |state: &LinkState| state.ready && state.asked().next().is_none();
            !memory.links.get(&link).is_some_and(done) || memory.is_being_paid_for(&link)
        });
        memory.people = people;
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
        due.extend(self.memory.people.ends_of_rest().map(Some));
        // What is due already waits for something else than time: a link, an answer.
        Ok(due.into_iter().flatten().filter(|at| *at > self.now).min())
    }
}
