//! A log that its host has lost, or set back, is replaced by another one of the same host. The group stays
//! as it is: who may do so creates the log and writes to the others, who follow if they find that the log
//! is lost (docs/spec/conversations.md, A lost log).

use hudhud_base::{
    AccountId, ConversationId, DeviceId, Generation, LogAddress, RunningHash, Seq, Timestamp,
    limits,
};
use hudhud_store::{
    conversations::{self, ConversationRow, ConversationState, Doubt},
    intents::IntentRow,
    members,
    outbox::{self, OutboxClass},
};
use hudhud_wire::{Create, LogKind, Refusal, Request};
use minicbor::{Decode, Encode};

use crate::conversation::Conversation;
use crate::conversation::generation::hashes;
use crate::conversation::kept::Kept;
use crate::conversation::next_log::first_of_next;
use crate::conversation::policy::{Policy, PolicyKind};
use crate::inbox::letter::Letter;
use crate::inbox::matter::{GenerationRecord, Matter, Place};
use crate::turn::own::random;
use crate::turn::pending::Pending;
use crate::turn::record::{Bytes32, Secret32};
use crate::turn::retry::is_passing;
use crate::turn::{Step, Turn};
use crate::work::intent::IntentKind;

/// Milliseconds for which a host may still show again what it has lost, before somebody acts on it.
const FIRST_MS: u64 = 600_000;
/// Milliseconds by which the other side of a direct conversation waits longer.
const OTHER_MS: u64 = 3_600_000;
/// Milliseconds by which each admin waits longer than the one before.
const NEXT_MS: u64 = 86_400_000;

/// Replacements that somebody may have gone through of which the owner has seen nothing.
const REPLACED_UNSEEN: u64 = 16;

/// The log that this device makes in the place of a lost one.
#[derive(Debug, Clone, Encode, Decode)]
struct Replacement {
    #[n(0)]
    log: Bytes32,
    #[n(1)]
    secret: Secret32,
    #[n(2)]
    control: Secret32,
    #[n(3)]
    first: u64,
    #[n(4)]
    generation: u32,
}

/// Which replacement of a lost log holds here. Of several that of the higher rank does, then that of the
/// lower address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
struct Held {
    #[n(0)]
    rank: u32,
    #[n(1)]
    log: Bytes32,
    /// The one that was lost.
    #[n(2)]
    former: Bytes32,
    /// The epoch in which this device left the last log that nobody had replaced.
    #[n(3)]
    left: u64,
}

/// A letter that waits until the loss is found here too.
#[derive(Debug, Clone, Encode, Decode)]
struct Offer {
    #[n(0)]
    from: Bytes32,
    #[n(1)]
    device: Bytes32,
    #[n(2)]
    matter: Matter,
}

impl Turn<'_> {
    /// Makes the log that an intent asks for, if the former one is still lost.
    pub(crate) fn pump_refound(&mut self, intent: &IntentRow, lost: LogAddress) -> Step {
        let view = match intent.conversation {
            Some(id) => self.conversation(id)?,
            None => None,
        };
        match view {
            // `plan` does what is left once the group is there.
            Some(view) if view.row.log != lost => Ok(()),
            Some(mut view) => {
                if view.is_lost()? || view.is_to_lead()?.is_some() {
                    view.create_replacement()
                } else {
                    self.intent_done(intent.id)
                }
            }
            None => self.intent_done(intent.id),
        }
    }

    /// What the host said to a log that was to replace a lost one.
    pub(crate) fn replacement_answered(
        &mut self,
        conversation: ConversationId,
        refusal: Option<&Refusal>,
    ) -> Step {
        let Some(mut view) = self.conversation(conversation)? else {
            return Ok(());
        };
        let Some(refusal) = refusal else {
            return view.go_to_replacement();
        };
        if !is_passing(refusal.code) {
            view.forget_kept(Kept::Replacement)?;
        }
        let kind = IntentKind::Refound(Bytes32(view.row.log.0));
        for intent in self.open_intents_in(conversation, &kind)? {
            self.postpone_refused(intent.id, refusal)?;
        }
        Ok(())
    }

    /// Somebody writes that a log is lost, and where the group goes on.
    pub(crate) fn offered(&mut self, letter: &Letter, group: &[u8; 32]) -> Step {
        let Some(row) = conversations::by_group_id(self.db, group)? else {
            return Ok(());
        };
        let mut view = self.view(row);
        let offer = Offer {
            from: Bytes32(letter.from.0),
            device: Bytes32(letter.device.0),
            matter: letter.matter.clone(),
        };
        let Some(held) = view.held_by(&offer)? else {
            return Ok(());
        };
        let kept: Option<Offer> = view.kept(Kept::Offer)?;
        let before = match kept {
            Some(kept) => view.held_by(&kept)?,
            None => None,
        };
        if before.is_none_or(|before| before.former != held.former || held < before) {
            view.keep(Kept::Offer, &offer)?;
        }
        view.consider_offer()
    }
}

