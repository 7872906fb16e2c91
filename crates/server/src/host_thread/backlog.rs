//! What links have asked and the machine has not decided: one line for each link, served in turn.
//!
//! A link gets so much work in a round, and what is dear has a part of each turn of its own, so
//! nobody waits longer for others than one turn takes. Requests of one link stay in their order.

use std::collections::{HashMap, VecDeque};

use hudhud_host::{SessionId, only_asks, work_at_most};
use hudhud_wire::ClientFrame;

/// Work of one turn, in records that are read: whoever comes while one is decided waits for it.
const TURN_WORK: usize = 5 * 1024;
/// The part of it in which requests are decided that are dear.
const DEAR_WORK: usize = 1024;
/// The part of it in which links are served that had nothing waiting, before those that had.
const FRESH_WORK: usize = 3 * 1024;
/// A request of more work than this is dear.
const CHEAP_WORK: usize = 64;
/// Work that a link gets before the others get theirs.
const LINK_WORK: usize = 64;
/// Frames in one turn at most, so that what a turn decided is not held up by what came later.
const TURN_FRAMES: usize = 2048;

/// A frame that waits, with the bytes it is counted as.
#[derive(Debug)]
struct Asked {
    frame: ClientFrame,
    bytes: usize,
}

/// What one link waits for.
#[derive(Debug, Default)]
struct Line {
    asked: VecDeque<Asked>,
    /// Frames that were chosen and are not decided yet.
    chosen: usize,
    /// The link has ended: what it still asked for is decided without an answer.
    has_left: bool,
}

/// All lines.
#[derive(Debug, Default)]
pub(super) struct Backlog {
    lines: HashMap<SessionId, Line>,
    /// Links that asked for something cheap when nothing of theirs was waiting.
    fresh: VecDeque<SessionId>,
    /// The other links whose next request is cheap, in the order in which they get their turn.
    cheap: VecDeque<SessionId>,
    /// Links whose next request is dear.
    dear: VecDeque<SessionId>,
    /// What the next turn decides, with the bytes of each.
    pub(super) chosen: VecDeque<(SessionId, ClientFrame)>,
    bytes: VecDeque<usize>,
}

/// What is over with some frames that were decided, or need not be any more.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Over {
    /// Bytes that do not wait any more.
    pub(super) bytes: usize,
    /// Links that had ended, and have nothing left to be decided.
    pub(super) left: Vec<SessionId>,
}

impl Backlog {
    pub(super) fn is_empty(&self) -> bool {
        let rings = [&self.fresh, &self.cheap, &self.dear];
        self.chosen.is_empty() && rings.iter().all(|ring| ring.is_empty())
    }

    /// Puts a frame behind what its link has asked for already.
    pub(super) fn push(&mut self, session: SessionId, frame: ClientFrame, bytes: usize) {
        let line = self.lines.entry(session).or_default();
        let is_fresh = line.asked.is_empty() && line.chosen == 0;
        line.asked.push_back(Asked { frame, bytes });
        if line.asked.len() == 1 {
            self.queue(session, is_fresh);
        }
    }

    /// Puts a link that waits for something behind the others.
    fn queue(&mut self, session: SessionId, is_fresh: bool) {
        let next = self.lines.get(&session).and_then(|line| line.asked.front());
        let Some(Asked { frame, .. }) = next else {
            return;
        };
        let ring = if work_at_most(&frame.request) > CHEAP_WORK {
            &mut self.dear
        } else if is_fresh {
            &mut self.fresh
        } else {
            &mut self.cheap
        };
        ring.push_back(session);
    }

    /// Chooses what the next turn decides, if nothing is left of what was chosen before.
    pub(super) fn choose(&mut self) {
        if !self.chosen.is_empty() {
            return;
        }
        // Whoever asks now and then waits for nobody who asks all the time.
        let mut spent = self.serve(|backlog| &mut backlog.fresh, FRESH_WORK, true);
        let cheap = TURN_WORK - DEAR_WORK;
        spent += self.serve(|backlog| &mut backlog.cheap, cheap - spent.min(cheap), true);
        self.serve(|backlog| &mut backlog.fresh, cheap - spent.min(cheap), true);
        self.serve(|backlog| &mut backlog.dear, DEAR_WORK, false);
    }

