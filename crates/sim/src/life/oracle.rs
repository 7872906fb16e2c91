//! What must hold when everything has become quiet, each by a name of its own.

mod absence;
mod attached;
mod content;
pub(crate) mod found;
mod group;
pub(crate) mod once;
pub(crate) mod order;
pub(crate) mod plain;
pub(crate) mod quiet;
pub(crate) mod unread;

use hudhud_engine::Notice;

use crate::life::oracle::found::Found;
use crate::life::state::Life;
use crate::life::view::Views;
use crate::world::World;

impl Life {
    /// Asks every oracle.
    pub(crate) fn judge(&mut self) {
        if !self.world.findings.is_empty() {
            // The world stopped there: whatever else is not as it should be follows from that.
            return;
        }
        self.tamper();
        let views = self.world.views(self.climate.short_memory);
        let mut found = Vec::new();
        quiet::judge(&self.world, &views, &mut found);
        for index in 0..self.world.devices.len() {
            quiet::judge_device(&self.world, index, &views, &mut found);
            // No member of these worlds is hostile: what could not be taken in is a fault of ours.
            quiet::judge_set_aside(&self.world, index, &views, &mut found);
        }
        self.world.judge_groups(&views, &mut found);
        once::judge_bodies(&views, &mut found);
        once::judge_sent(&self.world, &views, &mut found);
        unread::judge(&self.world, &views, &mut found);
        plain::judge(&self.world, &mut found);
        attached::judge(&self.world, &views, &mut found);
        self.world.probe_removed(&views, &mut found);
        for finding in found {
            self.world.find(finding.oracle, finding.what);
        }
    }
}

impl World {
    /// Asks the oracles of what members of one group have in common.
    pub(crate) fn judge_groups(&mut self, views: &Views, found: &mut Found) {
        for group in views.values() {
            let before = found.len();
            let missed = group.iter().filter(|view| view.says(&Notice::Missed));
            self.counts.missed += u64::try_from(missed.count()).unwrap_or(0);
            group::judge(group, found);
            self.counts.compared += order::judge(group, found);
            once::judge(group, found);
            content::judge(group, found);
            absence::judge(self, group, found);
            let rows: Vec<String> = group
                .iter()
                .map(|view| format!("{} {}", view.name, view.row.id))
                .collect();
            for finding in found.iter_mut().skip(before) {
                finding.what = format!("{} [{}]", finding.what, rows.join(", "));
            }
        }
    }
}
