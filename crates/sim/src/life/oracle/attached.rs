//! Attachments: what came is what was sent, and what did not come says so. Nothing stays on its way.

use hudhud_store::attachments::{AttachmentRow, AttachmentState};

use crate::finding::Oracle;
use crate::life::oracle::found::{Found, say};
use crate::life::view::{View, Views};
use crate::world::World;

pub(crate) fn judge(world: &World, views: &Views, found: &mut Found) {
    for view in views.values().flatten() {
        for row in &view.attached {
            if let Some((oracle, what)) = wrong(world, view, row) {
                let what = format!(
                    "{}: attachment {} of message {} {what}",
                    view.name, row.part, row.message
                );
                say(found, oracle, what);
            }
        }
    }
}

fn wrong(world: &World, view: &View, row: &AttachmentRow) -> Option<(Oracle, &'static str)> {
    let sent = world.model.attached.get(&row.blob);
    match row.state {
        AttachmentState::Leaving | AttachmentState::Coming => {
            Some((Oracle::Quiescence, "is still on its way"))
        }
        AttachmentState::Here if world.opened(view.device, row).as_ref() != sent => {
            Some((Oracle::Content, "is not what was sent"))
        }
        AttachmentState::Damaged => Some((Oracle::Content, "is said to be damaged")),
        AttachmentState::Gone if is_at_a_host(world, row) => {
            Some((Oracle::Content, "is said to be gone"))
        }
        AttachmentState::Here
        | AttachmentState::There
        | AttachmentState::Gone
        | AttachmentState::Unsent => None,
    }
}

fn is_at_a_host(world: &World, row: &AttachmentRow) -> bool {
    let mut hosts = world.hosts.iter();
    hosts.any(|host| host.blobs.contains_key(&row.blob))
}
