//! Answers what was asked on the host's own socket.

use std::fs;
use std::io::{self, Read, Write};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use blake3::Hash;
use hudhud_base::{AccountId, BlobId, FullName};
use hudhud_host::{AccountLine, Kept, OperatorAnswer, OperatorQuestion, Whom};
use hudhud_logstore::{Key, Reads as _};
use hudhud_wire::RefusalCode;

use super::protocol::{
    AccountInfo, AdminLine, AdminRefusal, AdminRequest, EarlierCopy, Usage, write_line,
};
use crate::backup::{self, Source, Spared, listed};
use crate::blob_files::BlobFiles;
use crate::disk::{Fill, Space};
use crate::mailbox::{Input, ToHost};
use crate::operator_calls::{Answer, call};
use crate::store::EmbeddedStore;

/// How long the machine may take over one question.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);
/// Keys that are counted at a time: between two times whoever writes may go on.
const COUNT_KEYS: usize = 1024;

/// What answering takes.
pub(crate) struct Desk {
    pub(crate) to_host: Arc<ToHost>,
    pub(crate) store: Arc<EmbeddedStore>,
    pub(crate) blobs: BlobFiles,
    pub(crate) data: PathBuf,
    pub(crate) domain: String,
    /// The percentage above which nothing new is created, and the bytes that are left alone.
    pub(crate) marks: (u8, u64),
    /// One backup at a time.
    pub(crate) is_copying: AtomicBool,
}

impl Desk {
    /// Answers one question; what stands behind it may belong to it.
    ///
    /// # Errors
    /// Whoever asked does not take the answer.
    pub(super) fn answer(
        &self,
        asked: AdminRequest,
        behind: &mut dyn Read,
        to: &mut dyn Write,
    ) -> io::Result<()> {
        let answered = match asked {
            AdminRequest::Accounts { after } => return self.accounts(after.as_deref(), to),
            AdminRequest::Backup {
                mib_per_second,
                earlier,
            } => {
                let count = earlier.as_ref().map_or(0, |earlier| earlier.blobs);
                let hash = earlier.map(|EarlierCopy { hash, .. }| Hash::from_hex(hash));
                let Ok(hash) = hash.transpose() else {
                    return refuse(to, AdminRefusal::Malformed);
                };
                let spared = Spared::new(hash, listed(behind, count));
                return self.backup(mib_per_second, spared, to);
            }
            AdminRequest::Usage {} => self.usage().map(AdminLine::Usage),
            AdminRequest::Account { whom } => self.one(&whom, OperatorQuestion::Account),
            AdminRequest::Suspend { whom } => self.one(&whom, OperatorQuestion::Suspend),
            AdminRequest::Resume { whom } => self.one(&whom, OperatorQuestion::Resume),
            AdminRequest::Remove { whom } => self.one(&whom, OperatorQuestion::Remove),
        };
        let line = answered.unwrap_or_else(|why| AdminLine::Refused { why });
        say(to, &line)
    }

    fn accounts(&self, after: Option<&str>, to: &mut dyn Write) -> io::Result<()> {
        let after = match after.map(account_id) {
            Some(None) => return refuse(to, AdminRefusal::Malformed),
            Some(after) => after,
            None => None,
        };
        match self.ask(OperatorQuestion::Accounts(after)) {
            Ok(OperatorAnswer::Accounts(accounts)) => {
                for line in accounts.found {
                    say(to, &AdminLine::Account(info(line)))?;
                }
                let end = AdminLine::End {
                    damaged: accounts.damaged,
                    next: accounts.next.map(|id| id.to_string()),
                };
                say(to, &end)
            }
            Ok(_) => refuse(to, AdminRefusal::Storage),
            Err(why) => refuse(to, why),
        }
    }

    /// One question about one account, asked until nothing is left to do.
    fn one(
        &self,
        whom: &str,
        question: impl Fn(Whom) -> OperatorQuestion,
    ) -> Result<AdminLine, AdminRefusal> {
        let mut whom = self.whom(whom)?;
        loop {
            match self.ask(question(whom))? {
                OperatorAnswer::Account(line) => return Ok(AdminLine::Account(info(line))),
                OperatorAnswer::Removed(account) => {
                    let account = account.to_string();
                    return Ok(AdminLine::Removed { account });
                }
                OperatorAnswer::Removing(account) => whom = Whom::Account(account),
                OperatorAnswer::Accounts(_) => return Err(AdminRefusal::Malformed),
            }
        }
    }

    fn ask(&self, question: OperatorQuestion) -> Result<OperatorAnswer, AdminRefusal> {
        let (call, wait) = call(question);
        self.to_host.push(Input::Operator(call));
        let answer: Answer = wait
            .recv_timeout(ANSWER_WITHIN)
            .map_err(|_| AdminRefusal::Busy)?;
        answer.map_err(refusal)
    }

    fn whom(&self, written: &str) -> Result<Whom, AdminRefusal> {
        if let Some(account) = account_id(written) {
            return Ok(Whom::Account(account));
        }
        let full: FullName = written.parse().map_err(|_| AdminRefusal::NoSuchName)?;
        match &full.host {
            Some(host) if !host.authority().eq_ignore_ascii_case(&self.domain) => {
                Err(AdminRefusal::NoSuchName)
            }
            Some(_) | None => Ok(Whom::Name(full.name.to_string())),
        }
    }

