//! Planted faults that come at the end: what is changed behind everybody's back, so that an oracle
//! must see it.

use bytes::Bytes;
use hudhud_base::{AccountId, Seq};
use hudhud_logstore::Key;
use hudhud_store::{
    Db, StoreError,
    attachments::{self, AttachmentRow, AttachmentState},
    conversations::{self, ConversationKind, ConversationState},
    members::{self, MemberRow},
    messages::{self, MessageKind, MessageState, StoredMessage},
    receipts::{self, ReceiptRow},
};

use crate::MARKS;
use crate::life::plant::Plant;
use crate::life::state::Life;
use crate::life::view::{View, Views};

/// What a message that was never sent says.
const NEVER_SAID: &str = "never said";

impl Life {
    /// Carries out the plant of this world, if it has one that comes at the end.
    pub(crate) fn tamper(&mut self) {
        let views = self.world.views(self.climate.short_memory);
        match self.plant {
            Plant::Nothing
            | Plant::NeverHealed { .. }
            | Plant::HostHides { .. }
            | Plant::HostMisstates
            | Plant::FrameCutShort
            | Plant::AnswerCutShort
            | Plant::OnTheWrongLink
            | Plant::WithoutANumber
            | Plant::TurnFails => {}
            Plant::ClearFrame => self
                .world
                .inspect(MARKS[0].as_bytes(), "in a planted frame"),
            Plant::ClearRecord => {
                let value = Bytes::from(format!("title {}", MARKS[1]));
                let key = Key::of(1, [b"planted", b"", b""]);
                for host in &self.world.hosts {
                    host.store.damage(&key, Some(value.clone()));
                }
            }
            Plant::MemberForgotten => {
                let found = pick(&views, is_shared_group);
                self.change(found, |db, view| members::replace_all(db, view.row.id, &[]));
            }
            Plant::OtherTitle => {
                let found = pick(&views, is_shared_group);
                self.change(found, retitle);
            }
            Plant::EagerRequest => {
                let found = pick(&views, |view, _| {
                    view.row.state == ConversationState::Request && view.members.is_empty()
                });
                self.change(found, join);
            }
            Plant::LaterMessage => {
                let found = pick(&views, |view, _| {
                    view.row.state == ConversationState::Removed && !view.spans.is_empty()
                });
                self.change(found, say_later);
            }
            Plant::OtherFile | Plant::FileOnItsWay => self.tamper_with_a_file(&views),
            Plant::MessagesSwapped
            | Plant::MessageLost
            | Plant::MessageTwice
            | Plant::GivenUp
            | Plant::OtherText
            | Plant::UnreadTooHigh
            | Plant::ReceiptTooFar => self.tamper_with_messages(&views),
        }
    }

    /// Something that has come is another one, or still said to come.
    fn tamper_with_a_file(&mut self, views: &Views) {
        let found = pick(views, |view, _| a_file(view).is_some());
        let Some(row) = found.and_then(a_file) else {
            return;
        };
        if self.plant == Plant::FileOnItsWay {
            let state = AttachmentState::Coming;
            let row = AttachmentRow {
                state,
                ..row.clone()
            };
            self.change(found, |db, _| attachments::put(db, &row));
        } else if let Some(device) = found.and_then(|view| self.world.devices.get_mut(view.device))
        {
            let another = Bytes::from_static(b"another");
            device.files.insert(row.file, another);
        }
    }

    /// In a conversation of which two members have two messages of a third in common.
    fn tamper_with_messages(&mut self, views: &Views) {
        let plant = self.plant;
        let found = pick(views, |view, group| {
            let own = plant == Plant::GivenUp;
            view.is_active() && actives(group) > 1 && shared(view, group, own).len() > 1
        });
        let group = found
            .and_then(|view| views.get(&view.row.group_id))
            .map_or(&[][..], Vec::as_slice);
        let rows = found.map_or_else(Vec::new, |view| {
            shared(view, group, plant == Plant::GivenUp)
        });
        self.change(found, |db, view| {
            let [first, second, ..] = rows.as_slice() else {
                return Err(StoreError::Missing);
            };
            match plant {
                Plant::MessagesSwapped => swap(db, first, second),
                Plant::MessageLost => {
                    messages::delete(db, first.id).and_then(|()| recount(db, view))
                }
                Plant::MessageTwice => repeat(db, view, first),
                Plant::GivenUp => messages::update(
                    db,
                    &StoredMessage {
                        state: MessageState::Failed,
                        ..(*first).clone()
                    },
                ),
                Plant::OtherText => messages::update(
                    db,
                    &StoredMessage {
                        body: NEVER_SAID.to_owned(),
                        ..(*first).clone()
                    },
                ),
                Plant::ReceiptTooFar => receipts::upsert(
                    db,
                    &ReceiptRow {
                        delivered_seq: Seq(1_000_000),
                        ..ReceiptRow::unheard(view.row.id, first.sender, Seq(0))
                    },
                ),
                Plant::UnreadTooHigh => {
                    let mut row = view.row.clone();
                    row.unread += 1;
                    conversations::update(db, &row)
                }
                Plant::Nothing
                | Plant::NeverHealed { .. }
                | Plant::HostHides { .. }
                | Plant::HostMisstates
                | Plant::FrameCutShort
                | Plant::AnswerCutShort
                | Plant::OnTheWrongLink
                | Plant::WithoutANumber
                | Plant::TurnFails
                | Plant::MemberForgotten
                | Plant::OtherTitle
                | Plant::OtherFile
                | Plant::FileOnItsWay
                | Plant::LaterMessage
                | Plant::EagerRequest
                | Plant::ClearFrame
                | Plant::ClearRecord => Ok(()),
            }
        });
    }

