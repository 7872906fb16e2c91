//! What must hold when everything has become quiet, each by a name of its own.

mod absence;
mod content;
mod group;
mod once;
mod order;
mod plain;
mod quiet;
mod tamper;
mod unread;

use std::fmt;

use hudhud_engine::Notice;

use crate::world::World;

/// One of the things that must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Oracle {
    /// Nothing is left to do: no outbox, intent, delivery, link attempt or timer.
    Quiescence,
    /// All members of a group have the same members, admins, title, generation and head.
    GroupState,
    /// Messages stand in one order everywhere.
    Order,
    /// Every message stands at every member of its time exactly once, and none failed silently.
    ExactlyOnce,
    /// Texts, edits, deletions and reactions are the same everywhere.
    Content,
    /// Unread counts, read marks and receipts are right.
    Unread,
    /// Who is out reads nothing later; who was not asked is not in.
    Absence,
    /// Nothing that people wrote leaves a device in clear.
    Plaintext,
    /// Machines keep the rules of the wire, and no turn fails by itself.
    Rules,
}

impl fmt::Display for Oracle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// Something that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which oracle says so.
    pub oracle: Oracle,
    /// What it saw.
    pub what: String,
}

impl World {
    /// Asks every oracle.
    pub(crate) fn judge(&mut self) {
        if !self.findings.is_empty() {
            // The world stopped there: whatever else is not as it should be follows from that.
            return;
        }
        self.tamper();
        let views = self.views();
        let mut found = Vec::new();
        quiet::judge(self, &views, &mut found);
        let mut compared = 0;
        for group in views.values() {
            let before = found.len();
            let missed = group.iter().filter(|view| view.says(&Notice::Missed));
            self.counts.missed += u64::try_from(missed.count()).unwrap_or(0);
            group::judge(group, &mut found);
            compared += order::judge(group, &mut found);
            once::judge(group, &mut found);
            content::judge(group, &mut found);
            absence::judge(self, group, &mut found);
            let rows: Vec<String> = group
                .iter()
                .map(|view| format!("{} {}", view.name, view.row.id))
                .collect();
            for finding in found.iter_mut().skip(before) {
                finding.what = format!("{} [{}]", finding.what, rows.join(", "));
            }
        }
        once::judge_sent(self, &views, &mut found);
        unread::judge(self, &views, &mut found);
        plain::judge(self, &mut found);
        self.probe_removed(&views, &mut found);
        self.counts.compared += compared;
        for finding in found {
            self.find(finding.oracle, finding.what);
        }
    }
}

/// What oracles add to.
pub(crate) type Found = Vec<Finding>;

pub(crate) fn say(found: &mut Found, oracle: Oracle, what: String) {
    found.push(Finding { oracle, what });
}
