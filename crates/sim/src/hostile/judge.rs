//! What must hold for everybody who keeps to the rules, whatever somebody else did.

use hudhud_engine::Notice;
use hudhud_store::conversations::{ConversationState, Doubt};

use crate::finding::Oracle;
use crate::hostile::enemy::Enemy;
use crate::hostile::siege::Siege;
use crate::life::oracle::found::{Found, say};
use crate::life::oracle::{once, plain, quiet, unread};
use crate::life::view::{View, Views};
use crate::story::DeviceNumber;

impl Siege {
    /// Asks every oracle about those who are honest.
    pub(crate) fn judge(&mut self) {
        if !self.world.findings.is_empty() {
            return;
        }
        let mut views = self.world.views(false);
        for group in views.values_mut() {
            group.retain(|view| self.is_honest(DeviceNumber(view.device)));
        }
        let mut found = Vec::new();
        let group = views.get(self.world.group_id(self.group).as_slice());
        let group = group.map_or(&[][..], Vec::as_slice);
        // The host may have refused to end it.
        let bricked = self.bricked && !group.iter().all(View::is_active);
        let split = self.is_split(group);
        // Before a group that has ended is left out: who is stranded in it may wait for ever.
        self.judge_devices(&views, &mut found);
        if bricked {
            self.judge_bricked(&mut views, &mut found);
        }
        self.judge_burden(&mut found);
        self.judge_authors(&views, &mut found);
        if !bricked && !split {
            self.judge_standing(&views, &mut found);
        }
        self.leave_out_who_says_so(&mut views);
        for group in views.values_mut() {
            // An invitation that led nowhere shows nothing.
            group.retain(|view| view.row.state != ConversationState::Failed);
        }
        quiet::judge(&self.world, &views, &mut found);
        self.world.judge_groups(&views, &mut found);
        once::judge_sent(&self.world, &views, &mut found);
        unread::judge(&self.world, &views, &mut found);
        plain::judge(&self.world, &mut found);
        for finding in found {
            self.world.find(finding.oracle, finding.what);
        }
    }

    /// A group whose log an admin has ended: nobody is in it any more, and nobody believes to be.
    fn judge_bricked(&self, views: &mut Views, found: &mut Found) {
        for view in views
            .remove(self.world.group_id(self.group).as_slice())
            .unwrap_or_default()
        {
            if view.is_active() {
                let what = format!("{} believes to be in a group that has ended", view.name);
                say(found, Oracle::Standing, what);
            }
        }
    }

    fn judge_devices(&self, views: &Views, found: &mut Found) {
        for who in self.everybody() {
            let mut groups = views
                .values()
                .filter(|group| group.iter().any(|view| view.device == who.0));
            // What somebody wants to say or change there may wait for ever.
            if !groups.any(|group| self.is_split(group)) {
                quiet::judge_device(&self.world, who.0, views, found);
            }
            if !self.spoilt.contains(&who) {
                quiet::judge_set_aside(&self.world, who.0, views, found);
            }
        }
    }

    /// What honest devices keep does not grow by more than the enemy had to write for it.
    fn judge_burden(&self, found: &mut Found) {
        let most = KEPT_ANYWAY + KEPT_FOR_EACH * self.written;
        for ((who, before), (_, after)) in self.kept.iter().zip(self.keeping()) {
            let grown = after.saturating_sub(*before);
            if grown > most {
                let name = self.world.name(who.0);
                let what = format!(
                    "{name} keeps {grown} bytes more, for {} written",
                    self.written
                );
                say(found, Oracle::Burden, what);
            }
        }
    }

    /// What is shown as said by somebody honest, they said.
    fn judge_authors(&self, views: &Views, found: &mut Found) {
        for view in views.values().flatten() {
            for (seq, row) in view.texts().filter(|(_, row)| !row.deleted) {
                let by = self
                    .everybody()
                    .find(|who| self.world.account(*who) == row.sender);
                let genuine = by.is_none_or(|who| self.said.contains(&(who, row.body.clone())));
                if !genuine {
                    let what = format!("{} shows at {seq} what nobody said", view.name);
                    say(found, Oracle::Authors, what);
                }
            }
        }
    }

    /// Everybody in the group from the beginning is in it, and reads what the others say now.
    fn judge_standing(&self, views: &Views, found: &mut Found) {
        let members: Vec<&View> = views
            .values()
            .flatten()
            .filter(|view| self.honest.contains(&DeviceNumber(view.device)))
            .filter(|view| view.row.group_id == self.world.group_id(self.group))
            .collect();
        for view in &members {
            if view.row.state != ConversationState::Active {
                let what = format!("{} is {:?}", view.name, view.row.state);
                say(found, Oracle::Standing, what);
            }
            for other in &members {
                let last = view.texts().filter(|(_, row)| row.sender == view.account);
                let Some((_, last)) = last.last() else {
                    let what = format!("{} said nothing that was taken", view.name);
                    say(found, Oracle::Standing, what);
                    break;
                };
                if other
                    .texts()
                    .all(|(_, row)| row.message_id != last.message_id)
                {
                    let what = format!("{} does not hear {}", other.name, view.name);
                    say(found, Oracle::Standing, what);
                }
            }
        }
    }

    /// Whom the host lied to may have missed something, or have it otherwise, but only if their device
    /// says so.
    fn leave_out_who_says_so(&self, views: &mut Views) {
        if self.enemy == Enemy::Member {
            return;
        }
        for group in views.values_mut() {
            group.retain(|view| {
                let said = [
                    Notice::Missed,
                    Notice::Unreadable,
                    Notice::Rejoined,
                    Notice::Disagreed,
                    Notice::HostBehind,
                    Notice::Copied,
                ];
                view.row.doubt == Doubt::Unfounded && !said.iter().any(|line| view.says(line))
            });
        }
    }
}

/// What an enemy makes a device keep, at most: so many bytes for each that it wrote, beside these.
const KEPT_FOR_EACH: u64 = 4;
const KEPT_ANYWAY: u64 = 2 * 1024 * 1024;
