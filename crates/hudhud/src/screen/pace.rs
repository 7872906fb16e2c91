//! How often the screen is drawn: a key is answered at once, what comes by itself is gathered for a
//! moment, and in no second is there more than a screen can show.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

/// Screens drawn within [`SECOND`] at most.
const DRAWN: usize = 60;
const SECOND: Duration = Duration::from_secs(1);
/// What comes by itself is drawn at most this often.
const GATHERED: Duration = Duration::from_millis(50);

/// When screens were drawn, and what waits.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    drawn: VecDeque<Instant>,
    /// Something changed: whether somebody waits for it.
    wanted: Option<bool>,
}

impl Pace {
    /// Something changed by itself.
    pub(crate) fn changed(&mut self) {
        self.wanted = self.wanted.or(Some(false));
    }

    /// A person did something.
    pub(crate) const fn pressed(&mut self) {
        self.wanted = Some(true);
    }

    /// When the next screen is to be drawn, if anything changed.
    pub(crate) fn due(&self) -> Option<Instant> {
        let is_waited_for = self.wanted?;
        let last = self.drawn.back().copied();
        let gathered = match last {
            Some(last) if !is_waited_for => last + GATHERED,
            Some(_) | None => last.unwrap_or_else(Instant::now),
        };
        let most = match self.drawn.front() {
            Some(first) if self.drawn.len() >= DRAWN => *first + SECOND,
            Some(_) | None => gathered,
        };
        Some(gathered.max(most))
    }

    /// A screen was drawn.
    pub(crate) fn drew(&mut self, now: Instant) {
        self.wanted = None;
        self.drawn.push_back(now);
        if self.drawn.len() > DRAWN {
            self.drawn.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_answered_at_once_and_news_are_gathered() {
        let mut pace = Pace::default();
        let begin = Instant::now();
        assert_eq!(pace.due(), None);
        pace.drew(begin);
        pace.changed();
        assert_eq!(pace.due(), Some(begin + GATHERED));
        pace.pressed();
        assert_eq!(pace.due(), Some(begin));
        pace.changed();
        assert_eq!(pace.due(), Some(begin), "news do not delay a key");
    }

    #[test]
    fn no_second_has_more_than_sixty_screens() {
        let mut pace = Pace::default();
        let mut now = Instant::now();
        let mut drawn = Vec::new();
        // A key each millisecond, for three seconds.
        for _ in 0..3_000 {
            pace.pressed();
            if pace.due().is_some_and(|due| due <= now) {
                pace.drew(now);
                drawn.push(now);
            }
            now += Duration::from_millis(1);
        }
        assert!(drawn.len() >= 3 * DRAWN - DRAWN);
        for window in drawn.windows(DRAWN + 1) {
            assert!(window[DRAWN] - window[0] >= SECOND);
        }
    }
}
