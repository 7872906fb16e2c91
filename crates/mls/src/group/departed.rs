//! Who was at a leaf in a past epoch.
//!
//! A message of a past epoch names its sender by leaf, and by now the leaf may be blank or somebody
//! else's. The library keeps past leaves to itself, so this crate remembers each departure for
//! as long as messages of the epochs before it can be opened.

use super::Group;
use crate::member::Member;
use crate::profile::PAST_EPOCHS;
use crate::provider::{Field, GroupRecords};
use crate::records::RecordsError;

/// Remembers that these members were there until `epoch` ended, and forgets older departures.
pub(super) fn remember(
    records: &GroupRecords<'_>,
    epoch: u64,
    departing: &[Member],
) -> Result<(), RecordsError> {
    for (name, _) in records.scan(Field::Departed)? {
        let (last, _) = read_name(&name)?;
        // The group goes to `epoch + 1`, for which a message of `last` is then too old.
        if last.saturating_add(PAST_EPOCHS as u64) <= epoch {
            records.delete_at(Field::Departed, &name)?;
        }
    }
    departing.iter().try_for_each(|member| {
        // The epoch first, so that a scan finds departures in their order.
        let name = [epoch.to_be_bytes().as_slice(), &member.leaf.to_be_bytes()].concat();
        records.put_at(Field::Departed, &name, &member.to_bytes())
    })
}

impl Group {
    /// Who was at `leaf` in `epoch`, which is not later than the group's.
    pub(super) fn member_in(
        &self,
        records: &GroupRecords<'_>,
        leaf: u32,
        epoch: u64,
    ) -> Result<Option<Member>, RecordsError> {
        // Saves most messages the scan: from the current epoch nobody has departed yet.
        if epoch < self.epoch() {
            // In the order of keys, so the first departure since then is found first.
            for (name, value) in records.scan(Field::Departed)? {
                let (last, departed) = read_name(&name)?;
                if departed == leaf && last >= epoch {
                    return Member::from_bytes(&value)
                        .map(Some)
                        .ok_or(RecordsError::Unreadable);
                }
            }
        }
        // Nobody has gone from this leaf since, so who is there now was there then.
        Ok(self.member(leaf))
    }
}

/// The last epoch of a member, and its leaf.
fn read_name(name: &[u8]) -> Result<(u64, u32), RecordsError> {
    let (epoch, leaf) = name.split_first_chunk().ok_or(RecordsError::Unreadable)?;
    let leaf = leaf.try_into().map_err(|_| RecordsError::Unreadable)?;
    Ok((u64::from_be_bytes(*epoch), u32::from_be_bytes(leaf)))
}