    fn usage(&self) -> Result<Usage, AdminRefusal> {
        let storage = |_| AdminRefusal::Storage;
        let space = Space::of(&self.data).map_err(storage)?;
        let (high_percent, reserve_bytes) = self.marks;
        let blobs = disk_bytes(&self.data.join("blobs")).map_err(storage)?;
        Ok(Usage {
            accounts: self.count(Kept::Accounts)?,
            logs: self.count(Kept::Logs)?,
            blobs: self.count(Kept::Blobs)?,
            store_bytes: disk_bytes(&self.data.join("store")).map_err(storage)?,
            blob_bytes: blobs,
            free_bytes: space.free_bytes,
            total_bytes: space.total_bytes,
            reserve_bytes,
            high_percent,
            full_state: match Fill::new(high_percent, reserve_bytes).state_of(space) {
                hudhud_host::Space::Ample => 0,
                hudhud_host::Space::Scarce => 1,
                hudhud_host::Space::Exhausted => 2,
            },
        })
    }

    fn count(&self, kept: Kept) -> Result<u64, AdminRefusal> {
        let mut counted = 0_u64;
        let mut after: Option<Key> = None;
        loop {
            let keys = self.store.sweep(kept.table(), after.as_ref(), COUNT_KEYS);
            let keys = keys.map_err(|_| AdminRefusal::Storage)?;
            counted = counted.saturating_add(u64::try_from(keys.len()).unwrap_or(u64::MAX));
            if keys.len() < COUNT_KEYS {
                return Ok(counted);
            }
            after = keys.into_iter().last();
        }
    }

    fn backup(
        &self,
        mib_per_second: u32,
        spared: Spared<impl Iterator<Item = io::Result<(BlobId, u64)>>>,
        to: &mut dyn Write,
    ) -> io::Result<()> {
        let Some(_copying) = Copying::begin(&self.is_copying) else {
            return refuse(to, AdminRefusal::Busy);
        };
        let Ok(frozen) = self.store.freeze() else {
            return refuse(to, AdminRefusal::Storage);
        };
        say(to, &AdminLine::Backup {})?;
        // Who hears that it begins gives what it is to spare.
        to.flush()?;
        let source = Source {
            frozen,
            blobs: &self.blobs,
            data: &self.data,
            domain: &self.domain,
        };
        let copied = backup::write(&source, spared, mib_per_second, to);
        match &copied {
            Ok(told) => tracing::info!(
                records = told.records,
                blobs = told.blobs,
                spared = told.spared,
                "a backup was taken"
            ),
            Err(error) => tracing::warn!(kind = %error.kind(), "a backup was not finished"),
        }
        copied.map(drop)
    }
}

/// A backup under way; another may begin when this is dropped, however it ends.
struct Copying<'a>(&'a AtomicBool);

impl<'a> Copying<'a> {
    fn begin(flag: &'a AtomicBool) -> Option<Self> {
        (!flag.swap(true, Ordering::AcqRel)).then_some(Self(flag))
    }
}

impl Drop for Copying<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

fn say(mut to: &mut dyn Write, line: &AdminLine) -> io::Result<()> {
    write_line(&mut to, line)
}

pub(super) fn refuse(to: &mut dyn Write, why: AdminRefusal) -> io::Result<()> {
    say(to, &AdminLine::Refused { why })
}

fn info(line: AccountLine) -> AccountInfo {
    AccountInfo {
        account: line.account.to_string(),
        name: line.name,
        since_day: line.since.0,
        suspended: line.is_suspended,
    }
}

fn refusal(code: RefusalCode) -> AdminRefusal {
    if code == RefusalCode::NoSuchAccount {
        AdminRefusal::NoSuchAccount
    } else if code == RefusalCode::NoSuchName {
        AdminRefusal::NoSuchName
    } else if code == RefusalCode::Full {
        AdminRefusal::Full
    } else {
        AdminRefusal::Storage
    }
}

fn account_id(written: &str) -> Option<AccountId> {
    written.parse().ok()
}

/// Bytes that a directory takes on the disk: journals have holes.
fn disk_bytes(directory: &Path) -> io::Result<u64> {
    const BLOCK_BYTES: u64 = 512;
    let mut bytes = 0_u64;
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let inner = match entry.metadata() {
            Ok(found) if found.is_dir() => disk_bytes(&entry.path()),
            Ok(found) => Ok(found.blocks().saturating_mul(BLOCK_BYTES)),
            Err(error) => Err(error),
        };
        match inner {
            Ok(inner) => bytes = bytes.saturating_add(inner),
            // Retired while we looked.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_a_copy_that_ends_in_a_panic_another_may_begin() {
        let flag = AtomicBool::new(false);
        let ended = std::panic::catch_unwind(|| {
            let _copying = Copying::begin(&flag).unwrap();
            assert!(Copying::begin(&flag).is_none(), "one at a time");
            std::panic::resume_unwind(Box::new(()));
        });
        assert!(ended.is_err() && Copying::begin(&flag).is_some());
    }
}
