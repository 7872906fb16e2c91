//! What whoever runs the host asks, between the turns.

use hudhud_base::Timestamp;
use hudhud_host::{Host, OperatorDecision, OperatorTask};
use hudhud_logstore::Facts;

use crate::operator_calls::OperatorCall;
use crate::store::SharedStore;

/// Asks the machine until it has all it wants to know.
pub(super) fn decided(
    (host, store): (&mut Host, &SharedStore),
    now: Timestamp,
    call: &OperatorCall,
) -> OperatorDecision {
    let mut task = OperatorTask::new(call.question.clone());
    let mut facts = Facts::new();
    loop {
        match host.operate(now, &mut task, &mut facts) {
            Ok(decision) => return decision,
            Err(wanted) => store.tell(wanted, &mut facts),
        }
    }
}
