//! The open links of this process: who they are, what waits for them, and what they sent.
//!
//! Lives on the network thread alone, so it needs no locks. Owns the way from a decoded frame to the
//! host's queue (staged until every socket that was ready has been read: one hand-over for all of
//! them) and from the host's outputs to each link's outbox (one wake-up a link and batch). Does not
//! touch sockets: [`super::link`] does.

use std::cell::{Cell, RefCell};
use std::cmp::Reverse;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;
use std::task::Waker;
use std::time::{Duration, Instant};

use hudhud_base::limits;
use hudhud_host::{SessionId, answer_bytes_at_most};
use hudhud_wire::{ClientFrame, Request, ServerFrame, encode_server};
use tokio::sync::Notify;

use super::gathering::Scratch;
use super::outbox::{Outbox, Pushed};
use super::owed::Owed;
use crate::mailbox::{INPUTS, Input, Output, ToHost};
use crate::metrics::Metrics;

/// What links may do, from the configuration.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LinkLimits {
    /// Bytes of pushes that may wait for one link.
    pub(crate) push_queue_bytes: usize,
    /// Bytes that may be owed to one link, or wait as answers to it, before its next request is read.
    pub(crate) reply_queue_bytes: usize,
    /// Time for the first frame.
    pub(crate) hello_timeout: Duration,
    /// Silence after which a link is pinged.
    pub(crate) idle: Duration,
    /// Time in which a link must take something of what waits for it.
    pub(crate) write_timeout: Duration,
    /// Bytes that may wait for all links together before each may ask for one thing at a time, and
    /// those that take nothing are closed; at twice as many, those that wait for most are.
    pub(crate) outbox_bytes: usize,
}

/// Seconds in which a link must have taken what is said when it is closed.
const LEAVE_SECONDS: u32 = 5;
/// Seconds for which a link may take nothing while too much waits for all of them together.
const PATIENCE_SECONDS: u32 = 2;
/// How many times the bound what waits for all links may be for a moment, before the largest end.
const OUTBOX_TIMES: usize = 2;
/// How long a pinged link may stay silent before it is taken for dead.
const PONG_SECONDS: u32 = 60;

/// Why a link is being closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The host is stopping.
    Away,
    /// The client broke the rules of the wire.
    Protocol,
    /// The client does not read its answers, or never says Hello.
    Policy,
    /// It has been silent for too long: there is nobody to say good-bye to.
    Dead,
}

/// One link, as the rest of the network thread sees it.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) session: SessionId,
    pub(crate) outbox: RefCell<Outbox>,
    pub(crate) owed: RefCell<Owed>,
    /// The task that owns the socket, if it sleeps.
    waker: RefCell<Option<Waker>>,
    /// Seconds since the start of the process at which the link was last heard.
    heard: Cell<u32>,
    /// When it was opened, until it says Hello; then since when it takes nothing of what waits for it.
    since: Cell<Since>,
    /// Since when it is being closed.
    leaving: Cell<Since>,
    pub(crate) greeted: Cell<bool>,
    pub(crate) ping: Cell<Ping>,
    pub(crate) ending: Cell<Option<Ending>>,
    /// Bytes in its outbox, as they are counted in [`Links::waiting`].
    counted: Cell<usize>,
}

/// A second of the links' clock since which something is so, in four bytes; or it is not so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Since(u32);

impl Since {
    const NEVER: Self = Self(0);

    fn now(second: u32) -> Self {
        Self(second.saturating_add(1))
    }

    /// How long it has been so; 0 if it is not.
    fn seconds_until(self, second: u32) -> u32 {
        if self == Self::NEVER {
            return 0;
        }
        second.saturating_add(1).saturating_sub(self.0)
    }
}

/// Where a link stands with pings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ping {
    /// Not needed.
    Quiet,
    /// To be sent by the link's task.
    Due,
    /// Sent, and nothing heard since.
    Sent,
}

impl Link {
    /// Remembers whom to wake.
    pub(crate) fn park(&self, waker: &Waker) {
        let mut parked = self.waker.borrow_mut();
        if !parked.as_ref().is_some_and(|known| known.will_wake(waker)) {
            *parked = Some(waker.clone());
        }
    }

