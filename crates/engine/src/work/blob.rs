//! Blobs: what does not fit an entry is sealed, stored at the host under a random name, and referred
//! to. Each transfer is a row, so that it goes on after a restart.

use bytes::Bytes;
use hudhud_base::{BlobId, Transfer, limits};
use hudhud_crypto::{blob, identity::body_hash, keys::BlobKey, puzzle::PaidFor};
use hudhud_store::{
    Secret,
    blobs::{self, BlobDirection, BlobPlace, BlobRow, BlobState},
    conversations::ConversationRow,
};
use minicbor::{Decode, Encode};

use crate::api::{BlobOutcome, BlobTask, PuzzleTask};
use crate::link::payment::PAYMENTS;
use crate::turn::damage::Damage;
use crate::turn::own::random;
use crate::turn::record::{Bytes32, Secret32};
use crate::turn::{Step, Turn};
use crate::work::transfer::{BlobEnded, GIVEN_UP_MS};

/// Bytes kept as a sealed blob because they do not fit where they belong.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct BlobRef {
    #[n(0)]
    id: Bytes32,
    #[n(1)]
    pub(crate) key: Secret32,
    /// Of the sealed bytes.
    #[n(2)]
    pub(crate) hash: Bytes32,
    /// Of the sealed bytes.
    #[n(3)]
    pub(crate) size: u64,
}

impl BlobRef {
    pub(crate) fn new(id: BlobId, key: [u8; 32], hash: [u8; 32], size: u64) -> Self {
        Self {
            id: Bytes32(id.0),
            key: Secret32(key),
            hash: Bytes32(hash),
            size,
        }
    }

    pub(crate) fn id(&self) -> BlobId {
        BlobId(self.id.0)
    }
}

/// Bytes that a reference stands for.
pub(crate) enum Fetched {
    Here(Vec<u8>),
    Waiting,
    /// It will not come, or is not what was promised.
    Lost,
}

/// How something stands that refers to a blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reference {
    /// The blob is at the host, or there is none.
    Holds,
    /// It is on its way.
    Waits,
    /// The host will not take it: nobody could follow the reference.
    Broken,
}

