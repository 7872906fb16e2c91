//! A host greets: what a link is for begins.

use hudhud_base::{HostUrl, limits};
use hudhud_store::conversations::{self, ConversationRow, ConversationState};
use hudhud_wire::{LinkKind, OpenLog, Request, Welcome};

use crate::api::{Failure, Link};
use crate::turn::pending::{LogOwner, Pending};
use crate::turn::{Step, Turn};
use crate::work::intent::IntentKind;

impl Turn<'_> {
    pub(crate) fn welcomed(&mut self, link: &Link, welcome: Welcome) -> Step {
        if !self.is_meant(link, &welcome.host)? {
            return self.other_host(link);
        }
        if let Some(state) = self.memory.links.get_mut(link) {
            state.domain = welcome.host;
            state.challenge = welcome.challenge;
        }
        match link.kind {
            // Ready once the device is proved, or the account made.
            LinkKind::Account => self.greet_as_account(link),
            LinkKind::Inbox => {
                self.ready(link);
                self.open_inbox(link)
            }
            LinkKind::Conversations => {
                self.ready(link);
                // Everything that waited for a link to this host, or may have.
                self.open_conversations(link)?;
                self.inquire_inviters()?;
                self.ask_for_keys()?;
                self.pump_intents()
            }
            LinkKind::People => {
                self.ready(link);
                self.pump_inquiries()?;
                self.pump_intents()?;
                self.pump_deliveries()
            }
        }
    }

    /// Whether the host that greets is the one that was to be reached. Before anything is signed for
    /// it: a signature that names another host serves whoever passes its challenge on.
    fn is_meant(&mut self, link: &Link, domain: &str) -> Step<bool> {
        if let Some(own) = self.own_if_any()?
            && own.row.signed_up
            && own.row.host == link.host
        {
            // Our own host is called what it was called at the sign-up, and nothing else.
            return Ok(own.row.domain == domain);
        }
        Ok(link
            .host
            .parse::<HostUrl>()
            .is_ok_and(|url| url.may_be(domain)))
    }

    fn other_host(&mut self, link: &Link) -> Step {
        self.out.close.push(link.clone());
        match link.kind {
            LinkKind::Account => self.intents_failed(&IntentKind::SignUp, Failure::OtherHost),
            LinkKind::Inbox | LinkKind::Conversations | LinkKind::People => Ok(()),
        }
    }

    /// Opens the log of every conversation that lives at a host, as many in one request as it takes.
    fn open_conversations(&mut self, link: &Link) -> Step {
        let (mut requests, mut owners) = (Vec::new(), Vec::new());
        for row in self.live_conversations()? {
            if row.host != link.host {
                continue;
            }
            let id = row.id;
            // One that is in trouble must not keep the logs of all others closed.
            let Ok(prepared) = self.apart(|turn| turn.prepare_conversation(link, row))? else {
                self.set_conversation_aside(id)?;
                continue;
            };
            if let Some(request) = prepared {
                requests.push(request);
                owners.push(LogOwner::Conversation(id));
            }
            if requests.len() == limits::OPEN_BATCH {
                self.request(
                    link,
                    Request::Open(std::mem::take(&mut requests)),
                    Pending::Open(std::mem::take(&mut owners)),
                );
            }
        }
        if !requests.is_empty() {
            self.request(link, Request::Open(requests), Pending::Open(owners));
        }
        Ok(())
    }

    /// What has to be asked to open a conversation's log; one that is not there yet is created.
    fn prepare_conversation(&mut self, link: &Link, row: ConversationRow) -> Step<Option<OpenLog>> {
        if !row.log_created {
            self.view(row).create_log()?;
            return Ok(None);
        }
        self.inquire_members(&row)?;
        self.prepare_open(link, &row)
    }

    /// Looks up who wants to begin a conversation.
    fn inquire_inviters(&mut self) -> Step {
        for row in conversations::with_state(self.db, ConversationState::Request)? {
            if let Some(inviter) = row.inviter {
                self.inquire(Some(row.id), &inviter)?;
            }
        }
        Ok(())
    }
}
