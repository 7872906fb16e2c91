//! Writing to somebody's inbox.

use hudhud_base::{AccountId, BlobId, ConversationId, DeliveryId, EntryId, Timestamp};
use hudhud_crypto::inbox;
use hudhud_store::{
    accounts,
    deliveries::{self, DeliveryRow},
};

use crate::inbox::letter::{self, Writer};
use crate::inbox::matter::Matter;
use crate::inbox::unsealed::Unsealed;
use crate::turn::own::random;
use crate::turn::record::Secret32;
use crate::turn::{Step, Turn};

impl Turn<'_> {
    /// Gives those whose time has come the present capability for the own inbox, once the host has it.
    pub(crate) fn tell_contacts(&mut self) -> Step {
        let Some(own) = self.own_if_any()?.filter(|own| !own.row.update_due) else {
            return Ok(());
        };
        let matter = Matter::Contact {
            contact: Secret32(*own.row.inbox_write.as_bytes()),
        };
        for mut row in accounts::to_tell(self.db, self.now)? {
            row.tell_at = None;
            accounts::upsert(self.db, &row)?;
            self.write_letter(None, &row.account, &matter, None)?;
        }
        Ok(())
    }

    /// Seals a letter to somebody's inbox and queues it. Nothing is written to somebody whose inbox
    /// is not known.
    pub(crate) fn write_letter(
        &mut self,
        conversation: Option<ConversationId>,
        to: &AccountId,
        matter: &Matter,
        blob: Option<BlobId>,
    ) -> Step {
        let own = self.own()?;
        let Some(account) = accounts::by_id(self.db, to)? else {
            return Ok(());
        };
        if account.inbox.is_none() || account.inbox_key.is_none() {
            return Ok(());
        }
        let writer = Writer {
            account_key: own.account_key.public(),
            binding: own.binding,
            device: &own.device_key,
        };
        let letter = letter::write(&writer, to, matter);
        let unsealed = Unsealed::new(to, letter, conversation, blob);
        if self.waits_for_key(&unsealed)? {
            return Ok(());
        }
        self.seal_letter(&unsealed)
    }

    /// Somebody's host was asked about them: what waited for their key leaves under the one that is known now.
    pub(crate) fn seal_what_waited(&mut self, to: &AccountId) -> Step {
        for unsealed in self.take_unsealed(to)? {
            self.seal_letter(&unsealed)?;
        }
        Ok(())
    }

    fn seal_letter(&mut self, unsealed: &Unsealed) -> Step {
        let Some(account) = accounts::by_id(self.db, &AccountId(unsealed.to.0))? else {
            return Ok(());
        };
        let (Some(inbox_address), Some(inbox_key)) = (account.inbox, &account.inbox_key) else {
            return Ok(());
        };
        // An inbox key that is no key reaches nobody; its owner will not miss what they cannot open.
        let Ok(body) = inbox::seal(inbox_key, &inbox_address.0, &unsealed.letter, self.rng) else {
            return Ok(());
        };
        deliveries::insert(
            self.db,
            &DeliveryRow {
                id: DeliveryId(0),
                account: account.account,
                host: account.host,
                inbox: inbox_address,
                entry: EntryId(random(self.rng)),
                body,
                write: account.inbox_write,
                conversation: unsealed.conversation(),
                blob: unsealed.blob(),
                attempts: 0,
                not_before: Timestamp(0),
            },
        )?;
        self.pump_deliveries()
    }
}
