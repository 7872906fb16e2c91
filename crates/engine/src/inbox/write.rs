//! Writing to somebody's inbox.

use hudhud_base::{AccountId, BlobId, ConversationId, DeliveryId, EntryId, Timestamp};
use hudhud_crypto::inbox;
use hudhud_store::{
    accounts,
    deliveries::{self, DeliveryRow},
};

use crate::inbox::letter::{self, Writer};
use crate::inbox::matter::Matter;
use crate::turn::own::random;
use crate::turn::{Step, Turn};

impl Turn<'_> {
    /// Seals a letter to somebody's inbox and queues it. Nothing is written to somebody whose inbox
    /// is not known.
    pub(crate) fn write_letter(
        &mut self,
        conversation: ConversationId,
        to: &AccountId,
        matter: &Matter,
        blob: Option<BlobId>,
    ) -> Step {
        let own = self.own()?;
        let Some(account) = accounts::by_id(self.db, to)? else {
            return Ok(());
        };
        let (Some(inbox_address), Some(inbox_key)) = (account.inbox, &account.inbox_key) else {
            return Ok(());
        };
        let writer = Writer {
            account_key: own.account_key.public(),
            binding: own.binding,
            device: &own.device_key,
        };
        let letter = letter::write(&writer, to, matter);
        // An inbox key that is no key reaches nobody; its owner will not miss what they cannot open.
        let Ok(body) = inbox::seal(inbox_key, &inbox_address.0, &letter, self.rng) else {
            return Ok(());
        };
        deliveries::insert(
            self.db,
            &DeliveryRow {
                id: DeliveryId(0),
                account: *to,
                host: account.host,
                inbox: inbox_address,
                entry: EntryId(random(self.rng)),
                body,
                write: account.inbox_write,
                conversation: Some(conversation),
                blob,
                attempts: 0,
                not_before: Timestamp(0),
            },
        )?;
        self.pump_deliveries()
    }
}
