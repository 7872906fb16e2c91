//! The one loop that owns the engine and the store.
//!
//! Owns the order of things: one input, one turn, then what the turn led to. Frames, commands,
//! results and the clock take turns fairly. Makes no decision about the protocol.

mod link;
mod links;
mod turns;
mod work;

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use getrandom::SysRng;
use hudhud_base::ConversationId;
use hudhud_dialogue::{self as dialogue, Access, Answer, AskError, Command, Event, Link, Trouble};
use hudhud_engine::{Engine, Env, Input, Outputs, TurnError};
use hudhud_store::{Store, attachments, conversations};
use hudhud_wire::LinkKind;
use rand_core::UnwrapErr;
use tokio::sync::{broadcast, mpsc, oneshot};

use self::link::LinkNews;
use self::links::{Links, own_host};
use self::work::{Done, Work};
use crate::fault;
use crate::files::Files;
use crate::meter::Moved;
use crate::platform::{self, Instant, Tls};

/// Between a turn that failed and the next attempt.
const AFTER_FAILURE: Duration = Duration::from_secs(1);
/// The longest sleep: a device that was suspended notices its deadline this late at most.
const SLEEP_MAX: Duration = Duration::from_secs(30);
/// The shortest sleep between two ticks.
const SLEEP_MIN: Duration = Duration::from_millis(5);

/// A look at the store and at how far the device has caught up.
pub(crate) type Look = dyn FnOnce(&Store, &Progress) + Send;

/// What a command led to, or why nothing has changed.
pub(crate) type CommandResult = Result<Answer, AskError>;

/// What the driver is to do for an interface.
pub(crate) enum Errand {
    /// A turn of the engine.
    Command(Command, oneshot::Sender<CommandResult>),
    /// A look at the store between turns.
    View(Box<Look>),
    /// Try links again that wait for their next attempt.
    Reconnect,
    /// Close everything, and say when it is done.
    Stop(oneshot::Sender<()>),
}

/// The driver's ends of what connects it with interfaces.
pub(crate) struct Ends {
    pub(crate) errands: mpsc::Receiver<Errand>,
    pub(crate) events: broadcast::Sender<Event>,
}

/// How far this device has caught up with its hosts since it connected.
#[derive(Debug, Clone, Default)]
pub(crate) struct Progress {
    /// Conversations that have read all their host has.
    pub(crate) caught_up: BTreeSet<ConversationId>,
    /// The own inbox has been read to its end.
    pub(crate) inbox_read: bool,
    /// The own host keeps it closed.
    pub(crate) is_inbox_closed: bool,
    /// Some link is up.
    pub(crate) any_up: bool,
    /// Why a link is not.
    pub(crate) trouble: Option<Trouble>,
}

/// The loop's state.
pub(crate) struct Driver {
    engine: Engine,
    store: Store,
    links: Links,
    work: Work,
    errands: mpsc::Receiver<Errand>,
    events: broadcast::Sender<Event>,
    progress: Progress,
    pending: VecDeque<Input>,
    /// Until then nothing but errands is done: the last turn failed.
    resting_until: Option<Instant>,
    ticked: Instant,
}

impl Driver {
    pub(crate) fn new(
        engine: Engine,
        store: Store,
        (tls, spread): (Tls, Duration),
        files: Files,
        ends: Ends,
    ) -> Self {
        Self {
            engine,
            store,
            links: Links::new(tls.clone(), spread),
            work: Work::new(tls, files),
            errands: ends.errands,
            events: ends.events,
            progress: Progress::default(),
            pending: VecDeque::from([Input::Tick]),
            resting_until: None,
            ticked: Instant::now(),
        }
    }

    /// Runs until it is told to stop, or nobody is left to ask.
    pub(crate) async fn run(mut self) {
        let stopped = loop {
            while self.resting_until.is_none()
                && let Some(input) = self.pending.pop_front()
            {
                self.step(input);
            }
            let wake = self.wake();
            let resting = self.resting_until.is_some();
            tokio::select! {
                errand = self.errands.recv() => match errand {
                    None => break None,
                    Some(Errand::Stop(done)) => break Some(done),
                    Some(Errand::Reconnect) => self.links.retry_now(self.engine.wanted()),
                    Some(Errand::Command(command, answer)) => self.command(command, answer),
                    Some(Errand::View(look)) => {
                        self.progress.any_up = self.links.any_up();
                        self.progress.trouble = self.links.trouble();
                        look(&self.store, &self.progress);
                    }
                },
                (link, news) = self.links.next(), if !resting => self.news(link, news),
                done = self.work.next(), if !resting => match done {
                    Done::Ended(input) => self.step(input),
                    Done::Moved(moved) => self.moved(moved),
                },
                () = platform::sleep_until(wake) => {
                    self.resting_until = None;
                    self.ticked = Instant::now();
                    self.step(Input::Tick);
                }
            }
            // Turns do not wait for anything: without this a backlog would keep others waiting.
            platform::yield_now().await;
        };
        self.links.shut_down().await;
        self.work.shut_down().await;
        drop(self.store);
        if let Some(done) = stopped {
            // Whoever asked may be gone.
            let _ = done.send(());
        }
    }

