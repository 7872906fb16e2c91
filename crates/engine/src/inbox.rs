//! The own inbox: strangers land in requests, known people come in, blocked ones do not.

use bytes::Bytes;
use hudhud_base::Seq;
use hudhud_crypto::{identity::running_hash, inbox};
use hudhud_store::{
    Secret,
    accounts::{self, Standing},
    conversations::{self, ConversationRow, ConversationState, Kind},
};
use hudhud_wire::{Entries, Entry, EntryBody, Request};

use crate::api::{ConversationId, Event, Link};
use crate::invite::{self, Letter, Matter};
use crate::memory::{LogOwner, Pending};
use crate::receive::chain_link;
use crate::record;
use crate::turn::{Step, Turn};

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
        if let Some(handle) = self
            .memory
            .open_log(link, LogOwner::Inbox)
            .map(|log| log.handle)
        {
            for seq in read {
                self.request(
                    link,
                    Request::Erase {
                        handle,
                        seq,
                        secret: None,
                    },
                    Pending::Nothing,
                );
            }
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
        let Some(letter) = invite::read(&opened, &own.account) else {
            return Ok(());
        };
        if letter.from == own.account || self.standing(&letter.from)? == Standing::Blocked {
            return Ok(());
        }
        let bytes = Bytes::from(record::encode(&letter.matter));
        match &letter.matter {
            Matter::Invite { .. } => self.invited(&letter, &bytes),
            Matter::Plea { group, .. } => self.pleaded(&letter, &group.0),
            Matter::Rejoin { group, .. } => self.answered(&letter, &group.0, &bytes),
        }
    }

    fn invited(&mut self, letter: &Letter, bytes: &Bytes) -> Step {
        let Matter::Invite {
            group,
            direct,
            place,
            generation,
            contact,
            home,
            ..
        } = &letter.matter
        else {
            return Ok(());
        };
        let known = conversations::by_group_id(self.db, &group.0)?;
        let again = match known.as_ref().map(|row| row.state) {
            None => false,
            // Invited again after it was over: it begins again, and what was there stays readable.
            Some(
                ConversationState::Left | ConversationState::Removed | ConversationState::Failed,
            ) => true,
            Some(
                ConversationState::Creating
                | ConversationState::Request
                | ConversationState::Active
                | ConversationState::OutOfStep,
            ) => return Ok(()),
        };
        let mut account = self.account_row(letter.from, home)?;
        account.account_key = Some(letter.account_key.to_vec());
        account.inbox_write = Some(Secret::new(contact.0));
        let trusted = account.standing == Standing::Contact;
        accounts::upsert(self.db, &account)?;
        let fresh = ConversationRow {
            id: 0,
            group_id: group.0.to_vec(),
            kind: if *direct { Kind::Direct } else { Kind::Group },
            state: ConversationState::Request,
            // Nothing of a stranger's is shown before it is asked for, not even a title.
            title: account.name.clone().filter(|_| *direct).unwrap_or_default(),
            peer: direct.then_some(letter.from),
            host: place.host().to_owned(),
            log: place.log(),
            generation: generation.generation(),
            cursor: place.cursor(),
            running_hash: place.running_hash(),
            ordered_head: place.ordered_head(),
            last_activity: self.now,
            read_seq: place.cursor(),
            delivered_sent_seq: place.cursor(),
            read_sent_seq: place.cursor(),
            receipt_due: None,
            unread: 0,
            draft: String::new(),
            invite: Some(bytes.to_vec()),
            inviter: Some(letter.from),
            log_created: true,
        };
        let id = match known.filter(|_| again) {
            Some(row) => {
                conversations::update(
                    self.db,
                    &ConversationRow {
                        id: row.id,
                        title: row.title,
                        ..fresh
                    },
                )?;
                row.id
            }
            None => conversations::insert(self.db, &fresh)?,
        };
        if trusted {
            self.accept(ConversationId(id))?;
        } else {
            self.event(Event::Request(ConversationId(id)));
            self.inquire(id, &letter.from, home);
        }
        self.conversation_changed(id);
        Ok(())
    }

    /// Asks who it is that writes, so that the person sees a name.
    fn inquire(&mut self, conversation: i64, account: &hudhud_base::AccountId, home: &str) {
        let link = Self::anonymous(home);
        if self.is_ready(&link) {
            let pending = Pending::Inquire {
                conversation,
                account: *account,
            };
            self.request(&link, Request::GetAccount { account: *account }, pending);
        }
    }
}
