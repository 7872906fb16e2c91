//! Out of step: a device that can no longer follow its group asks a few members to let it in again.
//!
//! Only after everything has been read, and only on evidence. The answer to a plea is the generation
//! and fresh group info; the way back is an external commit that replaces the old leaf.

use bytes::Bytes;
use hudhud_base::{AccountId, ConversationId, OutboxId};
use hudhud_crypto::identity::device_id;
use hudhud_mls::{PendingRejoin, Reentry, RejoinError};
use hudhud_store::{
    conversations::{self, ConversationRow, ConversationState, Kind},
    intents::{self, IntentRow, IntentState},
    members,
    outbox::{self, OutboxClass, OutboxRow},
    settings,
};
use hudhud_wire::Entry;

use crate::api::{Event, TurnError};
use crate::conversation::commit::Aftermath;
use crate::conversation::handshake::Placement;
use crate::conversation::hear::Taken;
use crate::conversation::join::Parts;
use crate::conversation::notice::Notice;
use crate::inbox::letter::{Letter, Matter, WelcomeParts};
use crate::turn::record::{self, Bytes32};
use crate::turn::{Step, Turn};
use crate::work::intent::IntentKind;

/// Members that are asked at once.
const PLEAS: usize = 3;
/// Milliseconds before the first plea at most.
const PLEA_SPREAD_MS: u64 = 2_000;
/// Milliseconds before a plea without an answer is sent to others, for the first few times.
const PLEA_RETRY_MS: u64 = 30_000;
/// Pleas that are followed by so short a wait.
const PLEA_RETRIES: u32 = 3;
/// Milliseconds after the next one; then twice as long each time.
const PLEA_INTERVAL_MS: u64 = 3_600_000;
/// Milliseconds between two pleas at most: a day.
const PLEA_INTERVAL_MAX_MS: u64 = 86_400_000;
/// Pleas after which nobody is believed to be left. With the waits between them they take thirty
/// days; counted rather than timed, since clocks jump and devices are switched off.
const PLEAS_AT_MOST: u32 = 39;
/// Milliseconds that an answer has to bring us back before the next plea.
const REJOIN_MS: u64 = 1_800_000;

fn answer_key(group: &[u8]) -> String {
    group.iter().fold("rejoin ".to_owned(), |mut key, byte| {
        key.push_str(&format!("{byte:02x}"));
        key
    })
}

