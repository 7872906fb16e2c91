//! Payment: a request that a host refuses without a puzzle's solution is sent again with one.

use bytes::Bytes;
use hudhud_base::{RequestId, Transfer, limits};
use hudhud_crypto::{identity::account_id, puzzle::PaidFor};
use hudhud_wire::{LinkKind, PuzzleSolution, RefusalCode, Reply, Request};

use crate::api::{Link, PuzzleTask};
use crate::turn::Turn;
use crate::turn::pending::{Bought, Pending};

/// How often one request is paid for. Once is enough but for a price that rose, or a host that began anew,
/// meanwhile; who asks again and again only wants the work done.
pub(crate) const PAYMENTS: u8 = 2;

/// Whom an answer is for.
#[must_use]
pub(crate) enum Answered {
    /// Nobody: nothing was asked under this number, or the host does not keep to the rules.
    Unasked,
    /// It was about a payment, which goes on.
    Paying,
    /// Whoever asked.
    For(Pending, Reply),
}

/// A solution that pays for a blob.
pub(crate) struct PaidBlob {
    pub(crate) transfer: Transfer,
    pub(crate) challenge: Bytes,
    pub(crate) nonce: u64,
}

impl Turn<'_> {
    /// Finds out what an answer is for, and buys what the host wants to be paid for.
    pub(crate) fn take_answer(&mut self, link: &Link, id: RequestId, reply: Reply) -> Answered {
        let pending = self
            .memory
            .links
            .get_mut(link)
            .and_then(|state| state.pending.remove(&id));
        // Its place is free for the next one, whatever the answer leads to.
        self.send_waiting(link);
        match (pending, reply) {
            (
                Some(Pending::Payable {
                    request,
                    then,
                    paid,
                }),
                Reply::Refused(refusal),
            ) if refusal.code == RefusalCode::Payment
                && refusal.bits <= limits::PUZZLE_BITS
                && paid < PAYMENTS =>
            {
                // The price of this request: the one that comes with a puzzle may be higher.
                let bits = refusal.bits;
                let puzzle = Pending::Puzzle {
                    request,
                    then,
                    paid: paid + 1,
                    bits,
                };
                self.request(link, Request::GetPuzzle, puzzle);
                Answered::Paying
            }
            (Some(Pending::Payable { then, .. }), reply) => Answered::For(*then, reply),
            (
                Some(Pending::Puzzle {
                    request,
                    then,
                    paid,
                    bits,
                }),
                Reply::Puzzle(puzzle),
            ) => {
                let bought = Bought {
                    link: link.clone(),
                    request: *request,
                    challenge: puzzle.challenge,
                    then: *then,
                    paid,
                };
                self.buy(bought, bits);
                Answered::Paying
            }
            // What cannot be paid for is refused as it is itself.
            (Some(Pending::Puzzle { then, .. }), Reply::Refused(refusal)) => {
                Answered::For(*then, Reply::Refused(refusal))
            }
            (Some(Pending::Puzzle { .. }) | None, _) => Answered::Unasked,
            (Some(pending), reply) => Answered::For(pending, reply),
        }
    }

    fn buy(&mut self, mut bought: Bought, bits: u32) {
        let (challenge, binding) = (bought.challenge.clone(), binding(&mut bought.request));
        let puzzle = self.memory.remember_puzzle(bought);
        self.out.puzzles.push(PuzzleTask {
            puzzle,
            challenge,
            binding,
            bits,
        });
    }

    /// Sends the request that a solution pays for; a blob is handed back.
    pub(crate) fn solved(&mut self, puzzle: u64, nonce: u64) -> Option<PaidBlob> {
        let Some(bought) = self.memory.take_puzzle(puzzle) else {
            let (transfer, challenge) = self.memory.take_blob_puzzle(puzzle)?;
            return Some(PaidBlob {
                transfer,
                challenge,
                nonce,
            });
        };
        let Bought {
            link,
            request,
            challenge,
            then,
            paid,
        } = bought;
        match with_payment(request, PuzzleSolution { challenge, nonce }) {
            // A sign-up is paid for before its link is ready.
            Some(request) if self.is_ready(&link) || link.kind == LinkKind::Account => {
                self.request_paid(&link, request, then, paid);
            }
            // The link went down while it was solved: it is asked for again, and may cost again.
            Some(_) | None => self.forget(then),
        }
        None
    }
}

/// Where the payment of a request stands, and what it is bound to; `None` if it never costs anything.
fn price(request: &mut Request) -> Option<(&mut Option<PuzzleSolution>, Vec<u8>)> {
    match request {
        Request::Create(create) => Some((
            &mut create.payment,
            PaidFor::Log(&create.address).binding().to_vec(),
        )),
        Request::Deliver(deliver) => Some((
            &mut deliver.payment,
            PaidFor::Delivery(&deliver.entry).binding().to_vec(),
        )),
        Request::SignUp(sign_up) => {
            let account = account_id(&sign_up.account_key);
            let binding = PaidFor::Account(&account).binding().to_vec();
            Some((&mut sign_up.payment, binding))
        }
        Request::TakeKeyPackages { take, payment, .. } => {
            Some((payment, PaidFor::Take(take).binding().to_vec()))
        }
        Request::Hello { .. }
        | Request::Authenticate { .. }
        | Request::Ping
        | Request::GetPuzzle
        | Request::Open(_)
        | Request::Close(_)
        | Request::Append(_)
        | Request::Read { .. }
        | Request::Live { .. }
        | Request::Pause { .. }
        | Request::Signal { .. }
        | Request::Erase { .. }
        | Request::UpdateAccount { .. }
        | Request::ClaimName { .. }
        | Request::ReleaseName
        | Request::PublishKeyPackages(_)
        | Request::OwnAccount
        | Request::ResolveName { .. }
        | Request::GetAccount { .. } => None,
    }
}

/// The request again, now paid; `None` if nothing of that kind is ever paid for.
fn with_payment(mut request: Request, solution: PuzzleSolution) -> Option<Request> {
    let (payment, _) = price(&mut request)?;
    *payment = Some(solution);
    Some(request)
}

/// What a payment for this request is bound to.
fn binding(request: &mut Request) -> Vec<u8> {
    price(request).map_or_else(Vec::new, |(_, binding)| binding)
}
