//! Waiting: for an answer that somebody else gives, for a while, for the first of two. For one thread.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

struct Slot<T> {
    value: Option<T>,
    waker: Option<Waker>,
    given_up: bool,
}

/// The side that gives the answer. Dropped without one, the other side gets `None`.
pub(crate) struct Asker<T> {
    slot: Rc<RefCell<Slot<T>>>,
}

/// The side that awaits it.
pub(crate) struct Answer<T> {
    slot: Rc<RefCell<Slot<T>>>,
}

/// The two sides of one answer.
pub(crate) fn channel<T>() -> (Asker<T>, Answer<T>) {
    let slot = Rc::new(RefCell::new(Slot {
        value: None,
        waker: None,
        given_up: false,
    }));
    (
        Asker {
            slot: Rc::clone(&slot),
        },
        Answer { slot },
    )
}

impl<T> Asker<T> {
    /// Gives the answer.
    pub(crate) fn answer(self, value: T) {
        self.slot.borrow_mut().value = Some(value);
    }
}

impl<T> Drop for Asker<T> {
    fn drop(&mut self) {
        let waker = {
            let mut slot = self.slot.borrow_mut();
            slot.given_up = true;
            slot.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl<T> Future for Answer<T> {
    type Output = Option<T>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<T>> {
        let mut slot = self.slot.borrow_mut();
        if slot.value.is_some() || slot.given_up {
            Poll::Ready(slot.value.take())
        } else {
            slot.waker = Some(context.waker().clone());
            Poll::Pending
        }
    }
}

/// Waits for a while.
pub(crate) async fn pause(duration: Duration) {
    let (asker, answer) = channel();
    leptos::prelude::set_timeout(move || asker.answer(()), duration);
    answer.await;
}

/// Waits until one of two has ended, and drops the other.
pub(crate) async fn first<A, B>(one: impl Future<Output = A>, other: impl Future<Output = B>) {
    let mut one = std::pin::pin!(one);
    let mut other = std::pin::pin!(other);
    std::future::poll_fn(|context| {
        if one.as_mut().poll(context).is_ready() || other.as_mut().poll(context).is_ready() {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
}

#[cfg(test)]
mod tests {
    use std::future::Future as _;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use super::channel;

    #[test]
    fn an_answer_comes_once_it_is_given() {
        let (asker, answer) = channel();
        let mut answer = pin!(answer);
        let mut context = Context::from_waker(Waker::noop());
        assert_eq!(answer.as_mut().poll(&mut context), Poll::Pending);
        asker.answer(5);
        assert_eq!(answer.poll(&mut context), Poll::Ready(Some(5)));
    }

    #[test]
    fn whoever_gives_up_is_not_waited_for() {
        let (asker, answer) = channel::<u8>();
        drop(asker);
        let mut context = Context::from_waker(Waker::noop());
        assert_eq!(pin!(answer).poll(&mut context), Poll::Ready(None));
    }
}