    /// Chooses from the links of a ring, until that is so much work; the work of all.
    fn serve(
        &mut self,
        ring: fn(&mut Self) -> &mut VecDeque<SessionId>,
        most: usize,
        cheap: bool,
    ) -> usize {
        let mut spent = 0;
        while spent < most && self.chosen.len() < TURN_FRAMES {
            let Some(session) = ring(self).pop_front() else {
                break;
            };
            spent += self.take_from(session, cheap);
        }
        spent
    }

    /// Chooses the first request of a link, and those behind it that are as cheap and within its
    /// share; the work of all.
    fn take_from(&mut self, session: SessionId, cheap: bool) -> usize {
        let Some(line) = self.lines.get_mut(&session) else {
            return 0;
        };
        let mut spent = 0;
        while let Some(asked) = line.asked.pop_front() {
            let work = work_at_most(&asked.frame.request);
            let fits = cheap && work <= CHEAP_WORK && spent + work <= LINK_WORK;
            if spent > 0 && !fits {
                line.asked.push_front(asked);
                break;
            }
            spent += work.max(1);
            line.chosen += 1;
            self.bytes.push_back(asked.bytes);
            self.chosen.push_back((session, asked.frame));
        }
        self.queue(session, false);
        spent
    }

    /// The first `count` of `sessions`, which were chosen, have been decided.
    pub(super) fn decided(&mut self, sessions: &[SessionId]) -> Over {
        let mut over = Over::default();
        for session in sessions {
            over.bytes += self.bytes.pop_front().unwrap_or_default();
            if let Some(line) = self.lines.get_mut(session) {
                line.chosen = line.chosen.saturating_sub(1);
            }
            self.forget(*session, &mut over);
        }
        over
    }

    /// A link has ended: what it only asked for to know is not decided.
    pub(super) fn leave(&mut self, session: SessionId) -> Over {
        let mut over = Over::default();
        let line = self.lines.entry(session).or_default();
        line.has_left = true;
        line.asked.retain(|asked| {
            let is_idle = only_asks(&asked.frame.request);
            if is_idle {
                over.bytes += asked.bytes;
            }
            !is_idle
        });
        for ring in [&mut self.fresh, &mut self.cheap, &mut self.dear] {
            ring.retain(|other| *other != session);
        }
        self.queue(session, false);
        self.forget(session, &mut over);
        over
    }

    /// Drops a line in which nothing waits.
    fn forget(&mut self, session: SessionId, over: &mut Over) {
        let is_done = |line: &Line| line.asked.is_empty() && line.chosen == 0;
        if let Some(line) = self.lines.get(&session)
            && is_done(line)
        {
            if line.has_left {
                over.left.push(session);
            }
            self.lines.remove(&session);
        }
    }

