//! What the machine remembers between turns: links, loaded groups, things asked for and not yet
//! answered. All of it is a cache; it may be dropped at any time and is built again from the store.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bytes::Bytes;
use hudhud_base::{AccountId, ConversationId, DeliveryId, IntentId, Timestamp, Transfer};
use hudhud_mls::Group;

use crate::api::{Access, Link};
use crate::turn::links::{LinkState, OpenLog};
use crate::turn::own::Own;
use crate::turn::pending::{AccountOrName, Bought, LogOwner, Pending};
use crate::turn::reach::Reach;

/// Groups kept in memory at once; beyond it the cache starts anew.
const GROUPS_IN_MEMORY: usize = 64;

/// A log that its host refuses for now.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LogRetry {
    pub(crate) at: Timestamp,
    /// How often it was refused.
    pub(crate) attempts: u32,
}

#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// The first turn has run.
    pub(crate) warm: bool,
    pub(crate) own: Option<Arc<Own>>,
    pub(crate) links: BTreeMap<Link, LinkState>,
    /// Hosts other than our own where conversations of ours live.
    pub(crate) hosts: BTreeSet<String>,
    /// Hosts to be asked about people, or given letters for them, and not done with.
    pub(crate) people: Reach,
    /// Who is looked up next, for which conversation, and when.
    pub(crate) inquiries: BTreeMap<(AccountId, Option<ConversationId>), Timestamp>,
    groups: BTreeMap<ConversationId, Group>,
    puzzles: BTreeMap<u64, Bought>,
    blob_puzzles: BTreeMap<u64, (Transfer, Bytes)>,
    next_puzzle: u64,
    /// Own key packages should be counted, and more of them published.
    pub(crate) packages_due: bool,
    pub(crate) typing_sent: BTreeMap<ConversationId, Timestamp>,
    /// Steps of intents that wait for an answer.
    pub(crate) asked: BTreeSet<(IntentId, AccountOrName)>,
    /// Blob tasks handed to the shell and not ended.
    pub(crate) blobs_running: BTreeSet<Transfer>,
    /// How often each was paid for.
    pub(crate) blobs_paid: BTreeMap<Transfer, u8>,
    /// Deliveries sent and not answered.
    pub(crate) deliveries_running: BTreeSet<DeliveryId>,
    /// Who asked to leave and has not been committed yet, by conversation: only to say it rightly.
    pub(crate) leaving: BTreeMap<ConversationId, BTreeSet<AccountId>>,
    /// When a log that could not be created or opened is tried again.
    pub(crate) log_retry: BTreeMap<ConversationId, LogRetry>,
    /// How the own host treats the own account, once it has said so.
    pub(crate) access: Option<Access>,
    pub(crate) deadline: Option<Timestamp>,
}

impl Memory {
    pub(crate) fn take_group(&mut self, conversation: ConversationId) -> Option<Group> {
        self.groups.remove(&conversation)
    }

    pub(crate) fn group(&self, conversation: ConversationId) -> Option<&Group> {
        self.groups.get(&conversation)
    }

    pub(crate) fn keep_group(&mut self, conversation: ConversationId, group: Group) {
        if self.groups.len() >= GROUPS_IN_MEMORY {
            self.groups.clear();
        }
        self.groups.insert(conversation, group);
    }

    /// Everything but the groups and the own keys, which are in the store.
    pub(crate) fn without_groups(&self) -> Self {
        Self {
            warm: self.warm,
            own: None,
            links: self.links.clone(),
            hosts: self.hosts.clone(),
            people: self.people.clone(),
            inquiries: self.inquiries.clone(),
            groups: BTreeMap::new(),
            puzzles: self.puzzles.clone(),
            blob_puzzles: self.blob_puzzles.clone(),
            next_puzzle: self.next_puzzle,
            packages_due: self.packages_due,
            typing_sent: self.typing_sent.clone(),
            asked: self.asked.clone(),
            blobs_running: self.blobs_running.clone(),
            blobs_paid: self.blobs_paid.clone(),
            deliveries_running: self.deliveries_running.clone(),
            leaving: self.leaving.clone(),
            log_retry: self.log_retry.clone(),
            access: self.access,
            deadline: self.deadline,
        }
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

    /// Whether a request of this link waits for its puzzle.
    pub(crate) fn is_being_paid_for(&self, link: &Link) -> bool {
        self.puzzles.values().any(|bought| bought.link == *link)
    }

    /// Whether something was asked for and not answered, or is being paid for.
    pub(crate) fn is_requested(&self, link: &Link, what: impl Fn(&Pending) -> bool) -> bool {
        // Of what is being paid for no request is under way: it waits for its puzzle.
        let bought = self.puzzles.values();
        bought
            .filter(|bought| bought.link == *link)
            .any(|bought| what(bought.then.task()))
            || self
                .links
                .get(link)
                .is_some_and(|state| state.asked().any(|pending| what(pending.task())))
    }

    pub(crate) fn remember_puzzle(&mut self, bought: Bought) -> u64 {
        self.next_puzzle = self.next_puzzle.saturating_add(1);
        self.puzzles.insert(self.next_puzzle, bought);
        self.next_puzzle
    }

    pub(crate) fn remember_blob_puzzle(&mut self, blob: Transfer, challenge: Bytes) -> u64 {
        self.next_puzzle = self.next_puzzle.saturating_add(1);
        self.blob_puzzles
            .insert(self.next_puzzle, (blob, challenge));
        self.next_puzzle
    }

    pub(crate) fn take_puzzle(&mut self, puzzle: u64) -> Option<Bought> {
        self.puzzles.remove(&puzzle)
    }

    pub(crate) fn take_blob_puzzle(&mut self, puzzle: u64) -> Option<(Transfer, Bytes)> {
        self.blob_puzzles.remove(&puzzle)
    }

    pub(crate) fn open_log(&mut self, link: &Link, owner: LogOwner) -> Option<&mut OpenLog> {
        self.links.get_mut(link)?.logs.get_mut(&owner)
    }
}