impl Turn<'_> {
    pub(crate) fn fell_out_of_step_now(&mut self, conversation: ConversationId) -> Step {
        if let Some(mut row) = conversations::by_id(self.db, conversation)? {
            self.fell_out_of_step(&mut row)?;
            conversations::update(self.db, &row)?;
        }
        Ok(())
    }

    /// There is evidence of an epoch that cannot be reached.
    pub(crate) fn fell_out_of_step(&mut self, row: &mut ConversationRow) -> Step {
        if row.state != ConversationState::Active {
            return Ok(());
        }
        row.state = ConversationState::OutOfStep;
        self.drop_staged(row)?;
        self.conversation_changed(row.id);
        self.event(Event::Conversation(row.id));
        self.begin_to_plead(row)
    }

    /// Asks to be let in, unless that is under way: on falling out of step, and again after it was
    /// given up, when there is a sign of life from the group, or the person says something in it.
    pub(crate) fn begin_to_plead(&mut self, row: &ConversationRow) -> Step {
        if row.state != ConversationState::OutOfStep
            || self.has_intent(row.id, &IntentKind::Rejoin)?
        {
            return Ok(());
        }
        // A while, so that many who fell out at once do not ask at once.
        let soon = self.now.plus_ms(self.jittered(PLEA_SPREAD_MS, 0));
        self.insert_intent_later(Some(row.id), &IntentKind::Rejoin, soon)?;
        Ok(())
    }

    /// Somebody begins a conversation with this account: who of a group is there may answer a plea.
    ///
    /// A plea of theirs is no such sign: two who are both out of step would keep each other pleading
    /// for ever.
    pub(crate) fn heard(&mut self, from: &AccountId) -> Step {
        for row in conversations::with_state(self.db, ConversationState::OutOfStep)? {
            if members::accounts_of(self.db, row.id)?.contains(from) {
                self.begin_to_plead(&row)?;
            }
        }
        Ok(())
    }

    /// Uses the answer to a plea if there is one; otherwise sends the next one.
    pub(crate) fn pump_rejoin(&mut self, mut intent: IntentRow) -> Step {
        let Some(row) = intent
            .conversation
            .map(|id| conversations::by_id(self.db, id))
            .transpose()?
            .flatten()
        else {
            return Ok(());
        };
        if row.state != ConversationState::OutOfStep {
            return self.end_intent(Some(intent.id), None);
        }
        let kept = settings::read(self.db, &answer_key(&row.group_id))?;
        if let Some(answer) = kept.and_then(|bytes| record::decode::<Matter>(&bytes)) {
            intent.not_before = self.now.plus_ms(REJOIN_MS);
            intents::update(self.db, &intent)?;
            return self.rejoin(row, &answer);
        }
        if !self.is_ready(&Self::anonymous(&row.host)) {
            // A plea that cannot leave is none. The link that comes up moves this on.
            return Ok(());
        }
        // What was tried before has not brought us back.
        self.drop_staged(&row)?;
        let attempt = intent.attempts;
        if attempt >= PLEAS_AT_MOST {
            intent.state = IntentState::Failed;
            intents::update(self.db, &intent)?;
            self.conversation_changed(row.id);
            return self.unanswered_line(&row);
        }
        intent.attempts = attempt.saturating_add(1);
        let wait = wait_after(intent.attempts);
        let less = self.rng.next_u64() % (wait / 8);
        intent.not_before = self.now.plus_ms(wait - less);
        intents::update(self.db, &intent)?;
        self.plead(&row, attempt)
    }

    /// Sets the time of the next plea, if one is still wanted.
    fn plead_after(&mut self, conversation: ConversationId, wait_ms: u64) -> Step {
        for mut intent in intents::open_of(self.db, conversation)? {
            if intent.kind == IntentKind::Rejoin.code() {
                intent.not_before = self.now.plus_ms(wait_ms);
                intents::update(self.db, &intent)?;
            }
        }
        Ok(())
    }

    fn plead(&mut self, row: &ConversationRow, attempt: u32) -> Step {
        let own = self.own()?;
        let mut group = [0; 32];
        group.copy_from_slice(row.group_id.get(..32).ok_or(TurnError::Damaged)?);
        let matter = Matter::Plea {
            group: Bytes32(group),
            home: own.row.host.clone(),
        };
        let others: Vec<_> = members::accounts_of(self.db, row.id)?
            .into_iter()
            .filter(|account| *account != own.account)
            .collect();
        let skip = PLEAS
            .saturating_mul(attempt as usize)
            .checked_rem(others.len().max(1))
            .unwrap_or(0);
        self.inquire_members(row)?;
        for account in others
            .iter()
            .cycle()
            .skip(skip)
            .take(PLEAS.min(others.len()))
        {
            self.write_letter(row, account, (&matter, None))?;
        }
        Ok(())
    }

    /// A member cannot follow: they get the generation and fresh group info, if they are one.
    pub(crate) fn pleaded(&mut self, letter: &Letter, group: &[u8; 32]) -> Step {
        let Some(row) = conversations::by_group_id(self.db, group)? else {
            return Ok(());
        };
        let member = members::list(self.db, row.id)?
            .into_iter()
            .find(|member| member.account == letter.from);
        let (Some(member), ConversationState::Active) = (member, row.state) else {
            return Ok(());
        };
        // A commit from outside ends the epoch without the leaves that were asked for in it, and
        // those who asked believe that they are out. The plea comes again when they are.
        if !self
            .with_group(&row, |group, _| group.pending_leaves())?
            .is_empty()
        {
            return Ok(());
        }
        // The leaf must still belong to a device that the account lists.
        let listed = self.device_keys(&letter.from)?;
        if !listed.is_empty() && listed.iter().all(|key| device_id(key) != member.device) {
            return Ok(());
        }
        let own = self.own()?;
        let info = self.with_group(&row, |group, context| {
            group.group_info(context, &own.identity)
        })?;
        let Ok(info) = info else { return Ok(()) };
        let (info, blob) = self.parts_at(
            &row,
            WelcomeParts {
                welcome: info,
                tree: Vec::new(),
            },
        )?;
        let generation = self.generation_record(&row, member.admin)?;
        let matter = Matter::Rejoin {
            group: Bytes32(*group),
            place: Self::place_of(&row),
            generation,
            info,
        };
        self.write_letter(&row, &letter.from, (&matter, blob))
    }

    /// The answer to a plea of ours.
    pub(crate) fn answered(&mut self, letter: &Letter, group: &[u8; 32], bytes: &Bytes) -> Step {
        let Some(row) = conversations::by_group_id(self.db, group)? else {
            return Ok(());
        };
        let known = members::accounts_of(self.db, row.id)?.contains(&letter.from);
        if row.state != ConversationState::OutOfStep || !known {
            return Ok(());
        }
        settings::put(self.db, &answer_key(group), bytes)?;
        match conversations::by_id(self.db, row.id)? {
            Some(row) => match record::decode::<Matter>(bytes) {
                Some(answer) => self.rejoin(row, &answer),
                None => Ok(()),
            },
            None => Ok(()),
        }
    }

    fn rejoin(&mut self, row: ConversationRow, answer: &Matter) -> Step {
        let Matter::Rejoin {
            place,
            generation,
            info,
            ..
        } = answer
        else {
            return Ok(());
        };
        if outbox::list(self.db, row.id)?
            .iter()
            .any(|out| self.is_rejoin(out))
        {
            return Ok(());
        }
        let parts = match self.parts_here(&row, info)? {
            Parts::Here(parts) => parts,
            Parts::Waiting => return Ok(()),
            Parts::Lost => return Ok(settings::delete(self.db, &answer_key(&row.group_id))?),
        };
        settings::delete(self.db, &answer_key(&row.group_id))?;
        let own = self.own()?;
        let authenticated =
            Placement::new(place.ordered_head(), generation.generation(), Vec::new()).encode();
        let made = self.with_context(|context| {
            let reentry = Reentry {
                control_public: own.control.public().0,
                group_info: &parts.welcome,
                tree: (!parts.tree.is_empty()).then_some(parts.tree.as_slice()),
                authenticated,
            };
            hudhud_mls::Group::rejoin(context, &own.identity, reentry)
        });
        let pending = match made {
            Ok(pending) => pending,
            Err(RejoinError::Storage(_) | RejoinError::Bug) => {
                return Err(TurnError::Damaged.into());
            }
            Err(RejoinError::AlreadyPending | RejoinError::NoTree | RejoinError::Invalid) => {
                return Ok(());
            }
        };
        // From here on the log is read from where the answer stands, with what it brings.
        let row = ConversationRow {
            cursor: place.cursor(),
            running_hash: place.running_hash(),
            ordered_head: place.ordered_head(),
            generation: generation.generation(),
            ..row
        };
        self.take_generation(&row, generation)?;
        conversations::update(self.db, &row)?;
        self.queue_rejoin(&row, pending.commit().to_vec())?;
        self.plead_after(row.id, REJOIN_MS)?;
        self.open_conversation(&row)
    }

    fn queue_rejoin(&mut self, row: &ConversationRow, commit: Vec<u8>) -> Step {
        let (inner, blob) = self.inner_of(row, commit)?;
        let (entry, sealed) = self.seal_entry(row, hudhud_wire::Class::Ordered, &inner)?;
        outbox::insert(
            self.db,
            &OutboxRow {
                id: OutboxId(0),
                conversation: row.id,
                message: None,
                content: record::encode(&Aftermath {
                    rejoin: true,
                    ..Aftermath::default()
                }),
                class: OutboxClass::Ordered,
                entry: Some(entry),
                sealed: Some(sealed),
                generation: row.generation,
                epoch: 0,
                expected_head: Some(row.ordered_head),
                rotation: None,
                intent: None,
                blob,
                attempts: 0,
                not_before: hudhud_base::Timestamp(0),
            },
        )?;
        Ok(())
    }

    pub(crate) fn is_rejoin(&self, out: &OutboxRow) -> bool {
        out.class == OutboxClass::Ordered
            && record::decode::<Aftermath>(&out.content).is_some_and(|aftermath| aftermath.rejoin)
    }

    /// Our external commit came back.
    pub(crate) fn we_are_back(
        &mut self,
        row: &mut ConversationRow,
        entry: &Entry,
        out: &OutboxRow,
    ) -> Step<Taken> {
        let group_id = row.group_id.clone();
        let merged = self.with_context(|context| match PendingRejoin::load(context, &group_id) {
            Ok(Some(pending)) => pending.merge(context).map(Some),
            Ok(None) => Ok(None),
            Err(error) => Err(error),
        });
        let group = merged
            .map_err(|_| TurnError::Damaged)?
            .ok_or(TurnError::Damaged)?;
        outbox::delete(self.db, out.id)?;
        self.memory.keep_group(row.id, group);
        // What the old leaf sealed, nobody opens any more.
        for mut waiting in outbox::list(self.db, row.id)? {
            if waiting.class == OutboxClass::Plain && waiting.sealed.is_some() {
                waiting.entry = None;
                waiting.sealed = None;
                outbox::update(self.db, &waiting)?;
            }
        }
        row.state = ConversationState::Active;
        let policy = self.refresh_members(row)?;
        if row.kind == Kind::Group {
            row.title = policy.title;
        }
        self.system_line(row, entry, &Notice::Rejoined)?;
        for intent in intents::open_of(self.db, row.id)? {
            if intent.kind == IntentKind::Rejoin.code() {
                self.end_intent(Some(intent.id), None)?;
            }
        }
        self.conversation_changed(row.id);
        Ok(Taken::Yes)
    }

    /// Forgets a rejoin that lost its race; the next plea begins again.
    pub(crate) fn drop_rejoin(&mut self, row: &ConversationRow) -> Step {
        let group_id = row.group_id.clone();
        let dropped = self.with_context(|context| match PendingRejoin::load(context, &group_id)? {
            Some(pending) => pending.discard(context),
            None => Ok(()),
        });
        dropped.map_err(|_| TurnError::Damaged)?;
        let soon = self.jittered(PLEA_SPREAD_MS, 0);
        self.plead_after(row.id, soon)
    }
}

/// Milliseconds after the plea of this number, from 1.
fn wait_after(plea: u32) -> u64 {
    match plea.checked_sub(PLEA_RETRIES + 1) {
        None => PLEA_RETRY_MS,
        Some(later) => (PLEA_INTERVAL_MS << later.min(8)).min(PLEA_INTERVAL_MAX_MS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pleas_come_ever_more_rarely_and_end_after_thirty_days() {
        let waits: Vec<u64> = (1..=PLEAS_AT_MOST).map(wait_after).collect();
        assert!(waits.is_sorted());
        assert_eq!(waits.last(), Some(&PLEA_INTERVAL_MAX_MS));
        // Each is up to an eighth shorter, by chance.
        let days = waits.iter().sum::<u64>() as f64 * (15.0 / 16.0) / 86_400_000.0;
        assert!((29.5..31.0).contains(&days), "{days} days");
    }
}
