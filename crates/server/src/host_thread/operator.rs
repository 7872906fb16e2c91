//! What whoever runs the host asks, between the turns.

use hudhud_host::{OperatorDecision, OperatorTask};
use hudhud_logstore::Facts;

use super::{Running, Waiting};
use crate::mailbox::Output;
use crate::operator_calls::OperatorCall;

impl Running {
    pub(super) fn operate(&mut self, call: OperatorCall) {
        let OperatorDecision { decided, close } = self.decide_operator(&call);
        // At once: what was decided counts before it is durable.
        close
            .into_iter()
            .for_each(|session| self.outputs.push(Output::Close(session)));
        match (decided.outcome, decided.ticket) {
            (Err(refusal), _) => call.answer(Err(refusal.code)),
            (Ok(answer), None) => call.answer(Ok(answer)),
            (Ok(answer), Some(ticket)) => {
                let waiting = Waiting::Operator(call, answer);
                self.submit(ticket, decided.batches, Some(waiting));
            }
        }
    }

    fn decide_operator(&mut self, call: &OperatorCall) -> OperatorDecision {
        let now = self.now();
        let mut task = OperatorTask::new(call.question.clone());
        let mut facts = Facts::new();
        loop {
            let thread = &mut self.thread;
            match thread.host.operate(now, &mut task, &mut facts) {
                Ok(decision) => return decision,
                Err(wanted) => thread.store.tell(wanted, &mut facts),
            }
        }
    }
}
