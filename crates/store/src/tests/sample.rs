//! Rows to test with: every optional column is filled, so that a mixed-up column shows.

use hudhud_base::{
    AccountId, BlobId, ConversationId, DeliveryId, DeviceId, EntryId, Generation, IntentId,
    LogAddress, MessageRow, Minute, OutboxId, RunningHash, Seq, Timestamp,
};
use hudhud_dialogue::Access;

use crate::accounts::{AccountRow, Standing};
use crate::attachments::{AttachmentKind, AttachmentRow, AttachmentState};
use crate::blobs::{BlobDirection, BlobPlace, BlobRow, BlobState};
use crate::conversations::{self, ConversationKind, ConversationRow, ConversationState, Doubt};
use crate::deliveries::DeliveryRow;
use crate::forwards::ForwardRow;
use crate::generations::GenerationRow;
use crate::intents::{IntentRow, IntentState};
use crate::members::MemberRow;
use crate::messages::{MessageKind, MessageState, StoredMessage};
use crate::outbox::{OutboxClass, OutboxRow};
use crate::own::OwnRow;
use crate::reactions::ReactionRow;
use crate::receipts::ReceiptRow;
use crate::{Db, Secret, Store, StoreError};

/// The account whose device the tests play.
pub(super) const OWN: AccountId = AccountId([1; 32]);
/// Somebody else.
pub(super) const PEER: AccountId = AccountId([2; 32]);

/// Writes in one transaction.
pub(super) fn write<T>(
    store: &mut Store,
    change: impl FnOnce(&Db) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let tx = store.begin()?;
    let value = change(tx.db())?;
    tx.commit()?;
    Ok(value)
}

/// A store with one conversation, and its number.
pub(super) fn store_with_conversation() -> (Store, ConversationId) {
    let mut store = Store::in_memory();
    let id = write(&mut store, |db| conversations::insert(db, &conversation(1))).unwrap();
    (store, id)
}

pub(super) fn own() -> OwnRow {
    OwnRow {
        host: "wss://hoopoe.example".to_owned(),
        domain: "hoopoe.example".to_owned(),
        account_seed: Secret::new([11; 32]),
        device_seed: Secret::new([12; 32]),
        control_secret: Secret::new([13; 32]),
        inbox_secret: Secret::new([14; 32]),
        inbox_address: LogAddress([15; 32]),
        inbox_read: Secret::new([16; 32]),
        inbox_write: Secret::new([17; 32]),
        inbox_control: Secret::new([18; 32]),
        device_list: b"list".to_vec(),
        keys_renewed: Timestamp(21),
        update_due: true,
        name: Some("salma".to_owned()),
        wanted_name: Some("salma2".to_owned()),
        signed_up: true,
        access: Access::Suspended,
        inbox_cursor: Seq(19),
        inbox_hash: RunningHash([20; 32]),
    }
}

pub(super) fn account(number: u8) -> AccountRow {
    AccountRow {
        account: AccountId([number; 32]),
        account_key: Some(vec![number, 1]),
        host: "wss://hoopoe.example".to_owned(),
        name: Some(format!("name{number}")),
        looks: Some(format!("looks{number}")),
        inbox: Some(LogAddress([number; 32])),
        inbox_key: Some(vec![number, 2]),
        inbox_write: Some(Secret::new([number; 32])),
        inbox_given: true,
        tell_at: Some(Timestamp(23)),
        device_list: Some(vec![number, 3]),
        contradiction: Some(vec![number, 4]),
        standing: Standing::Contact,
        refreshed: Timestamp(number.into()),
    }
}

pub(super) fn conversation(number: u8) -> ConversationRow {
    ConversationRow {
        id: ConversationId(0),
        group_id: vec![number; 16],
        kind: ConversationKind::Direct,
        state: ConversationState::Active,
        title: format!("title {number}"),
        peer: Some(PEER),
        host: "wss://hoopoe.example".to_owned(),
        log: LogAddress([number; 32]),
        generation: Generation(2),
        cursor: Seq(3),
        running_hash: Some(RunningHash([4; 32])),
        ordered_head: Seq(5),
        last_activity: Timestamp(u64::from(number) * 1000),
        read_seq: Seq(6),
        delivered_sent_seq: Seq(7),
        read_sent_seq: Seq(8),
        receipt_due: Some(Timestamp(u64::from(number) * 10)),
        unread: 9,
        draft: "draft".to_owned(),
        invite: Some(b"invite".to_vec()),
        inviter: Some(PEER),
        log_created: true,
        doubt: Doubt::Unfounded,
        leaf_renewed: Timestamp(22),
        profile_told: Timestamp(24),
    }
}

pub(super) fn generation(conversation: ConversationId, number: u32) -> GenerationRow {
    GenerationRow {
        conversation,
        generation: Generation(number),
        read: Secret::new([21; 32]),
        write: Secret::new([22; 32]),
        control: Some(Secret::new([23; 32])),
        secret: Secret::new([20; 32]),
        log_key: Secret::new([24; 32]),
        first_seq: Seq(u64::from(number) * 100),
        ended_seq: Some(Seq(u64::from(number) * 100 + 99)),
    }
}

