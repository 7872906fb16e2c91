//! What whoever runs the host asks its machine, and the answers.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use hudhud_host::{OperatorAnswer, OperatorQuestion};
use hudhud_wire::RefusalCode;

/// A question, and where its answer goes. The answer comes when it is durable.
#[derive(Debug)]
pub(crate) struct OperatorCall {
    pub(crate) question: OperatorQuestion,
    answer: SyncSender<Answer>,
}

pub(crate) type Answer = Result<OperatorAnswer, RefusalCode>;

impl OperatorCall {
    /// Answers, unless nobody waits any more.
    pub(crate) fn answer(self, answer: Answer) {
        // Whoever asked has gone: then nobody needs to know.
        let _ = self.answer.try_send(answer);
    }
}

/// A question with the place where its answer will come.
pub(crate) fn call(question: OperatorQuestion) -> (OperatorCall, Receiver<Answer>) {
    let (answer, wait) = sync_channel(1);
    (OperatorCall { question, answer }, wait)
}
