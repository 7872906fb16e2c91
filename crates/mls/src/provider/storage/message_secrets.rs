//! The message secrets of a group in several records: the current epoch, each past one, and the list
//! of those.

use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use super::{Outcome, Storage};
use crate::provider::codec::read;
use crate::provider::group_records::Field;
use crate::provider::split::Parts;
use crate::records::RecordsError;

impl Storage<'_> {
    pub(super) fn put_message_secrets(
        &self,
        group: &impl Serialize,
        value: &impl Serialize,
    ) -> Outcome<()> {
        let list = self.in_group(group, Field::PastEpochs, &[])?;
        let stored: Vec<u64> = self.get(&list)?.unwrap_or_default();
        let opened_epoch = self.opened_epoch.get();
        // An epoch that has just ended is not stored yet. One that is changes only when a message
        // of it is opened: its key is used up then, and would come back if the old record stayed.
        let wanted = |epoch| opened_epoch == Some(epoch) || !stored.contains(&epoch);
        let parts = self.noted(Parts::take(value, wanted))?;
        for (epoch, bytes) in &parts.past {
            if let Some(bytes) = bytes {
                let key = self.in_group(group, Field::PastSecrets, &epoch.to_be_bytes())?;
                self.put_body(&key, bytes)?;
            }
        }
        let kept: Vec<u64> = parts.past.iter().map(|(epoch, _)| *epoch).collect();
        for gone in stored.iter().filter(|epoch| !kept.contains(epoch)) {
            let key = self.in_group(group, Field::PastSecrets, &gone.to_be_bytes())?;
            self.delete(&key)?;
        }
        if kept != stored {
            self.put(&list, &kept)?;
        }
        // Not compared with what is stored: nearly every call moves a ratchet of the current epoch.
        let before = u64::try_from(parts.before.len()).map_err(|_| RecordsError::Unreadable)?;
        let mut current = Zeroizing::new(before.to_be_bytes().to_vec());
        current.extend_from_slice(&parts.before);
        current.extend_from_slice(&parts.after);
        let key = self.in_group(group, Field::MessageSecrets, &[])?;
        self.put_body(&key, &current)
    }

    pub(super) fn get_message_secrets<T: DeserializeOwned>(
        &self,
        group: &impl Serialize,
    ) -> Outcome<Option<T>> {
        let key = self.in_group(group, Field::MessageSecrets, &[])?;
        let Some(current) = self.get_body(&key)? else {
            return Ok(None);
        };
        let (before, after) = self.noted(halves(&current))?;
        // By the list and not by a scan: the library drops the first when there are too many, so
        // their order is part of the value.
        let kept: Option<Vec<u64>> = self.get(&self.in_group(group, Field::PastEpochs, &[])?)?;
        let mut past = Vec::new();
        for epoch in kept.unwrap_or_default() {
            let key = self.in_group(group, Field::PastSecrets, &epoch.to_be_bytes())?;
            let bytes = self.get_body(&key)?.ok_or(RecordsError::Unreadable);
            past.push(self.noted(bytes)?);
        }
        let whole = self.noted(Parts::join(before, &past, after))?;
        self.noted(read(&whole)).map(Some)
    }

    pub(super) fn remove_message_secrets(&self, group: &impl Serialize) -> Outcome<()> {
        self.delete_prefix(&self.in_group(group, Field::PastSecrets, &[])?)?;
        self.delete(&self.in_group(group, Field::PastEpochs, &[])?)?;
        self.delete(&self.in_group(group, Field::MessageSecrets, &[])?)
    }
}

/// The two parts of the current epoch's message secrets: length of the first (u64), first, second.
fn halves(bytes: &[u8]) -> Outcome<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk().ok_or(RecordsError::Unreadable)?;
    let length = usize::try_from(u64::from_be_bytes(*length));
    let length = length.map_err(|_| RecordsError::Unreadable)?;
    rest.split_at_checked(length)
        .ok_or(RecordsError::Unreadable)
}
