//! A host that lies: what it says is replaced on its way. What lies on its disk is true; it tells it when
//! it likes.

use std::cell::RefCell;
use std::rc::Rc;

use bytes::Bytes;
use hudhud_base::{EntryId, Generation, LinkKind, Minute, RunningHash, Seq};
use hudhud_wire::{
    Account, Appended, CapabilityHashes, Class, DeviceKeyPackage, Entries, Entry, EntryBody,
    OpenedLog, Refusal, RefusalCode, Reply, Rotation, ServerFrame, encode_server,
};

use crate::hostile::dice::Dice;
use crate::story::DeviceNumber;
use crate::world::tap::{Fate, Frame, Passing, Tap};

/// What it lies about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lie {
    /// Entries that it keeps to itself.
    Withholds,
    /// Other bytes in an entry.
    Forks,
    /// When an entry came.
    Minutes,
    /// What an entry is: its class, its id, its generation, what it begins.
    Kinds,
    /// Where an entry stands, and in which order.
    Places,
    /// Where a log ends.
    Ends,
    /// Whose keys are whose.
    Keys,
    /// What it can do.
    Refuses,
    /// Nothing arrives at all.
    Silent,
}

pub(crate) const LIES: [Lie; 9] = [
    Lie::Withholds,
    Lie::Forks,
    Lie::Minutes,
    Lie::Kinds,
    Lie::Places,
    Lie::Ends,
    Lie::Keys,
    Lie::Refuses,
    Lie::Silent,
];

const CODES: [RefusalCode; 8] = [
    RefusalCode::NoSuchLog,
    RefusalCode::Forbidden,
    RefusalCode::Gone,
    RefusalCode::Head,
    RefusalCode::Generation,
    RefusalCode::Quota,
    RefusalCode::Rate,
    RefusalCode::Payment,
];

/// What is being lied about now, and to whom.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lies(Rc<RefCell<Option<Telling>>>);

#[derive(Debug)]
struct Telling {
    lie: Lie,
    /// Everybody, if nobody in particular.
    to: Option<DeviceNumber>,
    dice: Dice,
}

impl Lies {
    pub(crate) fn begin(&self, lie: Lie, to: Option<DeviceNumber>, seed: u64) {
        let dice = Dice::of_seed(seed);
        *self.0.borrow_mut() = Some(Telling { lie, to, dice });
    }

    pub(crate) fn end(&self) {
        *self.0.borrow_mut() = None;
    }
}

impl Tap for Lies {
    fn passes(&mut self, passing: Passing<'_>) -> Fate {
        let mut telling = self.0.borrow_mut();
        let Some(telling) = telling.as_mut() else {
            return Fate::Arrives;
        };
        let Frame::Said(frame) = passing.frame else {
            return Fate::Arrives;
        };
        if telling.to.is_some_and(|to| to != passing.device) || !telling.dice.chance(700) {
            return Fate::Arrives;
        }
        // Who is not let in has nothing to be lied to about.
        if matches!(
            frame,
            ServerFrame::Reply {
                reply: Reply::Welcome(_),
                ..
            }
        ) || passing.link.kind == LinkKind::Account
        {
            return Fate::Arrives;
        }
        telling.falsifies(frame)
    }
}

impl Telling {
    fn falsifies(&mut self, frame: &ServerFrame) -> Fate {
        let told = match frame {
            ServerFrame::Entries(entries) => ServerFrame::Entries(self.entries(entries)),
            ServerFrame::Reply { id, reply } => ServerFrame::Reply {
                id: *id,
                reply: self.reply(reply),
            },
            ServerFrame::Ended { .. }
            | ServerFrame::Lagging { .. }
            | ServerFrame::Signalled { .. }
            | ServerFrame::GoAway { .. } => frame.clone(),
        };
        if self.lie == Lie::Silent {
            return Fate::Lost;
        }
        Fate::Becomes(encode_server(&told))
    }

    fn reply(&mut self, reply: &Reply) -> Reply {
        if self.lie == Lie::Refuses {
            return Reply::Refused(Box::new(self.refusal()));
        }
        match reply {
            Reply::Entries(entries) => Reply::Entries(self.entries(entries)),
            Reply::Opened(logs) if self.lie == Lie::Ends => {
                Reply::Opened(logs.iter().map(|log| self.opened(log)).collect())
            }
            Reply::Appended(appended) if self.lie == Lie::Ends => Reply::Appended(Appended {
                seq: self.seq(appended.seq),
                ..*appended
            }),
            Reply::Account(account) if self.lie == Lie::Keys => {
                Reply::Account(Box::new(self.account(account)))
            }
            Reply::KeyPackages(packages) if self.lie == Lie::Keys => {
                Reply::KeyPackages(packages.iter().map(|one| self.package(one)).collect())
            }
            Reply::Name {
                account_key,
                signature,
                name,
            } if self.lie == Lie::Keys => Reply::Name {
                account_key: self.damaged(*account_key),
                signature: *signature,
                name: name.clone(),
            },
            Reply::Welcome(_)
            | Reply::Done
            | Reply::Refused(_)
            | Reply::Puzzle(_)
            | Reply::Opened(_)
            | Reply::Appended(_)
            | Reply::OwnAccount(_)
            | Reply::Name { .. }
            | Reply::Account(_)
            | Reply::KeyPackages(_) => reply.clone(),
        }
    }

