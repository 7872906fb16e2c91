//! Letters to somebody's inbox: sealed once, sent until the host has them.

use bytes::Bytes;
use hudhud_base::{AccountId, DeliveryId, EntryId, limits};
use hudhud_crypto::inbox;
use hudhud_mls::Member;
use hudhud_store::{
    accounts,
    blobs::{self, BlobState},
    conversations::{ConversationRow, Kind},
    deliveries::{self, DeliveryRow},
    generations,
};
use hudhud_wire::{Capability, Deliver, Entry, Refusal, RefusalCode, Request};

use crate::api::TurnError;
use crate::conversation::commit::Aftermath;
use crate::conversation::handshake::BlobRef;
use crate::conversation::policy::Policy;
use crate::inbox::letter::{
    self, GenerationRecord, Matter, Place, WelcomeAt, WelcomeParts, Writer,
};
use crate::people::account::is_passing;
use crate::turn::memory::Pending;
use crate::turn::own::random;
use crate::turn::record::{self, Bytes32, Secret32};
use crate::turn::{Step, Turn};

const RETRY_MS: u64 = 2_000;
/// Bytes of Welcome and tree that go into the letter itself; the rest of an inbox entry is for the
/// seals, the signatures and the padding.
const INLINE_BYTES: usize = limits::INBOX_ENTRY_BYTES * 5 / 8;

impl Turn<'_> {
    /// Invites everybody whom our own commit added.
    pub(crate) fn invite_added(
        &mut self,
        row: &ConversationRow,
        entry: &Entry,
        (before, aftermath): (&[Member], &Aftermath),
    ) -> Step {
        let (Some(welcome), Some(tree)) = (&aftermath.welcome, &aftermath.tree) else {
            return Ok(());
        };
        let members = self.with_group(row, |group, _| group.members())?;
        let added: Vec<_> = members
            .iter()
            .filter(|member| before.iter().all(|old| old.device != member.device))
            .map(|member| member.account)
            .collect();
        let parts = WelcomeParts {
            welcome: welcome.clone(),
            tree: tree.clone(),
        };
        // The head and the hash as they are once this entry has been read.
        let after = ConversationRow {
            cursor: entry.seq,
            ordered_head: entry.seq,
            ..row.clone()
        };
        let (at, blob) = self.parts_at(&after, parts)?;
        for account in added {
            let matter = self.invitation(&after, &account, at.clone())?;
            self.write_letter(&after, &account, (&matter, blob))?;
        }
        Ok(())
    }

    /// Welcome and tree in the letter, or in a blob that many letters refer to.
    pub(crate) fn parts_at(
        &mut self,
        row: &ConversationRow,
        parts: WelcomeParts,
    ) -> Step<(WelcomeAt, Option<hudhud_base::BlobId>)> {
        if parts.welcome.len() + parts.tree.len() <= INLINE_BYTES {
            return Ok((WelcomeAt::Here(parts), None));
        }
        let blob: BlobRef = self.store_blob(&row.host, Some(row.id), &record::encode(&parts))?;
        let id = blob.id();
        Ok((WelcomeAt::Blob(blob), Some(id)))
    }

    pub(crate) fn place_of(row: &ConversationRow) -> Place {
        Place::new(
            &row.host,
            row.log,
            row.cursor,
            row.running_hash,
            row.ordered_head,
        )
    }

    pub(crate) fn generation_record(
        &mut self,
        row: &ConversationRow,
        for_admin: bool,
    ) -> Step<GenerationRecord> {
        let keys =
            generations::by_number(self.db, row.id, row.generation)?.ok_or(TurnError::Damaged)?;
        let control = keys
            .control
            .as_ref()
            .filter(|_| for_admin)
            .map(|control| *control.as_bytes());
        let shared = [
            *keys.read.as_bytes(),
            *keys.write.as_bytes(),
            *keys.log_key.as_bytes(),
        ];
        Ok(GenerationRecord::new(
            row.generation,
            shared,
            control,
            keys.first_seq,
        ))
    }

    fn invitation(
        &mut self,
        row: &ConversationRow,
        account: &AccountId,
        welcome: WelcomeAt,
    ) -> Step<Matter> {
        let own = self.own()?;
        let policy = self
            .with_group(row, |group, _| Policy::decode(group.policy()))?
            .ok_or(TurnError::Damaged)?;
        let mut group = [0; 32];
        group.copy_from_slice(row.group_id.get(..32).ok_or(TurnError::Damaged)?);
        Ok(Matter::Invite {
            group: Bytes32(group),
            direct: row.kind == Kind::Direct,
            place: Self::place_of(row),
            generation: self.generation_record(row, policy.is_admin(account))?,
            welcome,
            contact: Secret32(*own.row.inbox_write.as_bytes()),
            home: own.row.host.clone(),
        })
    }

    /// Seals a letter to somebody's inbox and queues it.
    pub(crate) fn write_letter(
        &mut self,
        row: &ConversationRow,
        to: &AccountId,
        (matter, blob): (&Matter, Option<hudhud_base::BlobId>),
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
        let id = deliveries::insert(
            self.db,
            &DeliveryRow {
                id: DeliveryId(0),
                account: *to,
                host: account.host,
                inbox: inbox_address,
                entry: EntryId(random(self.rng)),
                body,
                write: account.inbox_write,
                conversation: Some(row.id),
                blob,
                attempts: 0,
                not_before: hudhud_base::Timestamp(0),
            },
        )?;
        let _ = id;
        self.pump_deliveries()
    }

    /// Sends every letter that is due and whose blob is at the host.
    pub(crate) fn pump_deliveries(&mut self) -> Step {
        for row in deliveries::due(self.db, self.now)? {
            let link = Self::anonymous(&row.host);
            let uploading = match &row.blob {
                Some(blob) => blobs::by_id(self.db, blob)?
                    .is_some_and(|blob| blob.state == BlobState::Waiting),
                None => false,
            };
            self.memory.hosts.insert(row.host.clone());
            if uploading || !self.is_ready(&link) || !self.memory.deliveries_running.insert(row.id)
            {
                continue;
            }
            let deliver = Deliver {
                address: row.inbox,
                entry: row.entry,
                write: row
                    .write
                    .as_ref()
                    .map(|write| Capability(*write.as_bytes())),
                payment: None,
                body: Bytes::from(row.body),
            };
            self.request_payable(
                &link,
                Request::Deliver(deliver),
                Pending::Deliver { delivery: row.id },
            );
        }
        Ok(())
    }

    pub(crate) fn delivered(&mut self, delivery: DeliveryId) -> Step {
        self.memory.deliveries_running.remove(&delivery);
        if deliveries::by_id(self.db, delivery)?.is_some() {
            deliveries::delete(self.db, delivery)?;
        }
        Ok(())
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
            return self.pump_deliveries();
        }
        if is_passing(refusal.code) {
            row.attempts = row.attempts.saturating_add(1);
            let base = u64::from(refusal.retry_after_ms).max(RETRY_MS);
            row.not_before = self.now.plus_ms(self.jittered(base, row.attempts));
            return Ok(deliveries::update(self.db, &row)?);
        }
        // Nobody is there any more.
        Ok(deliveries::delete(self.db, delivery)?)
    }
}
