//! Same group state: every member has the same list of members, admins, title, generation and head.

use std::collections::BTreeSet;

use hudhud_base::{AccountId, DeviceId};
use hudhud_engine::{Notice, decode_notice};
use hudhud_store::conversations::{ConversationKind, ConversationState};
use hudhud_store::messages::MessageKind;

use crate::finding::Oracle;
use crate::life::oracle::found::{Found, say};
use crate::life::view::View;

pub(crate) fn judge(group: &[View], found: &mut Found) {
    let active: Vec<&View> = group.iter().filter(|view| view.is_active()).collect();
    let Some(first) = active.first() else {
        return;
    };
    for other in active.iter().skip(1) {
        let differences = [
            ("members", roll(first) != roll(other)),
            (
                "titles",
                first.row.kind == ConversationKind::Group && first.row.title != other.row.title,
            ),
            ("generations", first.row.generation != other.row.generation),
            ("cursors", first.row.cursor != other.row.cursor),
            ("heads", first.row.ordered_head != other.row.ordered_head),
            ("kinds", first.row.kind != other.row.kind),
            (
                "capabilities",
                first.generations.last().map(|row| &row.read)
                    != other.generations.last().map(|row| &row.read),
            ),
            (
                "running hashes",
                first.row.running_hash != other.row.running_hash,
            ),
        ];
        for (what, _) in differences.iter().filter(|(_, differ)| *differ) {
            say(
                found,
                Oracle::GroupState,
                format!(
                    "{} (cursor {}, {} members) and {} (cursor {}, {} members) have other {what}",
                    first.name,
                    first.row.cursor,
                    first.members.len(),
                    other.name,
                    other.row.cursor,
                    other.members.len()
                ),
            );
        }
    }
    for view in active.iter().filter(|view| view.row.running_hash.is_none()) {
        let what = format!("{} compares nothing with others any more", view.name);
        say(found, Oracle::GroupState, what);
    }
    judge_rolls(group, &active, found);
}

/// Who takes part is listed, and who left is not.
fn judge_rolls(group: &[View], active: &[&View], found: &mut Found) {
    for lister in active {
        for view in group {
            let listed = lister.is_member(&view.account);
            let what = match view.row.state {
                ConversationState::Active if !listed => "takes part unlisted",
                ConversationState::Left | ConversationState::Removed
                    if listed && !invited_since(group, view) =>
                {
                    "is listed although out"
                }
                ConversationState::Creating
                | ConversationState::Request
                | ConversationState::Active
                | ConversationState::Left
                | ConversationState::Removed
                | ConversationState::Deserted
                | ConversationState::OutOfStep
                | ConversationState::Failed => continue,
            };
            say(
                found,
                Oracle::GroupState,
                format!(
                    "by {}, {} {what} ({:?})",
                    lister.name, view.name, view.row.state
                ),
            );
        }
    }
}

/// Whether somebody who went was added again, as anybody tells, and has not come: they may not want
/// to.
fn invited_since(group: &[View], gone: &View) -> bool {
    let end = gone.spans.last().and_then(|span| span.until);
    group
        .iter()
        .flat_map(|teller| &teller.messages)
        .filter(|row| row.kind == MessageKind::System && row.seq > end)
        .map(|row| decode_notice(&row.body))
        .any(|notice| matches!(notice, Notice::Added(who) if who.contains(&gone.account)))
}

fn roll(view: &View) -> BTreeSet<(AccountId, DeviceId, u32, bool)> {
    view.members
        .iter()
        .map(|member| (member.account, member.device, member.leaf, member.admin))
        .collect()
}
