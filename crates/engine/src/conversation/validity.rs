//! Whether a commit of somebody else may stand where it stands (docs/spec/conversations.md, Where a
//! commit may stand). A pure function of the group before it, the commit, and its place: all honest
//! clients decide alike.

use hudhud_base::AccountId;
use hudhud_mls::{Context, Group, Member, StagedTheirs};
use hudhud_store::conversations::ConversationRow;
use hudhud_wire::Rotation;

use crate::conversation::generation::hashes;
use crate::conversation::handshake::Placement;
use crate::conversation::policy::Policy;
use crate::conversation::policy::rights::Change;

/// Where a commit stands, and what is there before it.
pub(crate) struct Standing<'a> {
    pub(crate) row: &'a ConversationRow,
    pub(crate) group: &'a Group,
    /// What the host was told of the next generation with it.
    pub(crate) rotation: Option<&'a Rotation>,
}

impl Standing<'_> {
    pub(crate) fn allows(&self, commit: &mut StagedTheirs, context: &mut Context<'_>) -> bool {
        let (Some(policy), Some(placement)) = (
            Policy::of(self.group),
            Placement::decode(&commit.authenticated),
        ) else {
            return false;
        };
        let after = match &commit.components {
            None => None,
            Some(components) => match Policy::decode(components) {
                Some(after) => Some(after),
                // Nobody could decide by it.
                None => return false,
            },
        };
        if !placement.is_at(self.row.ordered_head, self.row.generation) {
            return false;
        }
        if commit.external {
            return self.is_return(commit);
        }
        let gone: Vec<_> = commit.removed.iter().chain(&commit.left).collect();
        let mut staying = self.group.members();
        staying.retain(|member| gone.iter().all(|gone| gone.leaf != member.leaf));
        let accounts = |members: &[Member]| -> Vec<AccountId> {
            members.iter().map(|member| member.account).collect()
        };
        let change = Change {
            removed: commit.removed.len(),
            policy: after.as_ref(),
            rotates: self.rotation.is_some(),
            at: self.row.cursor.next(),
            log: Some(self.row.log),
            staying: &accounts(&staying),
            joining: &accounts(&commit.added),
        };
        policy.allows(&commit.committer.account, &change) && self.rotation_fits(commit, context)
    }

    /// From outside one may only come back: the one who joins must be the one who is removed.
    fn is_return(&self, commit: &StagedTheirs) -> bool {
        let removes_own_leaf = match commit.removed.as_slice() {
            [removed] => removed.account == commit.committer.account,
            _ => false,
        };
        removes_own_leaf
            && commit.added.is_empty()
            && commit.components.is_none()
            && self.rotation.is_none()
    }

    /// The host's hashes must be the ones that the commit derives. One who is removed cannot tell.
    fn rotation_fits(&self, commit: &mut StagedTheirs, context: &mut Context<'_>) -> bool {
        let Some(rotation) = self.rotation else {
            return true;
        };
        if commit.removes_us {
            return true;
        }
        let Ok(secret) = commit.secret(context) else {
            return false;
        };
        // Control is drawn by the committer and follows from nothing.
        let derived = hashes(&secret, &[0; 32]);
        rotation.generation == self.row.generation.next()
            && derived.read == rotation.hashes.read
            && derived.write == rotation.hashes.write
    }
}
