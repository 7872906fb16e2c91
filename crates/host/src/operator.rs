//! What whoever runs the host may ask and decide: which accounts there are, and that one is suspended,
//! let in again, or removed.
//!
//! An account is all that can be named. Which conversations somebody is in stands nowhere, so nothing here
//! reaches into one: who is suspended still writes where he is a member, until the members remove him.

mod remove;

use bytes::Bytes;
use hudhud_base::{AccountId, BlobId, Day, LogAddress, Timestamp};
use hudhud_logstore::{Facts, Key, Wanted, WantedListing};
use hudhud_wire::{Refusal, RefusalCode};

use crate::blob::Alone;
use crate::directory::name_form::NameForm;
use crate::memory::Memory;
use crate::record::{AccountRecord, BlobRecord, NameRecord, Standing, decode};
use crate::refusal::{Answer, Halt, refuse};
use crate::sessions::{OpenHandle, Session};
use crate::step::Step;
use crate::{SessionId, table};

/// Accounts in one answer at most.
const PAGE_ACCOUNTS: usize = 256;

/// An account, by what an operator knows of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whom {
    /// Its id.
    Account(AccountId),
    /// Its name, without the host's.
    Name(String),
}

/// What the operator asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OperatorQuestion {
    /// The accounts behind this one, by id: 256 at most.
    Accounts(Option<AccountId>),
    /// One account.
    Account(Whom),
    /// It does not sign in, and nobody writes to it first, until it is let in again.
    Suspend(Whom),
    /// As if it had not been suspended.
    Resume(Whom),
    /// It is gone with its inbox. Asked again until nothing is left.
    Remove(Whom),
}

/// A question, and what is known on the way to its answer.
#[derive(Debug)]
pub struct OperatorTask {
    question: OperatorQuestion,
    listed: Option<Vec<Key>>,
}

impl OperatorTask {
    /// Nothing is known yet.
    #[must_use]
    pub const fn new(question: OperatorQuestion) -> Self {
        Self {
            question,
            listed: None,
        }
    }
}

/// One account, as the host knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountLine {
    /// Names it for ever.
    pub account: AccountId,
    /// As its owner writes it.
    pub name: Option<String>,
    /// The day of its sign-up.
    pub since: Day,
    /// By the operator.
    pub is_suspended: bool,
}

/// Some accounts, in the order of their ids.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Accounts {
    /// Those that could be read.
    pub found: Vec<AccountLine>,
    /// Records that could not.
    pub damaged: u64,
    /// Where to go on; `None`: there are no more.
    pub next: Option<AccountId>,
}

/// What the operator is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OperatorAnswer {
    /// Accounts that there are.
    Accounts(Accounts),
    /// The account as it now is.
    Account(AccountLine),
    /// Something of it is left: the same is to be asked again, once this is durable.
    Removing(AccountId),
    /// It is gone.
    Removed(AccountId),
}

/// An account that has no links from now on.
struct Shut {
    account: AccountId,
    inbox: LogAddress,
}

/// What came of a question.
#[derive(Debug)]
pub struct OperatorDecision {
    /// The answer, and what makes it true.
    pub decided: Alone<OperatorAnswer>,
    /// Links of an account that may not have any: nothing more is decided for them, and they are to be
    /// closed at once.
    pub close: Vec<SessionId>,
}

/// What a host keeps, for whoever counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Accounts.
    Accounts,
    /// Logs: conversations and inboxes.
    Logs,
    /// Blobs, those announced included.
    Blobs,
}

impl Kept {
    /// The table that has one record for each.
    #[must_use]
    pub const fn table(self) -> u8 {
        match self {
            Self::Accounts => table::ACCOUNT,
            Self::Logs => table::HEAD,
            Self::Blobs => table::BLOB,
        }
    }
}

/// The blob whose record stands at a key, and how many of its bytes are there and change no more.
#[must_use]
pub fn blob_of(key: &[u8], value: &[u8]) -> Option<(BlobId, u64)> {
    let (table, id) = key.split_first()?;
    if *table != table::BLOB {
        return None;
    }
    let id = BlobId::try_from(id).ok()?;
    let value = Bytes::copy_from_slice(value);
    let record = decode::<BlobRecord>(&table::blob(&id), &value).ok()?;
    Some((id, record.offset_bytes))
}

impl Memory {
    pub(crate) fn operate(
        &mut self,
        now: Timestamp,
        task: &mut OperatorTask,
        facts: &mut Facts,
    ) -> Result<OperatorDecision, Wanted> {
        if let OperatorQuestion::Accounts(after) = &task.question
            && task.listed.is_none()
        {
            match facts.take_listing() {
                None => return Err(listing(*after)),
                Some(Ok(keys)) => task.listed = Some(keys),
                Some(Err(_)) => return Ok(refused(RefusalCode::Storage)),
            }
        }
        let mut shut = None;
        let decided = self.alone(now, facts, |step| step.operate(task, &mut shut))?;
        let close = shut.map_or_else(Vec::new, |shut| self.shut_out(&shut));
        Ok(OperatorDecision { decided, close })
    }

