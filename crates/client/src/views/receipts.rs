//! How far the others are with a message.

use hudhud_base::{AccountId, MessageRow, limits};
use hudhud_dialogue::{AskError, MessageState, ReceiptView};
use hudhud_store::receipts::{self, ReceiptRow};
use hudhud_store::{Db, StoreError, members, messages};

use super::people::People;
use crate::client::Client;
use crate::question::Question;

impl Client {
    /// Who of those who were there has received and read an own message, by name. Nothing where nobody
    /// says so: of others' messages, of what is not sent, and where more than
    /// [`limits::RECEIPT_ACCOUNTS`] accounts are.
    ///
    /// # Errors
    /// See [`Client::account`].
    pub async fn receipts(&self, message: MessageRow) -> Result<Vec<ReceiptView>, AskError> {
        self.view(Question::Receipts(message), move |db| {
            let mut people = People::new(db)?;
            let Some(own) = people.own_account() else {
                return Ok(Vec::new());
            };
            let mut found = Vec::new();
            for (account, state) in of_message(db, &own, message)? {
                let person = people.view(&account)?;
                found.push(ReceiptView { person, state });
            }
            found.sort_by(|a, b| a.person.name.cmp(&b.person.name));
            Ok(found)
        })
        .await
    }
}

fn of_message(
    db: &Db,
    own: &AccountId,
    message: MessageRow,
) -> Result<Vec<(AccountId, MessageState)>, StoreError> {
    let Some(message) = messages::by_id(db, message)?.filter(|found| found.sender == *own) else {
        return Ok(Vec::new());
    };
    let accounts = members::accounts_of(db, message.conversation)?;
    let Some(seq) = message
        .seq
        .filter(|_| accounts.len() <= limits::RECEIPT_ACCOUNTS)
    else {
        return Ok(Vec::new());
    };
    let marks = receipts::list(db, message.conversation)?;
    let state = |row: &ReceiptRow| {
        if row.read_seq >= seq {
            MessageState::Read
        } else if row.delivered_seq >= seq {
            MessageState::Delivered
        } else {
            MessageState::Sent
        }
    };
    Ok(accounts
        .into_iter()
        .filter(|account| account != own)
        .filter_map(|account| {
            let marked = marks.iter().find(|row| row.account == account);
            let was_there = marked.is_none_or(|row| row.since_seq < seq);
            was_there.then(|| (account, marked.map_or(MessageState::Sent, state)))
        })
        .collect())
}
