//! The library's storage contract: which of its values is kept under which key.

use openmls_traits::storage::traits::{
    ApplicationExportTree, EncryptionKey, EpochKey, GroupId, GroupState, HashReference,
    HpkeKeyPair, KeyPackage, LeafNode, MessageSecrets, ProposalRef, PskBundle, PskId,
    QueuedProposal, SignatureKeyPair, SignaturePublicKey,
};
use openmls_traits::storage::{CURRENT_VERSION, StorageProvider, traits};
use serde::de::IgnoredAny;

use super::fields::fields;
use super::{Material, Outcome, Storage};
use crate::provider::codec::key;
use crate::provider::group_records::Field;
use crate::records::RecordsError;

/// The version of the contract, short because it stands at every bound of every method.
const V: u16 = CURRENT_VERSION;

impl StorageProvider<V> for Storage<'_> {
    type Error = RecordsError;

    fields! {
        JoinConfig: MlsGroupJoinConfig {
            write_mls_join_config, mls_group_join_config, delete_group_config
        }
        Tree: TreeSync { write_tree, tree, delete_tree }
        InterimTranscriptHash: InterimTranscriptHash {
            write_interim_transcript_hash, interim_transcript_hash, delete_interim_transcript_hash
        }
        Context: GroupContext { write_context, group_context, delete_context }
        ConfirmationTag: ConfirmationTag {
            write_confirmation_tag, confirmation_tag, delete_confirmation_tag
        }
        ResumptionPsks: ResumptionPskStore {
            write_resumption_psk_store, resumption_psk_store, delete_all_resumption_psk_secrets
        }
        OwnLeafIndex: LeafNodeIndex { write_own_leaf_index, own_leaf_index, delete_own_leaf_index }
        EpochSecrets: GroupEpochSecrets {
            write_group_epoch_secrets, group_epoch_secrets, delete_group_epoch_secrets
        }
        ExportTree: ApplicationExportTree {
            write_application_export_tree, application_export_tree
        }
    }

    fn delete_application_export_tree<G: GroupId<V>, T: ApplicationExportTree<V>>(
        &self,
        group: &G,
    ) -> Outcome<()> {
        self.delete(&self.in_group(group, Field::ExportTree, &[])?)
    }

    fn write_group_state<T: GroupState<V>, G: GroupId<V>>(
        &self,
        group: &G,
        state: &T,
    ) -> Outcome<()> {
        self.put(&self.in_group(group, Field::State, &[])?, state)
    }

    fn group_state<T: GroupState<V>, G: GroupId<V>>(&self, group: &G) -> Outcome<Option<T>> {
        self.get(&self.in_group(group, Field::State, &[])?)
    }

    fn delete_group_state<G: GroupId<V>>(&self, group: &G) -> Outcome<()> {
        self.delete(&self.in_group(group, Field::State, &[])?)
    }

    fn write_message_secrets<G: GroupId<V>, T: MessageSecrets<V>>(
        &self,
        group: &G,
        secrets: &T,
    ) -> Outcome<()> {
        self.put_message_secrets(group, secrets)
    }

    fn message_secrets<G: GroupId<V>, T: MessageSecrets<V>>(
        &self,
        group: &G,
    ) -> Outcome<Option<T>> {
        self.get_message_secrets(group)
    }

    fn delete_message_secrets<G: GroupId<V>>(&self, group: &G) -> Outcome<()> {
        self.remove_message_secrets(group)
    }

    fn append_own_leaf_node<G: GroupId<V>, T: LeafNode<V>>(
        &self,
        group: &G,
        node: &T,
    ) -> Outcome<()> {
        let prefix = self.in_group(group, Field::OwnLeafNode, &[])?;
        // They are only ever removed all at once, so their number is the next free place.
        let place = self.noted(self.records.scan_prefix(&prefix))?.len() as u64;
        let key = self.in_group(group, Field::OwnLeafNode, &place.to_be_bytes())?;
        self.put(&key, node)
    }

    fn own_leaf_nodes<G: GroupId<V>, T: LeafNode<V>>(&self, group: &G) -> Outcome<Vec<T>> {
        self.scan(&self.in_group(group, Field::OwnLeafNode, &[])?)
    }

    fn delete_own_leaf_nodes<G: GroupId<V>>(&self, group: &G) -> Outcome<()> {
        self.delete_prefix(&self.in_group(group, Field::OwnLeafNode, &[])?)
    }

    fn queue_proposal<G: GroupId<V>, R: ProposalRef<V>, P: QueuedProposal<V>>(
        &self,
        group: &G,
        reference: &R,
        proposal: &P,
    ) -> Outcome<()> {
        let name = self.noted(key(reference))?;
        let key = self.in_group(group, Field::Proposal, &name)?;
        self.put(&key, &(reference, proposal))
    }

    fn queued_proposal_refs<G: GroupId<V>, R: ProposalRef<V>>(&self, group: &G) -> Outcome<Vec<R>> {
        let prefix = self.in_group(group, Field::Proposal, &[])?;
        let pairs: Vec<(R, IgnoredAny)> = self.scan(&prefix)?;
        Ok(pairs.into_iter().map(|(reference, _)| reference).collect())
    }

    fn queued_proposals<G: GroupId<V>, R: ProposalRef<V>, P: QueuedProposal<V>>(
        &self,
        group: &G,
    ) -> Outcome<Vec<(R, P)>> {
        // In the order of references, not of arrival. All that is stored are leaves, one of each
        // member, and these have no order among them.
        self.scan(&self.in_group(group, Field::Proposal, &[])?)
    }

    fn remove_proposal<G: GroupId<V>, R: ProposalRef<V>>(
        &self,
        group: &G,
        reference: &R,
    ) -> Outcome<()> {
        let name = self.noted(key(reference))?;
        self.delete(&self.in_group(group, Field::Proposal, &name)?)
    }

    fn clear_proposal_queue<G: GroupId<V>, R: ProposalRef<V>>(&self, group: &G) -> Outcome<()> {
        self.delete_prefix(&self.in_group(group, Field::Proposal, &[])?)
    }

    fn write_encryption_epoch_key_pairs<G: GroupId<V>, E: EpochKey<V>, P: HpkeKeyPair<V>>(
        &self,
        group: &G,
        epoch: &E,
        leaf: u32,
        pairs: &[P],
    ) -> Outcome<()> {
        let name = self.noted(key(&(epoch, leaf)))?;
        self.put(&self.in_group(group, Field::EpochKeyPairs, &name)?, &pairs)
    }

    fn encryption_epoch_key_pairs<G: GroupId<V>, E: EpochKey<V>, P: HpkeKeyPair<V>>(
        &self,
        group: &G,
        epoch: &E,
        leaf: u32,
    ) -> Outcome<Vec<P>> {
        let name = self.noted(key(&(epoch, leaf)))?;
        let pairs = self.get(&self.in_group(group, Field::EpochKeyPairs, &name)?)?;
        Ok(pairs.unwrap_or_default())
    }

    fn delete_encryption_epoch_key_pairs<G: GroupId<V>, E: EpochKey<V>>(
        &self,
        group: &G,
        epoch: &E,
        leaf: u32,
    ) -> Outcome<()> {
        let name = self.noted(key(&(epoch, leaf)))?;
        self.delete(&self.in_group(group, Field::EpochKeyPairs, &name)?)
    }

    fn write_signature_key_pair<N: SignaturePublicKey<V>, P: SignatureKeyPair<V>>(
        &self,
        public: &N,
        pair: &P,
    ) -> Outcome<()> {
        self.put(&self.material(Material::SignatureKeyPair, public)?, pair)
    }

    fn signature_key_pair<N: SignaturePublicKey<V>, P: SignatureKeyPair<V>>(
        &self,
        public: &N,
    ) -> Outcome<Option<P>> {
        self.get(&self.material(Material::SignatureKeyPair, public)?)
    }

    fn delete_signature_key_pair<N: SignaturePublicKey<V>>(&self, public: &N) -> Outcome<()> {
        self.delete(&self.material(Material::SignatureKeyPair, public)?)
    }

    fn write_encryption_key_pair<N: EncryptionKey<V>, P: HpkeKeyPair<V>>(
        &self,
        public: &N,
        pair: &P,
    ) -> Outcome<()> {
        self.put(&self.material(Material::EncryptionKeyPair, public)?, pair)
    }

    fn encryption_key_pair<P: HpkeKeyPair<V>, N: EncryptionKey<V>>(
        &self,
        public: &N,
    ) -> Outcome<Option<P>> {
        self.get(&self.material(Material::EncryptionKeyPair, public)?)
    }

    fn delete_encryption_key_pair<N: EncryptionKey<V>>(&self, public: &N) -> Outcome<()> {
        self.delete(&self.material(Material::EncryptionKeyPair, public)?)
    }

    fn write_key_package<N: HashReference<V>, P: KeyPackage<V>>(
        &self,
        hash: &N,
        package: &P,
    ) -> Outcome<()> {
        self.put(&self.material(Material::KeyPackage, hash)?, package)
    }

    fn key_package<N: HashReference<V>, P: KeyPackage<V>>(&self, hash: &N) -> Outcome<Option<P>> {
        self.get(&self.material(Material::KeyPackage, hash)?)
    }

    fn delete_key_package<N: HashReference<V>>(&self, hash: &N) -> Outcome<()> {
        // Not yet: see `Storage::drop_used_up`.
        let key = self.material(Material::KeyPackage, hash)?;
        self.used_up.borrow_mut().push(key);
        Ok(())
    }

    fn write_psk<N: PskId<V>, P: PskBundle<V>>(&self, id: &N, psk: &P) -> Outcome<()> {
        self.put(&self.material(Material::Psk, id)?, psk)
    }

    fn psk<P: PskBundle<V>, N: PskId<V>>(&self, id: &N) -> Outcome<Option<P>> {
        self.get(&self.material(Material::Psk, id)?)
    }

    fn delete_psk<N: PskId<V>>(&self, id: &N) -> Outcome<()> {
        self.delete(&self.material(Material::Psk, id)?)
    }
}
