//! The own inbox: strangers land in requests, known people come in, blocked ones do not.

use bytes::Bytes;
use hudhud_base::{AccountId, ConversationId, Seq, Timestamp};
use hudhud_crypto::{identity::running_hash, inbox};
use hudhud_store::{
    Secret,
    accounts::{self, Standing},
    conversations::{self, ConversationRow, ConversationState, Kind},
};
use hudhud_wire::{Entries, Entry, EntryBody, Request};

use crate::api::{Event, Link};
use crate::conversation::hear::chain_link;
use crate::inbox::letter::{self, Letter, Matter};
use crate::turn::memory::{LogOwner, Pending};
use crate::turn::record;
use crate::turn::{Step, Turn};

/// Milliseconds before somebody's name is looked up again.
const INQUIRY_MS: u64 = 86_400_000;

impl Turn<'_> {
    pub(crate) fn inbox_entries(&mut self, link: &Link, entries: Entries) -> Step {
        let own = self.own()?;
        let (mut cursor, mut hash) = (own.row.inbox_cursor, Some(own.row.inbox_hash));
        let mut read = Vec::new();
        for entry in &entries.entries {
            if entry.seq <= cursor {
                continue;
            }
            hash = hash
                .filter(|_| entry.seq == cursor.next())
                .map(|hash| running_hash(&hash, &chain_link(entry)));
            cursor = entry.seq;
            self.take_letter(entry)?;
            if matches!(entry.body, EntryBody::Sealed(_)) {
                read.push(entry.seq);
            }
        }
        cursor = cursor.max(Seq(entries.next.0.saturating_sub(1)));
        self.update_own(|row| {
            row.inbox_cursor = cursor;
            row.inbox_hash = hash.unwrap_or(hudhud_base::RunningHash::EMPTY);
        })?;
        // What has been read need not lie there.
        let log = self
            .memory
            .open_log(link, LogOwner::Inbox)
            .map(|log| (log.handle, log.known_next));
        let Some((handle, known_next)) = log else {
            return Ok(());
        };
        for seq in read {
            let erase = Request::Erase {
                handle,
                seq,
                secret: None,
            };
            self.request(link, erase, Pending::Nothing);
        }
        if known_next <= cursor.next() {
            self.caught_up(LogOwner::Inbox)?;
        }
        Ok(())
    }

    fn take_letter(&mut self, entry: &Entry) -> Step {
        let own = self.own()?;
        let EntryBody::Sealed(sealed) = &entry.body else {
            return Ok(());
        };
        let Ok(opened) = inbox::open(&own.inbox, &own.row.inbox_address.0, sealed) else {
            return Ok(());
        };
        let Some(letter) = letter::read(&opened, &own.account) else {
            return Ok(());
        };
        if letter.from == own.account {
            return Ok(());
        }
        let bytes = Bytes::from(record::encode(&letter.matter));
        match &letter.matter {
            // A block keeps out what somebody wants to say. Groups that both are in need each other's
            // help to stay in step, and nobody sees any of it.
            Matter::Invite { .. } if self.standing(&letter.from)? == Standing::Blocked => Ok(()),
            Matter::Invite { .. } => {
                self.heard(&letter.from)?;
                self.invited(&letter, &bytes)
            }
            Matter::Plea { group, .. } => self.pleaded(&letter, &group.0),
            Matter::Rejoin { group, .. } => self.answered(&letter, &group.0, &bytes),
        }
    }

    fn invited(&mut self, letter: &Letter, bytes: &Bytes) -> Step {
        let Matter::Invite {
            group,
            place,
            contact,
            home,
            ..
        } = &letter.matter
        else {
            return Ok(());
        };
        let mut account = self.account_row(letter.from, home)?;
        account.account_key = Some(letter.account_key.to_vec());
        account.inbox_write = Some(Secret::new(contact.0));
        accounts::upsert(self.db, &account)?;
        match conversations::by_group_id(self.db, &group.0)? {
            Some(row) if place.cursor() <= row.cursor => Ok(()),
            Some(mut row) if is_in_use(&row) => {
                // Removed and invited again while this device slept: kept until the removal is read.
                row.invite = Some(bytes.to_vec());
                row.inviter = Some(letter.from);
                Ok(conversations::update(self.db, &row)?)
            }
            known => self.begin_request(known, (letter.from, &letter.matter), bytes),
        }
    }

    /// An invitation that was kept while the conversation was still in use.
    pub(crate) fn invited_again(&mut self, row: ConversationRow) -> Step {
        let (Some(from), Some(bytes)) = (row.inviter, row.invite.clone()) else {
            return Ok(());
        };
        match record::decode::<Matter>(&bytes) {
            Some(matter) => self.begin_request(Some(row), (from, &matter), &Bytes::from(bytes)),
            None => Ok(()),
        }
    }

    /// Makes a request of an invitation; from somebody known it is accepted at once.
    fn begin_request(
        &mut self,
        known: Option<ConversationRow>,
        (from, matter): (AccountId, &Matter),
        bytes: &Bytes,
    ) -> Step {
        let Some(fresh) = requested(from, matter, bytes, self.now) else {
            return Ok(());
        };
        let account = accounts::by_id(self.db, &from)?;
        // Nothing of a stranger's is shown before it is asked for, not even a title.
        let name = account.as_ref().and_then(|account| account.name.clone());
        let title = name
            .filter(|_| fresh.kind == Kind::Direct)
            .unwrap_or_default();
        let id = match known {
            // What was there before stays readable.
            Some(row) => {
                let again = ConversationRow {
                    id: row.id,
                    title: row.title,
                    ..fresh
                };
                conversations::update(self.db, &again)?;
                row.id
            }
            None => conversations::insert(self.db, &ConversationRow { title, ..fresh })?,
        };
        if account.is_some_and(|account| account.standing == Standing::Contact) {
            self.accept(id)?;
        } else {
            self.event(Event::Request(id));
            self.inquire(id, &from)?;
        }
        self.conversation_changed(id);
        Ok(())
    }

    /// Asks who somebody is, so that the person sees a name; once a day is enough.
    pub(crate) fn inquire(&mut self, conversation: ConversationId, account: &AccountId) -> Step {
        let Some(row) = accounts::by_id(self.db, account)? else {
            return Ok(());
        };
        let link = Self::anonymous(&row.host);
        let recently = row.refreshed.0 > 0 && self.now.since_ms(row.refreshed) < INQUIRY_MS;
        let pending = Pending::Inquire {
            conversation,
            account: *account,
        };
        if !recently && self.is_ready(&link) && !self.memory.is_pending(&link, &pending) {
            self.request(&link, Request::GetAccount { account: *account }, pending);
        }
        Ok(())
    }
}

fn is_in_use(row: &ConversationRow) -> bool {
    match row.state {
        ConversationState::Creating | ConversationState::Active | ConversationState::OutOfStep => {
            true
        }
        ConversationState::Request
        | ConversationState::Left
        | ConversationState::Removed
        | ConversationState::Failed => false,
    }
}

/// The row of an invitation that waits for an answer.
fn requested(
    from: AccountId,
    matter: &Matter,
    bytes: &Bytes,
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
        kind: if *direct { Kind::Direct } else { Kind::Group },
        state: ConversationState::Request,
        title: String::new(),
        peer: direct.then_some(from),
        host: place.host().to_owned(),
        log: place.log(),
        generation: generation.generation(),
        cursor: place.cursor(),
        running_hash: place.running_hash(),
        ordered_head: place.ordered_head(),
        last_activity: now,
        read_seq: place.cursor(),
        delivered_sent_seq: place.cursor(),
        read_sent_seq: place.cursor(),
        receipt_due: None,
        unread: 0,
        draft: String::new(),
        invite: Some(bytes.to_vec()),
        inviter: Some(from),
        log_created: true,
    })
}