    /// Wakes the link's task.
    fn wake(&self) {
        if let Some(waker) = &*self.waker.borrow() {
            waker.wake_by_ref();
        }
    }

    /// Asks the link's task to say good-bye, unless it already does.
    pub(crate) fn end(&self, ending: Ending) {
        if self.ending.get().is_none() {
            self.ending.set(Some(ending));
        }
        self.wake();
    }
}

/// All links.
#[derive(Debug)]
pub(crate) struct Links {
    open: RefCell<HashMap<SessionId, Rc<Link>>>,
    next_session: Cell<u64>,
    staged: RefCell<Vec<Input>>,
    /// Something is staged: the flusher runs after all sockets that are ready now.
    pub(crate) flush: Notify,
    /// Links that found no room for what they read.
    crowded: RefCell<Vec<Waker>>,
    to_host: Arc<ToHost>,
    pub(crate) limits: LinkLimits,
    started: Instant,
    now: Cell<u32>,
    /// Bytes in the outboxes of all links.
    waiting: Cell<usize>,
    stopping: Cell<bool>,
    /// Notified when the last link has gone.
    pub(crate) empty: Notify,
    pub(crate) metrics: Arc<Metrics>,
    /// What links read into.
    pub(crate) scratch: Scratch,
}

impl Links {
    pub(crate) fn new(to_host: Arc<ToHost>, limits: LinkLimits, metrics: Arc<Metrics>) -> Rc<Self> {
        Rc::new(Self {
            open: RefCell::default(),
            next_session: Cell::new(1),
            staged: RefCell::default(),
            flush: Notify::new(),
            crowded: RefCell::default(),
            to_host,
            limits,
            started: Instant::now(),
            now: Cell::new(0),
            waiting: Cell::new(0),
            stopping: Cell::new(false),
            empty: Notify::new(),
            metrics,
            scratch: Scratch::new(),
        })
    }

    /// Opens a link.
    pub(crate) fn open(&self) -> Rc<Link> {
        let session = SessionId(self.next_session.get());
        self.next_session.set(session.0 + 1);
        let link = Rc::new(Link {
            session,
            outbox: RefCell::default(),
            owed: RefCell::default(),
            waker: RefCell::default(),
            heard: Cell::new(self.now.get()),
            since: Cell::new(Since::now(self.now.get())),
            leaving: Cell::default(),
            greeted: Cell::new(false),
            ping: Cell::new(Ping::Quiet),
            ending: Cell::new(self.stopping.get().then_some(Ending::Away)),
            counted: Cell::new(0),
        });
        self.open.borrow_mut().insert(session, Rc::clone(&link));
        self.metrics.links_open.inc();
        self.stage(Input::Connected(session));
        link
    }

    /// A link's task has ended.
    pub(crate) fn closed(&self, link: &Link) {
        link.outbox.take();
        self.count_waiting(link);
        let mut open = self.open.borrow_mut();
        if open.remove(&link.session).is_some() {
            self.metrics.links_open.dec();
            self.stage(Input::Disconnected(link.session));
        }
        if open.is_empty() {
            open.shrink_to_fit();
            self.empty.notify_one();
        }
    }

    /// Links open now.
    pub(crate) fn count(&self) -> usize {
        self.open.borrow().len()
    }

    /// Whether a link may read on; if not, its task is woken when it may.
    pub(crate) fn has_room(&self, waker: &Waker) -> bool {
        let room = self.staged.borrow().len() < INPUTS && self.to_host.has_room();
        if !room {
            self.crowded.borrow_mut().push(waker.clone());
        }
        room
    }

    /// Whether a link has been given, or has paid for, so little that its next request may be read.
    /// If not, its task is woken by an answer, or goes on when one has left.
    pub(crate) fn may_ask(&self, link: &Link) -> bool {
        let bytes = link.owed.borrow().bytes() + link.outbox.borrow().reply_bytes();
        // Where much is undecided or waits to be taken, each link may ask for one thing at a time.
        let is_crowded = self.to_host.is_crowded() || self.waiting.get() > self.limits.outbox_bytes;
        bytes < self.limits.reply_queue_bytes && !(is_crowded && bytes > 0)
    }

    /// Whether frames are no longer taken.
    pub(crate) fn is_stopping(&self) -> bool {
        self.stopping.get()
    }