pub(super) fn member(conversation: ConversationId, account: AccountId, leaf: u32) -> MemberRow {
    let mut device = account.0;
    device[31] = u8::try_from(leaf).unwrap();
    MemberRow {
        conversation,
        device: DeviceId(device),
        account,
        leaf,
        account_key: vec![31],
        control_key: vec![32],
        admin: leaf == 0,
    }
}

/// A received message at entry `seq`.
pub(super) fn message(conversation: ConversationId, seq: u64, body: &str) -> StoredMessage {
    StoredMessage {
        id: MessageRow(0),
        conversation,
        position: 0,
        message_id: message_id(seq),
        sender: PEER,
        kind: MessageKind::Text,
        body: body.to_owned(),
        reply_to: Some([41; 32]),
        sent: Timestamp(seq * 1000),
        seq: Some(Seq(seq)),
        minute: Some(Minute(42)),
        state: MessageState::Received,
        edited: None,
        deleted: false,
    }
}

/// An own message that is not in the log.
pub(super) fn queued(conversation: ConversationId, number: u64, body: &str) -> StoredMessage {
    StoredMessage {
        sender: OWN,
        seq: None,
        minute: None,
        state: MessageState::Queued,
        ..message(conversation, number, body)
    }
}

pub(super) fn message_id(number: u64) -> [u8; 32] {
    let mut id = [0; 32];
    id[..8].copy_from_slice(&number.to_be_bytes());
    id
}

pub(super) fn reaction(
    conversation: ConversationId,
    target: u64,
    emoji: &str,
    reaction_id: u64,
) -> ReactionRow {
    ReactionRow {
        conversation,
        target: message_id(target),
        account: PEER,
        emoji: emoji.to_owned(),
        reaction_id: message_id(reaction_id),
    }
}

pub(super) fn receipt(
    conversation: ConversationId,
    account: AccountId,
    delivered: u64,
    read: u64,
) -> ReceiptRow {
    ReceiptRow {
        conversation,
        account,
        since_seq: Seq(0),
        delivered_seq: Seq(delivered),
        read_seq: Seq(read),
    }
}

pub(super) fn outgoing(conversation: ConversationId, number: u8) -> OutboxRow {
    OutboxRow {
        id: OutboxId(0),
        conversation,
        message: None,
        content: b"content".to_vec(),
        class: OutboxClass::Plain,
        entry: Some(EntryId([number; 16])),
        sealed: Some(b"sealed".to_vec()),
        generation: Generation(1),
        epoch: 2,
        expected_head: Some(Seq(3)),
        rotation: Some(b"rotation".to_vec()),
        intent: None,
        blob: Some(BlobId([number; 32])),
        waits_for: None,
        attempts: 4,
        not_before: Timestamp(number.into()),
    }
}

pub(super) fn intent(conversation: Option<ConversationId>, kind: u32) -> IntentRow {
    IntentRow {
        id: IntentId(0),
        conversation,
        kind,
        payload: b"payload".to_vec(),
        state: IntentState::Open,
        not_before: Timestamp(51),
        attempts: 52,
    }
}

pub(super) fn delivery(number: u8) -> DeliveryRow {
    DeliveryRow {
        id: DeliveryId(0),
        account: PEER,
        host: "wss://hoopoe.example".to_owned(),
        inbox: LogAddress([61; 32]),
        entry: EntryId([number; 16]),
        body: b"body".to_vec(),
        write: Some(Secret::new([62; 32])),
        conversation: None,
        blob: Some(BlobId([63; 32])),
        attempts: 64,
        not_before: Timestamp(number.into()),
    }
}

pub(super) fn attachment(
    conversation: ConversationId,
    message: MessageRow,
    part: u32,
) -> AttachmentRow {
    let number = u8::try_from(part).unwrap();
    AttachmentRow {
        file: BlobId([number; 32]),
        conversation,
        message,
        part,
        kind: AttachmentKind::Photo,
        state: AttachmentState::Here,
        media_type: "image/jpeg".to_owned(),
        name: "هدهد.jpg".to_owned(),
        description: "a hoopoe".to_owned(),
        width: Some(81),
        height: Some(82),
        thumbhash: vec![90; 25],
        bytes: 83,
        lead: 84,
        sealed: 1_000 + u64::from(part),
        host: "https://hoopoe.example".to_owned(),
        blob: BlobId([85; 32]),
        key: Secret::new([86; 32]),
        prefix: vec![87; 19],
        hash: [88; 32],
        erase: Some(Secret::new([89; 32])),
        sealed_from: Some(BlobId([91; 32])),
    }
}

pub(super) fn forward(message: MessageRow) -> ForwardRow {
    ForwardRow {
        message,
        name: "ليلى".to_owned(),
        sent: Minute(92),
        times: 93,
    }
}

pub(super) fn blob(conversation: ConversationId, number: u8) -> BlobRow {
    BlobRow {
        conversation,
        id: BlobId([number; 32]),
        host: "https://hoopoe.example".to_owned(),
        at_host: BlobId([number; 32]),
        direction: BlobDirection::Up,
        place: BlobPlace::Row,
        key: Secret::new([71; 32]),
        hash: [72; 32],
        size: 73,
        bytes: Some(b"bytes".to_vec()),
        state: BlobState::Waiting,
        attempts: 74,
        not_before: Timestamp(number.into()),
        expires: Timestamp(75),
    }
}