impl Conversation<'_, '_> {
    /// The host does not have the log any more.
    pub(crate) fn log_is_gone(&mut self) -> Step {
        self.keep(Kept::Lost, &Bytes32(self.row.log.0))?;
        self.log_is_lost()?;
        self.consider_offer()
    }

    /// The host has lost the log, or shows less of it than was read: somebody replaces it.
    pub(crate) fn log_is_lost(&mut self) -> Step {
        let kind = IntentKind::Refound(Bytes32(self.row.log.0));
        let own = self.turn.own()?.account;
        let Some(rank) = self.rank_of(&own)? else {
            return Ok(());
        };
        if self.turn.has_intent(self.row.id, &kind)? {
            return Ok(());
        }
        let (rank, direct) = (u64::from(rank), self.row.peer.is_some());
        let wait = FIRST_MS + rank * if direct { OTHER_MS } else { NEXT_MS };
        let at = self.turn.now.plus_ms(wait);
        self.turn
            .insert_intent_later(Some(self.row.id), &kind, at)?;
        Ok(())
    }

    /// Whether the log is lost as far as this device can tell.
    fn is_lost(&self) -> Step<bool> {
        Ok(self.row.doubt == Doubt::HostBehind || self.is_shut()?)
    }

    /// In which order somebody may replace the log: admins by their rank, and of a direct conversation the
    /// lower account first.
    fn rank_of(&mut self, account: &AccountId) -> Step<Option<u32>> {
        let policy = self.with_group(|group, _| Policy::of(group))?;
        let members = members::accounts_of(self.turn.db, self.row.id)?;
        let Some(policy) = policy.filter(|_| members.contains(account)) else {
            return Ok(None);
        };
        let mut ranked = match policy.kind() {
            PolicyKind::Direct => members,
            PolicyKind::Group => policy.admins(),
        };
        if policy.kind() == PolicyKind::Direct {
            ranked.sort_unstable();
        }
        let rank = ranked.iter().position(|one| one == account);
        Ok(rank.and_then(|rank| u32::try_from(rank).ok()))
    }

    fn create_replacement(&mut self) -> Step {
        let (link, conversation) = (self.link(), self.row.id);
        let pending = Pending::CreateReplacement { conversation };
        let asked = |asked: &Pending| *asked == pending;
        if !self.turn.is_ready(&link) || self.turn.memory.is_requested(&link, asked) {
            return Ok(());
        }
        let kept: Option<Replacement> = self.kept(Kept::Replacement)?;
        let replacement = match kept {
            Some(replacement) => replacement,
            None => self.draw_replacement()?,
        };
        self.keep(Kept::Replacement, &replacement)?;
        let create = Create {
            address: LogAddress(replacement.log.0),
            kind: LogKind::Conversation,
            hashes: hashes(&replacement.secret.0, &replacement.control.0),
            payment: None,
            generation: Generation(replacement.generation),
            first: Seq(replacement.first),
        };
        self.turn
            .request_payable(&link, Request::Create(create), pending);
        Ok(())
    }

    /// Behind all that was read here, and behind the log to which somebody else went.
    fn draw_replacement(&mut self) -> Step<Replacement> {
        let mut behind = self.row.clone();
        if let Some((place, generation)) = self.is_to_lead()? {
            behind.cursor = behind.cursor.max(place.cursor());
            behind.generation = behind.generation.max(generation.generation());
        }
        Ok(Replacement {
            log: Bytes32(random(self.turn.rng)),
            secret: Secret32(random(self.turn.rng)),
            control: Secret32(random(self.turn.rng)),
            first: first_of_next(&behind).0,
            generation: behind.generation.next().0,
        })
    }

