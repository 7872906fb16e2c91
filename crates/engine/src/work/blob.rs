//! Blobs: what does not fit an entry is sealed, stored at the host under a random name, and referred
//! to. Each transfer is a row, so that it goes on after a restart.

use bytes::Bytes;
use hudhud_base::{BlobId, ConversationId, limits};
use hudhud_crypto::{blob, identity::body_hash, keys::BlobKey};
use hudhud_store::{
    Secret,
    blobs::{self, BlobDirection, BlobRow, BlobState},
    conversations,
};

use crate::api::{BlobOutcome, BlobTask, PuzzleTask, TurnError};
use crate::conversation::handshake::BlobRef;
use crate::turn::memory::LogOwner;
use crate::turn::own::random;
use crate::turn::{Step, Turn};

const RETRY_MS: u64 = 2_000;
const DAY_MS: u64 = 86_400_000;

/// Bytes that a reference stands for.
pub(crate) enum Fetched {
    Here(Vec<u8>),
    Waiting(BlobId),
    /// It will not come, or is not what was promised.
    Lost,
}

impl Turn<'_> {
    /// Seals bytes and queues their upload.
    pub(crate) fn store_blob(
        &mut self,
        host: &str,
        conversation: Option<ConversationId>,
        bytes: &[u8],
    ) -> Step<BlobRef> {
        let key = BlobKey::generate(self.rng);
        let sealed = blob::seal_all(&key, bytes, self.rng).map_err(|_| TurnError::Damaged)?;
        let (id, hash) = (BlobId(random(self.rng)), body_hash(&sealed));
        let reference = BlobRef::new(id, *key.as_bytes(), hash, sealed.len() as u64);
        let row = self.blob_row(host, conversation, &reference, BlobDirection::Up);
        blobs::insert(
            self.db,
            &BlobRow {
                bytes: Some(sealed),
                ..row
            },
        )?;
        self.upload(id, None)?;
        Ok(reference)
    }

    fn blob_row(
        &self,
        host: &str,
        conversation: Option<ConversationId>,
        reference: &BlobRef,
        direction: BlobDirection,
    ) -> BlobRow {
        BlobRow {
            id: reference.id(),
            host: host.to_owned(),
            direction,
            key: Secret::new(reference.key.0),
            hash: reference.hash.0,
            size: reference.size,
            bytes: None,
            state: BlobState::Waiting,
            attempts: 0,
            not_before: self.now,
            conversation,
            expires: self.now.plus_ms(u64::from(limits::BLOB_DAYS) * DAY_MS),
        }
    }

    pub(crate) fn upload(&mut self, id: BlobId, payment: Option<(Bytes, u64)>) -> Step {
        if let Some(row) = blobs::by_id(self.db, &id)?
            && let (BlobState::Waiting, Some(bytes)) = (row.state, row.bytes)
        {
            self.memory.blobs_running.insert(id);
            self.out.blobs.push(BlobTask::Upload {
                blob: id,
                host: row.host,
                bytes: Bytes::from(bytes),
                payment,
            });
        }
        Ok(())
    }

    /// The bytes behind a reference, if they are here; otherwise they are sent for.
    pub(crate) fn fetched(
        &mut self,
        reference: &BlobRef,
        host: &str,
        conversation: Option<ConversationId>,
    ) -> Step<Fetched> {
        if reference.size > limits::BLOB_BYTES {
            return Ok(Fetched::Lost);
        }
        let id = reference.id();
        let Some(row) = blobs::by_id(self.db, &id)? else {
            let row = self.blob_row(host, conversation, reference, BlobDirection::Down);
            blobs::insert(self.db, &row)?;
            self.pump_blobs()?;
            return Ok(Fetched::Waiting(id));
        };
        Ok(match (row.state, row.bytes) {
            (BlobState::Failed, _) => Fetched::Lost,
            (BlobState::Done, Some(sealed)) | (BlobState::Waiting, Some(sealed))
                if body_hash(&sealed) == reference.hash.0 =>
            {
                blob::open_all(&BlobKey::from_bytes(reference.key.0), &sealed)
                    .map_or(Fetched::Lost, Fetched::Here)
            }
            (BlobState::Waiting, None) => Fetched::Waiting(id),
            (BlobState::Done | BlobState::Waiting, _) => Fetched::Lost,
        })
    }

    /// Hands every transfer that is due to the shell.
    pub(crate) fn pump_blobs(&mut self) -> Step {
        for row in blobs::transfers(self.db)? {
            if row.not_before > self.now || !self.memory.blobs_running.insert(row.id) {
                continue;
            }
            match row.direction {
                BlobDirection::Up => self.upload(row.id, None)?,
                BlobDirection::Down => {
                    self.out.blobs.push(BlobTask::Download {
                        blob: row.id,
                        host: row.host,
                        size: row.size,
                    });
                }
            }
        }
        Ok(())
    }

    pub(crate) fn blob_ended(&mut self, id: BlobId, outcome: BlobOutcome) -> Step {
        self.memory.blobs_running.remove(&id);
        let Some(mut row) = blobs::by_id(self.db, &id)? else {
            return Ok(());
        };
        match outcome {
            BlobOutcome::Stored => {
                row.state = BlobState::Done;
                row.bytes = None;
            }
            BlobOutcome::Fetched(bytes) => {
                row.state = BlobState::Done;
                row.bytes = Some(bytes.to_vec());
            }
            BlobOutcome::Unpaid { challenge, bits } => {
                let puzzle = self.memory.remember_blob_puzzle(id, challenge.clone());
                self.memory.blobs_running.insert(id);
                self.out.puzzles.push(PuzzleTask {
                    puzzle,
                    challenge,
                    binding: id.0.to_vec(),
                    bits,
                });
                return Ok(());
            }
            BlobOutcome::Unreachable => {
                row.attempts = row.attempts.saturating_add(1);
                row.not_before = self.now.plus_ms(self.jittered(RETRY_MS, row.attempts));
            }
            BlobOutcome::Missing | BlobOutcome::Refused => row.state = BlobState::Failed,
        }
        let (conversation, direction, waiting) = (
            row.conversation,
            row.direction,
            row.state == BlobState::Waiting,
        );
        blobs::update(self.db, &row)?;
        if waiting {
            return Ok(());
        }
        self.pump_deliveries()?;
        self.pump_intents()?;
        let Some(conversation) = conversation else {
            return Ok(());
        };
        match direction {
            BlobDirection::Up => self.drive(conversation),
            BlobDirection::Down => self.read_on(conversation, id),
        }
    }

    /// A blob that reading waited for has come, or will not: the log is followed again.
    fn read_on(&mut self, conversation: ConversationId, id: BlobId) -> Step {
        let Some(row) = conversations::by_id(self.db, conversation)? else {
            return Ok(());
        };
        let link = Self::anonymous(&row.host);
        let waited = self
            .memory
            .open_log(&link, LogOwner::Conversation(conversation))
            .is_some_and(|log| log.waits_for == Some(id));
        if waited {
            self.open_conversation(&row)
        } else {
            Ok(())
        }
    }
}
