//! Logs: what opening, following and reading them leads to.

use hudhud_base::{ConversationId, Handle, Seq};
use hudhud_store::conversations::ConversationState;
use hudhud_wire::{Entries, OpenedLog, Refusal, RefusalCode};

use crate::api::{Event, Link};
use crate::conversation::hear::Heard;
use crate::link::open::Opened;
use crate::log::follow::Followed;
use crate::log::retry::may_open_later;
use crate::turn::pending::LogOwner;
use crate::turn::{Step, Turn};

/// After so many refusals of a log, whoever wants to leave the conversation waits no longer.
const REFUSALS_TO_LEAVE: u32 = 4;

impl Turn<'_> {
    pub(crate) fn opened(&mut self, link: &Link, owner: LogOwner, opened: &OpenedLog) -> Step {
        match self.log_opened(link, owner, opened) {
            Opened::GivenUp => Ok(()),
            Opened::Refused(code) => {
                if owner == LogOwner::Inbox {
                    self.access_is(Some(code))?;
                }
                self.open_refused(link, owner, &Refusal::new(code))
            }
            Opened::Open { end, first } => {
                // Before it is followed: where reading goes on may change with it.
                match owner {
                    LogOwner::Conversation(id) => self.hold_conversation_to(id, end)?,
                    LogOwner::Inbox => {
                        self.access_is(None)?;
                        self.hold_inbox_to(end)?;
                    }
                }
                let followed = self.follow(link, owner, first)?;
                self.followed(link, owner, followed)
            }
        }
    }

    /// What is said of one log ends nothing but this log: others are open on the same link.
    fn open_refused(&mut self, link: &Link, owner: LogOwner, refusal: &Refusal) -> Step {
        self.forget_log(link, owner);
        let Some(id) = self.conversation_of(link, owner) else {
            return Ok(());
        };
        let gone = matches!(
            refusal.code,
            RefusalCode::NoSuchLog | RefusalCode::Forbidden
        );
        if gone {
            // Or its capabilities are no longer those we know.
            self.cannot_open(id)
        } else if may_open_later(refusal.code) {
            self.open_later(id, refusal)
        } else {
            self.never_opens(id)
        }
    }

    /// What is said of a request with many logs in it says of none of them that it is gone.
    pub(crate) fn nothing_opened(
        &mut self,
        link: &Link,
        owner: LogOwner,
        refusal: &Refusal,
    ) -> Step {
        self.forget_log(link, owner);
        match self.conversation_of(link, owner) {
            Some(id) => self.open_later(id, refusal),
            None => Ok(()),
        }
    }

    /// The conversation whose log was refused. The inbox has a link of its own, which is good for nothing
    /// else, and is closed.
    fn conversation_of(&mut self, link: &Link, owner: LogOwner) -> Option<ConversationId> {
        match owner {
            LogOwner::Conversation(id) => Some(id),
            LogOwner::Inbox => {
                self.out.close.push(link.clone());
                None
            }
        }
    }

    fn open_later(&mut self, id: ConversationId, refusal: &Refusal) -> Step {
        if self.try_log_later(id, refusal) < REFUSALS_TO_LEAVE {
            return Ok(());
        }
        match self.conversation(id)? {
            Some(mut conversation) => conversation.leave_unheard().map(drop),
            None => Ok(()),
        }
    }

    fn followed(&mut self, link: &Link, owner: LogOwner, followed: Followed) -> Step {
        match followed {
            Followed::Reading => Ok(()),
            Followed::CaughtUp => self.caught_up(owner),
            Followed::Behind(first) => self.fell_behind(link, owner, first),
        }
    }

    pub(crate) fn follow_refused(
        &mut self,
        link: &Link,
        owner: LogOwner,
        refusal: &Refusal,
    ) -> Step {
        if refusal.code == RefusalCode::Gone {
            return self.fell_behind(link, owner, refusal.seq);
        }
        let Some(id) = self.conversation_of(link, owner) else {
            return Ok(());
        };
        // This log cannot be followed now, for what it holds or what else this link follows.
        self.close_conversation(link, id);
        self.open_later(id, refusal)
    }

    pub(crate) fn lagging(&mut self, link: &Link, handle: Handle, from: Seq) -> Step {
        match self.follow_again(link, handle, from)? {
            Some((owner, followed)) => self.followed(link, owner, followed),
            None => Ok(()),
        }
    }

    pub(crate) fn pushed(&mut self, link: &Link, entries: &Entries) -> Step {
        match self.owner_of(link, entries.handle) {
            Some(LogOwner::Inbox) => {
                if self.inbox_entries(link, entries)? {
                    self.caught_up(LogOwner::Inbox)?;
                }
                Ok(())
            }
            Some(LogOwner::Conversation(id)) => match self.hear(link, id, entries)? {
                Heard::Reading => Ok(()),
                Heard::CaughtUp => self.caught_up(LogOwner::Conversation(id)),
                Heard::InvitedAgain => self.pump_intents(),
            },
            // Closed meanwhile.
            None => Ok(()),
        }
    }

    /// All that the host has of a log has been read: only now may something be sent.
    pub(crate) fn caught_up(&mut self, owner: LogOwner) -> Step {
        match owner {
            LogOwner::Conversation(conversation) => {
                self.memory.log_retry.remove(&conversation);
                self.event(Event::CaughtUp(conversation));
                if let Some(mut view) = self.conversation(conversation)? {
                    view.consider_offer()?;
                }
                self.drive(conversation)
            }
            LogOwner::Inbox => {
                self.event(Event::InboxCaughtUp);
                Ok(())
            }
        }
    }

    /// The host no longer has everything that was not read.
    fn fell_behind(&mut self, link: &Link, owner: LogOwner, first: Seq) -> Step {
        let last_gone = Seq(first.0.saturating_sub(1));
        let head = self
            .memory
            .open_log(link, owner)
            .map(|log| log.ordered_head);
        let LogOwner::Conversation(id) = owner else {
            self.update_own(|row| row.inbox_cursor = last_gone)?;
            // Read from what is left.
            self.out.close.push(link.clone());
            return Ok(());
        };
        let Some(mut conversation) = self.conversation(id)? else {
            return Ok(());
        };
        if head.is_none_or(|head| head > conversation.row.ordered_head) {
            // Handshakes are gone: the group went on without us.
            conversation.fall_out_of_step()?;
        }
        // If only messages are gone, that is said. What comes is followed all the same: whoever writes to
        // the log is there to be asked.
        let minute = conversation.turn.now.minute();
        conversation.missed(last_gone, minute)?;
        conversation.save()?;
        conversation.reopen_log()
    }

    /// A generation ended with the entry at `seq`.
    pub(crate) fn generation_ended(&mut self, link: &Link, handle: Handle, seq: Seq) -> Step {
        let owner = self.owner_of(link, handle);
        let Some(LogOwner::Conversation(id)) = owner else {
            return Ok(());
        };
        let open = self.memory.open_log(link, LogOwner::Conversation(id));
        let Some(log) = open else {
            return Ok(());
        };
        let (opened_with, waits) = (log.generation, log.waits_for.is_some());
        let Some(mut conversation) = self.conversation(id)? else {
            return Ok(());
        };
        let row = &conversation.row;
        let read = row.cursor >= seq;
        // A rotation that was valid here would have moved the row on, or ended it.
        let stays = opened_with == row.generation && row.state == ConversationState::Active;
        if !read && !waits {
            // What led to this end was dropped on the way.
            return self.lagging(link, handle, seq.next());
        }
        if read && stays {
            // Read to the end of the generation, and the commit that ended it was not valid to us:
            // the host let somebody rotate who may not, or we cannot follow.
            conversation.fall_out_of_step()?;
            conversation.save()?;
        }
        Ok(())
    }

    pub(crate) fn log_answered(&mut self, id: ConversationId, refusal: Option<&Refusal>) -> Step {
        let Some(mut conversation) = self.conversation(id)? else {
            return Ok(());
        };
        match refusal {
            None => conversation.log_created(),
            Some(refusal) => conversation.log_refused(refusal),
        }
    }
}
