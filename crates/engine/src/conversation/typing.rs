//! Signals: who is writing now. They reach those who follow at this moment and are never stored.

use bytes::Bytes;
use hudhud_base::{AccountId, ConversationId, EntryId, Handle, Timestamp, limits};
use hudhud_crypto::{
    entry::{self, EntryAad},
    identity::device_id,
    keys::LogKey,
    signature::verify,
};
use hudhud_store::{
    conversations::{ConversationRow, ConversationState},
    generations, members,
};
use hudhud_wire::Request;
use minicbor::{Decode, Encode};

use crate::api::{Answer, Event, Link};
use crate::conversation::Conversation;
use crate::turn::pending::{LogOwner, Pending};
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

fn aad(row: &ConversationRow) -> EntryAad {
    EntryAad {
        log: row.log,
        generation: row.generation,
        class: SIGNAL_CLASS,
        // A signal has no id; its class keeps its seal apart from that of any entry.
        entry: EntryId([0; 16]),
    }
}

impl Turn<'_> {
    pub(crate) fn typing(&mut self, conversation: ConversationId) -> Step<Answer> {
        let mut view = self.named(conversation)?;
        let now = view.turn.now;
        let recently = view
            .turn
            .memory
            .typing_sent
            .get(&conversation)
            .is_some_and(|at| now.since_ms(*at) < limits::SIGNAL_INTERVAL_MS);
        if recently || view.row.state != ConversationState::Active {
            return Ok(Answer::Done);
        }
        let open = view.open_log().filter(|log| log.opened);
        let Some(handle) = open.map(|log| log.handle) else {
            return Ok(Answer::Done);
        };
        if let Some(body) = view.seal_typing()? {
            view.turn.memory.typing_sent.insert(conversation, now);
            let signal = Request::Signal {
                handle,
                body: Bytes::from(body),
            };
            let link = view.link();
            view.turn.request(&link, signal, Pending::Nothing);
        }
        Ok(Answer::Done)
    }

    pub(crate) fn signalled(&mut self, link: &Link, handle: Handle, body: &[u8]) -> Step {
        let owner = self.owner_of(link, handle);
        let Some(LogOwner::Conversation(conversation)) = owner else {
            return Ok(());
        };
        let Some(mut view) = self.conversation(conversation)? else {
            return Ok(());
        };
        if let Some(account) = view.who_types(body)? {
            self.event(Event::Typing {
                conversation,
                account,
            });
        }
        Ok(())
    }
}

impl Conversation<'_, '_> {
    fn seal_typing(&mut self) -> Step<Option<Vec<u8>>> {
        let Some(key) = self.signal_key()? else {
            return Ok(None);
        };
        let own = self.turn.own()?;
        let at = self.turn.now.0;
        let typing = Typing {
            account: Bytes32(own.account.0),
            device_key: Bytes32(own.device_key.public()),
            at,
            signature: own.device_key.sign(TYPING, &signed_bytes(&self.row, at)),
        };
        let bytes = record::encode(&typing);
        let sealed = entry::seal(&key, &aad(&self.row), &bytes, self.turn.rng);
        Ok(Some(sealed))
    }

    fn signal_key(&self) -> Step<Option<LogKey>> {
        let keys = generations::by_number(self.turn.db, self.row.id, self.row.generation)?;
        Ok(keys.map(|keys| LogKey::from_bytes(*keys.log_key.as_bytes())))
    }

    /// The member who says that they are typing, if it is one, and now.
    fn who_types(&mut self, body: &[u8]) -> Step<Option<AccountId>> {
        let Some(key) = self.signal_key()? else {
            return Ok(None);
        };
        let opened = entry::open(&key, &aad(&self.row), body).ok();
        let Some(typing) = opened.as_deref().and_then(record::decode::<Typing>) else {
            return Ok(None);
        };
        let device = device_id(&typing.device_key.0);
        let member = members::by_key(self.turn.db, self.row.id, &device)?
            .filter(|member| member.account.0 == typing.account.0);
        let (at, now) = (Timestamp(typing.at), self.turn.now);
        let fresh = now.since_ms(at).max(at.since_ms(now)) <= FRESH_MS;
        // Every member has the key: only the signature says which of them it is.
        let genuine = verify(
            &typing.device_key.0,
            TYPING,
            &signed_bytes(&self.row, typing.at),
            &typing.signature,
        );
        Ok(member
            .filter(|_| fresh && genuine)
            .map(|member| member.account))
    }
}