    /// Changes the store behind a view, in a transaction of its own.
    fn change(
        &mut self,
        found: Option<&View>,
        change: impl FnOnce(&Db, &View) -> Result<(), StoreError>,
    ) {
        let Some((view, device)) =
            found.and_then(|view| Some((view, self.world.devices.get_mut(view.device)?)))
        else {
            // A world without such a place: whoever planted sees that nothing was found.
            return;
        };
        if let Ok(transaction) = device.store.begin()
            && change(transaction.db(), view).is_ok()
        {
            // If it did not happen, nothing will be found.
            let _ = transaction.commit();
        }
    }
}

fn pick(views: &Views, fits: impl Fn(&View, &[View]) -> bool) -> Option<&View> {
    views
        .values()
        .flat_map(|group| group.iter().map(move |view| (view, group)))
        .find(|(view, group)| fits(view, group))
        .map(|(view, _)| view)
}

/// A group in which somebody else takes part as well.
fn is_shared_group(view: &View, group: &[View]) -> bool {
    view.is_active() && view.row.kind == ConversationKind::Group && actives(group) > 1
}

/// Something attached that is on this device.
fn a_file(view: &View) -> Option<&AttachmentRow> {
    let mut all = view.attached.iter();
    all.find(|row| row.state == AttachmentState::Here)
}

fn actives(group: &[View]) -> usize {
    group.iter().filter(|view| view.is_active()).count()
}

/// Texts that this member and another active one both have and followed, undeleted, either its own
/// or somebody else's.
fn shared<'a>(view: &'a View, group: &[View], own: bool) -> Vec<&'a StoredMessage> {
    let others = || {
        group
            .iter()
            .filter(|other| other.is_active() && other.device != view.device && !other.fell_out)
    };
    view.texts()
        .filter(|(seq, row)| {
            let there = others().any(|other| {
                other.followed_since(*seq)
                    && other
                        .messages
                        .iter()
                        .any(|theirs| theirs.message_id == row.message_id)
            });
            let whose = (row.sender == view.account) == own;
            there && whose && !row.deleted && view.followed_since(*seq) && !view.fell_out
        })
        .map(|(_, row)| row)
        .collect()
}

fn retitle(db: &Db, view: &View) -> Result<(), StoreError> {
    let mut row = view.row.clone();
    row.title.push('!');
    conversations::update(db, &row)
}

fn join(db: &Db, view: &View) -> Result<(), StoreError> {
    let row = MemberRow {
        conversation: view.row.id,
        device: hudhud_base::DeviceId([1; 32]),
        account: view.account,
        leaf: 0,
        account_key: vec![1],
        control_key: vec![1],
        admin: false,
    };
    members::insert(db, &row)
}

fn say_later(db: &Db, view: &View) -> Result<(), StoreError> {
    let row = StoredMessage {
        id: hudhud_base::MessageRow(0),
        conversation: view.row.id,
        position: 0,
        message_id: [9; 32],
        sender: AccountId([9; 32]),
        kind: MessageKind::Text,
        body: NEVER_SAID.to_owned(),
        reply_to: None,
        sent: hudhud_base::Timestamp(0),
        seq: Some(view.row.cursor.next()),
        minute: None,
        state: MessageState::Received,
        edited: None,
        deleted: false,
    };
    messages::insert(db, &row)?;
    recount(db, view)
}

fn swap(db: &Db, first: &StoredMessage, second: &StoredMessage) -> Result<(), StoreError> {
    let at = |row: &StoredMessage, seq| StoredMessage { seq, ..row.clone() };
    messages::update(db, &at(first, second.seq))?;
    messages::update(db, &at(second, first.seq))
}

fn repeat(db: &Db, view: &View, row: &StoredMessage) -> Result<(), StoreError> {
    let again = StoredMessage {
        message_id: [9; 32],
        sender: view.account,
        ..row.clone()
    };
    messages::insert(db, &again).map(drop)
}

/// Keeps the count right, so that what was planted is seen by the oracle it is meant for.
fn recount(db: &Db, view: &View) -> Result<(), StoreError> {
    let mut row = view.row.clone();
    row.unread = messages::count_unread(db, row.id, row.read_seq, &view.account)?;
    conversations::update(db, &row)
}
