//! An invitation that came in a letter: it becomes a request, which somebody accepts.

use hudhud_base::{AccountId, ConversationId, IntentId, Seq, Timestamp};
use hudhud_store::{
    Secret,
    accounts::{self, Standing},
    conversations::{self, ConversationKind, ConversationRow, ConversationState, Doubt},
    settings,
};
use minicbor::{Decode, Encode};

use crate::api::Event;
use crate::conversation::{Conversation, is_in_use};
use crate::inbox::letter::Letter;
use crate::inbox::matter::{Called, Matter};
use crate::turn::own::Own;
use crate::turn::record::{self, Bytes32};
use crate::turn::{Step, Turn};
use crate::work::intent::IntentKind;

/// Conversations that somebody known makes this device join in a day, without a word of the person.
const JOINS_A_DAY: u32 = 8;
/// Those who may do so in a day.
const INVITERS_A_DAY: usize = 256;
/// Where it is kept who did today.
const JOINED: &str = "joined-today";
/// Requests that are kept. Of more, the oldest goes.
const REQUESTS: usize = 200;

/// Who has made this device join something on a day, and how often.
#[derive(Encode, Decode)]
struct Joined {
    /// Its first minute.
    #[n(0)]
    day: u32,
    #[n(1)]
    by: Vec<(Bytes32, u32)>,
}

/// What an invitation leads to.
#[must_use]
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Invited {
    /// Nothing yet: it waits for the person, for a removal to be read, or says nothing new.
    Waits,
    /// It came from somebody known and is accepted: the intent is to be moved on.
    Accepted,
}

impl Turn<'_> {
    /// Somebody invites this account.
    pub(crate) fn invited(&mut self, letter: &Letter) -> Step<Invited> {
        let Matter::Invite {
            group,
            place,
            contact,
            home,
            called,
            ..
        } = &letter.matter
        else {
            return Ok(Invited::Waits);
        };
        let Some(home) = self.own()?.url_of(&home.0) else {
            return Ok(Invited::Waits);
        };
        let is_new = accounts::by_id(self.db, &letter.from)?.is_none();
        let mut account = self.account_row(letter.from, &home)?;
        account.account_key = Some(letter.account_key.to_vec());
        // With it their inbox takes our letters without payment.
        account.inbox_write = Some(Secret::new(contact.0));
        accounts::upsert(self.db, &account)?;
        if let Some(profile) = called.as_ref().and_then(Called::profile) {
            self.keep_profile(letter.from, profile, letter.came)?;
        }
        let invited = self.invited_into(*group, place.cursor(), letter)?;
        if is_new {
            self.forget_strangers()?;
        }
        Ok(invited)
    }

    fn invited_into(&mut self, group: Bytes32, cursor: Seq, letter: &Letter) -> Step<Invited> {
        match conversations::by_group_id(self.db, &group.0)? {
            // What it invites to has been read already.
            Some(row) if cursor <= row.cursor && self.view(row.clone()).was_in()? => {
                self.view(row).invited_where_it_is(&letter.from)?;
                Ok(Invited::Waits)
            }
            // Removed and invited again while this device slept: kept until the removal is read. Or
            // somebody else invites into the same group, and one of the two may be lying.
            Some(row) if is_in_use(&row) || is_anothers(&row, &letter.from) => {
                let mut view = self.view(row);
                view.put_behind(letter)?;
                view.invited_where_it_is(&letter.from)?;
                Ok(Invited::Waits)
            }
            known => {
                let invited = self.begin_request(known, letter.from, &letter.matter)?;
                Ok(invited.unwrap_or(Invited::Waits))
            }
        }
    }

    /// Makes a request of an invitation; from somebody known it is accepted at once. `None` if it leads
    /// nowhere.
    pub(crate) fn begin_request(
        &mut self,
        known: Option<ConversationRow>,
        from: AccountId,
        matter: &Matter,
    ) -> Step<Option<Invited>> {
        let own = self.own()?;
        let Some(fresh) = requested(&own, from, matter, self.now) else {
            return Ok(None);
        };
        let account = accounts::by_id(self.db, &from)?;
        let row = match known {
            Some(row) if self.view(row.clone()).was_in()? => {
                let mut view = self.view(row);
                if !view.is_asked_back(&fresh)? {
                    return Ok(None);
                }
                view.row
            }
            known => {
                // Nothing of a stranger's is shown before it is asked for, not even a group's title.
                let name = account.as_ref().and_then(|account| account.name.clone());
                let title = name.filter(|_| fresh.kind == ConversationKind::Direct);
                let mut row = ConversationRow {
                    title: title.unwrap_or_default(),
                    ..fresh
                };
                match known {
                    Some(known) => {
                        row.id = known.id;
                        conversations::update(self.db, &row)?;
                    }
                    None => row.id = conversations::insert(self.db, &row)?,
                }
                row
            }
        };
        let id = row.id;
        let known = account.is_some_and(|account| account.standing == Standing::Contact);
        let invited = if known && self.lets_in_once_more(from)? {
            self.view(row).accept_invitation()?;
            Invited::Accepted
        } else {
            self.event(Event::Request(id));
            // A request without a name says little to the person.
            self.inquire(Some(id), &from)?;
            self.forget_oldest_request()?;
            Invited::Waits
        };
        self.conversation_changed(id);
        Ok(Some(invited))
    }

    /// Counts what somebody known has made this device join today; false if that was enough. The person is
    /// asked then, as about a stranger. Kept, since a program may run for no longer than one command.
    fn lets_in_once_more(&mut self, from: AccountId) -> Step<bool> {
        let today = self.now.minute().day_start().0;
        let kept = settings::read(self.db, JOINED)?;
        let mut joined = kept
            .and_then(|bytes| record::decode::<Joined>(&bytes))
            .filter(|joined| joined.day == today)
            .unwrap_or_else(|| Joined {
                day: today,
                by: Vec::new(),
            });
        let known = joined.by.iter_mut().find(|(who, _)| who.0 == from.0);
        if let Some((_, times)) = known {
            if *times >= JOINS_A_DAY {
                return Ok(false);
            }
            *times = times.saturating_add(1);
        } else if joined.by.len() < INVITERS_A_DAY {
            joined.by.push((Bytes32(from.0), 1));
        } else {
            return Ok(false);
        }
        settings::put(self.db, JOINED, &record::encode(&joined))?;
        Ok(true)
    }

    /// Whoever asks a thousand times does not bury who asked once.
    fn forget_oldest_request(&mut self) -> Step {
        let requests = conversations::with_state(self.db, ConversationState::Request)?;
        if requests.len() <= REQUESTS {
            return Ok(());
        }
        let oldest = requests
            .iter()
            .min_by_key(|row| (row.last_activity, row.id));
        let Some(oldest) = oldest else {
            return Ok(());
        };
        if self.view(oldest.clone()).stands_back()? {
            return Ok(());
        }
        self.forget_conversation(oldest.id)
    }
}

