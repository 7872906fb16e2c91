//! What is said on the host's own socket: one line asks, and lines answer (docs/spec/admin.md).
//!
//! A line is a version, a space, and an object in JSON. Both ends are this program, and may be of different
//! versions after an upgrade: then the answer is a line that says so.

use std::io::{self, BufRead, Read as _, Write};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// The version that this build speaks.
const VERSION: &str = "1 ";
/// A line that asks, in bytes.
pub(crate) const ASK_BYTES: u64 = 1024;
/// A line that answers, in bytes.
const ANSWER_BYTES: u64 = 16 * 1024;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "kebab-case", deny_unknown_fields)]
pub enum AdminRequest {
    /// The accounts behind one of them, by id: some, and where to go on.
    Accounts {
        /// Its id in hexadecimal.
        after: Option<String>,
    },
    /// One account.
    Account {
        /// `@name`, `@name@host`, or its id in hexadecimal.
        whom: String,
    },
    /// It does not sign in, and nobody writes to it first.
    Suspend {
        /// As in `Account`.
        whom: String,
    },
    /// As if it had not been suspended.
    Resume {
        /// As in `Account`.
        whom: String,
    },
    /// It goes, with its inbox.
    Remove {
        /// As in `Account`.
        whom: String,
    },
    /// What is kept here, and what room there is.
    Usage {},
    /// All that the host keeps, as it is at one moment.
    Backup {
        /// Mebibytes in a second at most.
        mib_per_second: u32,
        /// What need not be copied again: an id and a size for each of these blobs follow behind the
        /// line, by id.
        earlier: Option<EarlierCopy>,
    },
}

/// A copy that was taken before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EarlierCopy {
    /// The hash with which it ends, in hexadecimal.
    pub hash: String,
    /// How many blobs it has.
    pub blobs: u64,
}

/// One line of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum AdminLine {
    /// An account.
    Account(AccountInfo),
    /// No account follows in this answer.
    End {
        /// Records of accounts that could not be read.
        damaged: u64,
        /// After which to ask for the next; none: there are no more.
        next: Option<String>,
    },
    /// The account is gone.
    Removed {
        /// Its id in hexadecimal.
        account: String,
    },
    /// What is kept.
    Usage(Usage),
    /// A backup follows behind this line.
    Backup {},
    /// It is not done.
    Refused {
        /// Why.
        why: AdminRefusal,
    },
}

/// One account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountInfo {
    /// Its id in hexadecimal.
    pub account: String,
    /// As its owner writes it, without the host's.
    pub name: Option<String>,
    /// Days from 1970 to its sign-up.
    pub since_day: u32,
    /// By the operator.
    pub suspended: bool,
}

/// What is kept on a host, and what room it has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Accounts.
    pub accounts: u64,
    /// Logs: conversations and inboxes.
    pub logs: u64,
    /// Records of blobs, those announced included.
    pub blobs: u64,
    /// Bytes that logs, accounts and records take on the disk.
    pub store_bytes: u64,
    /// Bytes that blobs take on the disk, uploads under way included.
    pub blob_bytes: u64,
    /// Bytes that are free for the host.
    pub free_bytes: u64,
    /// Bytes of the file system, free or used.
    pub total_bytes: u64,
    /// Below so many free bytes nothing is stored.
    pub reserve_bytes: u64,
    /// Above it nothing new is created.
    pub high_percent: u8,
    /// 0: everything is stored; 1: nothing new is created; 2: nothing is stored.
    pub full_state: u8,
}

/// Why something is not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AdminRefusal {
    /// The line was no question, too long, or came too late.
    Malformed,
    /// The question is in another version of these words.
    Version,
    /// Somebody else's user asks.
    NotYou,
    /// Others ask at the moment.
    Busy,
    /// There is no such account.
    NoSuchAccount,
    /// There is no such name.
    NoSuchName,
    /// The disk is full.
    Full,
    /// The store cannot be read or written.
    Storage,
}

impl AdminRefusal {
    /// One sentence for whoever runs the host.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Malformed => "The host did not understand what was asked.",
            Self::Version => {
                "The host that runs there is of another version: restart it, or use its program."
            }
            Self::NotYou => "Only root and the user as whom the host runs may ask it this.",
            Self::Busy => "Others ask the host at the moment: try again.",
            Self::NoSuchAccount => "There is no such account on this host.",
            Self::NoSuchName => "Nobody has this name on this host.",
            Self::Full => "The disk is full.",
            Self::Storage => "The store cannot be read or written: look at the host's log.",
        }
    }
}

