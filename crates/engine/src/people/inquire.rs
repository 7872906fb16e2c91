//! Who somebody is: looked up so that the person sees a name.

use std::collections::BTreeSet;

use hudhud_base::{AccountId, ConversationId, Timestamp};
use hudhud_store::accounts::{self, AccountRow, Standing};
use hudhud_store::conversations::ConversationRow;
use hudhud_wire::Request;

use crate::turn::links;
use crate::turn::pending::Pending;
use crate::turn::{Step, Turn};

/// Milliseconds before somebody's name is looked up again: a day.
const INQUIRY_MS: u64 = 86_400_000;

/// Milliseconds over which what nobody waits for is spread.
const SPREAD_MS: u64 = 5_000;

impl Turn<'_> {
    /// Asks who somebody is, perhaps for a conversation in which they are shown; once a day is enough.
    /// The person waits for it.
    pub(crate) fn inquire(
        &mut self,
        conversation: Option<ConversationId>,
        account: &AccountId,
    ) -> Step {
        self.inquire_at(conversation, account, self.now)?;
        self.pump_inquiries()
    }

    fn inquire_at(
        &mut self,
        conversation: Option<ConversationId>,
        account: &AccountId,
        at: Timestamp,
    ) -> Step {
        let Some(row) = accounts::by_id(self.db, account)? else {
            return Ok(());
        };
        if !self.may_be_asked_about(&row)? {
            return Ok(());
        }
        // Nobody was asked yet about an account whose time is 0.
        let recently = row.refreshed.0 > 0 && self.now.since_ms(row.refreshed) < INQUIRY_MS;
        let pending = Pending::Inquire {
            conversation,
            account: *account,
        };
        if !recently && !self.memory.is_pending(&links::people(&row.host), &pending) {
            let due = self.memory.inquiries.entry((*account, conversation));
            let due = due.or_insert(at);
            *due = at.min(*due);
        }
        Ok(())
    }

    /// Whether the host of somebody may be asked who they are. Their letter says which it is: of a stranger
    /// it would be the stranger who has this device knock where they listen, and so learns its address, and
    /// that it is there and reads.
    fn may_be_asked_about(&mut self, row: &AccountRow) -> Step<bool> {
        Ok(row.host == self.own()?.row.host
            || row.standing == Standing::Contact
            || self.is_met(&row.account)?)
    }

    /// Nobody waits any more for who somebody at this host is: it was not reached. Those of whom nothing is
    /// learned there for now.
    pub(crate) fn stop_inquiring_at(&mut self, host: &str) -> Step<BTreeSet<AccountId>> {
        let mut there = BTreeSet::new();
        let asked: BTreeSet<_> = self.memory.inquiries.keys().map(|(who, _)| *who).collect();
        for account in asked {
            if accounts::by_id(self.db, &account)?.is_some_and(|row| row.host == host) {
                self.asked_in_vain(account)?;
                there.insert(account);
            }
        }
        self.memory
            .inquiries
            .retain(|(who, _), _| !there.contains(who));
        Ok(there)
    }

    /// Asks what is due to be asked; a link that is not up is wanted for it.
    pub(crate) fn pump_inquiries(&mut self) -> Step {
        let due: Vec<_> = self
            .memory
            .inquiries
            .iter()
            .filter(|(_, at)| **at <= self.now)
            .map(|(inquiry, _)| *inquiry)
            .collect();
        for (account, conversation) in due {
            let Some(row) = accounts::by_id(self.db, &account)? else {
                self.memory.inquiries.remove(&(account, conversation));
                continue;
            };
            let link = links::people(&row.host);
            self.memory.people.wants(row.host);
            if self.is_ready(&link) {
                self.memory.inquiries.remove(&(account, conversation));
                let request = Request::GetAccount {
                    account,
                    known: self.known_list(&account)?,
                };
                let pending = Pending::Inquire {
                    conversation,
                    account,
                };
                self.request(&link, request, pending);
            }
        }
        Ok(())
    }

    /// Asks who somebody is although it was asked today: what is known of them may be out of date.
    pub(crate) fn inquire_again(
        &mut self,
        conversation: ConversationId,
        account: &AccountId,
    ) -> Step {
        if let Some(mut row) = accounts::by_id(self.db, account)? {
            row.refreshed = Timestamp(0);
            accounts::upsert(self.db, &row)?;
        }
        self.inquire(Some(conversation), account)
    }

    /// Looks up the names of a conversation's members that are not known yet. Nobody waits for it, so it is
    /// not seen in the instant in which the conversation is opened.
    pub(crate) fn inquire_members(&mut self, row: &ConversationRow) -> Step {
        let own = self.own()?.account;
        for member in hudhud_store::members::list(self.db, row.id)? {
            if member.account == own {
                continue;
            }
            // Somebody met in a group: their host is not known, and the group's is the best guess.
            let mut account = self.account_row(member.account, &row.host)?;
            if account.account_key.is_none() {
                account.account_key = Some(member.account_key);
                accounts::upsert(self.db, &account)?;
            }
            if account.name.is_none() {
                let at = self.now.plus_ms(self.rng.next_u64() % SPREAD_MS);
                self.inquire_at(Some(row.id), &member.account, at)?;
            }
        }
        Ok(())
    }
}
