//! Out of step: a device that can no longer follow its group asks a few members to let it in again.
//!
//! Only after everything has been read, and only on evidence. The answer to a plea is the generation
//! and fresh group info; the way back is in `reenter`.

use hudhud_base::{AccountId, ConversationId, IntentId, Timestamp};
use hudhud_crypto::identity::device_id;
use hudhud_store::{
    conversations::{self, ConversationState},
    intents::{self, IntentRow, IntentState},
    members,
};

use crate::conversation::Conversation;
use crate::conversation::kept::Kept;
use crate::conversation::notice::Notice;
use crate::conversation::plea::{PLEA_RETRIES, PLEA_RETRY_MS, PLEAS, PLEAS_AT_MOST, wait_after};
use crate::inbox::letter::Letter;
use crate::inbox::matter::{GenerationRecord, Matter, Place, WelcomeParts};
use crate::turn::record::{Bytes32, HostText};
use crate::turn::{Step, Turn};

/// Pleas of one member in one conversation that are answered within [`ANSWERS_MS`]: with what goes wrong on
/// the way, one is seldom enough.
const ANSWERS: usize = 4;
/// Milliseconds.
const ANSWERS_MS: u64 = 3_600_000;

impl Turn<'_> {
    /// The host does not open a conversation's log to the capabilities that are known: others hold
    /// now, or the answer to a plea brought none.
    pub(crate) fn cannot_open(&mut self, conversation: ConversationId) -> Step {
        if let Some(mut conversation) = self.conversation(conversation)? {
            let wrong = conversation.does_not_open()?;
            if !wrong && conversation.row.state == ConversationState::OutOfStep {
                conversation.log_is_gone()?;
            }
        }
        Ok(())
    }

    /// What stands at the address is no log of a conversation: whoever let this device in may know where it
    /// goes on.
    pub(crate) fn never_opens(&mut self, conversation: ConversationId) -> Step {
        if let Some(mut conversation) = self.conversation(conversation)? {
            conversation.does_not_open()?;
        }
        Ok(())
    }

    /// Somebody begins a conversation with this account: who of a group is there may answer a plea.
    ///
    /// A plea of theirs is no such sign: two who are both out of step would keep each other pleading
    /// for ever.
    pub(crate) fn sign_of_life(&mut self, from: &AccountId) -> Step {
        for row in conversations::with_state(self.db, ConversationState::OutOfStep)? {
            if members::accounts_of(self.db, row.id)?.contains(from) {
                self.view(row).begin_to_plead()?;
            }
        }
        Ok(())
    }

    /// Uses the answer to a plea if there is one; otherwise sends the next one.
    pub(crate) fn pump_rejoin(&mut self, intent: IntentRow) -> Step {
        let Some(id) = intent.conversation else {
            return Ok(());
        };
        let Some(mut conversation) = self.conversation(id)? else {
            return Ok(());
        };
        match conversation.row.state {
            ConversationState::OutOfStep => conversation.try_to_come_back(intent),
            ConversationState::Active => conversation.find_out(intent),
            ConversationState::Creating
            | ConversationState::Request
            | ConversationState::Left
            | ConversationState::Removed
            | ConversationState::Deserted
            | ConversationState::Failed => conversation.end_pleading(),
        }
    }

    /// The answer to a plea cannot be worked with: another may be.
    pub(crate) fn answer_unusable(&mut self, intent: IntentId, id: ConversationId) -> Step {
        if let Some(conversation) = self.conversation(id)? {
            conversation.forget_kept(Kept::Answers)?;
        }
        self.postpone_intent(intent, PLEA_RETRY_MS)
    }

    /// A member cannot follow: they get the generation and fresh group info, if they are one.
    pub(crate) fn pleaded(&mut self, letter: &Letter, group: &[u8; 32]) -> Step {
        match conversations::by_group_id(self.db, group)? {
            Some(row) => self.view(row).answer_plea(letter),
            None => Ok(()),
        }
    }
}

impl Conversation<'_, '_> {
    /// There is evidence of an epoch that cannot be reached. The caller saves the row.
    pub(crate) fn fall_out_of_step(&mut self) -> Step {
        if self.row.state != ConversationState::Active {
            return Ok(());
        }
        self.row.state = ConversationState::OutOfStep;
        self.withdraw_staged()?;
        self.changed();
        self.begin_to_plead()
    }

    /// True if an answer that was being tried may be what does not fit: then it is first back to what was
    /// read.
    fn does_not_open(&mut self) -> Step<bool> {
        let wrong = self.answer_was_wrong()?;
        self.fall_out_of_step()?;
        self.save()?;
        Ok(wrong)
    }

