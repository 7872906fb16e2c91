//! A group's records as one range of keys, and this crate's own records in it.
//!
//! Keys: `g`, space, length of the group id (u16), group id, field, rest. So a group is removed, or
//! moved, as one. What the values mean is not known here.

use serde::Serialize;

use super::codec::key;
use crate::records::{RecordPairs, Records, RecordsError};

type Outcome<T> = Result<T, RecordsError>;

/// Which of the places a group's records are in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Space {
    /// Groups as they are.
    Live,
    /// Groups as they will be once a rejoin is merged.
    Candidate,
    /// A group that is being joined, until it is checked. Empty between two calls.
    Joining,
}

impl Space {
    const fn byte(self) -> u8 {
        match self {
            Self::Live => 0,
            Self::Candidate => 1,
            Self::Joining => 2,
        }
    }
}

/// What a record of a group is. The numbers are in stored keys: they are never given a new meaning.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Field {
    JoinConfig = 1,
    OwnLeafNode = 2,
    Proposal = 3,
    Tree = 4,
    InterimTranscriptHash = 5,
    Context = 6,
    ConfirmationTag = 7,
    State = 8,
    MessageSecrets = 9,
    ResumptionPsks = 10,
    OwnLeafIndex = 11,
    EpochSecrets = 12,
    ExportTree = 13,
    EpochKeyPairs = 14,
    /// The past epochs whose message secrets are kept, as a list.
    PastEpochs = 15,
    /// The message secrets of one past epoch.
    PastSecrets = 16,
    /// Ours: BLAKE3 of the pending commit.
    PendingCommit = 32,
    /// Ours: the generation secret of the epoch that the pending commit begins.
    PendingSecret = 33,
    /// Ours: the current epoch's number and generation secret.
    Secret = 34,
    /// Ours: who was at a leaf until an epoch ended.
    Departed = 35,
    /// Ours: the external commit of a pending rejoin.
    Rejoin = 36,
}

/// The key of a group's record. `id` is the group id as the library serialises it.
pub(super) fn group_key(space: Space, id: &[u8], field: Field, rest: &[u8]) -> Outcome<Vec<u8>> {
    let mut bytes = group_prefix(space, id)?;
    bytes.push(field as u8);
    bytes.extend_from_slice(rest);
    Ok(bytes)
}

fn group_prefix(space: Space, id: &[u8]) -> Outcome<Vec<u8>> {
    // A longer id than this cannot be in a record of ours.
    let length = u16::try_from(id.len()).map_err(|_| RecordsError::Unreadable)?;
    let mut bytes = vec![b'g', space.byte()];
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(id);
    Ok(bytes)
}

pub(super) fn delete_all(records: &dyn Records, prefix: &[u8]) -> Outcome<()> {
    records
        .scan_prefix(prefix)?
        .iter()
        .try_for_each(|(key, _)| records.delete(key))
}

/// One group's own records, read and written by this crate rather than by the library.
pub(crate) struct GroupRecords<'a> {
    records: &'a dyn Records,
    space: Space,
    id: Vec<u8>,
}

impl<'a> GroupRecords<'a> {
    pub(crate) fn new(
        records: &'a dyn Records,
        space: Space,
        group: &impl Serialize,
    ) -> Outcome<Self> {
        Ok(Self {
            records,
            space,
            id: key(group)?,
        })
    }

    pub(crate) fn get(&self, field: Field) -> Outcome<Option<Vec<u8>>> {
        self.records
            .get(&group_key(self.space, &self.id, field, &[])?)
    }

    pub(crate) fn put(&self, field: Field, value: &[u8]) -> Outcome<()> {
        self.records
            .put(&group_key(self.space, &self.id, field, &[])?, value)
    }

    pub(crate) fn put_at(&self, field: Field, rest: &[u8], value: &[u8]) -> Outcome<()> {
        self.records
            .put(&group_key(self.space, &self.id, field, rest)?, value)
    }

    pub(crate) fn delete(&self, field: Field) -> Outcome<()> {
        self.records
            .delete(&group_key(self.space, &self.id, field, &[])?)
    }

    pub(crate) fn delete_at(&self, field: Field, rest: &[u8]) -> Outcome<()> {
        self.records
            .delete(&group_key(self.space, &self.id, field, rest)?)
    }

    /// Every record of `field`, as the rest of its key and its value, by key.
    pub(crate) fn scan(&self, field: Field) -> Outcome<RecordPairs> {
        let prefix = group_key(self.space, &self.id, field, &[])?;
        let pairs = self.records.scan_prefix(&prefix)?;
        Ok(pairs
            .into_iter()
            .map(|(key, value)| (key.get(prefix.len()..).unwrap_or_default().to_vec(), value))
            .collect())
    }

    /// Removes the whole group.
    pub(crate) fn delete_group(&self) -> Outcome<()> {
        delete_all(self.records, &group_prefix(self.space, &self.id)?)
    }

    /// Puts the whole group in the place of the one in `space`, if there is one.
    pub(crate) fn move_group(&self, space: Space) -> Outcome<()> {
        let from = group_prefix(self.space, &self.id)?;
        let to = group_prefix(space, &self.id)?;
        // First what is there: a record that this group does not have would become part of it.
        delete_all(self.records, &to)?;
        for (key, value) in self.records.scan_prefix(&from)? {
            let rest = key.get(from.len()..).unwrap_or_default();
            self.records.put(&[to.as_slice(), rest].concat(), &value)?;
            self.records.delete(&key)?;
        }
        Ok(())
    }
}
