//! Records of accounts, names, key packages, spent puzzles and blobs.

use bytes::Bytes;
use hudhud_base::{AccountId, CapabilityHash, Day, DeviceId, LogAddress, Minute};

use crate::record::{Reader, Record, Writer};

/// What is known of an account. It says nothing about what the account does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AccountRecord {
    pub(crate) account_key: [u8; 32],
    pub(crate) created: Day,
    /// Over the sign-up, so that a resend is recognised.
    pub(crate) sign_up: [u8; 32],
    pub(crate) inbox: LogAddress,
    pub(crate) inbox_key: Bytes,
    pub(crate) device_list: Bytes,
    /// As written, and the account key's signature over it.
    pub(crate) name: Option<(String, [u8; 64])>,
    /// The name it gave up last that is kept from others for it, as written.
    pub(crate) kept_name: Option<String>,
    /// By whoever runs the host.
    pub(crate) is_suspended: bool,
}

impl Record for AccountRecord {
    const VERSION: u8 = 1;

    fn write(&self, to: &mut Writer) {
        to.fixed(&self.account_key);
        to.u32(self.created.0);
        to.fixed(&self.sign_up);
        to.fixed(&self.inbox.0);
        to.bytes(&self.inbox_key);
        to.bytes(&self.device_list);
        match &self.name {
            None => to.u8(0),
            Some((name, signature)) => {
                to.u8(1);
                to.bytes(name.as_bytes());
                to.fixed(signature);
            }
        }
        to.bytes(self.kept_name.as_deref().unwrap_or_default().as_bytes());
        to.u8(u8::from(self.is_suspended));
    }

    fn read(from: &mut Reader) -> Option<Self> {
        Some(Self {
            account_key: from.fixed()?,
            created: Day(from.u32()?),
            sign_up: from.fixed()?,
            inbox: LogAddress(from.fixed()?),
            inbox_key: from.bytes()?,
            device_list: from.bytes()?,
            name: match from.u8()? {
                0 => None,
                1 => {
                    let name = String::from_utf8(from.bytes()?.to_vec()).ok()?;
                    Some((name, from.fixed()?))
                }
                _ => return None,
            },
            kept_name: {
                let name = String::from_utf8(from.bytes()?.to_vec()).ok()?;
                (!name.is_empty()).then_some(name)
            },
            is_suspended: match from.u8()? {
                0 => false,
                1 => true,
                _ => return None,
            },
        })
    }
}

/// A device list that others have followed in the same era.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FormerListRecord(pub(crate) Bytes);

impl Record for FormerListRecord {
    const VERSION: u8 = 1;

    fn write(&self, to: &mut Writer) {
        to.fixed(&self.0);
    }

    fn read(from: &mut Reader) -> Option<Self> {
        Some(Self(from.rest()))
    }
}

/// Who holds a name or a skeleton, or held it last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NameRecord {
    pub(crate) account: AccountId,
    /// The day since which the account has it.
    pub(crate) since: Day,
    /// The day it was given up.
    pub(crate) freed: Option<Day>,
}

impl Record for NameRecord {
    const VERSION: u8 = 1;

    fn write(&self, to: &mut Writer) {
        to.fixed(&self.account.0);
        to.u32(self.since.0);
        to.u32(self.freed.map_or(0, |day| day.0));
    }

    fn read(from: &mut Reader) -> Option<Self> {
        let account = AccountId(from.fixed()?);
        let since = Day(from.u32()?);
        let freed = from.u32()?;
        Some(Self {
            account,
            since,
            freed: (freed != 0).then_some(Day(freed)),
        })
    }
}

/// Which key packages of one device are there, by ordinal.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct PoolRecord {
    /// One-time key packages, oldest first.
    pub(crate) one_time: Vec<u64>,
    pub(crate) last_resort: Option<u64>,
    /// Former last-resort ones, kept for repeated takes, with the day they were replaced.
    pub(crate) retired: Vec<(u64, Day)>,
    /// Given to the next package.
    pub(crate) next: u64,
    /// Over the newest publication, so that a resend is recognised.
    pub(crate) published: [u8; 32],
}

impl Record for PoolRecord {
    const VERSION: u8 = 1;

    fn write(&self, to: &mut Writer) {
        to.u64(self.next);
        to.fixed(&self.published);
        to.u64(self.last_resort.unwrap_or(u64::MAX));
        to.u8(u8::try_from(self.one_time.len()).unwrap_or(u8::MAX));
        for ordinal in &self.one_time {
            to.u64(*ordinal);
        }
        to.u8(u8::try_from(self.retired.len()).unwrap_or(u8::MAX));
        for (ordinal, day) in &self.retired {
            to.u64(*ordinal);
            to.u32(day.0);
        }
    }

