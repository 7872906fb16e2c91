//! The library's storage contract over the caller's records.
//!
//! What belongs to a group stands in the group's range of keys; key material that belongs to none
//! stands under `k`, material, name.

use std::cell::{Cell, RefCell};

use openmls_traits::storage::{CURRENT_VERSION, StorageProvider, traits};
use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use zeroize::Zeroizing;

use super::codec::{body, decode, encode, key, read, versioned};
use super::group_records::{Field, Space, delete_all, group_key};
use super::split::{Bytes, Parts};
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
    failure: Cell<Option<RecordsError>>,
    used_up: RefCell<Vec<Vec<u8>>>,
    touched: Cell<Option<u64>>,
}

impl<'a> Storage<'a> {
    pub(super) fn new(records: &'a dyn Records, space: Space) -> Self {
        Self {
            records,
            space,
            failure: Cell::new(None),
            used_up: RefCell::new(Vec::new()),
            touched: Cell::new(None),
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

    /// Says that this call opens a message of `epoch`. The secrets of other past epochs stay as they
    /// are stored.
    pub(crate) fn touch(&self, epoch: u64) {
        self.touched.set(Some(epoch));
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

/// The two parts of the current epoch's message secrets: length of the first (u64), first, second.
fn halves(bytes: &[u8]) -> Outcome<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk().ok_or(RecordsError::Unreadable)?;
    let length = usize::try_from(u64::from_be_bytes(*length));
    let length = length.map_err(|_| RecordsError::Unreadable)?;
    rest.split_at_checked(length)
        .ok_or(RecordsError::Unreadable)
}

/// A method that writes one value of a group.
macro_rules! write_field {
    ($name:ident, $entity:ident, $field:ident) => {
        fn $name<
            GroupId: traits::GroupId<CURRENT_VERSION>,
            Value: traits::$entity<CURRENT_VERSION>,
        >(
            &self,
            group_id: &GroupId,
            value: &Value,
        ) -> Outcome<()> {
            self.put(&self.in_group(group_id, Field::$field, &[])?, value)
        }
    };
}

/// A method that reads one value of a group.
macro_rules! read_field {
    ($name:ident, $entity:ident, $field:ident) => {
        fn $name<
            GroupId: traits::GroupId<CURRENT_VERSION>,
            Value: traits::$entity<CURRENT_VERSION>,
        >(
            &self,
            group_id: &GroupId,
        ) -> Outcome<Option<Value>> {
            self.get(&self.in_group(group_id, Field::$field, &[])?)
        }
    };
}

/// A method that removes one value of a group.
macro_rules! delete_field {
    ($name:ident, $field:ident) => {
        fn $name<GroupId: traits::GroupId<CURRENT_VERSION>>(
            &self,
            group_id: &GroupId,
        ) -> Outcome<()> {
            self.delete(&self.in_group(group_id, Field::$field, &[])?)
        }
    };
}

/// A method that writes one kind of key material.
macro_rules! write_material {
    ($method:ident, $name:ident, $entity:ident, $material:ident) => {
        fn $method<
            Name: traits::$name<CURRENT_VERSION>,
            Value: traits::$entity<CURRENT_VERSION>,
        >(
            &self,
            name: &Name,
            value: &Value,
        ) -> Outcome<()> {
            self.put(&self.material(Material::$material, name)?, value)
        }
    };
}

/// A method that removes one kind of key material.
macro_rules! delete_material {
    ($method:ident, $name:ident, $material:ident) => {
        fn $method<Name: traits::$name<CURRENT_VERSION>>(&self, name: &Name) -> Outcome<()> {
            self.delete(&self.material(Material::$material, name)?)
        }
    };
}

impl StorageProvider<CURRENT_VERSION> for Storage<'_> {
    type Error = RecordsError;

    write_field!(write_mls_join_config, MlsGroupJoinConfig, JoinConfig);
    write_field!(write_tree, TreeSync, Tree);
    write_field!(
        write_interim_transcript_hash,
        InterimTranscriptHash,
        InterimTranscriptHash
    );
    write_field!(write_context, GroupContext, Context);
    write_field!(write_confirmation_tag, ConfirmationTag, ConfirmationTag);
    write_field!(
        write_resumption_psk_store,
        ResumptionPskStore,
        ResumptionPsks
    );
    write_field!(write_own_leaf_index, LeafNodeIndex, OwnLeafIndex);
    write_field!(write_group_epoch_secrets, GroupEpochSecrets, EpochSecrets);
    write_field!(
        write_application_export_tree,
        ApplicationExportTree,
        ExportTree
    );

    read_field!(mls_group_join_config, MlsGroupJoinConfig, JoinConfig);
    read_field!(tree, TreeSync, Tree);
    read_field!(
        interim_transcript_hash,
        InterimTranscriptHash,
        InterimTranscriptHash
    );
    read_field!(group_context, GroupContext, Context);
    read_field!(confirmation_tag, ConfirmationTag, ConfirmationTag);
    read_field!(resumption_psk_store, ResumptionPskStore, ResumptionPsks);
    read_field!(own_leaf_index, LeafNodeIndex, OwnLeafIndex);
    read_field!(group_epoch_secrets, GroupEpochSecrets, EpochSecrets);
    read_field!(application_export_tree, ApplicationExportTree, ExportTree);

    delete_field!(delete_group_config, JoinConfig);
    delete_field!(delete_tree, Tree);
    delete_field!(delete_interim_transcript_hash, InterimTranscriptHash);
    delete_field!(delete_context, Context);
    delete_field!(delete_confirmation_tag, ConfirmationTag);
    delete_field!(delete_group_state, State);
    delete_field!(delete_all_resumption_psk_secrets, ResumptionPsks);
    delete_field!(delete_own_leaf_index, OwnLeafIndex);
    delete_field!(delete_group_epoch_secrets, EpochSecrets);

    write_material!(
        write_signature_key_pair,
        SignaturePublicKey,
        SignatureKeyPair,
        SignatureKeyPair
    );
    write_material!(
        write_encryption_key_pair,
        EncryptionKey,
        HpkeKeyPair,
        EncryptionKeyPair
    );
    write_material!(write_key_package, HashReference, KeyPackage, KeyPackage);
    write_material!(write_psk, PskId, PskBundle, Psk);
    delete_material!(
        delete_signature_key_pair,
        SignaturePublicKey,
        SignatureKeyPair
    );
    delete_material!(delete_encryption_key_pair, EncryptionKey, EncryptionKeyPair);
    delete_material!(delete_psk, PskId, Psk);

    fn write_message_secrets<
        GroupId: traits::GroupId<CURRENT_VERSION>,
        Value: traits::MessageSecrets<CURRENT_VERSION>,
    >(
        &self,
        group_id: &GroupId,
        value: &Value,
    ) -> Outcome<()> {
        let list = self.in_group(group_id, Field::PastEpochs, &[])?;
        let stored: Vec<u64> = self.get(&list)?.unwrap_or_default();
        let touched = self.touched.get();
        let wanted = |epoch| touched == Some(epoch) || !stored.contains(&epoch);
        let parts = self.noted(Parts::take(value, wanted))?;
        for (epoch, bytes) in &parts.past {
            if let Some(bytes) = bytes {
                let key = self.in_group(group_id, Field::PastSecrets, &epoch.to_be_bytes())?;
                self.put_body(&key, bytes)?;
            }
        }
        let kept: Vec<u64> = parts.past.iter().map(|(epoch, _)| *epoch).collect();
        for gone in stored.iter().filter(|epoch| !kept.contains(epoch)) {
            let key = self.in_group(group_id, Field::PastSecrets, &gone.to_be_bytes())?;
            self.delete(&key)?;
        }
        if kept != stored {
            self.put(&list, &kept)?;
        }
        let before = u64::try_from(parts.before.len()).map_err(|_| RecordsError::Unreadable)?;
        let mut current = Zeroizing::new(before.to_be_bytes().to_vec());
        current.extend_from_slice(&parts.before);
        current.extend_from_slice(&parts.after);
        self.put_body(
            &self.in_group(group_id, Field::MessageSecrets, &[])?,
            &current,
        )
    }

    fn message_secrets<
        GroupId: traits::GroupId<CURRENT_VERSION>,
        Value: traits::MessageSecrets<CURRENT_VERSION>,
    >(
        &self,
        group_id: &GroupId,
    ) -> Outcome<Option<Value>> {
        let key = self.in_group(group_id, Field::MessageSecrets, &[])?;
        let Some(current) = self.get_body(&key)? else {
            return Ok(None);
        };
        let (before, after) = self.noted(halves(&current))?;
        let kept: Option<Vec<u64>> =
            self.get(&self.in_group(group_id, Field::PastEpochs, &[])?)?;
        let mut past = Vec::new();
        for epoch in kept.unwrap_or_default() {
            let key = self.in_group(group_id, Field::PastSecrets, &epoch.to_be_bytes())?;
            let bytes = self.get_body(&key)?.ok_or(RecordsError::Unreadable);
            past.push(self.noted(bytes)?);
        }
        let whole = self.noted(Parts::join(before, &past, after))?;
        self.noted(read(&whole)).map(Some)
    }

    fn delete_message_secrets<GroupId: traits::GroupId<CURRENT_VERSION>>(
        &self,
        group_id: &GroupId,
    ) -> Outcome<()> {
        self.delete_prefix(&self.in_group(group_id, Field::PastSecrets, &[])?)?;
        self.delete(&self.in_group(group_id, Field::PastEpochs, &[])?)?;
        self.delete(&self.in_group(group_id, Field::MessageSecrets, &[])?)
    }

    fn delete_key_package<Name: traits::HashReference<CURRENT_VERSION>>(
        &self,
        name: &Name,
    ) -> Outcome<()> {
        let key = self.material(Material::KeyPackage, name)?;
        self.used_up.borrow_mut().push(key);
        Ok(())
    }

    fn signature_key_pair<
        Name: traits::SignaturePublicKey<CURRENT_VERSION>,
        Value: traits::SignatureKeyPair<CURRENT_VERSION>,
    >(
        &self,
        name: &Name,
    ) -> Outcome<Option<Value>> {
        self.get(&self.material(Material::SignatureKeyPair, name)?)
    }

    fn encryption_key_pair<
        Value: traits::HpkeKeyPair<CURRENT_VERSION>,
        Name: traits::EncryptionKey<CURRENT_VERSION>,
    >(
        &self,
        name: &Name,
    ) -> Outcome<Option<Value>> {
        self.get(&self.material(Material::EncryptionKeyPair, name)?)
    }

    fn key_package<
        Name: traits::HashReference<CURRENT_VERSION>,
        Value: traits::KeyPackage<CURRENT_VERSION>,
    >(
        &self,
        name: &Name,
    ) -> Outcome<Option<Value>> {
        self.get(&self.material(Material::KeyPackage, name)?)
    }

    fn psk<Value: traits::PskBundle<CURRENT_VERSION>, Name: traits::PskId<CURRENT_VERSION>>(
        &self,
        name: &Name,
    ) -> Outcome<Option<Value>> {
        self.get(&self.material(Material::Psk, name)?)
    }

    fn write_group_state<
        Value: traits::GroupState<CURRENT_VERSION>,
        GroupId: traits::GroupId<CURRENT_VERSION>,
    >(
        &self,
        group_id: &GroupId,
        value: &Value,
    ) -> Outcome<()> {
        self.put(&self.in_group(group_id, Field::State, &[])?, value)
    }

    fn group_state<
        Value: traits::GroupState<CURRENT_VERSION>,
        GroupId: traits::GroupId<CURRENT_VERSION>,
    >(
        &self,
        group_id: &GroupId,
    ) -> Outcome<Option<Value>> {
        self.get(&self.in_group(group_id, Field::State, &[])?)
    }

    fn delete_application_export_tree<
        GroupId: traits::GroupId<CURRENT_VERSION>,
        Value: traits::ApplicationExportTree<CURRENT_VERSION>,
    >(
        &self,
        group_id: &GroupId,
    ) -> Outcome<()> {
        self.delete(&self.in_group(group_id, Field::ExportTree, &[])?)
    }

    fn append_own_leaf_node<
        GroupId: traits::GroupId<CURRENT_VERSION>,
        Value: traits::LeafNode<CURRENT_VERSION>,
    >(
        &self,
        group_id: &GroupId,
        value: &Value,
    ) -> Outcome<()> {
        let prefix = self.in_group(group_id, Field::OwnLeafNode, &[])?;
        let place = self.noted(self.records.scan_prefix(&prefix))?.len() as u64;
        self.put(
            &self.in_group(group_id, Field::OwnLeafNode, &place.to_be_bytes())?,
            value,
        )
    }

    fn own_leaf_nodes<
        GroupId: traits::GroupId<CURRENT_VERSION>,
        Value: traits::LeafNode<CURRENT_VERSION>,
    >(
        &self,
        group_id: &GroupId,
    ) -> Outcome<Vec<Value>> {
        self.scan(&self.in_group(group_id, Field::OwnLeafNode, &[])?)
    }

    fn delete_own_leaf_nodes<GroupId: traits::GroupId<CURRENT_VERSION>>(
        &self,
        group_id: &GroupId,
    ) -> Outcome<()> {
        self.delete_prefix(&self.in_group(group_id, Field::OwnLeafNode, &[])?)
    }

    fn queue_proposal<
        GroupId: traits::GroupId<CURRENT_VERSION>,
        ProposalRef: traits::ProposalRef<CURRENT_VERSION>,
        Value: traits::QueuedProposal<CURRENT_VERSION>,
    >(
        &self,
        group_id: &GroupId,
        reference: &ProposalRef,
        proposal: &Value,
    ) -> Outcome<()> {
        let name = self.noted(key(reference))?;
        self.put(
            &self.in_group(group_id, Field::Proposal, &name)?,
            &(reference, proposal),
        )
    }

    fn queued_proposal_refs<
        GroupId: traits::GroupId<CURRENT_VERSION>,
        ProposalRef: traits::ProposalRef<CURRENT_VERSION>,
    >(
        &self,
        group_id: &GroupId,
    ) -> Outcome<Vec<ProposalRef>> {
        let pairs: Vec<(ProposalRef, IgnoredAny)> =
            self.scan(&self.in_group(group_id, Field::Proposal, &[])?)?;
        Ok(pairs.into_iter().map(|(reference, _)| reference).collect())
    }

    fn queued_proposals<
        GroupId: traits::GroupId<CURRENT_VERSION>,
        ProposalRef: traits::ProposalRef<CURRENT_VERSION>,
        Value: traits::QueuedProposal<CURRENT_VERSION>,
    >(
        &self,
        group_id: &GroupId,
    ) -> Outcome<Vec<(ProposalRef, Value)>> {
        self.scan(&self.in_group(group_id, Field::Proposal, &[])?)
    }

    fn remove_proposal<
        GroupId: traits::GroupId<CURRENT_VERSION>,
        ProposalRef: traits::ProposalRef<CURRENT_VERSION>,
    >(
        &self,
        group_id: &GroupId,
        reference: &ProposalRef,
    ) -> Outcome<()> {
        let name = self.noted(key(reference))?;
        self.delete(&self.in_group(group_id, Field::Proposal, &name)?)
    }

    fn clear_proposal_queue<
        GroupId: traits::GroupId<CURRENT_VERSION>,
        ProposalRef: traits::ProposalRef<CURRENT_VERSION>,
    >(
        &self,
        group_id: &GroupId,
    ) -> Outcome<()> {
        self.delete_prefix(&self.in_group(group_id, Field::Proposal, &[])?)
    }

    fn write_encryption_epoch_key_pairs<
        GroupId: traits::GroupId<CURRENT_VERSION>,
        EpochKey: traits::EpochKey<CURRENT_VERSION>,
        Value: traits::HpkeKeyPair<CURRENT_VERSION>,
    >(
        &self,
        group_id: &GroupId,
        epoch: &EpochKey,
        leaf_index: u32,
        key_pairs: &[Value],
    ) -> Outcome<()> {
        let name = self.noted(key(&(epoch, leaf_index)))?;
        self.put(
            &self.in_group(group_id, Field::EpochKeyPairs, &name)?,
            &key_pairs,
        )
    }

    fn encryption_epoch_key_pairs<
        GroupId: traits::GroupId<CURRENT_VERSION>,
        EpochKey: traits::EpochKey<CURRENT_VERSION>,
        Value: traits::HpkeKeyPair<CURRENT_VERSION>,
    >(
        &self,
        group_id: &GroupId,
        epoch: &EpochKey,
        leaf_index: u32,
    ) -> Outcome<Vec<Value>> {
        let name = self.noted(key(&(epoch, leaf_index)))?;
        let key_pairs = self.get(&self.in_group(group_id, Field::EpochKeyPairs, &name)?)?;
        Ok(key_pairs.unwrap_or_default())
    }

    fn delete_encryption_epoch_key_pairs<
        GroupId: traits::GroupId<CURRENT_VERSION>,
        EpochKey: traits::EpochKey<CURRENT_VERSION>,
    >(
        &self,
        group_id: &GroupId,
        epoch: &EpochKey,
        leaf_index: u32,
    ) -> Outcome<()> {
        let name = self.noted(key(&(epoch, leaf_index)))?;
        self.delete(&self.in_group(group_id, Field::EpochKeyPairs, &name)?)
    }
}
