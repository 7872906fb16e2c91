//! What a group has agreed about itself, by component (draft-ietf-mls-extensions).
//!
//! A component is opaque here: its value, and the difference that changes it, mean something to the
//! caller alone, who says what a difference makes of a value ([`Apply`]).

use std::collections::{BTreeMap, BTreeSet};

use hudhud_base::limits;
use openmls::component::ComponentData;
use openmls::group::AppDataUpdates;
use openmls::prelude::{
    AppDataDictionary, AppDataUpdateOperation, AppDataUpdateProposal, MlsGroup,
};

/// The values of a group's components, by number.
pub type Components = BTreeMap<u16, Vec<u8>>;

/// What a difference makes of a component's value ([`None`]: the group does not have it yet), or
/// [`None`] if it is not one of that component. A pure function: every member comes to the same.
pub type Apply = fn(component: u16, value: Option<&[u8]>, difference: &[u8]) -> Option<Vec<u8>>;

/// How a commit changes one component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    /// Its number.
    pub component: u16,
    /// To be applied to the value that it has in the epoch before.
    pub difference: Vec<u8>,
}

/// The numbers that the profile has for components.
const NUMBERS: std::ops::RangeInclusive<u16> = 0x8502..=0x8508;

/// Whether these components are such as the profile has: by their numbers, and all together.
pub(crate) fn are_of_profile(dictionary: &AppDataDictionary) -> bool {
    let bytes: usize = dictionary.entries().map(|entry| entry.data().len()).sum();
    let numbered = dictionary
        .entries()
        .all(|entry| NUMBERS.contains(&entry.id()));
    numbered && bytes <= limits::GROUP_STATE_BYTES
}

/// A dictionary as callers see it.
pub(crate) fn read(dictionary: &AppDataDictionary) -> Components {
    dictionary
        .entries()
        .map(|entry| (entry.id(), entry.data().to_vec()))
        .collect()
}

/// What proposals make of a group's components, if each is one of the profile.
pub(crate) fn updated<'a>(
    group: &MlsGroup,
    proposals: impl Iterator<Item = &'a AppDataUpdateProposal>,
    apply: Apply,
) -> Option<AppDataUpdates> {
    let mut updater = group.app_data_dictionary_updater();
    let mut changed = BTreeSet::new();
    for proposal in proposals {
        let id = proposal.component_id();
        let AppDataUpdateOperation::Update(difference) = proposal.operation() else {
            // What a group knows about itself may be emptied; it never stops to be there.
            return None;
        };
        // Twice, the second would be applied to what the first has made, in an order of the library's.
        if !NUMBERS.contains(&id) || !changed.insert(id) {
            return None;
        }
        let value = apply(id, updater.old_value(id), difference.as_slice())?;
        updater.set(ComponentData::from_parts(id, value.into()));
    }
    updater.changes()
}
