//! An invitation back into a group in which this device was: until it has led there, what was there
//! before stays as it was. Whoever was a member knows the group's id, and may write anything about it.

use hudhud_base::{AccountId, Timestamp};
use hudhud_store::conversations::{ConversationKind, ConversationRow, ConversationState};
use minicbor::{Decode, Encode};

use crate::api::Failure;
use crate::conversation::Conversation;
use crate::conversation::kept::Kept;
use crate::inbox::matter::Matter;
use crate::turn::Step;
use crate::turn::record::{self, Bytes32};
use crate::work::intent::IntentKind;

/// How the conversation stood before it was asked about again. The rest of its row is not changed by the
/// question.
#[derive(Encode, Decode)]
struct Former {
    /// Removed; otherwise it was left.
    #[n(0)]
    removed: bool,
    #[n(1)]
    inviter: Option<Bytes32>,
    #[n(2)]
    last_activity: u64,
}

impl Conversation<'_, '_> {
    /// Whether this device is in the conversation, or was: then the row says where it has read, and not
    /// where somebody said that reading would begin.
    pub(crate) fn was_in(&self) -> Step<bool> {
        Ok(match self.row.state {
            ConversationState::Request => self.kept::<Former>(Kept::Former)?.is_some(),
            // An invitation that led nowhere; what this device began itself has no inviter.
            ConversationState::Failed => self.row.inviter.is_none(),
            ConversationState::Creating
            | ConversationState::Active
            | ConversationState::OutOfStep
            | ConversationState::Left
            | ConversationState::Removed
            | ConversationState::Deserted => true,
        })
    }

    /// Makes a request of an invitation back, whose row would be `fresh`. False if nobody is invited back
    /// so: into a conversation of two nobody comes, a group does not become one, and what was read is not
    /// read again.
    pub(crate) fn is_asked_back(&mut self, fresh: &ConversationRow) -> Step<bool> {
        let are_groups =
            self.row.kind == ConversationKind::Group && fresh.kind == ConversationKind::Group;
        if !are_groups || fresh.cursor <= self.row.cursor {
            return Ok(false);
        }
        match self.row.state {
            ConversationState::Left | ConversationState::Removed => {
                let former = Former {
                    removed: self.row.state == ConversationState::Removed,
                    inviter: self.row.inviter.map(|inviter| Bytes32(inviter.0)),
                    last_activity: self.row.last_activity.0,
                };
                self.keep(Kept::Former, &former)?;
            }
            // Asked about already: how it stood before that is kept.
            ConversationState::Request => {}
            ConversationState::Creating
            | ConversationState::Active
            | ConversationState::OutOfStep
            | ConversationState::Deserted
            | ConversationState::Failed => return Ok(false),
        }
        self.row.state = ConversationState::Request;
        self.row.invite.clone_from(&fresh.invite);
        self.row.inviter = fresh.inviter;
        self.row.last_activity = fresh.last_activity;
        self.save()?;
        Ok(true)
    }

    /// The invitation back is not taken, or led nowhere: it all stands again as it stood. False if there
    /// was nothing before.
    pub(crate) fn stands_back(&mut self) -> Step<bool> {
        let Some(former) = self.kept::<Former>(Kept::Former)? else {
            return Ok(false);
        };
        for intent in self
            .turn
            .open_intents_in(self.row.id, &IntentKind::Accept)?
        {
            self.turn
                .intent_failed(intent.id, Failure::InviteUnusable)?;
        }
        let invite = self.row.invite.take();
        if let Some(Matter::Invite { welcome, .. }) =
            invite.as_deref().and_then(record::decode::<Matter>)
        {
            self.turn.forget_parts(&self.row, &welcome)?;
        }
        self.row.state = if former.removed {
            ConversationState::Removed
        } else {
            ConversationState::Left
        };
        self.row.inviter = former.inviter.map(|inviter| AccountId(inviter.0));
        self.row.last_activity = Timestamp(former.last_activity);
        self.forget_kept(Kept::Former)?;
        self.forget_kept(Kept::Invitations)?;
        self.save()?;
        self.changed();
        Ok(true)
    }
}