    /// Ends the links on which an account has proved itself, or has its inbox open. Nobody can tell which
    /// others are its.
    fn shut_out(&mut self, shut: &Shut) -> Vec<SessionId> {
        let inbox = self.logs.find(&shut.inbox);
        let is_its = |link: &Session| {
            let proved = link.account.as_ref().and_then(|link| link.proved);
            let opened = |open: &OpenHandle| Some(open.log) == inbox;
            proved.is_some_and(|(account, _)| account == shut.account)
                || link.handles.iter().any(opened)
        };
        let mut ended = Vec::new();
        for (session, link) in &mut self.sessions {
            if is_its(link) {
                link.closing = true;
                ended.push(*session);
            }
        }
        ended
    }
}

fn listing(after: Option<AccountId>) -> Wanted {
    Wanted {
        listing: Some(WantedListing {
            table: table::ACCOUNT,
            after: after.map(|account| table::account(&account)),
            limit: PAGE_ACCOUNTS,
        }),
        ..Wanted::default()
    }
}

fn refused(code: RefusalCode) -> OperatorDecision {
    OperatorDecision {
        decided: Alone {
            ticket: None,
            batches: Vec::new(),
            outcome: Err(Refusal::new(code)),
        },
        close: Vec::new(),
    }
}

fn line(account: AccountId, record: AccountRecord) -> AccountLine {
    AccountLine {
        account,
        name: record.name.map(|(name, _)| name),
        since: record.created,
        is_suspended: record.is_suspended,
    }
}

impl Step<'_> {
    fn operate(&mut self, task: &OperatorTask, shut: &mut Option<Shut>) -> Answer<OperatorAnswer> {
        match &task.question {
            OperatorQuestion::Accounts(_) => self
                .accounts(task.listed.as_deref().unwrap_or_default())
                .map(OperatorAnswer::Accounts),
            OperatorQuestion::Account(whom) => {
                let (id, record) = self.whom(whom)?;
                Ok(OperatorAnswer::Account(line(id, record)))
            }
            OperatorQuestion::Suspend(whom) => {
                let (account, record) = self.whom(whom)?;
                let inbox = record.inbox;
                *shut = Some(Shut { account, inbox });
                self.set_suspended((account, record), true)
            }
            OperatorQuestion::Resume(whom) => {
                let found = self.whom(whom)?;
                self.set_suspended(found, false)
            }
            OperatorQuestion::Remove(whom) => {
                let (account, record) = self.whom(whom)?;
                let inbox = record.inbox;
                *shut = Some(Shut { account, inbox });
                Ok(if self.remove_account(account, record)? {
                    OperatorAnswer::Removed(account)
                } else {
                    OperatorAnswer::Removing(account)
                })
            }
        }
    }

    fn accounts(&mut self, listed: &[Key]) -> Answer<Accounts> {
        self.need(listed.iter().cloned())?;
        let mut accounts = Accounts::default();
        for key in listed {
            let Ok(id) = AccountId::try_from(table::subject(key)) else {
                accounts.damaged += 1;
                continue;
            };
            match self.load::<AccountRecord>(key) {
                Ok(Some(record)) => accounts.found.push(line(id, record)),
                // Removed, and not durably yet.
                Ok(None) => {}
                Err(Halt::Refused(_)) => accounts.damaged += 1,
                Err(Halt::Wanting) => return Err(Halt::Wanting),
            }
            accounts.next = (listed.len() == PAGE_ACCOUNTS).then_some(id);
        }
        Ok(accounts)
    }

    fn whom(&mut self, whom: &Whom) -> Answer<(AccountId, AccountRecord)> {
        let id = match whom {
            Whom::Account(id) => *id,
            Whom::Name(name) => {
                let Ok(form) = NameForm::parse(name) else {
                    return refuse(RefusalCode::NoSuchName);
                };
                match self.load::<NameRecord>(&table::name(&form.folded))? {
                    Some(holder) if holder.freed.is_none() => holder.account,
                    Some(_) | None => return refuse(RefusalCode::NoSuchName),
                }
            }
        };
        match self.load::<AccountRecord>(&table::account(&id))? {
            Some(record) => Ok((id, record)),
            None => refuse(RefusalCode::NoSuchAccount),
        }
    }

    fn set_suspended(
        &mut self,
        (id, mut record): (AccountId, AccountRecord),
        is_suspended: bool,
    ) -> Answer<OperatorAnswer> {
        let standing = if is_suspended {
            Standing::Suspended
        } else {
            Standing::Open
        };
        self.set_standing(&record, standing)?;
        if record.is_suspended != is_suspended {
            record.is_suspended = is_suspended;
            self.save(table::account(&id), &record);
        }
        Ok(OperatorAnswer::Account(line(id, record)))
    }

    /// Says of an account's inbox what is said of the account.
    fn set_standing(&mut self, record: &AccountRecord, standing: Standing) -> Answer<()> {
        let Some(mut head) = self.head(&record.inbox)? else {
            return self.damaged();
        };
        if head.standing != standing {
            head.standing = standing;
            self.set_head(&record.inbox, head);
        }
        Ok(())
    }
}