    /// The host has the new log: this device goes there, and tells the others.
    fn go_to_replacement(&mut self) -> Step {
        let Some(replacement) = self.kept::<Replacement>(Kept::Replacement)? else {
            return Ok(());
        };
        let own = self.turn.own()?.account;
        let led = self.is_to_lead()?;
        let is_needed = self.is_lost()? || led.is_some();
        // Who has gone on elsewhere has read more than there is here.
        let read = led.map_or(self.row.cursor, |(place, _)| {
            place.cursor().max(self.row.cursor)
        });
        let (Some(rank), true) = (self.rank_of(&own)?, is_needed) else {
            // Somebody else was quicker, or the host has found it again.
            return self.forget_kept(Kept::Replacement);
        };
        let held = Held {
            rank,
            log: replacement.log,
            former: Bytes32(self.row.log.0),
            left: 0,
        };
        let there = ConversationRow {
            log: LogAddress(replacement.log.0),
            cursor: Seq(replacement.first.saturating_sub(1)),
            running_hash: Some(RunningHash::EMPTY),
            ordered_head: Seq(0),
            ..self.row.clone()
        };
        let place = Place::of(&there, self.host()?);
        let record = |control| {
            GenerationRecord::begun(
                Generation(replacement.generation),
                replacement.secret.clone(),
                control,
                Seq(replacement.first),
            )
        };
        let (full, plain) = (record(Some(replacement.control.clone())), record(None));
        self.turn.inquire_members(&self.row)?;
        for member in members::list(self.turn.db, self.row.id)? {
            let generation = if member.admin { &full } else { &plain };
            let matter = Matter::Replaced {
                group: self.group_bytes()?,
                former: held.former,
                place: place.clone(),
                generation: generation.clone(),
                read,
            };
            if member.account != own {
                self.turn
                    .write_letter(Some(self.row.id), &member.account, &matter, None)?;
            }
        }
        self.forget_kept(Kept::Replacement)?;
        self.go_on_at(&place, &full, &held)
    }

    /// What an offer would be here, if whoever made it may: by what is known now.
    fn held_by(&mut self, offer: &Offer) -> Step<Option<Held>> {
        let Matter::Replaced { former, place, .. } = &offer.matter else {
            return Ok(None);
        };
        let (from, device) = (AccountId(offer.from.0), DeviceId(offer.device.0));
        let members = members::list(self.turn.db, self.row.id)?;
        let theirs = members
            .iter()
            .any(|one| one.account == from && one.device == device);
        let in_use = matches!(
            self.row.state,
            ConversationState::Active | ConversationState::OutOfStep
        );
        let fits =
            theirs && in_use && *place.host() == self.host()? && place.ordered_head() == Seq(0);
        if !fits {
            return Ok(None);
        }
        Ok(self.rank_of(&from)?.map(|rank| Held {
            rank,
            log: Bytes32(place.log().0),
            former: *former,
            left: 0,
        }))
    }

    /// Goes where somebody went who may replace the log, if it is lost here too.
    pub(crate) fn consider_offer(&mut self) -> Step {
        let Some(offer) = self.kept::<Offer>(Kept::Offer)? else {
            return Ok(());
        };
        // Asked again: what was read meanwhile may have taken the right away.
        let (
            Some(held),
            Matter::Replaced {
                place,
                generation,
                read,
                ..
            },
        ) = (self.held_by(&offer)?, &offer.matter)
        else {
            return self.forget_kept(Kept::Offer);
        };
        let here: Option<Held> = self.kept(Kept::Held)?;
        let log = Bytes32(self.row.log.0);
        // Two have replaced one log: everybody comes to the same of them.
        let rivals = here.filter(|here| here.log == log && here.former == held.former);
        let later =
            generation.generation() > self.row.generation && place.cursor() > self.row.cursor;
        let better = rivals.as_ref().is_some_and(|here| held < *here)
            && generation.generation() >= self.row.generation;
        let lost = later
            && held.former == log
            && (self.is_lost()? || (self.is_believed(&held) && self.ends_before(*read)));
        // The host has found this log again, and lost the one that had replaced it.
        let elsewhere = later && held.former != log && rivals.is_none();
        let follows = better || lost || (elsewhere && self.is_believed(&held));
        if !follows {
            return if elsewhere { self.lead() } else { Ok(()) };
        }
        self.go_on_at(place, generation, &held)?;
        if !lost {
            // What was committed in the log that does not hold, the others have not, nor this device what
            // they have.
            self.row.state = ConversationState::OutOfStep;
            self.save()?;
            self.begin_to_plead()?;
            let left = self.kept::<Held>(Kept::Held)?.map(|held| held.left);
            self.keep(Kept::Followed, &left)?;
        }
        Ok(())
    }

