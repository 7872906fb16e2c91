//! An answer that is due: one side gives it, the other awaits it. For one thread.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

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

/// Both sides.
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
