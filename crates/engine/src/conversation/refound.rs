//! A log that its host has lost, or set back, is replaced by another one of the same host. The group stays
//! as it is: who may do so creates the log and writes to the others, who follow if they find that the log
//! is lost (docs/spec/conversations.md, A lost log).

use hudhud_base::{AccountId, ConversationId, DeviceId, LogAddress, RunningHash, Seq, Timestamp};
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
            Some(mut view) if view.is_lost()? => view.create_replacement(),
            Some(_) | None => self.intent_done(intent.id),
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
            None => Replacement {
                log: Bytes32(random(self.turn.rng)),
                secret: Secret32(random(self.turn.rng)),
                control: Secret32(random(self.turn.rng)),
                first: first_of_next(&self.row).0,
            },
        };
        self.keep(Kept::Replacement, &replacement)?;
        let create = Create {
            address: LogAddress(replacement.log.0),
            kind: LogKind::Conversation,
            hashes: hashes(&replacement.secret.0, &replacement.control.0),
            payment: None,
            generation: self.row.generation.next(),
            first: Seq(replacement.first),
        };
        self.turn
            .request_payable(&link, Request::Create(create), pending);
        Ok(())
    }

    /// The host has the new log: this device goes there, and tells the others.
    fn go_to_replacement(&mut self) -> Step {
        let Some(replacement) = self.kept::<Replacement>(Kept::Replacement)? else {
            return Ok(());
        };
        let own = self.turn.own()?.account;
        let (Some(rank), true) = (self.rank_of(&own)?, self.is_lost()?) else {
            // Somebody else was quicker, or the host has found it again.
            return self.forget_kept(Kept::Replacement);
        };
        let held = Held {
            rank,
            log: replacement.log,
            former: Bytes32(self.row.log.0),
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
                self.row.generation.next(),
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
                read: self.row.cursor,
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
        // Two have replaced one log: everybody comes to the same of them.
        let better = here.is_some_and(|here| here.former == held.former && held < here)
            && generation.generation() >= self.row.generation;
        let lost = held.former == Bytes32(self.row.log.0)
            && generation.generation() > self.row.generation
            && place.cursor() > self.row.cursor
            && (self.is_lost()? || (self.is_believed(&held) && self.ends_before(*read)));
        if !better && !lost {
            return Ok(());
        }
        self.go_on_at(place, generation, &held)?;
        if better {
            // What was committed in the log that does not hold, the others have not.
            self.row.state = ConversationState::OutOfStep;
            self.save()?;
            self.begin_to_plead()?;
        }
        Ok(())
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

    fn go_on_at(&mut self, place: &Place, generation: &GenerationRecord, held: &Held) -> Step {
        self.withdraw_staged()?;
        self.end_pleading()?;
        self.keep(Kept::Held, held)?;
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