impl Turn<'_> {
    /// Seals bytes and queues their upload.
    pub(crate) fn store_blob(
        &mut self,
        conversation: &ConversationRow,
        bytes: &[u8],
    ) -> Step<BlobRef> {
        let key = BlobKey::generate(self.rng);
        let sealed = blob::seal_all(&key, bytes, self.rng).map_err(|_| Damage::BlobNotSealed)?;
        let (id, hash) = (BlobId(random(self.rng)), body_hash(&sealed));
        let reference = BlobRef::new(id, *key.as_bytes(), hash, sealed.len() as u64);
        let row = self.blob_row(conversation, &reference, BlobDirection::Up);
        let transfer = row.transfer();
        blobs::insert(
            self.db,
            &BlobRow {
                bytes: Some(sealed),
                ..row
            },
        )?;
        // First without payment: the host says what it costs.
        self.upload(&transfer, None)?;
        Ok(reference)
    }

    fn blob_row(
        &self,
        conversation: &ConversationRow,
        reference: &BlobRef,
        direction: BlobDirection,
    ) -> BlobRow {
        BlobRow {
            conversation: conversation.id,
            id: reference.id(),
            host: conversation.host.clone(),
            at_host: reference.id(),
            direction,
            place: BlobPlace::Row,
            key: Secret::new(reference.key.0),
            hash: reference.hash.0,
            size: reference.size,
            bytes: None,
            state: BlobState::Waiting,
            attempts: 0,
            not_before: self.now,
            expires: self.now.plus_ms(GIVEN_UP_MS),
        }
    }

    pub(crate) fn upload(&mut self, transfer: &Transfer, payment: Option<(Bytes, u64)>) -> Step {
        let row = blobs::by_id(self.db, transfer)?;
        let is_due =
            |row: &BlobRow| (row.state, row.direction) == (BlobState::Waiting, BlobDirection::Up);
        let Some(mut row) = row.filter(is_due) else {
            return Ok(());
        };
        let task = match (row.place, row.bytes.take()) {
            (BlobPlace::File, _) => self.file_task(row, payment)?,
            (BlobPlace::Row, None) => None,
            (BlobPlace::Row, Some(bytes)) => Some(BlobTask::Upload {
                transfer: *transfer,
                host: row.host,
                bytes: Bytes::from(bytes),
                payment,
            }),
        };
        if let Some(task) = task {
            self.memory.blobs_running.insert(*transfer);
            self.out.blobs.push(task);
        }
        Ok(())
    }

    /// The bytes behind a reference, if they are here; otherwise they are sent for. They are read once: what
    /// was fetched is not kept, whatever it is worth.
    pub(crate) fn fetched(
        &mut self,
        conversation: &ConversationRow,
        reference: &BlobRef,
    ) -> Step<Fetched> {
        // Said by whoever wrote the reference: nothing larger is fetched for them.
        if reference.size > limits::BLOB_BYTES {
            return Ok(Fetched::Lost);
        }
        let transfer = Transfer {
            conversation: conversation.id,
            blob: reference.id(),
        };
        let Some(row) = blobs::by_id(self.db, &transfer)? else {
            let row = self.blob_row(conversation, reference, BlobDirection::Down);
            blobs::insert(self.db, &row)?;
            self.pump_blobs()?;
            return Ok(Fetched::Waiting);
        };
        // What is attached to a message is not what belongs in an entry, whoever says so.
        if row.place == BlobPlace::File {
            return Ok(Fetched::Lost);
        }
        let direction = row.direction;
        let fetched = match (row.state, row.bytes) {
            (BlobState::Failed, _) => Fetched::Lost,
            (BlobState::Done, Some(sealed)) | (BlobState::Waiting, Some(sealed))
                if body_hash(&sealed) == reference.hash.0 =>
            {
                blob::open_all(&BlobKey::from_bytes(reference.key.0), &sealed)
                    .map_or(Fetched::Lost, Fetched::Here)
            }
            (BlobState::Waiting, None) => Fetched::Waiting,
            // Other bytes than were promised; or our own, which went once the host had them.
            (BlobState::Done | BlobState::Waiting, _) => Fetched::Lost,
        };
        if direction == BlobDirection::Down && !matches!(fetched, Fetched::Waiting) {
            blobs::delete(self.db, &transfer)?;
        }
        Ok(fetched)
    }

    /// Whether what refers to a blob may leave.
    pub(crate) fn reference(&self, transfer: Option<&Transfer>) -> Step<Reference> {
        let row = match transfer {
            Some(transfer) => blobs::by_id(self.db, transfer)?,
            None => None,
        };
        Ok(match row.map(|row| row.state) {
            None | Some(BlobState::Done) => Reference::Holds,
            Some(BlobState::Waiting) => Reference::Waits,
            Some(BlobState::Failed) => Reference::Broken,
        })
    }

    /// Hands every transfer that is due to the shell.
    pub(crate) fn pump_blobs(&mut self) -> Step {
        for row in blobs::transfers(self.db)? {
            let waits = row.not_before > self.now
                || (row.direction == BlobDirection::Seal && self.waits_for_source(&row.id)?);
            // What the shell is moving already is not handed to it twice.
            if waits || !self.memory.blobs_running.insert(row.transfer()) {
                continue;
            }
            match (row.direction, row.place) {
                (BlobDirection::Up, _) => self.upload(&row.transfer(), None)?,
                (BlobDirection::Seal, BlobPlace::Row) => {}
                (
                    BlobDirection::Down | BlobDirection::Erase | BlobDirection::Seal,
                    BlobPlace::File,
                ) => {
                    let row = blobs::by_id(self.db, &row.transfer())?;
                    let task = row.map(|row| self.file_task(row, None)).transpose()?;
                    self.out.blobs.extend(task.flatten());
                }
                (BlobDirection::Down | BlobDirection::Erase, BlobPlace::Row) => {
                    self.out.blobs.push(BlobTask::Download {
                        transfer: row.transfer(),
                        host: row.host,
                        size: row.size,
                    });
                }
            }
        }
        Ok(())
    }

    /// A transfer whose outcome could not be taken in: it will not be tried again.
    pub(crate) fn give_up_blob(&mut self, transfer: &Transfer) -> Step {
        self.memory.blobs_running.remove(transfer);
        if let Some(mut row) = blobs::by_id(self.db, transfer)? {
            row.state = BlobState::Failed;
            row.bytes = None;
            blobs::update(self.db, &row)?;
        }
        Ok(())
    }

    /// Takes the outcome of a transfer; `None` if it goes on.
    pub(crate) fn blob_ended(
        &mut self,
        transfer: Transfer,
        outcome: BlobOutcome,
    ) -> Step<Option<BlobEnded>> {
        self.memory.blobs_running.remove(&transfer);
        let Some(mut row) = blobs::by_id(self.db, &transfer)? else {
            return Ok(None);
        };
        if row.place == BlobPlace::File
            && !matches!(outcome, BlobOutcome::Unpaid { bits, .. } if bits <= limits::PUZZLE_BITS)
        {
            return self.attachment_ended(row, &outcome);
        }
        match outcome {
            // The host has it: nobody needs the bytes here any more.
            BlobOutcome::Stored => {
                row.state = BlobState::Done;
                row.bytes = None;
            }
            BlobOutcome::Fetched(bytes) => {
                row.state = BlobState::Done;
                row.bytes = Some(bytes.to_vec());
            }
            // Whoever chose the host may have chosen one that asks for what nobody can pay.
            BlobOutcome::Unpaid { bits, .. } if bits > limits::PUZZLE_BITS => {
                row.state = BlobState::Failed;
            }
            BlobOutcome::Unpaid { challenge, bits } if self.pays_once_more(transfer) => {
                let puzzle = self
                    .memory
                    .remember_blob_puzzle(transfer, challenge.clone());
                // The transfer goes on with the solution; until then nobody begins it anew.
                self.memory.blobs_running.insert(transfer);
                self.out.puzzles.push(PuzzleTask {
                    puzzle,
                    challenge,
                    binding: PaidFor::Blob(&transfer.blob).binding().to_vec(),
                    bits,
                });
                return Ok(None);
            }
            // It was paid for, and that was not enough.
            BlobOutcome::Unpaid { .. } => row.state = BlobState::Failed,
            // Where it lies, or would, may be a host that never was.
            BlobOutcome::Unreachable if self.now > row.expires => row.state = BlobState::Failed,
            BlobOutcome::Unreachable => self.try_later(&mut row),
            BlobOutcome::Missing
            | BlobOutcome::Refused
            | BlobOutcome::Sealed(_)
            | BlobOutcome::Kept
            | BlobOutcome::Differs => row.state = BlobState::Failed,
        }
        blobs::update(self.db, &row)?;
        if row.state == BlobState::Waiting {
            return Ok(None);
        }
        self.memory.blobs_paid.remove(&transfer);
        Ok(Some(BlobEnded {
            direction: row.direction,
            message: None,
        }))
    }

    /// Counts a payment; false if there were enough.
    fn pays_once_more(&mut self, transfer: Transfer) -> bool {
        let paid = self.memory.blobs_paid.entry(transfer).or_default();
        *paid = paid.saturating_add(1);
        *paid <= PAYMENTS
    }
}
