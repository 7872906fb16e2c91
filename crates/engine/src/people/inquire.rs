//! Who somebody is: looked up so that the person sees a name.

use hudhud_base::{AccountId, ConversationId, Timestamp};
use hudhud_store::accounts;
use hudhud_store::conversations::ConversationRow;
use hudhud_wire::Request;

use crate::turn::links;
use crate::turn::pending::Pending;
use crate::turn::{Step, Turn};

/// Milliseconds before somebody's name is looked up again: a day.
const INQUIRY_MS: u64 = 86_400_000;

impl Turn<'_> {
    /// Asks who somebody is, perhaps for a conversation in which they are shown; once a day is enough.
    pub(crate) fn inquire(
        &mut self,
        conversation: Option<ConversationId>,
        account: &AccountId,
    ) -> Step {
        let Some(row) = accounts::by_id(self.db, account)? else {
            return Ok(());
        };
        let link = links::anonymous(&row.host);
        // Nobody was asked yet about an account whose time is 0.
        let recently = row.refreshed.0 > 0 && self.now.since_ms(row.refreshed) < INQUIRY_MS;
        let pending = Pending::Inquire {
            conversation,
            account: *account,
        };
        if !recently && self.is_ready(&link) && !self.memory.is_pending(&link, &pending) {
            let request = Request::GetAccount {
                account: *account,
                known: self.known_list(account)?,
            };
            self.request(&link, request, pending);
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

    /// Looks up the names of a conversation's members that are not known yet.
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
                self.inquire(Some(row.id), &member.account)?;
            }
        }
        Ok(())
    }
}
