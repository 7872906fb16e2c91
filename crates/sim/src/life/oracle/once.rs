//! Exactly once: what stands in the log stands at every member of its time, once; and what a device
//! took on was sent, or is said to have failed for a reason.

use std::collections::{BTreeMap, BTreeSet};

use hudhud_engine::{Notice, decode_notice};
use hudhud_store::messages::{self, MessageKind, MessageState};

use crate::finding::Oracle;
use crate::life::oracle::found::{Found, say};
use crate::life::view::{Name, View, Views, name_of};
use crate::world::World;

pub(crate) fn judge(group: &[View], found: &mut Found) {
    for one in group {
        let mut times: BTreeMap<Name, u32> = BTreeMap::new();
        for row in one
            .messages
            .iter()
            .filter(|row| row.kind == MessageKind::Text)
        {
            *times.entry(name_of(row)).or_default() += 1;
        }
        if times.values().any(|times| *times > 1) {
            let what = format!("{} shows a message twice", one.name);
            say(found, Oracle::ExactlyOnce, what);
        }
        for other in group.iter().filter(|other| other.device != one.device) {
            judge_pair(one, other, found);
        }
    }
}

/// Where nobody says the same twice, but what somebody else has said, nobody reads the same twice.
pub(crate) fn judge_bodies(views: &Views, found: &mut Found) {
    for one in views.values().flatten() {
        let texts = one
            .messages
            .iter()
            .filter(|row| row.kind == MessageKind::Text);
        let mut bodies: Vec<_> = texts
            .filter(|row| !row.deleted && !one.forwarded.contains(&row.id))
            .map(|row| row.body.as_str())
            .collect();
        let all = bodies.len();
        bodies.sort_unstable();
        bodies.dedup();
        if bodies.len() < all {
            let what = format!("{} shows a message twice", one.name);
            say(found, Oracle::ExactlyOnce, what);
        }
    }
}

/// Everything that `one` has and `other` could read is there.
fn judge_pair(one: &View, other: &View, found: &mut Found) {
    let theirs: BTreeSet<Name> = other.messages.iter().map(name_of).collect();
    // What somebody has who could not read it is for another oracle.
    for (seq, row) in one.texts().filter(|(seq, _)| one.could_read(*seq)) {
        if other.could_read(seq)
            && !other.may_miss(&row.sender)
            && !theirs.contains(&name_of(row))
            && !is_unreadable(other, seq.0)
        {
            say(
                found,
                Oracle::ExactlyOnce,
                format!("{} has entry {seq}, and {} has not", one.name, other.name),
            );
        }
    }
}

/// Whether the device says itself that it could not read this entry.
fn is_unreadable(view: &View, seq: u64) -> bool {
    view.messages.iter().any(|row| {
        row.seq.is_some_and(|at| at.0 == seq)
            && row.kind == MessageKind::System
            && decode_notice(&row.body) == Notice::Unreadable
    })
}

pub(crate) fn judge_sent(world: &World, views: &Views, found: &mut Found) {
    for (index, conversation, id) in &world.model.sent {
        let Some(device) = world.devices.get(*index) else {
            continue;
        };
        let row = messages::by_id(device.store.reader().db(), *id)
            .ok()
            .flatten();
        let view = views
            .values()
            .flatten()
            .find(|view| view.device == *index && view.row.id == *conversation);
        let Some(view) = view else {
            continue;
        };
        let what = match row.map(|row| row.state) {
            None => "is gone",
            Some(MessageState::Queued) if view.is_active() => "is still queued",
            Some(MessageState::Failed) if view.is_active() && !was_out(view) => {
                "failed without a reason"
            }
            Some(MessageState::Queued) if view.row.state.is_over() => "is queued where all is over",
            Some(
                MessageState::Queued
                | MessageState::Failed
                | MessageState::Sent
                | MessageState::Delivered
                | MessageState::Read
                | MessageState::Received,
            ) => continue,
        };
        say(
            found,
            Oracle::ExactlyOnce,
            format!("{}'s message {id} {what}", device.name),
        );
    }
}

/// Whether it was out once: what waited then was given up.
fn was_out(view: &View) -> bool {
    view.spans.iter().any(|span| span.until.is_some())
}
