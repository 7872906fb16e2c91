//! The ground that every room stands on: the open transaction, what is in memory, and what will
//! leave once the transaction is durable. It knows no room.

pub(crate) mod apart;
pub(crate) mod care;
pub(crate) mod config;
pub(crate) mod damage;
pub(crate) mod groups;
pub(crate) mod links;
pub(crate) mod memory;
pub(crate) mod own;
pub(crate) mod pending;
pub(crate) mod reach;
pub(crate) mod record;
pub(crate) mod retry;

use std::sync::Arc;

use hudhud_base::{ConversationId, MessageRow, Timestamp};
use hudhud_store::{Db, own as own_row};
use rand_core::CryptoRng;

use crate::api::{CommandError, Event, Outputs, TurnError};
use crate::turn::care::Care;
use crate::turn::config::Config;
use crate::turn::damage::Damage;
use crate::turn::memory::Memory;
use crate::turn::own::Own;

/// The open transaction and everything a room may touch.
pub(crate) struct Turn<'a> {
    pub(crate) db: &'a Db,
    pub(crate) rng: &'a mut dyn CryptoRng,
    pub(crate) now: Timestamp,
    pub(crate) config: &'a Config,
    pub(crate) memory: &'a mut Memory,
    pub(crate) care: Care,
    pub(crate) out: Outputs,
}

/// Why a turn ends early.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The command is refused; the transaction is rolled back and nothing else happens.
    Refused(CommandError),
    /// The turn did not happen.
    Failed(TurnError),
}

impl From<CommandError> for Stop {
    fn from(error: CommandError) -> Self {
        Self::Refused(error)
    }
}

impl From<hudhud_store::StoreError> for Stop {
    fn from(error: hudhud_store::StoreError) -> Self {
        Self::Failed(TurnError::Store(error))
    }
}

impl From<Damage> for Stop {
    fn from(damage: Damage) -> Self {
        Self::Failed(TurnError::Damaged {
            damage,
            conversation: None,
        })
    }
}

pub(crate) type Step<T = ()> = Result<T, Stop>;

/// Milliseconds by which a clock may be ahead before what was made by it counts as old: a day.
const AHEAD_MS: u64 = 86_400_000;

impl Turn<'_> {
    /// Milliseconds since keys were made. Those that were made by a clock that was set back since would
    /// otherwise stay young for as long as it was ahead.
    pub(crate) fn age_ms(&self, made: Timestamp) -> u64 {
        if made.since_ms(self.now) > AHEAD_MS {
            return u64::MAX;
        }
        self.now.since_ms(made)
    }

    /// The account of this device.
    pub(crate) fn own(&mut self) -> Step<Arc<Own>> {
        if let Some(own) = &self.memory.own {
            return Ok(Arc::clone(own));
        }
        let row = own_row::load(self.db)?.ok_or(CommandError::NotSignedUp)?;
        let own = Arc::new(Own::from_row(row)?);
        self.memory.own = Some(Arc::clone(&own));
        Ok(own)
    }

    /// The account of this device, if there is one yet.
    pub(crate) fn own_if_any(&mut self) -> Step<Option<Arc<Own>>> {
        match self.own() {
            Ok(own) => Ok(Some(own)),
            Err(Stop::Refused(CommandError::NotSignedUp)) => Ok(None),
            Err(stop) => Err(stop),
        }
    }

    /// Changes the own row. What [`Turn::own`] gave before is stale from here on.
    pub(crate) fn update_own(&mut self, change: impl FnOnce(&mut own_row::OwnRow)) -> Step {
        let mut row = own_row::load(self.db)?.ok_or(CommandError::NotSignedUp)?;
        change(&mut row);
        own_row::save(self.db, &row)?;
        self.memory.own = None;
        Ok(())
    }

    /// Tells the interface, once the transaction is durable. The same twice in a row is said once.
    pub(crate) fn event(&mut self, event: Event) {
        if self.out.events.last() != Some(&event) {
            self.out.events.push(event);
        }
    }

    pub(crate) fn conversation_changed(&mut self, conversation: ConversationId) {
        self.event(Event::Conversation(conversation));
    }

    pub(crate) fn message_changed(&mut self, conversation: ConversationId, message: MessageRow) {
        self.event(Event::MessageChanged {
            conversation,
            message,
        });
    }
}