impl Conversation<'_, '_> {
    /// Says yes to the invitation that the row holds.
    pub(crate) fn accept_invitation(&mut self) -> Step<IntentId> {
        if let Some(inviter) = self
            .row
            .inviter
            .filter(|_| self.row.kind == ConversationKind::Direct)
        {
            self.turn.set_standing(&inviter, Standing::Contact)?;
        }
        let there = self
            .turn
            .open_intents_in(self.row.id, &IntentKind::Accept)?;
        // Said yes to twice, it is one intent.
        match there.last() {
            Some(intent) => Ok(intent.id),
            None => self
                .turn
                .insert_intent(Some(self.row.id), &IntentKind::Accept),
        }
    }

    /// Makes a request of the invitation that has waited longest and leads somewhere, if one does: what
    /// stood before it led nowhere, or is over.
    pub(crate) fn next_invitation(&mut self) -> Step<Option<Invited>> {
        let mut waiting = self.waiting_invitations()?;
        while !waiting.is_empty() {
            let next = waiting.remove(0);
            self.keep_waiting(&waiting)?;
            let (known, from) = (Some(self.row.clone()), AccountId(next.from.0));
            let invited = self.turn.begin_request(known, from, &next.matter)?;
            if invited.is_some() {
                // The request was written to the store; this view would write the old row over it.
                if let Some(now) = conversations::by_id(self.turn.db, self.row.id)? {
                    self.row = now;
                }
                return Ok(invited);
            }
        }
        Ok(None)
    }

    /// The row as somebody is to read who comes in by the invitation that it holds; false if that leads
    /// nowhere. Whoever comes back had kept where they were.
    pub(crate) fn reads_as_invited(&mut self, matter: &Matter) -> Step<bool> {
        if !self.was_in()? {
            return Ok(true);
        }
        let own = self.turn.own()?;
        let fresh = self
            .row
            .inviter
            .and_then(|from| requested(&own, from, matter, self.turn.now));
        let Some(fresh) = fresh else {
            return Ok(false);
        };
        let row = &mut self.row;
        *row = ConversationRow {
            id: row.id,
            title: std::mem::take(&mut row.title),
            draft: std::mem::take(&mut row.draft),
            last_activity: row.last_activity,
            invite: row.invite.take(),
            ..fresh
        };
        Ok(true)
    }
}

/// Whether a request waits that somebody else has made.
fn is_anothers(row: &ConversationRow, from: &AccountId) -> bool {
    row.state == ConversationState::Request && row.inviter.as_ref() != Some(from)
}

/// The row of an invitation that waits for an answer; nothing if it leads nowhere.
fn requested(
    own: &Own,
    from: AccountId,
    matter: &Matter,
    now: Timestamp,
) -> Option<ConversationRow> {
    let Matter::Invite {
        group,
        direct,
        place,
        generation,
        ..
    } = matter
    else {
        return None;
    };
    Some(ConversationRow {
        id: ConversationId(0),
        group_id: group.0.to_vec(),
        kind: if *direct {
            ConversationKind::Direct
        } else {
            ConversationKind::Group
        },
        state: ConversationState::Request,
        title: String::new(),
        peer: direct.then_some(from),
        host: own.url_of(place.host())?,
        log: place.log(),
        generation: generation.generation(),
        cursor: place.cursor(),
        running_hash: place.running_hash(),
        ordered_head: place.ordered_head(),
        last_activity: now,
        // What was said before is not here: none of it is unread, and no receipt is due for it.
        read_seq: place.cursor(),
        delivered_sent_seq: place.cursor(),
        read_sent_seq: place.cursor(),
        receipt_due: None,
        unread: 0,
        draft: String::new(),
        invite: Some(record::encode(matter)),
        inviter: Some(from),
        // Nobody is invited by a commit before it was read back, so the log is there.
        log_created: true,
        doubt: Doubt::Unfounded,
        leaf_renewed: now,
        profile_told: Timestamp(0),
    })
}