    /// Takes a request of a link: from now on it is charged for, and waits to be decided.
    pub(crate) fn ask(&self, link: &Link, frame: ClientFrame, frame_bytes: usize) {
        if !link.greeted.get() && matches!(frame.request, Request::Hello { .. }) {
            link.greeted.set(true);
            link.since.set(Since::NEVER);
        }
        let charge = frame_bytes + answer_bytes_at_most(&frame.request);
        link.owed.borrow_mut().charge(frame.id, charge);
        let counted = self.to_host.charge(frame_bytes);
        self.stage(Input::Frame(link.session, frame, counted));
    }

    /// A link's task has tried to write: whether something is left, and whether anything went.
    pub(crate) fn note_writing(&self, link: &Link, is_left: bool, went_on: bool) {
        self.count_waiting(link);
        if !link.greeted.get() {
            return;
        }
        if !is_left {
            link.since.set(Since::NEVER);
        } else if went_on || link.since.get() == Since::NEVER {
            link.since.set(Since::now(self.now.get()));
        }
    }

    /// Keeps an input for the next hand-over.
    pub(crate) fn stage(&self, input: Input) {
        let mut staged = self.staged.borrow_mut();
        if staged.is_empty() {
            self.flush.notify_one();
        }
        staged.push(input);
    }

    /// Hands staged inputs to the host, as many as it has room for.
    pub(crate) fn hand_over(&self) {
        let all_went = {
            let mut staged = self.staged.borrow_mut();
            staged.is_empty() || self.to_host.offer(&mut staged)
        };
        if all_went {
            let crowded = std::mem::take(&mut *self.crowded.borrow_mut());
            crowded.into_iter().for_each(Waker::wake);
        }
    }

    /// A link was heard.
    pub(crate) fn heard(&self, link: &Link) {
        link.heard.set(self.now.get());
        link.ping.set(Ping::Quiet);
    }

    /// Delivers the host's outputs; returns whether the host thread has ended.
    pub(crate) fn route(&self, outputs: &mut Vec<Output>) -> bool {
        let mut finished = false;
        let mut woken: Vec<Rc<Link>> = Vec::new();
        {
            let open = self.open.borrow();
            for output in outputs.drain(..) {
                let session = match &output {
                    Output::Reply(session, _, _)
                    | Output::Push(session, _, _, _)
                    | Output::Signal(session, _)
                    | Output::Lagging(session, _, _)
                    | Output::LagEnded(session, _)
                    | Output::Close(session) => *session,
                    Output::Finished => {
                        finished = true;
                        continue;
                    }
                };
                let Some(link) = open.get(&session) else {
                    continue;
                };
                if self.deliver(link, output) {
                    woken.push(Rc::clone(link));
                }
                self.count_waiting(link);
                if self.waiting.get() > OUTBOX_TIMES * self.limits.outbox_bytes {
                    self.end_largest(&open);
                }
            }
        }
        woken.iter().for_each(|link| link.wake());
        finished
    }

    /// Counts what waits for a link now, in place of what waited for it before.
    fn count_waiting(&self, link: &Link) {
        let now = link.outbox.borrow().bytes();
        let before = link.counted.replace(now);
        let others = self.waiting.get().saturating_sub(before);
        self.waiting.set(others.saturating_add(now));
    }

    /// Ends the links for which most waits, until what is left is within the bound. What waits for
    /// them is dropped at once.
    fn end_largest(&self, open: &HashMap<SessionId, Rc<Link>>) {
        let mut links: Vec<&Rc<Link>> = open.values().collect();
        links.sort_unstable_by_key(|link| (Reverse(link.counted.get()), link.session));
        for link in links {
            if self.waiting.get() <= self.limits.outbox_bytes {
                return;
            }
            self.metrics.links_overrun.inc();
            link.outbox.take();
            self.count_waiting(link);
            link.ending.set(Some(Ending::Dead));
            link.wake();
        }
    }

