//! Unread counts against a count of our own, read marks against what people did, receipts against
//! what their senders have.

use std::collections::BTreeMap;

use hudhud_base::Seq;
use hudhud_store::messages::MessageKind;

use crate::finding::Oracle;
use crate::life::oracle::found::{Found, say};
use crate::life::view::{View, Views};
use crate::world::World;

pub(crate) fn judge(world: &World, views: &Views, found: &mut Found) {
    for group in views.values() {
        let cursors: BTreeMap<_, _> = group
            .iter()
            .map(|view| (view.account, (view.row.cursor, view.row.read_seq)))
            .collect();
        for view in group {
            judge_view(world, view, found);
            for receipt in &view.receipts {
                let (cursor, read) = cursors
                    .get(&receipt.account)
                    .copied()
                    .unwrap_or((Seq(u64::MAX), Seq(u64::MAX)));
                if receipt.delivered_seq > cursor
                    || receipt.delivered_seq > view.row.cursor
                    || receipt.read_seq > read
                {
                    say(
                        found,
                        Oracle::Unread,
                        format!(
                            "{} believes that somebody has {} and read {}; it is {cursor} and {read}",
                            view.name, receipt.delivered_seq, receipt.read_seq
                        ),
                    );
                }
            }
        }
    }
}

fn judge_view(world: &World, view: &View, found: &mut Found) {
    let counted = view
        .messages
        .iter()
        .filter(|row| row.kind != MessageKind::System && !row.deleted)
        .filter(|row| row.sender != view.account)
        .filter(|row| row.seq.is_some_and(|seq| seq > view.row.read_seq))
        .count();
    if u32::try_from(counted) != Ok(view.row.unread) {
        let what = format!(
            "{} has {counted} unread messages and says {}",
            view.name, view.row.unread
        );
        say(found, Oracle::Unread, what);
    }
    let mark = world.model.read.get(&(view.device, view.row.id));
    if mark.copied().unwrap_or_default() != view.row.read_seq {
        let what = format!(
            "{} read up to {mark:?}, and the mark stands at {}",
            view.name, view.row.read_seq
        );
        say(found, Oracle::Unread, what);
    }
}
