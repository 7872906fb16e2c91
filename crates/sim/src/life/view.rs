//! What every device shows at the end, read from the stores as an interface would.

use std::collections::{BTreeMap, BTreeSet};

use hudhud_base::{AccountId, MessageRow, Seq};
use hudhud_engine::{Notice, decode_notice};
use hudhud_store::{
    Store,
    attachments::{self, AttachmentRow},
    conversations::{self, ConversationKind, ConversationRow, ConversationState},
    forwards,
    generations::{self, GenerationRow},
    members::{self, MemberRow},
    messages::{self, MessageKind, StoredMessage},
    reactions::{self, ReactionRow},
    receipts::{self, ReceiptRow},
};

use crate::world::World;
use crate::world::model::Span;
use crate::world::queue::DeviceIndex;

/// Messages of one conversation that are looked at.
const MESSAGES: u32 = 100_000;

/// A conversation as one device has it.
pub(crate) struct View {
    pub(crate) device: DeviceIndex,
    pub(crate) name: &'static str,
    pub(crate) account: AccountId,
    pub(crate) row: ConversationRow,
    pub(crate) members: Vec<MemberRow>,
    pub(crate) messages: Vec<StoredMessage>,
    pub(crate) reactions: Vec<ReactionRow>,
    pub(crate) attached: Vec<AttachmentRow>,
    /// Messages of which it is said that they were somebody else's.
    pub(crate) forwarded: BTreeSet<MessageRow>,
    pub(crate) receipts: Vec<ReceiptRow>,
    pub(crate) generations: Vec<GenerationRow>,
    pub(crate) spans: Vec<Span>,
    pub(crate) fell_out: bool,
    /// It says itself that the host had retired what was not read yet.
    pub(crate) lost: bool,
    /// It says itself that nobody answered its pleas, and the host has retired them since: whoever slept
    /// meanwhile never hears of them.
    pub(crate) unheard: bool,
    /// Whom this person blocked at one time.
    pub(crate) blocked: Vec<AccountId>,
}

/// What names a message on every device.
pub(crate) type Name = (AccountId, [u8; 32]);

impl View {
    pub(crate) fn is_active(&self) -> bool {
        self.row.state == ConversationState::Active
    }

    pub(crate) fn could_read(&self, seq: Seq) -> bool {
        self.spans.iter().any(|span| span.holds(seq))
    }

    /// Whether everything since this entry was followed without a gap, until now.
    pub(crate) fn followed_since(&self, seq: Seq) -> bool {
        self.spans
            .last()
            .is_some_and(|span| span.until.is_none() && span.holds(seq))
    }

    /// Texts that stand in the log, in the order shown.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (Seq, &StoredMessage)> {
        self.messages
            .iter()
            .filter(|message| message.kind == MessageKind::Text)
            .filter_map(|message| Some((message.seq?, message)))
    }

    /// Whether what this account said may be missing, or stand elsewhere, for a good reason.
    pub(crate) fn may_miss(&self, sender: &AccountId) -> bool {
        self.lost || (self.row.kind == ConversationKind::Direct && self.blocked.contains(sender))
    }

    /// Whether this line stands in it.
    pub(crate) fn says(&self, notice: &Notice) -> bool {
        self.messages
            .iter()
            .any(|row| row.kind == MessageKind::System && decode_notice(&row.body) == *notice)
    }

    /// Whether nobody is left who could let it in again, or knows that it wants to be.
    pub(crate) fn is_stranded(&self, group: &[View]) -> bool {
        let lets_it_in = |other: &View| other.is_active() && other.is_member(&self.account);
        self.row.state == ConversationState::OutOfStep
            && (self.unheard || !group.iter().any(lets_it_in))
    }

    pub(crate) fn is_member(&self, account: &AccountId) -> bool {
        self.members.iter().any(|member| member.account == *account)
    }
}

pub(crate) fn name_of(message: &StoredMessage) -> Name {
    (message.sender, message.message_id)
}

/// Every conversation, by its group.
pub(crate) type Views = BTreeMap<Vec<u8>, Vec<View>>;

impl World {
    /// Reads all stores. Where hosts have a `short_memory`, people may lose what they slept through.
    pub(crate) fn views(&self, short_memory: bool) -> Views {
        let mut views = Views::new();
        for (index, device) in self.devices.iter().enumerate() {
            let Some(account) = device.account() else {
                continue;
            };
            let rows = conversations::list(device.store.reader().db(), None, 10_000);
            for row in rows.unwrap_or_default() {
                let track = self.model.tracks.get(&(index, row.id));
                let mut view = read(&device.store, row);
                view.device = index;
                view.name = device.name;
                view.account = account;
                view.spans = track.map(|track| track.spans.clone()).unwrap_or_default();
                view.blocked = self
                    .model
                    .blocked
                    .iter()
                    .filter(|(device, _)| *device == index)
                    .map(|(_, account)| *account)
                    .collect();
                // Where a host keeps everything for longer, nothing may be lost.
                view.lost = short_memory && view.says(&Notice::Missed);
                view.unheard = short_memory && view.says(&Notice::Unanswered);
                view.fell_out = track.is_some_and(|track| track.fell_out);
                views
                    .entry(view.row.group_id.clone())
                    .or_default()
                    .push(view);
            }
        }
        views
    }
}

fn read(store: &Store, row: ConversationRow) -> View {
    let reader = store.reader();
    let db = reader.db();
    let id = row.id;
    let messages = messages::page(db, id, None, MESSAGES).unwrap_or_default();
    let passed_on = forwards::between(db, id, i64::MIN, i64::MAX).unwrap_or_default();
    let targets: Vec<_> = messages.iter().map(|message| message.message_id).collect();
    View {
        device: 0,
        name: "",
        account: AccountId([0; 32]),
        members: members::list(db, id).unwrap_or_default(),
        reactions: reactions::for_messages(db, id, &targets).unwrap_or_default(),
        attached: attachments::between(db, id, i64::MIN, i64::MAX).unwrap_or_default(),
        forwarded: passed_on.iter().map(|row| row.message).collect(),
        receipts: receipts::list(db, id).unwrap_or_default(),
        generations: generations::list(db, id).unwrap_or_default(),
        messages,
        spans: Vec::new(),
        fell_out: false,
        lost: false,
        unheard: false,
        blocked: Vec::new(),
        row,
    }
}
