//! What the world remembers of what people did and what devices told, to hold the stores against.

use std::collections::{BTreeMap, BTreeSet};

use hudhud_base::{AccountId, BlobId, Seq};
use hudhud_engine::{ConversationId, Event, MessageRow, Outputs};
use hudhud_store::{
    Db,
    conversations::{self, ConversationRow, ConversationState},
    messages::{self, MessageKind},
    receipts,
};

use crate::finding::Oracle;
use crate::world::World;
use crate::world::queue::DeviceIndex;

/// A stretch of a log that a device was entitled to, and able to, read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) from: Seq,
    /// The last entry of it; `None` while it lasts.
    pub(crate) until: Option<Seq>,
}

impl Span {
    pub(crate) fn holds(&self, seq: Seq) -> bool {
        seq >= self.from && self.until.is_none_or(|until| seq <= until)
    }
}

/// A conversation on one device, as last seen.
#[derive(Debug, Clone)]
pub(crate) struct Track {
    state: ConversationState,
    cursor: Seq,
    generation: u32,
    pub(crate) spans: Vec<Span>,
    /// It could not follow for a while.
    pub(crate) fell_out: bool,
}

/// Everything remembered.
#[derive(Debug, Default)]
pub(crate) struct Model {
    /// Messages that a device took on: device, conversation, message.
    pub(crate) sent: Vec<(DeviceIndex, ConversationId, MessageRow)>,
    /// What people sealed to attach it, by the name it has at the host.
    pub(crate) attached: BTreeMap<BlobId, Vec<u8>>,
    /// Up to where a person read.
    pub(crate) read: BTreeMap<(DeviceIndex, ConversationId), Seq>,
    pub(crate) tracks: BTreeMap<(DeviceIndex, ConversationId), Track>,
    receipts: BTreeMap<(DeviceIndex, ConversationId, AccountId), (Seq, Seq)>,
    /// Conversations a person said yes to.
    pub(crate) accepted: BTreeSet<(DeviceIndex, ConversationId)>,
    /// Whom a person blocked at one time: what they say directly is not taken meanwhile.
    pub(crate) blocked: BTreeSet<(DeviceIndex, AccountId)>,
    /// What devices were told of a host that lies, and nobody has taken yet.
    pub(crate) disagreements: Vec<String>,
}

impl World {
    /// Looks at what a turn says has changed.
    pub(crate) fn observe(&mut self, index: DeviceIndex, outputs: &Outputs) {
        let mut changed = BTreeSet::new();
        for event in &outputs.events {
            match event {
                Event::Conversation(id) | Event::Request(id) => {
                    changed.insert(*id);
                }
                Event::SignedUp
                | Event::IntentEnded(_)
                | Event::LinkChanged { .. }
                | Event::Access(_)
                | Event::Disagreement { .. } => {
                    let name = self.name(index);
                    if let Event::Disagreement { conversation } = event {
                        self.model.disagreements.push(format!(
                            "{name} is told that the host lies about {}",
                            conversation.0
                        ));
                    }
                    self.trace
                        .add(self.now, format_args!("{name} tells {event:?}"));
                }
                Event::Person(_)
                | Event::Message { .. }
                | Event::MessageChanged { .. }
                | Event::Typing { .. }
                | Event::Moved { .. }
                | Event::InboxCaughtUp
                | Event::CaughtUp(_) => {}
            }
        }
        for conversation in changed {
            self.observe_conversation(index, conversation);
        }
    }

