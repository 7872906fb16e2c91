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

/// The intent to come back into step, as it is stored.
const REJOIN: u32 = 11;

pub(crate) fn judge(world: &World, views: &Views, found: &mut Found) {
    for device in &world.devices {
        let reader = device.store.reader();
        if device.running != device.signed_up() {
            let what = format!("{} has not come up, or not signed up", device.name);
            say(found, Oracle::Quiescence, what);
        }
        let stranded: Vec<_> = views
            .values()
            .flat_map(|group| group.iter().filter(|view| view.is_stranded(group)))
            .filter(|view| view.name == device.name)
            .map(|view| Some(view.row.id))
            .collect();
        let open = intents::open_all(reader.db()).unwrap_or_default();
        for intent in open {
            // What was planned in a group that does not answer waits for an answer; pleading ends.
            if stranded.contains(&intent.conversation) && intent.kind != REJOIN {
                continue;
            }
            let what = format!(
                "{} still has an intent of kind {} in {:?}",
                device.name, intent.kind, intent.conversation
            );
            say(found, Oracle::Quiescence, what);
        }
        // No member of a random world is hostile: what could not be taken in is a fault of ours.
        let here = views.values().flatten();
        let here = here.filter(|view| view.name == device.name);
        for conversation in here.map(|view| Some(view.row.id)).chain([None]) {
            for row in set_aside::list(reader.db(), conversation).unwrap_or_default() {
                let what = format!(
                    "{} has set an entry aside in {conversation:?}: {}",
                    device.name, row.reason
                );
                say(found, Oracle::Rules, what);
            }
        }
        for delivery in deliveries::list(reader.db()).unwrap_or_default() {
            let what = format!(
                "{} still has a letter to {:?}",
                device.name, delivery.account
            );
            say(found, Oracle::Quiescence, what);
        }
        if let Err(error) = device.store.check() {
            say(
                found,
                Oracle::Quiescence,
                format!("{}: {error}", device.name),
            );
        }
    }
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