    /// Nothing that waits is decided any more.
    pub(super) fn give_up(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use hudhud_base::{Generation, Handle, LogAddress, RequestId};
    use hudhud_wire::{OpenLog, Request};

    use super::*;

    const GREEDY: SessionId = SessionId(1);
    const MODEST: SessionId = SessionId(2);

    fn frame(id: u32, request: Request) -> ClientFrame {
        ClientFrame {
            id: RequestId(id),
            request,
        }
    }

    fn ping(id: u32) -> ClientFrame {
        frame(id, Request::Ping)
    }

    fn open(id: u32) -> ClientFrame {
        let log = |number: u32| OpenLog {
            handle: Handle(number),
            address: LogAddress([1; 32]),
            generation: Generation(0),
            read: None,
            write: None,
            control: None,
        };
        frame(id, Request::Open((0..512).map(log).collect()))
    }

    /// Decides all that was chosen; the ids, and what is over.
    fn turn(backlog: &mut Backlog) -> (Vec<(u64, u32)>, Over) {
        backlog.choose();
        let chosen: Vec<_> = backlog.chosen.drain(..).collect();
        let sessions: Vec<_> = chosen.iter().map(|(session, _)| *session).collect();
        let ids = chosen
            .iter()
            .map(|(session, frame)| (session.0, frame.id.0));
        (ids.collect(), backlog.decided(&sessions))
    }

    #[test]
    fn whoever_asks_for_little_is_served_in_the_next_turn_however_much_others_ask() {
        let mut backlog = Backlog::default();
        for session in 10..200 {
            (1..20).for_each(|id| backlog.push(SessionId(session), open(id), 1));
        }
        let (first, _) = turn(&mut backlog);
        assert!(
            first.len() <= 3,
            "dear requests fill a turn: {}",
            first.len()
        );
        backlog.push(MODEST, ping(1), 1);
        let (second, _) = turn(&mut backlog);
        assert_eq!(second.first(), Some(&(MODEST.0, 1)));
    }

    #[test]
    fn a_link_that_asks_much_gives_way_to_one_that_asks_once() {
        let mut backlog = Backlog::default();
        (1..10_000).for_each(|id| backlog.push(GREEDY, ping(id), 1));
        backlog.push(MODEST, ping(1), 1);
        let (ids, _) = turn(&mut backlog);
        let at = ids.iter().position(|(session, _)| *session == MODEST.0);
        assert!(at.is_some_and(|at| at <= LINK_WORK), "{at:?}");
    }

    #[test]
    fn whoever_asks_now_and_then_is_served_next_however_many_ask_all_the_time() {
        let mut backlog = Backlog::default();
        for session in 10..1_000 {
            (1..100).for_each(|id| backlog.push(SessionId(session), ping(id), 1));
        }
        // All of them have had something waiting after the first turns.
        let mut turns = 0;
        while !backlog.fresh.is_empty() {
            turn(&mut backlog);
            turns += 1;
        }
        assert!(turns < 10_000);
        backlog.push(MODEST, ping(1), 1);
        let (ids, _) = turn(&mut backlog);
        assert_eq!(ids.first(), Some(&(MODEST.0, 1)));
        assert!(ids.len() > 1, "and the others go on");
    }

    #[test]
    fn many_who_ask_now_and_then_leave_a_part_of_each_turn_to_the_others() {
        let mut backlog = Backlog::default();
        (1..10_000).for_each(|id| backlog.push(GREEDY, ping(id), 1));
        turn(&mut backlog);
        for session in 10..20_000 {
            backlog.push(SessionId(session), ping(1), 1);
        }
        let (ids, _) = turn(&mut backlog);
        assert!(ids.iter().any(|(session, _)| *session == GREEDY.0));
    }

    #[test]
    fn a_turn_is_short_whatever_waits() {
        let mut backlog = Backlog::default();
        for session in 10..1_000 {
            (1..200).for_each(|id| backlog.push(SessionId(session), ping(id), 1));
            backlog.push(SessionId(session + 1_000), open(1), 1);
        }
        backlog.choose();
        let work = |(_, frame): &(SessionId, ClientFrame)| work_at_most(&frame.request);
        let work: usize = backlog.chosen.iter().map(work).sum();
        assert!(work <= TURN_WORK + work_at_most(&open(1).request), "{work}");
    }

    #[test]
    fn requests_of_one_link_keep_their_order() {
        let mut backlog = Backlog::default();
        for id in (1..300).step_by(2) {
            backlog.push(GREEDY, ping(id), 1);
            backlog.push(GREEDY, open(id + 1), 1);
        }
        let mut all = Vec::new();
        while !backlog.is_empty() {
            all.extend(turn(&mut backlog).0.into_iter().map(|(_, id)| id));
        }
        assert_eq!(all, (1..301).collect::<Vec<_>>());
    }

    #[test]
    fn what_a_link_that_left_only_asked_is_dropped_and_what_it_did_is_decided() {
        let mut backlog = Backlog::default();
        backlog.push(GREEDY, open(1), 100);
        backlog.push(GREEDY, frame(2, Request::ReleaseName), 10);
        backlog.push(GREEDY, open(3), 100);
        let over = backlog.leave(GREEDY);
        assert_eq!((over.bytes, over.left.len()), (200, 0));
        let (ids, over) = turn(&mut backlog);
        assert_eq!(ids, [(GREEDY.0, 2)]);
        assert_eq!((over.bytes, over.left), (10, vec![GREEDY]));
        assert!(backlog.is_empty() && backlog.lines.is_empty());
        assert_eq!(backlog.leave(MODEST).left, [MODEST]);
    }
}
