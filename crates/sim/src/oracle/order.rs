//! Identical order: what two members both have stands at the same entries and in the same order.

use std::collections::BTreeSet;

use hudhud_base::Seq;
use hudhud_store::messages::MessageRow;

use crate::oracle::{Found, Oracle, say};
use crate::view::{Name, View, name_of};

/// Returns how many pairs were compared.
pub(crate) fn judge(group: &[View], found: &mut Found) -> u64 {
    let mut compared = 0;
    for (at, one) in group.iter().enumerate() {
        for other in group.iter().skip(at + 1) {
            compared += 1;
            let (left, right) = (common(one, other), common(other, one));
            let differs = left.iter().zip(&right).find(|(left, right)| left != right);
            if let Some(((left, _), (right, _))) = differs {
                say(
                    found,
                    Oracle::Order,
                    format!(
                        "{} has at {left} what {} has at {right}, or another message",
                        one.name, other.name
                    ),
                );
            }
        }
        let seqs: Vec<Seq> = one.messages.iter().filter_map(|row| row.seq).collect();
        if !seqs.is_sorted() {
            let what = format!(
                "{} does not show messages in the order of the log",
                one.name
            );
            say(found, Oracle::Order, what);
        }
    }
    compared
}

fn said_out_of_step(view: &View, row: &MessageRow) -> bool {
    (view.fell_out || view.lost) && row.sender == view.account
}

fn common(one: &View, other: &View) -> Vec<(Seq, Name)> {
    let theirs: BTreeSet<Name> = other.texts().map(|(_, row)| name_of(row)).collect();
    one.texts()
        .filter(|(_, row)| theirs.contains(&name_of(row)))
        // Whoever missed that its message was taken says it again.
        .filter(|(_, row)| !said_out_of_step(one, row) && !said_out_of_step(other, row))
        .map(|(seq, row)| (seq, name_of(row)))
        .collect()
}
