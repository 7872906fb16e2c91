//! Questions about blobs that only the host machine can answer, and their answers.

use bytes::Bytes;
use hudhud_host::{BlobQuestion, BlobRecord};
use hudhud_wire::{Refusal, RefusalCode};
use tokio::sync::oneshot;

/// A question, and where its answer goes. The answer comes when it is durable.
#[derive(Debug)]
pub(crate) struct BlobCall {
    pub(crate) question: BlobQuestion,
    pub(crate) answer: oneshot::Sender<BlobAnswer>,
}

/// The record as it then is, or why not.
pub(crate) type BlobAnswer = Result<BlobRecord, Box<BlobRefusal>>;

/// Why not, and what would pay for it.
#[derive(Debug)]
pub(crate) struct BlobRefusal {
    pub(crate) refusal: Refusal,
    /// Beside [`RefusalCode::Payment`]: what to solve, since there is no link to ask on.
    pub(crate) challenge: Option<Bytes>,
}

impl BlobRefusal {
    /// A refusal that only has a code.
    pub(crate) fn new(code: RefusalCode) -> Box<Self> {
        Box::new(Self {
            refusal: Refusal::new(code),
            challenge: None,
        })
    }
}

impl BlobCall {
    /// Answers, unless nobody waits any more.
    pub(crate) fn answer(self, result: BlobAnswer) {
        // The connection that asked has gone: then nobody needs to know.
        let _ = self.answer.send(result);
    }
}

/// A question with the place where its answer will come.
pub(crate) fn call(question: BlobQuestion) -> (BlobCall, oneshot::Receiver<BlobAnswer>) {
    let (answer, wait) = oneshot::channel();
    (BlobCall { question, answer }, wait)
}
