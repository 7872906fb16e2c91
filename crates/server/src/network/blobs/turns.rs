//! Whose turn it is to change a blob's bytes: the newest request's. It asks the one before to end, and
//! waits until it has.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use hudhud_base::BlobId;
use tokio::sync::{Mutex, Notify, OwnedMutexGuard};

/// The blobs that somebody changes, or waits to change.
#[derive(Debug, Default)]
pub(super) struct Turns {
    slots: RefCell<HashMap<BlobId, Rc<Slot>>>,
}

#[derive(Debug, Default)]
struct Slot {
    /// Number of the request that came last.
    newest: Cell<u64>,
    came: Notify,
    running: Arc<Mutex<()>>,
}

/// One request's turn, or its wait for it.
#[derive(Debug)]
pub(super) struct Turn {
    turns: Rc<Turns>,
    id: BlobId,
    slot: Rc<Slot>,
    number: u64,
    running: Option<OwnedMutexGuard<()>>,
}

impl Turns {
    /// Waits until nobody else changes the blob; `None` if a newer request came meanwhile.
    pub(super) async fn take(self: &Rc<Self>, id: BlobId) -> Option<Turn> {
        let slot = Rc::clone(self.slots.borrow_mut().entry(id).or_default());
        let number = slot.newest.get() + 1;
        slot.newest.set(number);
        slot.came.notify_waiters();
        let running = Arc::clone(&slot.running);
        let mut turn = Turn {
            turns: Rc::clone(self),
            id,
            slot,
            number,
            running: None,
        };
        turn.running = Some(running.lock_owned().await);
        turn.is_newest().then_some(turn)
    }
}

impl Turn {
    fn is_newest(&self) -> bool {
        self.slot.newest.get() == self.number
    }

    /// Ends when a newer request has come.
    pub(super) async fn is_over(&self) {
        loop {
            // Before the look, so that what comes between the two is heard.
            let came = self.slot.came.notified();
            if !self.is_newest() {
                return;
            }
            came.await;
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.running = None;
        // The list's and this one: nobody else waits.
        if Rc::strong_count(&self.slot) == 2 {
            self.turns.slots.borrow_mut().remove(&self.id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: BlobId = BlobId([1; 32]);

    #[tokio::test]
    async fn the_newest_ends_who_runs_and_waits_for_it_and_who_waits_in_between_gives_way() {
        let turns = Rc::new(Turns::default());
        let first = turns.take(ID).await.unwrap();
        let second = turns.take(ID);
        let third = turns.take(ID);
        let running = async move {
            first.is_over().await;
            drop(first);
        };
        let ((), second, third) = tokio::join!(running, second, third);
        assert!(second.is_none());
        assert!(third.is_some());
        drop(third);
        assert!(turns.slots.borrow().is_empty());
    }

    #[tokio::test]
    async fn blobs_do_not_wait_for_each_other() {
        let turns = Rc::new(Turns::default());
        let one = turns.take(ID).await;
        let other = turns.take(BlobId([2; 32])).await;
        assert!(one.is_some() && other.is_some());
    }
}
