//! How many reactions a message takes. Everybody counts what stands in the log, in its order, and so comes to
//! the same; what somebody has said and not sent stands nowhere in it yet.

use std::collections::BTreeSet;

use hudhud_base::limits;
use hudhud_content::{Envelope, Message};
use hudhud_store::{
    messages,
    outbox::{self, OutboxClass},
    reactions::{self, ReactionRow},
};

use crate::conversation::Conversation;
use crate::turn::Step;

impl Conversation<'_, '_> {
    /// Whether a message takes one more reaction beside all that are seen here.
    pub(crate) fn has_room_for(&self, reaction: &ReactionRow) -> Step<bool> {
        Ok(is_room_among(&self.beside(reaction)?, reaction))
    }

    /// Whether a message takes a reaction that stands in the log.
    pub(crate) fn takes_reaction(&mut self, reaction: &ReactionRow) -> Step<bool> {
        let mut there = self.beside(reaction)?;
        if is_room_among(&there, reaction) {
            return Ok(true);
        }
        let own = self.turn.own()?.account;
        let unsaid = self.unsaid_reactions(&reaction.target)?;
        there.retain(|one| one.account != own || !unsaid.contains(&one.emoji));
        Ok(is_room_among(&there, reaction))
    }

    /// A reaction of this account has come into the log: only now is it known what stands before it.
    pub(crate) fn own_reaction_is_said(&mut self, content: &[u8]) -> Step {
        let own = self.turn.own()?.account;
        let Some((target, emoji)) = reaction_in(content) else {
            return Ok(());
        };
        let there = reactions::for_messages(self.turn.db, self.row.id, &[target])?;
        let mine = there
            .into_iter()
            .find(|one| one.account == own && one.emoji == emoji);
        match mine {
            Some(mine) if !self.takes_reaction(&mine)? => {
                self.undo_reaction(&mine.target, &mine.emoji)
            }
            Some(_) | None => Ok(()),
        }
    }

    /// A reaction of this account was never said: nobody else sees it.
    pub(crate) fn own_reaction_is_unsaid(&mut self, content: &[u8]) -> Step {
        match reaction_in(content) {
            Some((target, emoji)) => self.undo_reaction(&target, &emoji),
            None => Ok(()),
        }
    }

    fn undo_reaction(&mut self, target: &[u8; 32], emoji: &str) -> Step {
        let own = self.turn.own()?.account;
        reactions::remove(self.turn.db, self.row.id, target, &own, emoji)?;
        self.reactions_changed(target)
    }

    pub(crate) fn reactions_changed(&mut self, target: &[u8; 32]) -> Step {
        if let Some(message) = messages::by_message_id(self.turn.db, self.row.id, target)? {
            self.turn.message_changed(self.row.id, message.id);
        }
        Ok(())
    }

    /// The other reactions to its message.
    fn beside(&self, reaction: &ReactionRow) -> Step<Vec<ReactionRow>> {
        let mut there = reactions::for_messages(self.turn.db, self.row.id, &[reaction.target])?;
        there.retain(|one| one.account != reaction.account || one.emoji != reaction.emoji);
        Ok(there)
    }

    /// What this account reacted with to a message and has not sent.
    fn unsaid_reactions(&self, target: &[u8; 32]) -> Step<Vec<String>> {
        let waiting = outbox::list(self.turn.db, self.row.id)?;
        let plain = waiting
            .iter()
            .filter(|out| out.class == OutboxClass::Plain && out.message.is_none());
        let reactions = plain.filter_map(|out| reaction_in(&out.content));
        let to_it = reactions.filter(|(to, _)| to == target);
        Ok(to_it.map(|(_, emoji)| emoji).collect())
    }
}

fn is_room_among(there: &[ReactionRow], reaction: &ReactionRow) -> bool {
    let of_one = there.iter().filter(|one| one.account == reaction.account);
    let kinds: BTreeSet<&str> = there.iter().map(|one| one.emoji.as_str()).collect();
    of_one.count() < limits::REACTIONS_OF_ONE
        && (kinds.contains(reaction.emoji.as_str()) || kinds.len() < limits::REACTION_KINDS)
}

/// To which message what reacts, if this content is a reaction.
fn reaction_in(content: &[u8]) -> Option<([u8; 32], String)> {
    if let Message::Reaction { target, emoji } = Envelope::decode(content).ok()?.0.message {
        Some((target.0, emoji))
    } else {
        None
    }
}
