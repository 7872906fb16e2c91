//! Same content: texts after edits, deletions and reactions agree among those who still take part.

use std::collections::{BTreeMap, BTreeSet};

use hudhud_base::{AccountId, BlobId};
use hudhud_store::messages::StoredMessage;

use crate::finding::Oracle;
use crate::life::oracle::found::{Found, say};
use crate::life::view::{Name, View, name_of};

pub(crate) fn judge(group: &[View], found: &mut Found) {
    let active: Vec<&View> = group.iter().filter(|view| view.is_active()).collect();
    for (at, one) in active.iter().enumerate() {
        for other in active.iter().skip(at + 1) {
            judge_pair(one, other, found);
        }
    }
}

fn judge_pair(one: &View, other: &View, found: &mut Found) {
    let theirs: BTreeMap<Name, &StoredMessage> =
        other.texts().map(|(_, row)| (name_of(row), row)).collect();
    for (seq, mine) in one.texts() {
        let Some(yours) = theirs.get(&name_of(mine)) else {
            continue;
        };
        let misses = one.may_miss(&other.account) || other.may_miss(&one.account);
        if misses || !one.followed_since(seq) || !other.followed_since(seq) {
            continue;
        }
        let same = mine.body == yours.body
            && mine.deleted == yours.deleted
            && mine.reply_to == yours.reply_to
            && mine.edited.is_some() == yours.edited.is_some();
        if !same {
            say(
                found,
                Oracle::Content,
                format!(
                    "entry {seq} is {:?} for {} and {:?} for {}",
                    shown(mine),
                    one.name,
                    shown(yours),
                    other.name
                ),
            );
        }
        if !mine.deleted && attached(one, mine) != attached(other, yours) {
            let what = format!(
                "entry {seq} has other attachments for {} than for {}",
                one.name, other.name
            );
            say(found, Oracle::Content, what);
        }
        if !mine.deleted && reactions(one, mine) != reactions(other, yours) {
            say(
                found,
                Oracle::Content,
                format!(
                    "entry {seq} has other reactions for {} ({:?}) than for {} ({:?})",
                    one.name,
                    reactions(one, mine),
                    other.name,
                    reactions(other, yours)
                ),
            );
        }
    }
}

fn shown(row: &StoredMessage) -> (&str, bool, bool) {
    (&row.body, row.deleted, row.edited.is_some())
}

fn reactions<'a>(view: &'a View, row: &StoredMessage) -> BTreeSet<(AccountId, &'a str)> {
    view.reactions
        .iter()
        .filter(|reaction| reaction.target == row.message_id)
        .map(|reaction| (reaction.account, reaction.emoji.as_str()))
        .collect()
}

/// What is attached: which blob, and how long it is without what seals it.
fn attached<'a>(view: &'a View, row: &StoredMessage) -> Vec<(&'a BlobId, u64)> {
    let of_it = view.attached.iter().filter(|one| one.message == row.id);
    of_it.map(|one| (&one.blob, one.bytes)).collect()
}