    fn read(from: &mut Reader) -> Option<Self> {
        let next = from.u64()?;
        let published = from.fixed()?;
        let last_resort = Some(from.u64()?).filter(|ordinal| *ordinal != u64::MAX);
        let count = from.u8()?;
        let one_time = (0..count).map(|_| from.u64()).collect::<Option<_>>()?;
        let count = from.u8()?;
        let retired = (0..count)
            .map(|_| Some((from.u64()?, Day(from.u32()?))))
            .collect::<Option<_>>()?;
        Some(Self {
            one_time,
            last_resort,
            retired,
            next,
            published,
        })
    }
}

/// What a `TakeKeyPackages` was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TakeRecord {
    pub(crate) day: Day,
    pub(crate) taken: Vec<Taken>,
}

/// One key package that was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Taken {
    pub(crate) device: DeviceId,
    pub(crate) ordinal: u64,
    pub(crate) last_resort: bool,
}

impl Record for TakeRecord {
    const VERSION: u8 = 1;

    fn write(&self, to: &mut Writer) {
        to.u32(self.day.0);
        to.u8(u8::try_from(self.taken.len()).unwrap_or(u8::MAX));
        for taken in &self.taken {
            to.fixed(&taken.device.0);
            to.u64(taken.ordinal);
            to.u8(u8::from(taken.last_resort));
        }
    }

    fn read(from: &mut Reader) -> Option<Self> {
        let day = Day(from.u32()?);
        let count = from.u8()?;
        let mut one = || {
            Some(Taken {
                device: DeviceId(from.fixed()?),
                ordinal: from.u64()?,
                last_resort: from.u8()? == 1,
            })
        };
        let taken = (0..count).map(|_| one()).collect::<Option<_>>()?;
        Some(Self { day, taken })
    }
}

/// A puzzle that has paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SpentRecord {
    /// The first minute in which nobody could pay with it any more.
    pub(crate) expires: Minute,
}

impl Record for SpentRecord {
    const VERSION: u8 = 1;

    fn write(&self, to: &mut Writer) {
        to.u32(self.expires.0);
    }

    fn read(from: &mut Reader) -> Option<Self> {
        Some(Self {
            expires: Minute(from.u32()?),
        })
    }
}

/// The operator has removed the account: it does not sign up again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RemovedRecord;

impl Record for RemovedRecord {
    const VERSION: u8 = 1;

    fn write(&self, _: &mut Writer) {}

    fn read(_: &mut Reader) -> Option<Self> {
        Some(Self)
    }
}

/// An invitation that was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct InvitationRecord {
    /// The last day on which it would have been good.
    pub(crate) until: Day,
}

impl Record for InvitationRecord {
    const VERSION: u8 = 1;

    fn write(&self, to: &mut Writer) {
        to.u32(self.until.0);
    }

    fn read(from: &mut Reader) -> Option<Self> {
        Some(Self {
            until: Day(from.u32()?),
        })
    }
}

/// What the host keeps of a blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlobRecord {
    /// Bytes, all of them.
    pub size_bytes: u64,
    /// Bytes from the beginning that have come, and are synced.
    pub offset_bytes: u64,
    /// The first day on which it is no longer there.
    pub expires: Day,
    /// Hash of what erases it; without it nobody can.
    pub erase_hash: Option<CapabilityHash>,
}

impl BlobRecord {
    /// All of its bytes are there.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.offset_bytes == self.size_bytes
    }
}

impl Record for BlobRecord {
    const VERSION: u8 = 1;

    fn write(&self, to: &mut Writer) {
        to.u64(self.size_bytes);
        to.u64(self.offset_bytes);
        to.u32(self.expires.0);
        to.u8(u8::from(self.erase_hash.is_some()));
        if let Some(hash) = &self.erase_hash {
            to.fixed(&hash.0);
        }
    }

    fn read(from: &mut Reader) -> Option<Self> {
        let record = Self {
            size_bytes: from.u64()?,
            offset_bytes: from.u64()?,
            expires: Day(from.u32()?),
            erase_hash: match from.u8()? {
                0 => None,
                1 => Some(CapabilityHash(from.fixed()?)),
                _ => return None,
            },
        };
        (record.offset_bytes <= record.size_bytes).then_some(record)
    }
}

/// One key package, as its device published it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PackageRecord(pub(crate) Bytes);

impl Record for PackageRecord {
    const VERSION: u8 = 1;

    fn write(&self, to: &mut Writer) {
        to.fixed(&self.0);
    }

    fn read(from: &mut Reader) -> Option<Self> {
        Some(Self(from.rest()))
    }
}
