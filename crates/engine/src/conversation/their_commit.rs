//! A commit of another member: if it may stand where it stands, the group follows it.

use hudhud_base::LogAddress;
use hudhud_crypto::identity::capability_hash;
use hudhud_mls::{Group, StagedTheirs};
use hudhud_wire::Entry;

use crate::conversation::handshake::Placement;
use crate::conversation::policy::Policy;
use crate::conversation::validity::Standing;
use crate::conversation::{Conversation, Reading};
use crate::turn::Step;
use crate::turn::damage::Damage;

impl Conversation<'_, '_> {
    pub(crate) fn take_commit(&mut self, entry: &Entry, mut commit: StagedTheirs) -> Step<Reading> {
        let rotation = entry.rotation;
        let row = &self.row;
        let valid = self.turn.with_group(row, |group, context| {
            let standing = Standing {
                row,
                group,
                rotation: rotation.as_ref(),
            };
            standing.allows(&mut commit, context)
        })?;
        if !valid {
            // It burns a sequence number, as for every honest member.
            return Ok(Reading::GoesOn);
        }
        self.clear_suspicion(&commit.committer.account)?;
        // Before it is merged: a commit of ours that is still staged belongs to the epoch that ends.
        self.withdraw_staged()?;
        let (removes_us, external) = (commit.removes_us, commit.external);
        let committer = commit.committer.account;
        let somebody_left = !commit.left.is_empty();
        let placement = Placement::decode(&commit.authenticated);
        let (before, log_before) = self.with_group(|group, _| (group.members(), log_of(group)))?;
        let merged = self.with_group(|group, context| commit.merge(group, context))?;
        merged.map_err(|_| self.damaged(Damage::CommitNotMerged))?;
        // Nothing of the generation that begins can be derived here any more.
        if removes_us {
            return self.we_were_removed(entry, committer);
        }
        let control = self.control_for_us(placement.as_ref(), rotation.is_some())?;
        if let Some(rotation) = rotation {
            // What the host was told is what holds; a capability that does not fit it opens nothing.
            let genuine =
                control.filter(|control| capability_hash(control) == rotation.hashes.control);
            self.begin_generation(entry.seq, genuine)?;
        } else if let Some(control) = control {
            self.keep_control(control)?;
        }
        if external {
            // Somebody came back on another leaf: nothing that anybody would want to read about.
            self.refresh_members()?;
        } else {
            self.group_changed(entry, committer, &before)?;
        }
        // Who has left still holds the capabilities of this generation.
        if somebody_left && rotation.is_none() {
            self.rotate_after_leaves()?;
        }
        let log = self.with_group(|group, _| log_of(group))?;
        let moves = log != log_before && log != Some(self.row.log);
        Ok(if moves {
            Reading::MovesOn
        } else {
            Reading::GoesOn
        })
    }
}

fn log_of(group: &Group) -> Option<LogAddress> {
    Policy::of(group).map(|policy| policy.log())
}
