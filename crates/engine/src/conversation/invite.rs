//! Inviting everybody whom our own commit added.

use hudhud_base::{AccountId, Seq, Timestamp};
use hudhud_mls::Member;
use hudhud_store::conversations::{ConversationKind, ConversationRow};
use hudhud_store::messages::{self, MessageKind, StoredMessage};

use crate::conversation::Conversation;
use crate::conversation::commit::Aftermath;
use crate::conversation::policy::Policy;
use crate::inbox::matter::{Called, GenerationRecord, Matter, Place, WelcomeAt, WelcomeParts};
use crate::inbox::opening::opening_of;
use crate::turn::Step;
use crate::turn::damage::Damage;
use crate::turn::record::{Bytes32, HostText, Secret32};

/// Messages among which the first words are looked for.
const FIRST_WORDS: u32 = 8;

impl Conversation<'_, '_> {
    /// Writes to everybody who was not in the group `before` our commit, which stands at `seq`.
    pub(crate) fn invite_added(
        &mut self,
        seq: Seq,
        before: &[Member],
        aftermath: &Aftermath,
    ) -> Step {
        let (Some(welcome), Some(tree)) = (&aftermath.welcome, &aftermath.tree) else {
            return Ok(());
        };
        let members = self.with_group(|group, _| group.members())?;
        let added: Vec<_> = members
            .iter()
            .filter(|member| before.iter().all(|old| old.device != member.device))
            .map(|member| member.account)
            .collect();
        let parts = WelcomeParts {
            welcome: welcome.clone(),
            tree: tree.clone(),
        };
        // The cursor and the head as they are once this entry has been read; the hash is already.
        let read = ConversationRow {
            cursor: seq,
            ordered_head: seq,
            ..self.row.clone()
        };
        let place = Place::of(&read, self.host()?);
        // Placed once: one blob serves all who were added together.
        let placed = self.turn.place_parts(&self.row, parts)?;
        for account in added {
            let matter = self.invitation(&account, place.clone(), placed.at.clone())?;
            let id = Some(self.row.id);
            self.turn.write_letter(id, &account, &matter, placed.blob)?;
            self.turn.gave_capability(&account)?;
        }
        Ok(())
    }

    fn invitation(
        &mut self,
        account: &AccountId,
        place: Place,
        welcome: WelcomeAt,
    ) -> Step<Matter> {
        let own = self.turn.own()?;
        let policy = self
            .with_group(|group, _| Policy::of(group))?
            .ok_or_else(|| self.damaged(Damage::PolicyUnreadable))?;
        let keys = self.generation_keys()?;
        Ok(Matter::Invite {
            group: self.group_bytes()?,
            direct: self.row.kind == ConversationKind::Direct,
            place,
            generation: GenerationRecord::of(&keys, policy.is_admin(account)),
            welcome,
            // Who was let in may write back without payment.
            contact: Secret32(*own.row.inbox_write.as_bytes()),
            home: HostText(own.home.clone()),
            opening: self.opening()?,
            called: self.turn.own_profile(Timestamp(0))?.map(Called::of),
        })
    }

    /// The beginning of what this account has said first in a direct conversation, as one line.
    fn opening(&mut self) -> Step<Option<String>> {
        if self.row.kind != ConversationKind::Direct {
            return Ok(None);
        }
        let own = self.turn.own()?.account;
        // Behind what was said before, which they have.
        let said = messages::after(self.turn.db, self.row.id, -1, FIRST_WORDS)?;
        let is_text = |message: &&StoredMessage| {
            message.sender == own && message.kind == MessageKind::Text && !message.deleted
        };
        let first = said.iter().find(is_text);
        Ok(first.and_then(|first| opening_of(&first.body)))
    }

    /// The group's id as letters carry it.
    pub(crate) fn group_bytes(&self) -> Step<Bytes32> {
        let id = self.row.group_id.first_chunk::<32>();
        let id = id.ok_or_else(|| self.damaged(Damage::GroupIdTooShort))?;
        Ok(Bytes32(*id))
    }
}
