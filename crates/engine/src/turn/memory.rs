//! What the machine remembers between turns: links, loaded groups, things asked for and not yet
//! answered. All of it is a cache; it may be dropped at any time and is built again from the store.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use bytes::Bytes;
use hudhud_base::{
    AccountId, BlobId, ConversationId, DeliveryId, Generation, Handle, IntentId, OutboxId,
    RequestId, RunningHash, Seq, Timestamp,
};
use hudhud_mls::Group;
use hudhud_wire::{PuzzleSolution, Request};

use crate::api::Link;
use crate::turn::own::Own;

/// Groups kept in memory at once; beyond it the cache starts anew.
const GROUPS_IN_MEMORY: usize = 64;
/// Running hashes remembered for each conversation, to compare with what others saw.
const HASHES_IN_MEMORY: usize = 128;

#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// The first turn has run.
    pub(crate) warm: bool,
    pub(crate) own: Option<Arc<Own>>,
    pub(crate) links: BTreeMap<Link, LinkState>,
    /// Hosts on which conversations of ours live.
    pub(crate) hosts: BTreeSet<String>,
    groups: BTreeMap<ConversationId, Group>,
    puzzles: BTreeMap<u64, Bought>,
    blob_puzzles: BTreeMap<u64, (BlobId, Bytes)>,
    next_puzzle: u64,
    /// Own key packages should be counted, and more of them published.
    pub(crate) packages_due: bool,
    pub(crate) typing_sent: BTreeMap<ConversationId, Timestamp>,
    /// Steps of intents that wait for an answer.
    pub(crate) asked: BTreeSet<(IntentId, AccountOrName)>,
    /// Blob tasks handed to the shell and not ended.
    pub(crate) blobs_running: BTreeSet<BlobId>,
    /// Deliveries sent and not answered.
    pub(crate) deliveries_running: BTreeSet<DeliveryId>,
    /// Who asked to leave and has not been committed yet, by conversation: only to say it rightly.
    pub(crate) leaving: BTreeMap<ConversationId, BTreeSet<AccountId>>,
    /// When a log that could not be created is tried again.
    pub(crate) log_retry: BTreeMap<ConversationId, Timestamp>,
    pub(crate) deadline: Option<Timestamp>,
    /// The running hashes after the last entries of each conversation.
    hashes: BTreeMap<ConversationId, VecDeque<(Seq, RunningHash)>>,
}

/// What a step of an intent asked about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum AccountOrName {
    Account(AccountId),
    Packages(AccountId),
    Name(String),
}

/// What an unanswered request was for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Pending {
    Hello,
    Authenticate,
    SignUp,
    ClaimName {
        intent: Option<IntentId>,
    },
    PublishPackages,
    OwnAccount,
    Open(Vec<(Handle, LogOwner, Generation)>),
    Live(LogOwner),
    Append {
        conversation: ConversationId,
        outbox: OutboxId,
    },
    CreateLog {
        conversation: ConversationId,
    },
    Name {
        intent: IntentId,
        name: String,
    },
    Account {
        intent: IntentId,
        account: AccountId,
    },
    Packages {
        intent: IntentId,
        account: AccountId,
    },
    Deliver {
        delivery: DeliveryId,
    },
    /// Who writes in a request: looked up so that the person sees a name.
    Inquire {
        conversation: ConversationId,
        account: AccountId,
    },
    /// May be refused for want of payment: then the same request is sent again, paid.
    Payable {
        request: Box<Request>,
        then: Box<Pending>,
    },
    /// Asked for because `request` was refused without payment.
    Puzzle {
        request: Box<Request>,
        then: Box<Pending>,
        bits: u32,
    },
    /// Its answer changes nothing.
    Nothing,
}

impl Pending {
    /// What it is for, behind its payment.
    pub(crate) fn task(&self) -> &Self {
        if let Self::Payable { then, .. } | Self::Puzzle { then, .. } = self {
            then.task()
        } else {
            self
        }
    }
}

/// A request that waits for its puzzle to be solved.
#[derive(Debug)]
pub(crate) struct Bought {
    pub(crate) link: Link,
    pub(crate) request: Request,
    pub(crate) challenge: Bytes,
    pub(crate) then: Pending,
}

/// Whose log a handle is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum LogOwner {
    Inbox,
    Conversation(ConversationId),
}

#[derive(Debug, Default)]
pub(crate) struct LinkState {
    /// Hello was answered, and on account links so was Authenticate.
    pub(crate) ready: bool,
    pub(crate) domain: String,
    pub(crate) challenge: [u8; 32],
    last_request: u32,
    last_handle: u32,
    pub(crate) pending: BTreeMap<RequestId, Pending>,
    /// Requests that wait for answers to others: a host takes only so many at once.
    pub(crate) waiting: VecDeque<(Request, Pending)>,
    pub(crate) handles: BTreeMap<Handle, LogOwner>,
    pub(crate) logs: BTreeMap<LogOwner, OpenLog>,
}

