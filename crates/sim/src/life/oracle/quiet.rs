//! Quiescence: whatever was begun has ended, or waits for somebody.

use hudhud_engine::Notice;
use hudhud_store::{
    conversations::ConversationState,
    deliveries,
    intents::{self, IntentState},
    outbox, set_aside,
};

use crate::finding::Oracle;
use crate::life::oracle::found::{Found, say};
use crate::life::view::{View, Views};
use crate::world::World;
use crate::world::queue::DeviceIndex;

/// The intent to come back into step, as it is stored.
const REJOIN: u32 = 11;

/// What conversations wait for.
pub(crate) fn judge(world: &World, views: &Views, found: &mut Found) {
    for group in views.values() {
        for view in group {
            if !view.is_stranded(group) {
                judge_view(world, view, found);
            } else if !view.says(&Notice::Unanswered) {
                let what = format!("{} does not say that nobody answers", view.name);
                say(found, Oracle::Quiescence, what);
            }
        }
    }
}

/// What a device waits for, and whether its database is whole.
pub(crate) fn judge_device(world: &World, index: DeviceIndex, views: &Views, found: &mut Found) {
    let Some(device) = world.devices.get(index) else {
        return;
    };
    let reader = device.store.reader();
    let mut complain = |what: String| {
        let what = format!("{} {what}", device.name);
        say(found, Oracle::Quiescence, what);
    };
    if device.running != device.signed_up() {
        complain("has not come up, or not signed up".to_owned());
    }
    let stranded: Vec<_> = views
        .values()
        .flat_map(|group| group.iter().filter(|view| view.is_stranded(group)))
        .filter(|view| view.device == index)
        .map(|view| Some(view.row.id))
        .collect();
    let open = intents::open_all(reader.db()).unwrap_or_default();
    for intent in open {
        // What was planned in a group that does not answer waits for an answer; pleading ends.
        if stranded.contains(&intent.conversation) && intent.kind != REJOIN {
            continue;
        }
        let (kind, conversation) = (intent.kind, intent.conversation);
        complain(format!(
            "still has an intent of kind {kind} in {conversation:?}"
        ));
    }
    for delivery in deliveries::list(reader.db()).unwrap_or_default() {
        complain(format!("still has a letter to {:?}", delivery.account));
    }
    if let Err(error) = device.store.check() {
        complain(format!("has a damaged store: {error}"));
    }
}

/// What a device could not take in.
pub(crate) fn judge_set_aside(world: &World, index: DeviceIndex, views: &Views, found: &mut Found) {
    let Some(device) = world.devices.get(index) else {
        return;
    };
    let here = views.values().flatten().filter(|view| view.device == index);
    for conversation in here.map(|view| Some(view.row.id)).chain([None]) {
        let kept = set_aside::list(device.store.reader().db(), conversation);
        for row in kept.unwrap_or_default() {
            let what = format!(
                "{} has set an entry aside in {conversation:?}: {}",
                device.name, row.reason
            );
            say(found, Oracle::Rules, what);
        }
    }
}

fn judge_view(world: &World, view: &View, found: &mut Found) {
    let Some(device) = world.devices.get(view.device) else {
        return;
    };
    let reader = device.store.reader();
    let state = view.row.state;
    let mut complain = |what: String| {
        say(
            found,
            Oracle::Quiescence,
            format!(
                "{}, conversation {} ({state:?}): {what}",
                view.name, view.row.id
            ),
        );
    };
    let waiting = outbox::list(reader.db(), view.row.id)
        .unwrap_or_default()
        .len();
    if waiting > 0 {
        complain(format!("{waiting} entries still in the outbox"));
    }
    let staged = intents::list(reader.db(), view.row.id)
        .unwrap_or_default()
        .into_iter()
        .filter(|intent| intent.state == IntentState::Staged)
        .count();
    if staged > 0 {
        complain(format!("{staged} intents still staged"));
    }
    if matches!(
        state,
        ConversationState::Creating | ConversationState::OutOfStep
    ) {
        complain("still under way".to_owned());
    }
    if view.row.receipt_due.is_some() && view.is_active() {
        complain("a receipt is still due".to_owned());
    }
}