    fn observe_conversation(&mut self, index: DeviceIndex, conversation: ConversationId) {
        let Some(device) = self.devices.get(index) else {
            return;
        };
        let db = device.store.reader();
        let Ok(Some(row)) = conversations::by_id(db.db(), conversation) else {
            self.model.tracks.remove(&(index, conversation));
            return;
        };
        let before = self.model.tracks.get(&(index, conversation)).cloned();
        let own = device.account();
        let removed_at = before.as_ref().and_then(|before| {
            own.and_then(|own| removal_after(db.db(), conversation, before.cursor, &own))
        });
        let marks = receipts::list(db.db(), conversation).unwrap_or_default();
        // Whoever is gone is forgotten, and begins anew when they come again.
        let is_marked = |account| marks.iter().any(|row| row.account == account);
        self.model
            .receipts
            .retain(|key, _| (key.0, key.1) != (index, conversation) || is_marked(key.2));
        let back: Vec<String> = marks
            .iter()
            .filter_map(|row| {
                let now = (row.delivered_seq, row.read_seq);
                let key = (index, conversation, row.account);
                let was = self.model.receipts.insert(key, now)?;
                (now.0 < was.0 || now.1 < was.1).then(|| format!("{was:?} became {now:?}"))
            })
            .collect();
        let after = follow(before.as_ref(), &row, removed_at);
        let joined = after.spans.len() > before.as_ref().map_or(0, |before| before.spans.len())
            && before.as_ref().is_none_or(|before| {
                !matches!(
                    before.state,
                    ConversationState::Creating | ConversationState::OutOfStep
                )
            });
        let asked_back = before.as_ref().is_some_and(|before| {
            matches!(
                before.state,
                ConversationState::Left | ConversationState::Removed
            ) && before.state != after.state
        });
        if joined || asked_back || after.state == ConversationState::Request {
            // What was said before the invitation is not there to be read.
            self.model.read.insert((index, conversation), row.read_seq);
        }
        self.tell_change(index, before.as_ref(), &after, conversation);
        self.model.tracks.insert((index, conversation), after);
        for what in back {
            self.find(
                Oracle::Unread,
                format!("a receipt of {} went back: {what}", self.name(index)),
            );
        }
    }

    fn tell_change(
        &mut self,
        index: DeviceIndex,
        before: Option<&Track>,
        after: &Track,
        conversation: ConversationId,
    ) {
        let was = before.map(|track| track.state);
        if was != Some(after.state) {
            self.note(format_args!(
                "{}: conversation {conversation} is {:?} at {}",
                self.name(index),
                after.state,
                after.cursor
            ));
            match (was, after.state) {
                (Some(ConversationState::OutOfStep), ConversationState::Active) => {
                    self.counts.rejoins += 1;
                }
                (Some(ConversationState::Request), ConversationState::Active) => {
                    self.counts.joins += 1;
                }
                (_, _) => {}
            }
        }
        if before.is_some_and(|before| before.generation < after.generation) {
            self.counts.rotations += 1;
        }
    }

    /// Where the mark stands once a person has seen messages up to this one.
    pub(crate) fn mark_of(
        &self,
        index: DeviceIndex,
        row: &ConversationRow,
        up_to: MessageRow,
    ) -> Seq {
        let message = self
            .devices
            .get(index)
            .and_then(|device| messages::by_id(device.store.reader().db(), up_to).ok()?);
        match message {
            Some(message) if message.is_past() => Seq(0),
            message => message
                .and_then(|message| message.seq)
                .unwrap_or(row.cursor)
                .min(row.cursor),
        }
    }
}

/// The entry that removed this account, after `cursor`.
fn removal_after(
    db: &Db,
    conversation: ConversationId,
    cursor: Seq,
    own: &AccountId,
) -> Option<Seq> {
    let words = format!("removed {own}");
    messages::after(db, conversation, messages::position_after(cursor), 500)
        .ok()?
        .into_iter()
        .filter(|message| message.kind == MessageKind::System && message.body == words)
        .filter_map(|message| message.seq)
        .next_back()
}

fn follow(before: Option<&Track>, row: &ConversationRow, removed_at: Option<Seq>) -> Track {
    use ConversationState::{Active, Creating, OutOfStep};
    let mut track = before.cloned().unwrap_or(Track {
        state: row.state,
        cursor: row.cursor,
        generation: row.generation.0,
        spans: Vec::new(),
        fell_out: false,
    });
    let lasts = track.spans.last().is_some_and(|span| span.until.is_none());
    let end = |track: &mut Track, at: Seq| {
        if let Some(span) = track.spans.last_mut().filter(|span| span.until.is_none()) {
            span.until = Some(at);
        }
    };
    if lasts && row.state != Active {
        let at = match (removed_at, row.state) {
            (Some(at), _) => at,
            (None, OutOfStep) => track.cursor,
            (None, _) => row.cursor,
        };
        end(&mut track, at);
    } else if lasts && let Some(at) = removed_at {
        // Removed, invited and back, all at once.
        end(&mut track, at);
        track.spans.push(Span {
            from: row.cursor.next(),
            until: None,
        });
    } else if !lasts && row.state == Active {
        let from_the_start = track.spans.is_empty() && matches!(track.state, Creating);
        track.spans.push(Span {
            from: if from_the_start {
                Seq(1)
            } else {
                row.cursor.next()
            },
            until: None,
        });
    }
    track.fell_out |= row.state == OutOfStep;
    track.state = row.state;
    track.cursor = row.cursor;
    track.generation = row.generation.0;
    track
}