/// Writes one line.
pub(crate) fn write_line(to: &mut impl Write, line: &impl Serialize) -> io::Result<()> {
    let mut bytes = VERSION.as_bytes().to_vec();
    serde_json::to_writer(&mut bytes, line)?;
    bytes.push(b'\n');
    to.write_all(&bytes)
}

/// Reads a question.
pub(crate) fn read_ask(from: &mut impl BufRead) -> Result<AdminRequest, AdminRefusal> {
    read(from, ASK_BYTES)
}

/// Reads one line of an answer; `None`: there are no more.
pub(crate) fn read_answer(from: &mut impl BufRead) -> io::Result<Option<AdminLine>> {
    if from.fill_buf()?.is_empty() {
        return Ok(None);
    }
    let line = read(from, ANSWER_BYTES).map_err(|why| {
        let kind = io::ErrorKind::InvalidData;
        io::Error::new(kind, why.sentence())
    });
    line.map(Some)
}

fn read<T: DeserializeOwned>(from: &mut impl BufRead, most: u64) -> Result<T, AdminRefusal> {
    let mut bytes = Vec::new();
    // Whoever writes without end is heard up to here.
    let read = from.take(most).read_until(b'\n', &mut bytes);
    let line = bytes.strip_suffix(b"\n").filter(|_| read.is_ok());
    let line = line.ok_or(AdminRefusal::Malformed)?;
    let object = line.strip_prefix(VERSION.as_bytes());
    let object = object.ok_or(AdminRefusal::Version)?;
    serde_json::from_slice(object).map_err(|_| AdminRefusal::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(line: &impl Serialize) -> String {
        let mut bytes = Vec::new();
        write_line(&mut bytes, line).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn what_is_said_on_the_socket_is_written_as_it_was_committed() {
        let whom = "@amal".to_owned();
        let account = "ab".repeat(32);
        let info = AccountInfo {
            account: account.clone(),
            name: Some("amal".to_owned()),
            since_day: 20_000,
            suspended: false,
        };
        let usage = Usage {
            accounts: 1,
            logs: 2,
            blobs: 3,
            store_bytes: 4,
            blob_bytes: 5,
            free_bytes: 6,
            total_bytes: 7,
            reserve_bytes: 8,
            high_percent: 90,
            full_state: 0,
        };
        let asks = [
            AdminRequest::Accounts { after: None },
            AdminRequest::Account { whom: whom.clone() },
            AdminRequest::Suspend { whom: whom.clone() },
            AdminRequest::Resume { whom: whom.clone() },
            AdminRequest::Remove { whom },
            AdminRequest::Usage {},
            AdminRequest::Backup {
                mib_per_second: 64,
                earlier: None,
            },
            AdminRequest::Backup {
                mib_per_second: 64,
                earlier: Some(EarlierCopy {
                    hash: account.clone(),
                    blobs: 2,
                }),
            },
        ];
        let answers = [
            AdminLine::Account(info),
            AdminLine::End {
                damaged: 0,
                next: Some("ab".to_owned()),
            },
            AdminLine::Removed { account },
            AdminLine::Usage(usage),
            AdminLine::Backup {},
            AdminLine::Refused {
                why: AdminRefusal::NoSuchAccount,
            },
        ];
        let lines = asks.iter().map(written).chain(answers.iter().map(written));
        assert_eq!(lines.collect::<String>(), include_str!("lines.txt"));
        for ask in asks {
            assert_eq!(read_ask(&mut written(&ask).as_bytes()), Ok(ask));
        }
        for answer in answers {
            let read = read_answer(&mut written(&answer).as_bytes()).unwrap();
            assert_eq!(read, Some(answer));
        }
    }

    #[test]
    fn a_line_that_is_cut_too_long_or_of_another_version_is_refused() {
        let whole = written(&AdminRequest::Usage {});
        for length in 0..whole.len() {
            assert!(read_ask(&mut &whole.as_bytes()[..length]).is_err());
        }
        let newer = whole.replacen('1', "2", 1);
        assert_eq!(read_ask(&mut newer.as_bytes()), Err(AdminRefusal::Version));
        let whom = "x".repeat(2000);
        let long = written(&AdminRequest::Account { whom });
        assert_eq!(read_ask(&mut long.as_bytes()), Err(AdminRefusal::Malformed));
        let more = whole.replacen("usage\"", "usage\",\"more\":1", 1);
        assert_eq!(read_ask(&mut more.as_bytes()), Err(AdminRefusal::Malformed));
    }
}
