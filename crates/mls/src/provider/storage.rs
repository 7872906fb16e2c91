//! The caller's records, as the library uses them during one call.
//!
//! What belongs to a group stands in the group's range of keys; key material that belongs to none
//! stands under `k`, material, name. Which value is kept where is in the files below.

mod contract;
mod fields;
mod message_secrets;

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use super::codec::{body, decode, encode, key, versioned};
use super::group_records::{Field, Space, delete_all, group_key};
use super::split::Bytes;
use crate::records::{Records, RecordsError};

type Outcome<T> = Result<T, RecordsError>;

/// What a record of key material is. The numbers are in stored keys.
#[derive(Debug, Clone, Copy)]
enum Material {
    SignatureKeyPair = 1,
    EncryptionKeyPair = 2,
    KeyPackage = 3,
    Psk = 4,
}

/// The records during one call.
pub(crate) struct Storage<'a> {
    records: &'a dyn Records,
    space: Space,
    /// The last failure. The library reports some of them as a failure of something else.
    failure: Cell<Option<RecordsError>>,
    /// Keys of the key packages that a Welcome used up.
    used_up: RefCell<Vec<Vec<u8>>>,
    /// The epoch whose message this call opens.
    opened_epoch: Cell<Option<u64>>,
}

impl<'a> Storage<'a> {
    pub(super) fn new(records: &'a dyn Records, space: Space) -> Self {
        Self {
            records,
            space,
            failure: Cell::new(None),
            used_up: RefCell::new(Vec::new()),
            opened_epoch: Cell::new(None),
        }
    }

    pub(super) fn records(&self) -> &'a dyn Records {
        self.records
    }

    pub(super) fn failure(&self) -> Option<RecordsError> {
        self.failure.get()
    }

    /// Removes the key packages that a Welcome used up. The library would do so before it has
    /// checked the Welcome, and anybody can make a wrong one.
    pub(crate) fn drop_used_up(&self) -> Outcome<()> {
        self.used_up
            .take()
            .iter()
            .try_for_each(|key| self.noted(self.records.delete(key)))
    }

    /// Names of the key packages whose private keys are here.
    pub(crate) fn key_packages(&self) -> Outcome<Vec<Vec<u8>>> {
        let prefix = [b'k', Material::KeyPackage as u8];
        let pairs = self.noted(self.records.scan_prefix(&prefix))?;
        Ok(pairs
            .into_iter()
            .map(|(key, value)| {
                drop(Zeroizing::new(value));
                key.get(prefix.len()..).unwrap_or_default().to_vec()
            })
            .collect())
    }

    /// Deletes the private keys of key packages.
    pub(crate) fn forget_key_packages(&self, names: &BTreeSet<Vec<u8>>) -> Outcome<()> {
        names.iter().try_for_each(|name| {
            let prefix = [b'k', Material::KeyPackage as u8];
            self.noted(self.records.delete(&[&prefix, name.as_slice()].concat()))
        })
    }

    /// Says that this call opens a message of `epoch`. The secrets of other past epochs stay as they
    /// are stored.
    pub(crate) fn opens_message_of(&self, epoch: u64) {
        self.opened_epoch.set(Some(epoch));
    }

    fn noted<T>(&self, outcome: Outcome<T>) -> Outcome<T> {
        if let Err(error) = &outcome {
            self.failure.set(Some(*error));
        }
        outcome
    }

    fn in_group(&self, group: &impl Serialize, field: Field, rest: &[u8]) -> Outcome<Vec<u8>> {
        self.noted(key(group).and_then(|id| group_key(self.space, &id, field, rest)))
    }

    fn material(&self, material: Material, name: &impl Serialize) -> Outcome<Vec<u8>> {
        // No space: a key package is made before it is known which group it will be used in, and
        // is found from each of them.
        let mut bytes = vec![b'k', material as u8];
        bytes.extend(self.noted(key(name))?);
        Ok(bytes)
    }

    fn put(&self, key: &[u8], value: &impl Serialize) -> Outcome<()> {
        self.noted(encode(value).and_then(|value| self.records.put(key, &value)))
    }

    fn get<T: DeserializeOwned>(&self, key: &[u8]) -> Outcome<Option<T>> {
        self.noted(
            self.records
                .get(key)
                .and_then(|value| match value.map(Zeroizing::new) {
                    Some(value) => decode(&value).map(Some),
                    None => Ok(None),
                }),
        )
    }

    fn scan<T: DeserializeOwned>(&self, prefix: &[u8]) -> Outcome<Vec<T>> {
        self.noted(
            self.records
                .scan_prefix(prefix)
                .and_then(|pairs| pairs.iter().map(|(_, value)| decode(value)).collect()),
        )
    }

    fn put_body(&self, key: &[u8], body: &[u8]) -> Outcome<()> {
        let value = Zeroizing::new(versioned(body));
        self.noted(self.records.put(key, &value))
    }

    fn get_body(&self, key: &[u8]) -> Outcome<Option<Bytes>> {
        let value = self.noted(self.records.get(key))?.map(Zeroizing::new);
        let body = |value: Bytes| body(&value).map(|body| Zeroizing::new(body.to_vec()));
        self.noted(value.map(body).transpose())
    }

    fn delete(&self, key: &[u8]) -> Outcome<()> {
        self.noted(self.records.delete(key))
    }

    fn delete_prefix(&self, prefix: &[u8]) -> Outcome<()> {
        self.noted(delete_all(self.records, prefix))
    }
}
