//! Signals: who is writing now. They reach those who follow at this moment and are never stored.

use bytes::Bytes;
use hudhud_base::{ConversationId, EntryId, Generation, Handle, Timestamp, limits};
use hudhud_crypto::{
    entry::{self, EntryAad},
    keys::LogKey,
    signature::verify,
};
use hudhud_store::{
    conversations::{self, ConversationRow, ConversationState},
    generations, members,
};
use hudhud_wire::Request;
use minicbor::{Decode, Encode};

use crate::api::{Answer, Event, Link};
use crate::turn::memory::{LogOwner, Pending};
use crate::turn::record::{self, Bytes32};
use crate::turn::{Step, Turn};

const TYPING: &str = "hudhud typing v1";
/// Stands for the class of an entry in the seal of a signal, which has none.
const SIGNAL_CLASS: u8 = 0;
/// Milliseconds by which a signal's time may differ from ours.
const FRESH_MS: u64 = 60_000;

#[derive(Debug, Encode, Decode)]
struct Typing {
    #[n(0)]
    account: Bytes32,
    #[n(1)]
    device_key: Bytes32,
    #[n(2)]
    at: u64,
    #[cbor(n(3), with = "minicbor::bytes")]
    signature: [u8; 64],
}

fn signed_bytes(row: &ConversationRow, at: u64) -> Vec<u8> {
    [
        row.log.0.as_slice(),
        &row.generation.0.to_be_bytes(),
        &at.to_be_bytes(),
    ]
    .concat()
}

fn aad(row: &ConversationRow, generation: Generation) -> EntryAad {
    EntryAad {
        log: row.log,
        generation,
        class: SIGNAL_CLASS,
        entry: EntryId([0; 16]),
    }
}

impl Turn<'_> {
    pub(crate) fn typing(&mut self, conversation: ConversationId) -> Step<Answer> {
        let row = self.row(conversation)?;
        let link = Self::anonymous(&row.host);
        let recently = self
            .memory
            .typing_sent
            .get(&row.id)
            .is_some_and(|at| self.now.since_ms(*at) < limits::SIGNAL_INTERVAL_MS);
        let open = self
            .memory
            .open_log(&link, LogOwner::Conversation(row.id))
            .filter(|log| log.opened)
            .map(|log| log.handle);
        let (Some(handle), Some(keys)) = (
            open,
            generations::by_number(self.db, row.id, row.generation)?,
        ) else {
            return Ok(Answer::Done);
        };
        if recently || row.state != ConversationState::Active {
            return Ok(Answer::Done);
        }
        self.memory.typing_sent.insert(row.id, self.now);
        let own = self.own()?;
        let signature = own.device_key.sign(TYPING, &signed_bytes(&row, self.now.0));
        let typing = Typing {
            account: Bytes32(own.account.0),
            device_key: Bytes32(own.device_key.public()),
            at: self.now.0,
            signature,
        };
        let key = LogKey::from_bytes(*keys.log_key.as_bytes());
        let body = entry::seal(
            &key,
            &aad(&row, row.generation),
            &record::encode(&typing),
            self.rng,
        );
        self.request(
            &link,
            Request::Signal {
                handle,
                body: Bytes::from(body),
            },
            Pending::Nothing,
        );
        Ok(Answer::Done)
    }

    pub(crate) fn signalled(&mut self, link: &Link, handle: Handle, body: &[u8]) -> Step {
        let owner = self.owner_of(link, handle);
        let Some(LogOwner::Conversation(conversation)) = owner else {
            return Ok(());
        };
        let Some(row) = conversations::by_id(self.db, conversation)? else {
            return Ok(());
        };
        let Some(keys) = generations::by_number(self.db, row.id, row.generation)? else {
            return Ok(());
        };
        let key = LogKey::from_bytes(*keys.log_key.as_bytes());
        let opened = entry::open(&key, &aad(&row, row.generation), body).ok();
        let Some(typing) = opened.as_deref().and_then(record::decode::<Typing>) else {
            return Ok(());
        };
        let device = Self::device_of(&typing.device_key.0);
        let member = members::by_key(self.db, row.id, &device)?
            .filter(|member| member.account.0 == typing.account.0);
        let fresh = self
            .now
            .since_ms(Timestamp(typing.at))
            .max(Timestamp(typing.at).since_ms(self.now))
            <= FRESH_MS;
        let genuine = verify(
            &typing.device_key.0,
            TYPING,
            &signed_bytes(&row, typing.at),
            &typing.signature,
        );
        if let (Some(member), true) = (member, fresh && genuine) {
            self.event(Event::Typing {
                conversation: row.id,
                account: member.account,
            });
        }
        Ok(())
    }
}