    /// Puts one output into a link's outbox; returns whether its task must be woken for it.
    fn deliver(&self, link: &Link, output: Output) -> bool {
        let mut outbox = link.outbox.borrow_mut();
        let was_empty = outbox.is_empty();
        match output {
            Output::Reply(_, request, bytes) => {
                if let Some(request) = request {
                    link.owed.borrow_mut().give_back(request);
                }
                outbox.push_reply(bytes);
                // What was asked for never comes so far: these are frames that the host sends by
                // itself and must not drop.
                let most = self.limits.reply_queue_bytes + 2 * limits::ANSWER_BYTES;
                if outbox.reply_bytes() > most {
                    drop(outbox);
                    self.metrics.links_overrun.inc();
                    link.end(Ending::Policy);
                    return false;
                }
            }
            Output::Push(_, handle, from, bytes) => {
                match outbox.push_entries((handle, from), bytes, self.limits.push_queue_bytes) {
                    Pushed::Queued => {}
                    Pushed::Dropped => return false,
                    Pushed::Lagging => {
                        self.metrics.links_lagging.inc();
                        self.stage(Input::Lagged(link.session, handle, from));
                        return false;
                    }
                }
            }
            Output::Signal(_, bytes) => {
                if !outbox.push_signal(bytes, self.limits.push_queue_bytes) {
                    return false;
                }
            }
            Output::Lagging(_, handle, from) => {
                let from = outbox.tell_lagging(handle, from);
                outbox.push_reply(encode_server(&ServerFrame::Lagging { handle, from }));
            }
            Output::LagEnded(_, handle) => {
                if let Some(from) = outbox.end_lagging(handle) {
                    outbox.push_reply(encode_server(&ServerFrame::Lagging { handle, from }));
                }
            }
            Output::Close(_) => {
                drop(outbox);
                link.end(Ending::Protocol);
                return false;
            }
            Output::Finished => return false,
        }
        was_empty
    }

    /// Moves the links' clock on, and looks for links that are silent. Call once a second.
    pub(crate) fn sweep(&self) {
        let now = u32::try_from(self.started.elapsed().as_secs()).unwrap_or(u32::MAX);
        self.sweep_at(now);
    }

    fn sweep_at(&self, now: u32) {
        self.now.set(now);
        let hello = whole_seconds(self.limits.hello_timeout);
        let idle = whole_seconds(self.limits.idle);
        let patience = self.patience();
        for link in self.open.borrow().values() {
            let silent = now.saturating_sub(link.heard.get());
            let waits = link.since.get().seconds_until(now);
            if link.ending.get().is_some() {
                if link.leaving.get() == Since::NEVER {
                    link.leaving.set(Since::now(now));
                } else if link.leaving.get().seconds_until(now) > LEAVE_SECONDS {
                    // It does not even take the close frame.
                    link.ending.set(Some(Ending::Dead));
                    link.wake();
                }
                continue;
            }
            // Whatever it sends meanwhile: pings are no Hello.
            if !link.greeted.get() && waits > hello {
                link.end(Ending::Policy);
            } else if link.greeted.get() && waits > patience {
                // Nothing could be said to it.
                self.metrics.links_stuck.inc();
                link.end(Ending::Dead);
            } else if link.ping.get() == Ping::Sent && silent > idle.saturating_add(PONG_SECONDS) {
                link.end(Ending::Dead);
            } else if link.ping.get() == Ping::Quiet && silent > idle {
                link.ping.set(Ping::Due);
                link.wake();
            }
        }
    }

    /// Seconds for which a link may take nothing of what waits for it.
    fn patience(&self) -> u32 {
        if self.waiting.get() > self.limits.outbox_bytes {
            PATIENCE_SECONDS
        } else {
            whole_seconds(self.limits.write_timeout)
        }
    }

    /// No frame is taken from now on.
    pub(crate) fn stop_reading(&self) {
        self.stopping.set(true);
    }

    /// Tells every link when to come back, and closes it. `retry_after_ms` draws the time.
    pub(crate) fn say_goodbye(&self, mut retry_after_ms: impl FnMut() -> u32) {
        for link in self.open.borrow().values() {
            let frame = ServerFrame::GoAway {
                retry_after_ms: retry_after_ms(),
            };
            link.outbox.borrow_mut().push_reply(encode_server(&frame));
            link.end(Ending::Away);
        }
    }
}

fn whole_seconds(duration: Duration) -> u32 {
    u32::try_from(duration.as_secs()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