    /// Somebody who may has gone on elsewhere, for a loss that is not to be seen here. They believe the owner.
    fn lead(&mut self) -> Step {
        match self.is_to_lead()? {
            Some(_) => self.log_is_lost(),
            None => Ok(()),
        }
    }

    /// Where somebody else is whom the owner, whose device this is, is to bring together with all others.
    fn is_to_lead(&mut self) -> Step<Option<(Place, GenerationRecord)>> {
        let own = self.turn.own()?.account;
        let Some(offer) = self.kept::<Offer>(Kept::Offer)? else {
            return Ok(None);
        };
        let held = self.held_by(&offer)?;
        let Matter::Replaced {
            place, generation, ..
        } = offer.matter
        else {
            return Ok(None);
        };
        let elsewhere = held.is_some_and(|held| held.former != Bytes32(self.row.log.0))
            && generation.generation() > self.row.generation;
        // What is further than a few replacements lead was made up, and would use up all numbers.
        let near = place.cursor().0.saturating_sub(self.row.cursor.0) / limits::MOVE_GAP
            <= REPLACED_UNSEEN
            && u64::from(
                generation
                    .generation()
                    .0
                    .saturating_sub(self.row.generation.0),
            ) <= REPLACED_UNSEEN;
        let leads = elsewhere && near && self.row.peer.is_none() && self.rank_of(&own)? == Some(0);
        Ok(leads.then_some((place, generation)))
    }

    /// Whether this device goes where somebody went although it cannot see that the log is lost, because
    /// it had not read further than what is left. Any admin could lead it away from the others so: the
    /// owner alone may, whom nobody in the group can check anyway, or the other one of two.
    fn is_believed(&self, held: &Held) -> bool {
        held.rank == 0 || self.row.peer.is_some()
    }

    /// Whether the log was read to its end, and somebody has read further.
    fn ends_before(&mut self, read: Seq) -> bool {
        let next = self.row.cursor.next();
        self.open_log()
            .is_some_and(|log| log.opened && log.known_next <= next && next <= read)
    }

    /// In which epoch this device left the last log that nobody had replaced, or leaves it now.
    fn epoch_before_replacements(&mut self) -> Step<u64> {
        let held: Option<Held> = self.kept(Kept::Held)?;
        if let Some(held) = held.filter(|held| held.log == Bytes32(self.row.log.0)) {
            return Ok(held.left);
        }
        let here = self.turn.epoch_if_readable(&self.row)?;
        Ok(here.map_or(u64::MAX, |(epoch, _)| epoch))
    }

    /// Whether this device has followed somebody, and left the log where both had been in no later epoch.
    pub(crate) fn was_left_by(&self, epoch: u64) -> Step<bool> {
        let left: Option<Option<u64>> = self.kept(Kept::Followed)?;
        Ok(left.flatten().is_some_and(|left| left <= epoch))
    }

    fn go_on_at(&mut self, place: &Place, generation: &GenerationRecord, held: &Held) -> Step {
        self.withdraw_staged()?;
        self.end_pleading()?;
        let held = Held {
            left: self.epoch_before_replacements()?,
            ..held.clone()
        };
        self.keep(Kept::Held, &held)?;
        for kept in [Kept::Lost, Kept::Offer] {
            self.forget_kept(kept)?;
        }
        self.row.state = ConversationState::Active;
        self.row.doubt = Doubt::Unfounded;
        self.read_at(place);
        self.row.generation = generation.generation();
        self.take_generation(generation)?;
        for mut out in outbox::list(self.turn.db, self.row.id)? {
            if out.class == OutboxClass::Plain {
                out.not_before = Timestamp(0);
                self.unseal(out)?;
            }
        }
        self.save()?;
        self.changed();
        self.reopen_log()
    }
}
