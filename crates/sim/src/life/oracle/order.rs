//! Identical order: what two members both have stands at the same entries and in the same order.

use std::collections::BTreeSet;

use hudhud_base::{AccountId, Seq};

use crate::finding::Oracle;
use crate::life::oracle::found::{Found, say};
use crate::life::view::{Name, View, name_of};

/// Returns how many pairs were compared.
pub(crate) fn judge(group: &[View], found: &mut Found) -> u64 {
    let mut compared = 0;
    // Whoever missed that a message of theirs was taken says it again, and others may have missed
    // the first of the two.
    let again: BTreeSet<AccountId> = group
        .iter()
        .filter(|view| view.fell_out || view.lost)
        .map(|view| view.account)
        .collect();
    for (at, one) in group.iter().enumerate() {
        for other in group.iter().skip(at + 1) {
            compared += 1;
            let (left, right) = (common(one, other, &again), common(other, one, &again));
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

fn common(one: &View, other: &View, but: &BTreeSet<AccountId>) -> Vec<(Seq, Name)> {
    let theirs: BTreeSet<Name> = other.texts().map(|(_, row)| name_of(row)).collect();
    one.texts()
        .filter(|(_, row)| theirs.contains(&name_of(row)) && !but.contains(&row.sender))
        .map(|(seq, row)| (seq, name_of(row)))
        .collect()
}
