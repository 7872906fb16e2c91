//! Letters on their way to somebody's inbox: sealed once, sent until the host has them.

use bytes::Bytes;
use hudhud_base::{AccountId, DeliveryId, Timestamp, Transfer};
use hudhud_store::{accounts, deliveries};
use hudhud_wire::{Capability, Deliver, Refusal, RefusalCode, Request};

use crate::turn::links;
use crate::turn::pending::Pending;
use crate::turn::retry::is_passing;
use crate::turn::{Step, Turn};
use crate::work::blob::Reference;

/// Milliseconds before a letter that a host could not take is sent again, at least.
const RETRY_MS: u64 = 2_000;
/// Milliseconds before a letter to somebody suspended is sent again.
const SUSPENDED_RETRY_MS: u64 = 6 * 3_600_000;
/// Attempts after which a letter to somebody suspended is given up: thirty days.
const SUSPENDED_ATTEMPTS: u32 = 120;
/// Times that a letter waits for a host to be tried again, after which it is given up: thirty days.
const RESTS: u32 = 720;

impl Turn<'_> {
    /// Sends every letter that is due and whose blob is at the host.
    pub(crate) fn pump_deliveries(&mut self) -> Step {
        for row in deliveries::due(self.db, self.now)? {
            let link = links::people(&row.host);
            let transfer = row.conversation.zip(row.blob);
            let transfer = transfer.map(|(conversation, blob)| Transfer { conversation, blob });
            let reference = self.reference(transfer.as_ref())?;
            // What it refers to will never be there, and without it the letter is of no use.
            if reference == Reference::Broken {
                deliveries::delete(self.db, row.id)?;
                continue;
            }
            if reference == Reference::Waits {
                continue;
            }
            // The link is wanted from now on, also if it is not up.
            self.memory.people.wants(row.host.clone());
            if !self.is_ready(&link) || !self.memory.deliveries_running.insert(row.id) {
                continue;
            }
            let deliver = Deliver {
                address: row.inbox,
                entry: row.entry,
                write: row
                    .write
                    .as_ref()
                    .map(|write| Capability(*write.as_bytes())),
                // First without: the refusal says what it costs, if it costs anything.
                payment: None,
                body: Bytes::from(row.body),
            };
            let pending = Pending::Deliver { delivery: row.id };
            self.request_payable(&link, Request::Deliver(deliver), pending);
        }
        Ok(())
    }

    /// A host is left alone until a time: so are letters to it, and not for ever.
    pub(crate) fn letters_rest(&mut self, host: &str, until: Timestamp) -> Step {
        for mut row in deliveries::list(self.db)? {
            if row.host != host {
                continue;
            }
            row.attempts = row.attempts.saturating_add(1);
            row.not_before = until;
            if row.attempts > RESTS {
                deliveries::delete(self.db, row.id)?;
            } else {
                deliveries::update(self.db, &row)?;
            }
        }
        Ok(())
    }

    /// Every letter may be sent again at once.
    pub(crate) fn letters_wait_for_no_time(&mut self) -> Step {
        self.memory.people.wakes_all();
        for mut row in deliveries::list(self.db)? {
            if row.not_before > self.now {
                row.not_before = self.now;
                deliveries::update(self.db, &row)?;
            }
        }
        Ok(())
    }

    /// The capability for somebody's inbox opens it no more; false if none was known.
    pub(crate) fn forget_capability(&mut self, account: &AccountId) -> Step<bool> {
        let Some(mut row) = accounts::by_id(self.db, account)? else {
            return Ok(false);
        };
        let known = row.inbox_write.take().is_some();
        if known {
            accounts::upsert(self.db, &row)?;
        }
        Ok(known)
    }

    pub(crate) fn delivered(&mut self, delivery: DeliveryId) -> Step {
        self.memory.deliveries_running.remove(&delivery);
        Ok(deliveries::delete(self.db, delivery)?)
    }

    pub(crate) fn delivery_refused(&mut self, delivery: DeliveryId, refusal: &Refusal) -> Step {
        self.memory.deliveries_running.remove(&delivery);
        let Some(mut row) = deliveries::by_id(self.db, delivery)? else {
            return Ok(());
        };
        if refusal.code == RefusalCode::Forbidden && row.write.is_some() {
            // The contact's capability has changed: a puzzle will do.
            row.write = None;
            deliveries::update(self.db, &row)?;
            self.forget_capability(&row.account)?;
            return self.pump_deliveries();
        }
        // Whoever is suspended may be there again; what was written to them is not thrown away at once.
        let suspended = refusal.code == RefusalCode::Suspended && row.attempts < SUSPENDED_ATTEMPTS;
        if is_passing(refusal.code) || suspended {
            row.attempts = row.attempts.saturating_add(1);
            let wait = if suspended {
                SUSPENDED_RETRY_MS
            } else {
                self.wait_after(refusal, RETRY_MS, row.attempts)
            };
            row.not_before = self.now.plus_ms(wait);
            return Ok(deliveries::update(self.db, &row)?);
        }
        // Nobody is there any more.
        Ok(deliveries::delete(self.db, delivery)?)
    }
}