    fn refusal(&mut self) -> Refusal {
        Refusal {
            code: self.dice.pick(&CODES).unwrap_or(RefusalCode::Rate),
            retry_after_ms: u32::try_from(self.dice.below(100_000)).unwrap_or(0),
            seq: Seq(self.dice.below(40)),
            generation: Generation(0),
            bits: 0,
            missed: Vec::new(),
        }
    }

    fn opened(&mut self, log: &OpenedLog) -> OpenedLog {
        let mut log = log.clone();
        if let Ok(opened) = &mut log.outcome {
            match self.dice.below(4) {
                0 => opened.next_seq = self.seq(opened.next_seq),
                1 => opened.running_hash = RunningHash([1; 32]),
                2 => opened.ordered_head = self.seq(opened.ordered_head),
                _ => opened.first_seq = self.seq(opened.first_seq),
            }
        }
        log
    }

    fn account(&mut self, account: &Account) -> Account {
        let mut account = account.clone();
        if self.dice.chance(500) {
            account.inbox_key = self.flipped(&account.inbox_key);
        } else if let Some(list) = account.device_lists.first_mut() {
            *list = self.flipped(list);
        }
        account
    }

    fn package(&mut self, package: &DeviceKeyPackage) -> DeviceKeyPackage {
        DeviceKeyPackage {
            key_package: self.flipped(&package.key_package),
            ..package.clone()
        }
    }

    fn entries(&mut self, entries: &Entries) -> Entries {
        let mut told = entries.clone();
        match self.lie {
            Lie::Withholds => told.entries.retain(|_| self.dice.chance(500)),
            Lie::Places => self.places(&mut told),
            Lie::Ends => told.next = self.seq(told.next),
            Lie::Forks | Lie::Minutes | Lie::Kinds => {
                for entry in &mut told.entries {
                    self.entry(entry);
                }
            }
            Lie::Keys | Lie::Refuses | Lie::Silent => {}
        }
        told
    }

    fn entry(&mut self, entry: &mut Entry) {
        match (self.lie, self.dice.below(6)) {
            (Lie::Minutes, _) => entry.minute = Minute(self.minute(entry.minute.0)),
            (Lie::Forks, 0) => entry.body = EntryBody::Tombstone([1; 32]),
            (Lie::Forks, _) => {
                if let EntryBody::Sealed(body) = &entry.body {
                    entry.body = EntryBody::Sealed(self.flipped(body));
                }
            }
            (Lie::Kinds, 0) => {
                entry.class = match entry.class {
                    Class::Ordered => Class::Plain,
                    Class::Plain => Class::Ordered,
                };
            }
            (Lie::Kinds, 1) => entry.id = EntryId(self.dice.array()),
            (Lie::Kinds, 2) => entry.generation = entry.generation.next(),
            (Lie::Kinds, 3) => entry.rotation = None,
            (Lie::Kinds, 4) => entry.rotation = Some(junk(entry.generation)),
            (_, _) => {}
        }
    }

    fn places(&mut self, entries: &mut Entries) {
        match self.dice.below(3) {
            0 => entries.entries.reverse(),
            1 => {
                let again = entries.entries.clone();
                entries.entries.extend(again);
            }
            _ => {
                let seqs: Vec<_> = entries.entries.iter().map(|entry| entry.seq).collect();
                entries.entries.reverse();
                for (entry, seq) in entries.entries.iter_mut().zip(seqs) {
                    entry.seq = seq;
                }
            }
        }
    }

    fn minute(&mut self, usual: u32) -> u32 {
        let drawn = self.dice.number(u64::from(usual));
        u32::try_from(drawn).unwrap_or(u32::MAX)
    }

    /// A number that is near, or that no log has reached.
    fn seq(&mut self, usual: Seq) -> Seq {
        match self.dice.below(4) {
            0 => Seq(usual.0.saturating_sub(1).max(1)),
            1 => usual.next(),
            2 => Seq(usual.0 + 1_000),
            _ => Seq(1),
        }
    }

    fn flipped(&mut self, bytes: &Bytes) -> Bytes {
        let mut bytes = bytes.to_vec();
        self.dice.flip(&mut bytes);
        bytes.into()
    }

    fn damaged<const N: usize>(&mut self, mut bytes: [u8; N]) -> [u8; N] {
        self.dice.flip(&mut bytes);
        bytes
    }
}

fn junk(generation: Generation) -> Rotation {
    let hash = hudhud_base::CapabilityHash([6; 32]);
    Rotation {
        generation: generation.next(),
        hashes: CapabilityHashes {
            read: hash,
            write: hash,
            control: hash,
        },
    }
}