    fn try_to_come_back(&mut self, mut intent: IntentRow) -> Step {
        if self.has_answers()? {
            // While an answer is tried, nobody else is asked.
            intent.not_before = self.time_to_reenter();
            intents::update(self.turn.db, &intent)?;
            return self.reenter();
        }
        let link = self.link();
        if !self.turn.is_ready(&link) {
            // A plea that cannot leave is none. The link that comes up moves this on.
            return Ok(());
        }
        // What was tried before has not brought us back.
        self.withdraw_staged()?;
        if intent.attempts > PLEA_RETRIES && self.leave_unheard()? {
            return Ok(());
        }
        if intent.attempts >= PLEAS_AT_MOST {
            intent.state = IntentState::Failed;
            intents::update(self.turn.db, &intent)?;
            self.changed();
            let minute = self.turn.now.minute();
            return self.line_here(minute, &Notice::Unanswered);
        }
        self.plead_with(intent)
    }

    /// A suspect asks a few times; if nobody shows another epoch, there is none to be known of. If only
    /// one member does, others are asked for longer.
    fn find_out(&mut self, intent: IntentRow) -> Step {
        if self.has_answers()? {
            return self.reenter();
        }
        let link = self.link();
        if !self.turn.is_ready(&link) {
            return Ok(());
        }
        if intent.attempts >= self.pleas_of_a_suspect()? {
            return self.end_pleading();
        }
        self.plead_with(intent)
    }

    fn plead_with(&mut self, mut intent: IntentRow) -> Step {
        let attempt = intent.attempts;
        intent.attempts = attempt.saturating_add(1);
        let wait = wait_after(intent.attempts);
        // Up to an eighth shorter, so that those who fell out together ask apart.
        let less = self.turn.rng.next_u64() % (wait / 8);
        intent.not_before = self.turn.now.plus_ms(wait - less);
        intents::update(self.turn.db, &intent)?;
        self.plead(attempt)
    }

    fn plead(&mut self, attempt: u32) -> Step {
        let own = self.turn.own()?;
        let matter = Matter::Plea {
            group: self.group_bytes()?,
            home: HostText(own.home.clone()),
            nonce: self.plea_nonce()?,
        };
        let others: Vec<_> = members::accounts_of(self.turn.db, self.row.id)?
            .into_iter()
            .filter(|account| *account != own.account)
            .collect();
        // Each plea goes to the next few, round and round.
        let skip = PLEAS
            .saturating_mul(attempt as usize)
            .checked_rem(others.len().max(1))
            .unwrap_or(0);
        // The inbox of somebody is known once their records were read.
        self.turn.inquire_members(&self.row)?;
        for account in others
            .iter()
            .cycle()
            .skip(skip)
            .take(PLEAS.min(others.len()))
        {
            let id = Some(self.row.id);
            self.turn.write_letter(id, account, &matter, None)?;
        }
        Ok(())
    }

    /// Counts an answer: each holds the whole tree, and a plea costs next to nothing. Kept, since a program may
    /// run for no longer than one command; of members, so there are no more than these.
    fn answers_once_more(&mut self, asker: AccountId) -> Step<bool> {
        let now = self.turn.now;
        let mut given: Vec<(Bytes32, u64)> = self.kept(Kept::Answered)?.unwrap_or_default();
        given.retain(|(_, at)| Timestamp(*at).plus_ms(ANSWERS_MS) > now);
        let times = given.iter().filter(|(who, _)| who.0 == asker.0).count();
        if times >= ANSWERS {
            return Ok(false);
        }
        given.push((Bytes32(asker.0), now.0));
        self.keep(Kept::Answered, &given)?;
        Ok(true)
    }

    fn answer_plea(&mut self, letter: &Letter) -> Step {
        let Matter::Plea { nonce, .. } = &letter.matter else {
            return Ok(());
        };
        let from = &letter.from;
        let member = members::list(self.turn.db, self.row.id)?
            .into_iter()
            .find(|member| member.account == *from);
        // Who is out of step has nothing to bring anybody back with.
        let (Some(member), ConversationState::Active) = (member, self.row.state) else {
            return Ok(());
        };
        if !self.answers_once_more(*from)? {
            return Ok(());
        }
        // A commit from outside ends the epoch without the leaves that were asked for in it, and
        // those who asked believe that they are out. The plea comes again when they are.
        if !self
            .with_group(|group, _| group.pending_leaves())?
            .is_empty()
        {
            return Ok(());
        }
        // The leaf must still belong to a device that the account lists.
        let listed = self.turn.device_keys(from)?;
        // A list that is not known here speaks against nobody.
        if !listed.is_empty() && listed.iter().all(|key| device_id(key) != member.device) {
            return Ok(());
        }
        let own = self.turn.own()?;
        let info = self.with_group(|group, context| group.group_info(context, &own.identity))?;
        let Ok(info) = info else { return Ok(()) };
        let parts = WelcomeParts {
            welcome: info,
            // Group info for a rejoin holds the tree itself.
            tree: Vec::new(),
        };
        let placed = self.turn.place_parts(&self.row, parts)?;
        let keys = self.generation_keys()?;
        let matter = Matter::Rejoin {
            group: self.group_bytes()?,
            place: Place::of(&self.row, self.host()?),
            generation: GenerationRecord::of(&keys, member.admin),
            info: placed.at,
            nonce: *nonce,
        };
        let id = Some(self.row.id);
        self.turn.write_letter(id, from, &matter, placed.blob)
    }
}
