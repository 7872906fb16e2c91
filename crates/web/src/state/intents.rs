//! What a person asked for that takes the network: waited for by whoever asked.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use hudhud_base::IntentId;
use hudhud_dialogue::page::Problem;
use hudhud_dialogue::{Ended, IntentEnd};
use leptos::prelude::{LocalStorage, StoredValue, WithValue as _};

use crate::wait::{Answer, Asker, channel};

/// How an intent ended.
type End = Result<Ended, Problem>;

/// Ends that came before anybody waited are kept for so many intents.
const KEPT: usize = 64;

#[derive(Default)]
struct Book {
    waiting: BTreeMap<IntentId, Asker<End>>,
    ended: BTreeMap<IntentId, End>,
}

/// All of them. A small handle: copy it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Intents {
    book: StoredValue<Rc<RefCell<Book>>, LocalStorage>,
}

impl std::fmt::Debug for Book {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Book").finish_non_exhaustive()
    }
}

impl Intents {
    pub(crate) fn new() -> Self {
        Self {
            book: StoredValue::new_local(Rc::default()),
        }
    }

    /// Waits for the end of an intent.
    ///
    /// # Errors
    /// Why it will not happen.
    pub(crate) async fn ended(self, intent: IntentId) -> End {
        let answer: Answer<End> = {
            let book = self.book.with_value(Rc::clone);
            let mut book = book.borrow_mut();
            if let Some(end) = book.ended.remove(&intent) {
                return end;
            }
            let (asker, answer) = channel();
            book.waiting.insert(intent, asker);
            answer
        };
        answer.await.unwrap_or(Err(Problem::CLOSED))
    }

    /// One has ended.
    pub(crate) fn end(self, end: IntentEnd) {
        let book = self.book.with_value(Rc::clone);
        let mut book = book.borrow_mut();
        let result = end.result.map_err(Problem::Failed);
        match book.waiting.remove(&end.intent) {
            Some(asker) => asker.answer(result),
            None => {
                book.ended.insert(end.intent, result);
                while book.ended.len() > KEPT {
                    book.ended.pop_first();
                }
            }
        }
    }

    /// The worker is gone: nobody has to wait any longer.
    pub(crate) fn forget(self) {
        let book = self.book.with_value(Rc::clone);
        *book.borrow_mut() = Book::default();
    }
}
