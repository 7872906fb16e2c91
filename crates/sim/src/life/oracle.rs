//! What must hold when everything has become quiet, each by a name of its own.

mod absence;
mod content;
mod found;
mod group;
mod once;
mod order;
mod plain;
mod quiet;
mod unread;

use hudhud_engine::Notice;

use crate::life::state::Life;

impl Life {
    /// Asks every oracle.
    pub(crate) fn judge(&mut self) {
        if !self.world.findings.is_empty() {
            // The world stopped there: whatever else is not as it should be follows from that.
            return;
        }
        self.tamper();
        let views = self.views();
        let mut found = Vec::new();
        quiet::judge(&self.world, &views, &mut found);
        let mut compared = 0;
        for group in views.values() {
            let before = found.len();
            let missed = group.iter().filter(|view| view.says(&Notice::Missed));
            self.world.counts.missed += u64::try_from(missed.count()).unwrap_or(0);
            group::judge(group, &mut found);
            compared += order::judge(group, &mut found);
            once::judge(group, &mut found);
            content::judge(group, &mut found);
            absence::judge(&self.world, group, &mut found);
            let rows: Vec<String> = group
                .iter()
                .map(|view| format!("{} {}", view.name, view.row.id))
                .collect();
            for finding in found.iter_mut().skip(before) {
                finding.what = format!("{} [{}]", finding.what, rows.join(", "));
            }
        }
        once::judge_sent(&self.world, &views, &mut found);
        unread::judge(&self.world, &views, &mut found);
        plain::judge(&self.world, &mut found);
        self.probe_removed(&views, &mut found);
        self.world.counts.compared += compared;
        for finding in found {
            self.world.find(finding.oracle, finding.what);
        }
    }
}
