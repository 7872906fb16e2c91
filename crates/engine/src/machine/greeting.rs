//! A host greets: what a link is for begins.

use hudhud_base::limits;
use hudhud_store::conversations::{self, ConversationState};
use hudhud_wire::{LinkKind, Request, Welcome};

use crate::api::Link;
use crate::turn::pending::{LogOwner, Pending};
use crate::turn::{Step, Turn};

impl Turn<'_> {
    pub(crate) fn welcomed(&mut self, link: &Link, welcome: Welcome) -> Step {
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
            LinkKind::Anonymous => {
                self.ready(link);
                // Everything that waited for a link to this host, or may have.
                self.open_conversations(link)?;
                self.inquire_inviters()?;
                self.pump_intents()?;
                self.pump_deliveries()
            }
        }
    }

    /// Opens the log of every conversation that lives at a host, as many in one request as it takes.
    fn open_conversations(&mut self, link: &Link) -> Step {
        let (mut requests, mut owners) = (Vec::new(), Vec::new());
        for row in self.live_conversations()? {
            if row.host != link.host {
                continue;
            }
            if !row.log_created {
                self.view(row).create_log()?;
                continue;
            }
            self.inquire_members(&row)?;
            if let Some(request) = self.prepare_open(link, &row)? {
                requests.push(request);
                owners.push(LogOwner::Conversation(row.id));
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

    /// Looks up who wants to begin a conversation.
    fn inquire_inviters(&mut self) -> Step {
        for row in conversations::with_state(self.db, ConversationState::Request)? {
            if let Some(inviter) = row.inviter {
                self.inquire(row.id, &inviter)?;
            }
        }
        Ok(())
    }
}