/// A log that is open, or being opened, on a link.
#[derive(Debug, Clone)]
pub(crate) struct OpenLog {
    pub(crate) handle: Handle,
    pub(crate) generation: Generation,
    /// The host said where the log stands.
    pub(crate) opened: bool,
    /// Everything before this was there when the log was opened, or has been pushed since.
    pub(crate) known_next: Seq,
    /// The last ordered entry when the log was opened.
    pub(crate) ordered_head: Seq,
    /// The last entry of all when the log was opened, and the running hash after it as the host
    /// says.
    pub(crate) stood: Option<(Seq, RunningHash)>,
    /// The outbox row that was sent and not answered.
    pub(crate) in_flight: Option<OutboxId>,
    /// A blob that the next entry refers to is being fetched: entries are not taken meanwhile.
    pub(crate) waits_for: Option<BlobId>,
}

impl LinkState {
    /// What was asked for, or will be, and is not answered.
    fn asked(&self) -> impl Iterator<Item = &Pending> {
        self.pending
            .values()
            .chain(self.waiting.iter().map(|(_, pending)| pending))
    }

    pub(crate) fn next_request(&mut self) -> RequestId {
        self.last_request = self.last_request.wrapping_add(1).max(1);
        RequestId(self.last_request)
    }

    pub(crate) fn next_handle(&mut self) -> Handle {
        self.last_handle = self.last_handle.wrapping_add(1).max(1);
        Handle(self.last_handle)
    }
}

impl Memory {
    pub(crate) fn take_group(&mut self, conversation: ConversationId) -> Option<Group> {
        self.groups.remove(&conversation)
    }

    pub(crate) fn keep_group(&mut self, conversation: ConversationId, group: Group) {
        if self.groups.len() >= GROUPS_IN_MEMORY {
            self.groups.clear();
        }
        self.groups.insert(conversation, group);
    }

    pub(crate) fn remember_hash(
        &mut self,
        conversation: ConversationId,
        seq: Seq,
        hash: RunningHash,
    ) {
        let hashes = self.hashes.entry(conversation).or_default();
        if hashes.len() >= HASHES_IN_MEMORY {
            hashes.pop_front();
        }
        hashes.push_back((seq, hash));
    }

    pub(crate) fn hash_at(&self, conversation: ConversationId, seq: Seq) -> Option<RunningHash> {
        self.hashes
            .get(&conversation)?
            .iter()
            .rev()
            .find(|(at, _)| *at == seq)
            .map(|(_, hash)| *hash)
    }

    /// After a transaction that did not happen: the groups in memory are ahead of the store.
    pub(crate) fn drop_groups(&mut self) {
        self.groups.clear();
        self.own = None;
    }

    /// Whether the same was asked for and not answered.
    pub(crate) fn is_pending(&self, link: &Link, task: &Pending) -> bool {
        self.links
            .get(link)
            .is_some_and(|state| state.asked().any(|pending| pending == task))
    }

    /// Whether the creation of a conversation's log was asked for and not answered.
    pub(crate) fn log_requested(&self, link: &Link, conversation: ConversationId) -> bool {
        let asks = |pending: &Pending| matches!(pending.task(), Pending::CreateLog { conversation: id } if *id == conversation);
        let bought = self.puzzles.values().any(|bought| asks(&bought.then));
        bought
            || self
                .links
                .get(link)
                .is_some_and(|state| state.asked().any(asks))
    }

    pub(crate) fn remember_puzzle(&mut self, bought: Bought) -> u64 {
        self.next_puzzle = self.next_puzzle.saturating_add(1);
        self.puzzles.insert(self.next_puzzle, bought);
        self.next_puzzle
    }

    pub(crate) fn remember_blob_puzzle(&mut self, blob: BlobId, challenge: Bytes) -> u64 {
        self.next_puzzle = self.next_puzzle.saturating_add(1);
        self.blob_puzzles
            .insert(self.next_puzzle, (blob, challenge));
        self.next_puzzle
    }

    pub(crate) fn take_puzzle(&mut self, puzzle: u64) -> Option<Bought> {
        self.puzzles.remove(&puzzle)
    }

    pub(crate) fn take_blob_puzzle(&mut self, puzzle: u64) -> Option<(BlobId, Bytes)> {
        self.blob_puzzles.remove(&puzzle)
    }

    pub(crate) fn open_log(&mut self, link: &Link, owner: LogOwner) -> Option<&mut OpenLog> {
        self.links.get_mut(link)?.logs.get_mut(&owner)
    }
}

/// Where the payment of a request stands, and what it is bound to; `None` if it never costs anything.
fn price(request: &mut Request) -> Option<(&mut Option<PuzzleSolution>, Vec<u8>)> {
    match request {
        Request::Create(create) => Some((&mut create.payment, create.address.0.to_vec())),
        Request::Deliver(deliver) => Some((&mut deliver.payment, deliver.entry.0.to_vec())),
        Request::SignUp(sign_up) => {
            let account = hudhud_crypto::identity::account_id(&sign_up.account_key);
            Some((&mut sign_up.payment, account.0.to_vec()))
        }
        Request::TakeKeyPackages { take, payment, .. } => Some((payment, take.0.to_vec())),
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
pub(crate) fn with_payment(mut request: Request, solution: PuzzleSolution) -> Option<Request> {
    let (payment, _) = price(&mut request)?;
    *payment = Some(solution);
    Some(request)
}

/// What a payment for this request is bound to.
pub(crate) fn binding(request: &mut Request) -> Vec<u8> {
    price(request).map_or_else(Vec::new, |(_, binding)| binding)
}