    /// When the loop goes on by itself.
    fn wake(&self) -> Instant {
        if let Some(until) = self.resting_until {
            return until;
        }
        let now = Instant::now();
        let wait = match self.engine.deadline() {
            None => SLEEP_MAX,
            Some(deadline) => {
                Duration::from_millis(deadline.since_ms(platform::now())).min(SLEEP_MAX)
            }
        };
        (now + wait).max(self.ticked + SLEEP_MIN)
    }

    fn news(&mut self, link: Link, news: LinkNews) {
        match news {
            LinkNews::Up => {
                tracing::debug!(kind = ?link.kind, "a link is up");
                self.step(Input::LinkUp(link));
            }
            LinkNews::Frame(frame) => {
                tracing::trace!(kind = ?link.kind, "a frame came");
                self.step(Input::Frame(link, *frame));
            }
            LinkNews::Down { lived, cause, .. } => {
                tracing::debug!(kind = ?link.kind, ?cause, ?lived, "a link is not up");
                self.step(Input::LinkDown(link.clone()));
                // An attempt that failed is nothing to the engine, and is to whoever shows how it
                // stands. Nobody may be listening.
                let _ = self.events.send(Event::LinkChanged { link, up: false });
            }
        }
    }

    fn command(&mut self, command: Command, answer: oneshot::Sender<CommandResult>) {
        let result = match self.turn(Input::Command(command)) {
            Err(error) => Err(self.failed(&error)),
            Ok(mut outputs) => {
                let result = outputs.answer.take().unwrap_or(Ok(Answer::Done));
                self.release(outputs);
                result.map_err(AskError::Refused)
            }
        };
        // Whoever asked may have stopped waiting.
        let _ = answer.send(result);
    }

    fn step(&mut self, input: Input) {
        match self.turn(input) {
            Ok(outputs) => self.release(outputs),
            Err(error) => {
                self.failed(&error);
            }
        }
    }

    fn turn(&mut self, input: Input) -> Result<Outputs, TurnError> {
        let env = Env {
            now: platform::now(),
            rng: &mut UnwrapErr(SysRng),
        };
        self.engine.turn(&mut self.store, env, input)
    }

    /// Everything that needed the turn's memory ends; the engine rebuilds it from the store.
    fn failed(&mut self, error: &TurnError) -> AskError {
        tracing::error!(%error, "a turn failed: all links are closed");
        self.links.close_all();
        self.work.cancel();
        self.pending.clear();
        self.progress = Progress::default();
        self.resting_until = Some(Instant::now() + AFTER_FAILURE);
        fault::of_turn(error)
    }

    fn release(&mut self, outputs: Outputs) {
        let Outputs {
            transmit,
            close,
            blobs,
            puzzles,
            events,
            answer: _,
        } = outputs;
        for (link, frame) in transmit {
            if !self.links.transmit(&link, frame) && self.links.close(&link) {
                self.pending.push_back(Input::LinkDown(link));
            }
        }
        for link in close {
            if self.links.close(&link) {
                self.pending.push_back(Input::LinkDown(link));
            }
        }
        self.links.follow(self.engine.wanted());
        self.work.home_is(own_host(self.engine.wanted()));
        for task in blobs {
            self.work.move_blob(task);
        }
        for task in puzzles {
            self.work.solve(task);
        }
        for event in events {
            self.note(&event);
            // Nobody may be listening.
            let _ = self.events.send(event);
        }
    }

    fn note(&mut self, event: &Event) {
        match event {
            Event::CaughtUp(conversation) => {
                self.progress.caught_up.insert(*conversation);
            }
            Event::InboxCaughtUp => self.progress.inbox_read = true,
            Event::Access(access) => self.progress.is_inbox_closed = *access != Access::Open,
            Event::LinkChanged { link, up } => match link.kind {
                LinkKind::Inbox => self.progress.inbox_read = false,
                LinkKind::Conversations if !up => self.lost(&link.host),
                LinkKind::Conversations | LinkKind::People | LinkKind::Account => {}
            },
            Event::SignedUp
            | Event::IntentEnded(_)
            | Event::Conversation(_)
            | Event::Person(_)
            | Event::Request(_)
            | Event::Message { .. }
            | Event::MessageChanged { .. }
            | Event::Moved { .. }
            | Event::Typing { .. }
            | Event::Disagreement { .. } => {}
        }
    }

    /// Something attached is so far: passed on as it is, because nothing of it is kept.
    fn moved(&mut self, moved: Moved) {
        let row = attachments::by_file(self.store.reader().db(), &moved.transfer.blob);
        // What is not attached to anything, as a handshake, nobody looks at.
        if let Ok(Some(row)) = row {
            let moved = dialogue::Moved {
                message: row.message,
                part: row.part,
                percent: moved.percent,
            };
            // Nobody may be listening.
            let _ = self.events.send(Event::Moved {
                conversation: row.conversation,
                moved,
            });
        }
    }

    /// What this host keeps is not followed any more.
    fn lost(&mut self, host: &str) {
        match conversations::ids_at(self.store.reader().db(), host) {
            Ok(ids) => {
                for id in ids {
                    self.progress.caught_up.remove(&id);
                }
            }
            // Too little is better than too much.
            Err(_) => self.progress.caught_up.clear(),
        }
    }
}
