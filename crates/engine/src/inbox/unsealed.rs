//! Letters to somebody of whom was last asked too long ago. Sealed to the key that is known, they might never
//! be opened: they wait until their host was asked for the present one.

use hudhud_base::{AccountId, BlobId, ConversationId};
use hudhud_store::{accounts, conversations, settings};
use minicbor::{Decode, Encode};

use crate::turn::record::{self, Bytes32};
use crate::turn::{Step, Turn};

/// Milliseconds for which what was looked up of somebody is used: thirty days. Their former keys open what
/// was sealed then as long as it waits at the host.
const STALE_MS: u64 = 30 * 86_400_000;
/// Letters that wait at most. What is written beyond them is sealed to the key that is known.
const LETTERS: usize = 64;
/// Where they are kept.
const WAITING: &str = "letters-without-a-key";

/// A letter as it is signed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Unsealed {
    #[n(0)]
    pub(crate) to: Bytes32,
    #[cbor(n(1), with = "minicbor::bytes")]
    pub(crate) letter: Vec<u8>,
    #[n(2)]
    conversation: Option<i64>,
    #[n(3)]
    blob: Option<Bytes32>,
}

impl Unsealed {
    pub(crate) fn new(
        to: &AccountId,
        letter: Vec<u8>,
        conversation: Option<ConversationId>,
        blob: Option<BlobId>,
    ) -> Self {
        Self {
            to: Bytes32(to.0),
            letter,
            conversation: conversation.map(|id| id.0),
            blob: blob.map(|id| Bytes32(id.0)),
        }
    }

    pub(crate) fn conversation(&self) -> Option<ConversationId> {
        self.conversation.map(ConversationId)
    }

    pub(crate) fn blob(&self) -> Option<BlobId> {
        self.blob.map(|id| BlobId(id.0))
    }
}

impl Turn<'_> {
    /// Keeps a letter until its key was asked for; false if what is known may be used.
    pub(crate) fn waits_for_key(&mut self, unsealed: &Unsealed) -> Step<bool> {
        let mut waiting = self.unsealed()?;
        if !self.is_stale(unsealed)? || waiting.len() >= LETTERS {
            return Ok(false);
        }
        // To several questions of one person there is one answer.
        if !waiting.contains(unsealed) {
            waiting.push(unsealed.clone());
            settings::put(self.db, WAITING, &record::encode(&waiting))?;
        }
        self.ask_for_key(unsealed)?;
        Ok(true)
    }

    /// Asks again for every key that a letter waits for.
    pub(crate) fn ask_for_keys(&mut self) -> Step {
        for unsealed in self.unsealed()? {
            self.ask_for_key(&unsealed)?;
        }
        Ok(())
    }

    /// The letters that wait no more: to somebody whose host has been asked.
    pub(crate) fn take_unsealed(&mut self, to: &AccountId) -> Step<Vec<Unsealed>> {
        let (ready, waiting): (Vec<_>, Vec<_>) = self
            .unsealed()?
            .into_iter()
            .partition(|unsealed| unsealed.to.0 == to.0);
        if !ready.is_empty() {
            settings::put(self.db, WAITING, &record::encode(&waiting))?;
        }
        let mut written = Vec::with_capacity(ready.len());
        for letter in ready {
            // What was written about a conversation goes with it.
            let forgotten = match letter.conversation() {
                Some(id) => conversations::by_id(self.db, id)?.is_none(),
                None => false,
            };
            if !forgotten {
                written.push(letter);
            }
        }
        Ok(written)
    }

    fn ask_for_key(&mut self, unsealed: &Unsealed) -> Step {
        self.inquire(unsealed.conversation(), &AccountId(unsealed.to.0))
    }

    fn is_stale(&mut self, unsealed: &Unsealed) -> Step<bool> {
        let account = accounts::by_id(self.db, &AccountId(unsealed.to.0))?;
        Ok(account.is_some_and(|account| self.age_ms(account.refreshed) >= STALE_MS))
    }

    fn unsealed(&self) -> Step<Vec<Unsealed>> {
        let kept = settings::read(self.db, WAITING)?;
        Ok(kept
            .and_then(|bytes| record::decode(&bytes))
            .unwrap_or_default())
    }
}
