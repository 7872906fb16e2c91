//! Links: greeting, opening logs, and bringing each answer to whoever asked.

use std::collections::BTreeSet;

use hudhud_base::{ConversationId, Generation, Handle, RequestId, Seq};
use hudhud_store::{
    conversations::{self, ConversationRow, ConversationState},
    generations,
};
use hudhud_wire::{
    Capability, Entries, LinkKind, OpenLog as OpenRequest, OpenedLog, PuzzleSolution, Refusal,
    RefusalCode, Reply, Request, ServerFrame, VERSIONS, Welcome,
};

use crate::api::{Event, Link, PuzzleTask};
use crate::turn::memory::{self, AccountOrName, Bought, LinkState, LogOwner, OpenLog, Pending};
use crate::turn::{Step, Turn};

/// A price above this is not paid: it would take a browser minutes.
const PUZZLE_BITS_MAX: u32 = 28;

impl Turn<'_> {
    pub(crate) fn link_up(&mut self, link: Link) {
        self.memory.links.insert(link.clone(), LinkState::default());
        let hello = Request::Hello {
            version_min: *VERSIONS.start(),
            version_max: *VERSIONS.end(),
            link: link.kind,
            // Saying nothing keeps clients alike.
            agent: String::new(),
        };
        self.request(&link, hello, Pending::Hello);
    }

    pub(crate) fn link_down(&mut self, link: &Link) {
        if let Some(state) = self.memory.links.remove(link) {
            let unsent = state.waiting.into_iter().map(|(_, pending)| pending);
            for pending in state.pending.into_values().chain(unsent) {
                self.forget(pending);
            }
            if state.ready {
                self.event(Event::LinkChanged {
                    link: link.clone(),
                    up: false,
                });
            }
        }
    }

    /// An answer will not come: what was asked for may be asked for again.
    fn forget(&mut self, pending: Pending) {
        match pending {
            Pending::Name { intent, name } => {
                self.memory
                    .asked
                    .remove(&(intent, AccountOrName::Name(name)));
            }
            Pending::Account { intent, account } => {
                self.memory
                    .asked
                    .remove(&(intent, AccountOrName::Account(account)));
            }
            Pending::Packages { intent, account } => {
                self.memory
                    .asked
                    .remove(&(intent, AccountOrName::Packages(account)));
            }
            Pending::Deliver { delivery } => {
                self.memory.deliveries_running.remove(&delivery);
            }
            Pending::Puzzle { then, .. } | Pending::Payable { then, .. } => self.forget(*then),
            Pending::OwnAccount | Pending::PublishPackages => self.memory.packages_due = true,
            Pending::Hello
            | Pending::Authenticate
            | Pending::SignUp
            | Pending::ClaimName { .. }
            | Pending::Open(_)
            | Pending::Live(_)
            | Pending::Append { .. }
            | Pending::CreateLog { .. }
            | Pending::Inquire { .. }
            | Pending::Nothing => {}
        }
    }

    pub(crate) fn frame(&mut self, link: &Link, frame: ServerFrame) -> Step {
        // A frame that was under way when the link went down, or before this machine began.
        if !self.memory.links.contains_key(link) {
            return Ok(());
        }
        match frame {
            ServerFrame::Reply { id, reply } => self.reply(link, id, reply),
            ServerFrame::Entries(entries) => self.pushed(link, entries),
            ServerFrame::Ended { handle, seq, .. } => self.generation_ended(link, handle, seq),
            ServerFrame::Lagging { handle, from } => self.follow_again(link, handle, from),
            ServerFrame::Signalled { handle, body } => self.signalled(link, handle, &body),
            ServerFrame::GoAway { .. } => {
                self.out.close.push(link.clone());
                Ok(())
            }
        }
    }

    fn reply(&mut self, link: &Link, id: RequestId, reply: Reply) -> Step {
        let pending = self
            .memory
            .links
            .get_mut(link)
            .and_then(|state| state.pending.remove(&id));
        self.send_waiting(link);
        let pending = match (pending, &reply) {
            (Some(Pending::Payable { request, then }), Reply::Refused(refusal))
                if refusal.code == RefusalCode::Payment && refusal.bits <= PUZZLE_BITS_MAX =>
            {
                let bits = refusal.bits;
                self.request(
                    link,
                    Request::GetPuzzle,
                    Pending::Puzzle {
                        request,
                        then,
                        bits,
                    },
                );
                return Ok(());
            }
            (Some(Pending::Payable { then, .. }), _) => Some(*then),
            (pending, _) => pending,
        };
        match (pending, reply) {
            (Some(pending), Reply::Refused(refusal)) => self.refused(link, pending, *refusal),
            (Some(pending), reply) => {
                let fits = match pending {
                    Pending::Hello
                    | Pending::Authenticate
                    | Pending::SignUp
                    | Pending::ClaimName { .. }
                    | Pending::PublishPackages
                    | Pending::OwnAccount => self.account_reply(link, &pending, reply)?,
                    Pending::Open(_)
                    | Pending::Live(_)
                    | Pending::Append { .. }
                    | Pending::CreateLog { .. } => self.log_reply(link, pending, reply)?,
                    Pending::Name { .. }
                    | Pending::Account { .. }
                    | Pending::Inquire { .. }
                    | Pending::Packages { .. }
                    | Pending::Deliver { .. } => self.people_reply(link, pending, reply)?,
                    Pending::Puzzle {
                        request,
                        then,
                        bits,
                    } => self.puzzle_reply(link, (*request, *then), bits, reply),
                    Pending::Nothing => true,
                    Pending::Payable { .. } => false,
                };
                // An answer that does not fit its question: the host is broken, and so is this link.
                if !fits {
                    self.out.close.push(link.clone());
                }
                Ok(())
            }
            (None, _) => {
                self.out.close.push(link.clone());
                Ok(())
            }
        }
    }

    /// Takes an answer about the own account; false if it is none.
    fn account_reply(&mut self, link: &Link, pending: &Pending, reply: Reply) -> Step<bool> {
        match (pending, reply) {
            (Pending::Hello, Reply::Welcome(welcome)) => self.welcomed(link, welcome)?,
            (Pending::Authenticate, Reply::Done) => self.authenticated(link)?,
            (Pending::SignUp, Reply::Done) => self.signed_up(link)?,
            (Pending::ClaimName { intent }, Reply::Done) => self.name_claimed(*intent)?,
            (Pending::PublishPackages, Reply::Done) => {}
            (Pending::OwnAccount, Reply::OwnAccount(own)) => self.own_account_is(link, &own)?,
            (_, _) => return Ok(false),
        }
        Ok(true)
    }

    /// Takes an answer about a log; false if it is none.
    fn log_reply(&mut self, link: &Link, pending: Pending, reply: Reply) -> Step<bool> {
        match (pending, reply) {
            (Pending::Live(_), Reply::Done) => {}
            (Pending::Open(asked), Reply::Opened(logs)) => {
                for ((_, owner, generation), opened) in asked.into_iter().zip(logs) {
                    self.opened(link, owner, generation, &opened)?;
                }
            }
            (
                Pending::Append {
                    conversation,
                    outbox,
                },
                Reply::Appended(appended),
            ) => {
                self.appended(link, conversation, outbox, &appended)?;
            }
            (Pending::CreateLog { conversation }, Reply::Done) => self.log_created(conversation)?,
            (_, _) => return Ok(false),
        }
        Ok(true)
    }

    /// Takes an answer about somebody else; false if it is none.
    fn people_reply(&mut self, link: &Link, pending: Pending, reply: Reply) -> Step<bool> {
        match (pending, reply) {
            (Pending::Name { intent, name }, Reply::Name { account, .. }) => {
                self.name_found(link, (intent, name), account)?;
            }
            (Pending::Account { intent, account }, Reply::Account(found)) => {
                self.account_found(link, intent, account, &found)?;
            }
            (
                Pending::Inquire {
                    conversation,
                    account,
                },
                Reply::Account(found),
            ) => {
                self.inquiry_answered(link, conversation, account, &found)?;
            }
            (Pending::Packages { intent, account }, Reply::KeyPackages(packages)) => {
                self.packages_found(link, intent, account, &packages)?;
            }
            (Pending::Deliver { delivery }, Reply::Appended(_)) => self.delivered(delivery)?,
            (_, _) => return Ok(false),
        }
        Ok(true)
    }

    fn puzzle_reply(
        &mut self,
        link: &Link,
        (request, then): (Request, Pending),
        bits: u32,
        reply: Reply,
    ) -> bool {
        let Reply::Puzzle(puzzle) = reply else {
            return false;
        };
        self.buy(
            Bought {
                link: link.clone(),
                request,
                challenge: puzzle.challenge,
                then,
            },
            bits,
        );
        true
    }

    fn refused(&mut self, link: &Link, pending: Pending, refusal: Refusal) -> Step {
        match pending {
            Pending::Append {
                conversation,
                outbox,
            } => self.append_refused(link, conversation, outbox, &refusal),
            Pending::SignUp => self.sign_up_refused(&refusal),
            Pending::ClaimName { intent } => self.claim_refused(intent, &refusal),
            Pending::CreateLog { conversation } => self.log_refused(conversation, &refusal),
            Pending::Name { intent, ref name } => {
                let whom = AccountOrName::Name(name.clone());
                self.forget(pending);
                self.finding_refused(intent, (&link.host, &whom), &refusal)
            }
            Pending::Account { intent, account } => {
                self.forget(pending);
                let whom = AccountOrName::Account(account);
                self.finding_refused(intent, (&link.host, &whom), &refusal)
            }
            Pending::Packages { intent, account } => {
                self.forget(pending);
                let whom = AccountOrName::Packages(account);
                self.finding_refused(intent, (&link.host, &whom), &refusal)
            }
            Pending::Deliver { delivery } => self.delivery_refused(delivery, &refusal),
            Pending::Live(owner) => self.follow_refused(link, owner, &refusal),
            Pending::Hello | Pending::Authenticate | Pending::Open(_) => {
                self.out.close.push(link.clone());
                Ok(())
            }
            Pending::Puzzle { then, .. } | Pending::Payable { then, .. } => {
                self.forget(*then);
                Ok(())
            }
            Pending::PublishPackages
            | Pending::OwnAccount
            | Pending::Inquire { .. }
            | Pending::Nothing => Ok(()),
        }
    }

    /// Sends a request that the host may want to be paid for.
    pub(crate) fn request_payable(&mut self, link: &Link, request: Request, then: Pending) {
        let pending = Pending::Payable {
            request: Box::new(request.clone()),
            then: Box::new(then),
        };
        self.request(link, request, pending);
    }

    fn buy(&mut self, mut bought: Bought, bits: u32) {
        let (challenge, binding) = (
            bought.challenge.clone(),
            memory::binding(&mut bought.request),
        );
        let puzzle = self.memory.remember_puzzle(bought);
        self.out.puzzles.push(PuzzleTask {
            puzzle,
            challenge,
            binding,
            bits,
        });
    }

    pub(crate) fn solved(&mut self, puzzle: u64, nonce: u64) -> Step {
        if let Some(bought) = self.memory.take_puzzle(puzzle) {
            let Bought {
                link,
                request,
                challenge,
                then,
            } = bought;
            match memory::with_payment(request, PuzzleSolution { challenge, nonce }) {
                Some(paid) if self.is_ready(&link) || link.kind == LinkKind::Account => {
                    self.request_payable(&link, paid, then);
                }
                Some(_) | None => self.forget(then),
            }
        } else if let Some((blob, challenge)) = self.memory.take_blob_puzzle(puzzle) {
            self.upload(blob, Some((challenge, nonce)))?;
        }
        Ok(())
    }

    fn welcomed(&mut self, link: &Link, welcome: Welcome) -> Step {
        if let Some(state) = self.memory.links.get_mut(link) {
            state.domain = welcome.host;
            state.challenge = welcome.challenge;
            state.ready = link.kind != LinkKind::Account;
        }
        match link.kind {
            LinkKind::Account => self.greet_as_account(link),
            LinkKind::Inbox => {
                self.ready(link);
                self.open_inbox(link)
            }
            LinkKind::Anonymous => {
                self.ready(link);
                self.open_conversations(link)?;
                self.inquire_requests()?;
                self.pump_intents()?;
                self.pump_deliveries()
            }
        }
    }

    pub(crate) fn ready(&mut self, link: &Link) {
        if let Some(state) = self.memory.links.get_mut(link) {
            state.ready = true;
        }
        self.event(Event::LinkChanged {
            link: link.clone(),
            up: true,
        });
    }

    fn open_conversations(&mut self, link: &Link) -> Step {
        let mut requests = Vec::new();
        let mut asked = Vec::new();
        for row in self.live_conversations()? {
            if row.host == link.host && row.log_created {
                self.inquire_members(&row)?;
                if let Some((request, owner)) = self.prepare_open(link, &row)? {
                    asked.push((request.handle, owner, request.generation));
                    requests.push(request);
                }
            } else if row.host == link.host {
                self.create_log(&row)?;
            }
            if requests.len() == hudhud_base::limits::OPEN_BATCH {
                self.request(
                    link,
                    Request::Open(std::mem::take(&mut requests)),
                    Pending::Open(std::mem::take(&mut asked)),
                );
            }
        }
        if !requests.is_empty() {
            self.request(link, Request::Open(requests), Pending::Open(asked));
        }
        Ok(())
    }

    fn inquire_requests(&mut self) -> Step {
        for row in conversations::with_state(self.db, ConversationState::Request)? {
            if let Some(inviter) = row.inviter {
                self.inquire(row.id, &inviter)?;
            }
        }
        Ok(())
    }

    fn prepare_open(
        &mut self,
        link: &Link,
        row: &ConversationRow,
    ) -> Step<Option<(OpenRequest, LogOwner)>> {
        let Some(generation) = generations::by_number(self.db, row.id, row.generation)? else {
            return Ok(None);
        };
        let owner = LogOwner::Conversation(row.id);
        let Some(state) = self.memory.links.get_mut(link) else {
            return Ok(None);
        };
        let handle = state.next_handle();
        state.handles.insert(handle, owner);
        state
            .logs
            .insert(owner, OpenLog::new(handle, row.generation));
        let request = OpenRequest {
            handle,
            address: row.log,
            generation: row.generation,
            read: Some(Capability(*generation.read.as_bytes())),
            write: Some(Capability(*generation.write.as_bytes())),
            control: generation
                .control
                .as_ref()
                .map(|control| Capability(*control.as_bytes())),
        };
        Ok(Some((request, owner)))
    }

    /// Opens one conversation's log, giving up the handle it may have had.
    pub(crate) fn open_conversation(&mut self, row: &ConversationRow) -> Step {
        let link = Self::anonymous(&row.host);
        self.close_conversation(&link, row.id);
        if !self.is_ready(&link) {
            return Ok(());
        }
        if let Some((request, owner)) = self.prepare_open(&link, row)? {
            let pending = Pending::Open(vec![(request.handle, owner, request.generation)]);
            self.request(&link, Request::Open(vec![request]), pending);
        }
        Ok(())
    }

    pub(crate) fn close_conversation(&mut self, link: &Link, conversation: ConversationId) {
        let owner = LogOwner::Conversation(conversation);
        let closed = self.memory.links.get_mut(link).and_then(|state| {
            let log = state.logs.remove(&owner)?;
            state.handles.remove(&log.handle);
            Some(log.handle)
        });
        if let Some(handle) = closed {
            self.request(link, Request::Close(vec![handle]), Pending::Nothing);
        }
    }

    pub(crate) fn open_inbox(&mut self, link: &Link) -> Step {
        let own = self.own()?;
        let Some(state) = self.memory.links.get_mut(link) else {
            return Ok(());
        };
        let handle = state.next_handle();
        state.handles.insert(handle, LogOwner::Inbox);
        state
            .logs
            .insert(LogOwner::Inbox, OpenLog::new(handle, Generation(0)));
        let request = OpenRequest {
            handle,
            address: own.row.inbox_address,
            generation: Generation(0),
            read: Some(Capability(*own.row.inbox_read.as_bytes())),
            write: None,
            control: Some(Capability(*own.row.inbox_control.as_bytes())),
        };
        self.request(
            link,
            Request::Open(vec![request]),
            Pending::Open(vec![(handle, LogOwner::Inbox, Generation(0))]),
        );
        Ok(())
    }

    fn opened(
        &mut self,
        link: &Link,
        owner: LogOwner,
        generation: Generation,
        opened: &OpenedLog,
    ) -> Step {
        let fits = self
            .memory
            .open_log(link, owner)
            .is_some_and(|log| log.handle == opened.handle);
        if !fits {
            // Given up meanwhile.
            return Ok(());
        }
        match opened.outcome {
            Err(code) => self.open_refused(link, owner, generation, code),
            Ok(stands) => {
                let last = Seq(stands.next_seq.0.saturating_sub(1));
                if let Some(log) = self.memory.open_log(link, owner) {
                    log.opened = true;
                    log.stood = Some((last, stands.running_hash));
                    log.known_next = stands.until.map_or(stands.next_seq, Seq::next);
                    log.ordered_head = stands.ordered_head;
                }
                self.hold_to_its_word(owner, (last, stands.running_hash))?;
                self.follow(link, owner, stands.first_seq)
            }
        }
    }

    /// Follows an open log from behind what has been processed.
    fn follow(&mut self, link: &Link, owner: LogOwner, first: Seq) -> Step {
        let Some(from) = self.next_to_read(owner)? else {
            return Ok(());
        };
        if from < first {
            return self.fell_behind(link, owner, first);
        }
        let Some(log) = self.memory.open_log(link, owner) else {
            return Ok(());
        };
        let (handle, caught_up) = (log.handle, log.known_next <= from);
        self.request(link, Request::Live { handle, from }, Pending::Live(owner));
        if caught_up {
            self.caught_up(owner)?;
        }
        Ok(())
    }

    fn follow_refused(&mut self, link: &Link, owner: LogOwner, refusal: &Refusal) -> Step {
        if refusal.code == RefusalCode::Gone {
            return self.fell_behind(link, owner, refusal.seq);
        }
        // Nothing else can be wrong with a log that just opened; a new link starts over.
        self.out.close.push(link.clone());
        Ok(())
    }

    pub(crate) fn follow_again(&mut self, link: &Link, handle: Handle, from: Seq) -> Step {
        let Some(owner) = self.owner_of(link, handle) else {
            return Ok(());
        };
        if let Some(log) = self.memory.open_log(link, owner) {
            log.known_next = log.known_next.max(from);
        }
        self.follow(link, owner, Seq(1))
    }

    /// Whose log a handle stands for.
    pub(crate) fn owner_of(&self, link: &Link, handle: Handle) -> Option<LogOwner> {
        self.memory.links.get(link)?.handles.get(&handle).copied()
    }

    fn pushed(&mut self, link: &Link, entries: Entries) -> Step {
        let Some(owner) = self.owner_of(link, entries.handle) else {
            return Ok(());
        };
        match owner {
            LogOwner::Inbox => self.inbox_entries(link, entries),
            LogOwner::Conversation(conversation) => {
                self.conversation_entries(link, conversation, entries)
            }
        }
    }

    /// The links to hold from now on, and the time to be woken.
    pub(crate) fn finish(&mut self) -> Step<BTreeSet<Link>> {
        let mut wanted = BTreeSet::new();
        if let Some(own) = self.own_if_any()? {
            let row = &own.row;
            let link = |kind| Link {
                host: row.host.clone(),
                kind,
            };
            let account = link(LinkKind::Account);
            let due = !row.signed_up || row.wanted_name.is_some() || self.memory.packages_due;
            if due || !self.account_link_is_idle(&account) {
                wanted.insert(account);
            }
            if row.signed_up {
                wanted.insert(link(LinkKind::Inbox));
                wanted.insert(link(LinkKind::Anonymous));
                wanted.extend(self.memory.hosts.iter().map(|host| Self::anonymous(host)));
            }
        }
        self.memory.deadline = self.next_deadline()?;
        Ok(wanted)
    }

    fn account_link_is_idle(&self, link: &Link) -> bool {
        self.memory
            .links
            .get(link)
            .is_none_or(|state| state.pending.is_empty())
    }
}

impl OpenLog {
    fn new(handle: Handle, generation: Generation) -> Self {
        Self {
            handle,
            generation,
            opened: false,
            known_next: Seq(u64::MAX),
            ordered_head: Seq(u64::MAX),
            stood: None,
            in_flight: None,
            waits_for: None,
        }
    }
}
