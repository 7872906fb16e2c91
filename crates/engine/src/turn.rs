//! One turn: what every feature shares while a transaction is open.

pub(crate) mod memory;
pub(crate) mod own;
pub(crate) mod record;

use std::sync::Arc;

use hudhud_base::{ConversationId, Timestamp, limits};
use hudhud_mls::{Context, Group, Records, RecordsError};
use hudhud_store::{Db, conversations::ConversationRow, own as own_row, records};
use hudhud_wire::{ClientFrame, LinkKind, Request};
use rand_core::CryptoRng;

use crate::api::{CommandError, Event, Input, Link, Outputs, TurnError};
use crate::machine::engine::Config;
use crate::turn::memory::{Memory, Pending};
use crate::turn::own::Own;

/// Unanswered requests on one link; half of what hosts allow.
const REQUESTS_AT_ONCE: usize = limits::REQUESTS_IN_FLIGHT / 2;

/// The open transaction and everything a feature may touch.
pub(crate) struct Turn<'a> {
    pub(crate) db: &'a Db,
    pub(crate) rng: &'a mut dyn CryptoRng,
    pub(crate) now: Timestamp,
    pub(crate) config: &'a Config,
    pub(crate) memory: &'a mut Memory,
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

impl From<TurnError> for Stop {
    fn from(error: TurnError) -> Self {
        Self::Failed(error)
    }
}

pub(crate) type Step<T = ()> = Result<T, Stop>;

/// The group state of the MLS crate, inside the open transaction.
pub(crate) struct StoreRecords<'a>(pub(crate) &'a Db);

impl Records for StoreRecords<'_> {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, RecordsError> {
        records::read(self.0, key).map_err(|_| RecordsError::Failed)
    }

    fn put(&self, key: &[u8], value: &[u8]) -> Result<(), RecordsError> {
        records::put(self.0, key, value).map_err(|_| RecordsError::Failed)
    }

    fn delete(&self, key: &[u8]) -> Result<(), RecordsError> {
        records::delete(self.0, key).map_err(|_| RecordsError::Failed)
    }

    fn scan_prefix(&self, prefix: &[u8]) -> Result<Vec<(Vec<u8>, Vec<u8>)>, RecordsError> {
        records::scan_prefix(self.0, prefix).map_err(|_| RecordsError::Failed)
    }
}

impl Turn<'_> {
    pub(crate) fn handle(&mut self, input: Input) -> Step {
        let cold = !self.memory.warm;
        if cold {
            self.warm_up()?;
        }
        match input {
            Input::Command(command) => self.command(command)?,
            Input::LinkUp(link) => self.link_up(link),
            Input::LinkDown(link) => self.link_down(&link),
            Input::Frame(link, frame) => self.frame(&link, frame)?,
            Input::Blob(blob, outcome) => self.blob_ended(blob, outcome)?,
            Input::Solved { puzzle, nonce } => self.solved(puzzle, nonce)?,
            Input::Tick => {}
        }
        // Whatever a turn is for: what was to happen by now does.
        if cold || self.memory.deadline.is_some_and(|at| at <= self.now) {
            self.tick()?;
        }
        Ok(())
    }

    /// Time passed: whatever waited for it goes on.
    fn tick(&mut self) -> Step {
        self.send_due_receipts()?;
        self.pump_blobs()?;
        self.pump_deliveries()?;
        self.pump_intents()?;
        self.drive_all()
    }

    /// What the memory needs to know about the store, once.
    fn warm_up(&mut self) -> Step {
        self.memory.warm = true;
        self.memory.packages_due = true;
        for row in self.live_conversations()? {
            self.memory.hosts.insert(row.host);
        }
        Ok(())
    }

    /// The account of this device.
    pub(crate) fn own(&mut self) -> Step<Arc<Own>> {
        if self.memory.own.is_none() {
            let row = own_row::load(self.db)?.ok_or(CommandError::NotSignedUp)?;
            self.memory.own = Some(Arc::new(
                Own::from_row(row).map_err(|_| TurnError::Damaged)?,
            ));
        }
        self.memory
            .own
            .clone()
            .ok_or(Stop::Failed(TurnError::Damaged))
    }

    /// The account of this device, if there is one yet.
    pub(crate) fn own_if_any(&mut self) -> Step<Option<Arc<Own>>> {
        match self.own() {
            Ok(own) => Ok(Some(own)),
            Err(Stop::Refused(CommandError::NotSignedUp)) => Ok(None),
            Err(stop) => Err(stop),
        }
    }

    /// Changes the own row.
    pub(crate) fn update_own(&mut self, change: impl FnOnce(&mut own_row::OwnRow)) -> Step {
        let mut row = own_row::load(self.db)?.ok_or(CommandError::NotSignedUp)?;
        change(&mut row);
        own_row::save(self.db, &row)?;
        self.memory.own = None;
        Ok(())
    }

    /// Works on a conversation's group, loading it if it is not in memory.
    pub(crate) fn with_group<R>(
        &mut self,
        row: &ConversationRow,
        work: impl FnOnce(&mut Group, &mut Context<'_>) -> R,
    ) -> Step<R> {
        let records = StoreRecords(self.db);
        let mut context = Context::new(&records, self.rng);
        let mut group = match self.memory.take_group(row.id) {
            Some(group) => group,
            None => Group::load(&mut context, &row.group_id)
                .map_err(|_| TurnError::Damaged)?
                .ok_or(TurnError::Damaged)?,
        };
        let result = work(&mut group, &mut context);
        self.memory.keep_group(row.id, group);
        Ok(result)
    }

    /// MLS work that concerns no group that exists yet.
    pub(crate) fn with_context<R>(&mut self, work: impl FnOnce(&mut Context<'_>) -> R) -> R {
        let records = StoreRecords(self.db);
        work(&mut Context::new(&records, self.rng))
    }

    /// Asks a host for something. The frame leaves when the transaction is durable.
    pub(crate) fn request(&mut self, link: &Link, request: Request, pending: Pending) {
        if let Some(state) = self.memory.links.get_mut(link) {
            state.waiting.push_back((request, pending));
            self.send_waiting(link);
        }
    }

    /// Sends what waits on a link, as far as the host takes it.
    pub(crate) fn send_waiting(&mut self, link: &Link) {
        let Some(state) = self.memory.links.get_mut(link) else {
            return;
        };
        while state.pending.len() < REQUESTS_AT_ONCE {
            let Some((request, pending)) = state.waiting.pop_front() else {
                return;
            };
            let id = state.next_request();
            state.pending.insert(id, pending);
            self.out
                .transmit
                .push((link.clone(), ClientFrame { id, request }));
        }
    }

    pub(crate) fn event(&mut self, event: Event) {
        if self.out.events.last() != Some(&event) {
            self.out.events.push(event);
        }
    }

    pub(crate) fn conversation_changed(&mut self, conversation: ConversationId) {
        self.event(Event::Conversation(conversation));
    }

    pub(crate) fn anonymous(host: &str) -> Link {
        Link {
            host: host.to_owned(),
            kind: LinkKind::Anonymous,
        }
    }

    pub(crate) fn is_ready(&self, link: &Link) -> bool {
        self.memory.links.get(link).is_some_and(|state| state.ready)
    }
}
