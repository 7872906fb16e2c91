//! What MLS allows and the profile does not, from a peer that is made of the library alone.
//!
//! The numbers here are those of docs/spec/mls.md, written down a second time.

use hudhud_crypto::signature::SigningKey;
use hudhud_mls::{DEVICE_LABEL, KeyPackage, KeyPackageError, Plan, ProcessError, Processed, Suite};
use openmls::component::ComponentData;
use openmls::prelude::tls_codec::{DeserializeBytes as _, Serialize as _};
use openmls::prelude::{
    AppDataDictionary, AppDataDictionaryExtension, AppDataUpdateOperation, AppDataUpdateProposal,
    BasicCredential, Capabilities, Ciphersuite, Credential, CredentialType, CredentialWithKey,
    Extension, ExtensionType, Extensions, GroupContext, KeyPackage as RawKeyPackage,
    KeyPackageBundle, LeafNode, LeafNodeParameters, Lifetime, MIXED_CIPHERTEXT_WIRE_FORMAT_POLICY,
    MIXED_PLAINTEXT_WIRE_FORMAT_POLICY, MlsGroup, MlsGroupJoinConfig, MlsMessageBodyIn,
    MlsMessageIn, MlsMessageOut, NewSignerBundle, Proposal, ProposalType, ProtocolVersion,
    RatchetTreeIn, RequiredCapabilitiesExtension, SignatureScheme, StagedWelcome, UnknownExtension,
};
use openmls_basic_credential::SignatureKeyPair;
use openmls_rust_crypto::OpenMlsRustCrypto;
use openmls_traits::OpenMlsProvider as _;

use crate::world::{COMPONENT, Device, NONSENSE, Party, parties};

const CONTROL: u16 = 0xF502;
const SUITE: Ciphersuite = Ciphersuite::MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519;

/// A peer that may do whatever MLS allows.
struct Raw {
    provider: OpenMlsRustCrypto,
    account: SigningKey,
    device: SigningKey,
}

/// How a leaf is made; the default is as the profile has it.
struct Shape {
    credential: Credential,
    lifetime: Lifetime,
    leaf: Extensions<LeafNode>,
}

impl Raw {
    fn new(account: u8, device: u8) -> Self {
        Self {
            provider: OpenMlsRustCrypto::default(),
            account: SigningKey::from_seed(&[account; 32]),
            device: SigningKey::from_seed(&[device; 32]),
        }
    }

    fn signer(&self) -> SignatureKeyPair {
        let (seed, public) = (self.device.seed().to_vec(), self.device.public().to_vec());
        SignatureKeyPair::from_raw(SignatureScheme::ED25519, seed, public)
    }

    fn shape(&self) -> Shape {
        let binding = self.account.sign(DEVICE_LABEL, &self.device.public());
        Shape {
            credential: credential(1, &self.account.public(), &binding),
            lifetime: Lifetime::init(0, u64::MAX),
            leaf: control(&[7; 32]),
        }
    }

    fn with_key(&self, credential: Credential) -> CredentialWithKey {
        CredentialWithKey {
            credential,
            signature_key: self.device.public().to_vec().into(),
        }
    }

    fn package(&self, shape: Shape) -> KeyPackageBundle {
        RawKeyPackage::builder()
            .key_package_lifetime(shape.lifetime)
            .leaf_node_capabilities(capabilities())
            .leaf_node_extensions(shape.leaf)
            .build(
                SUITE,
                &self.provider,
                &self.signer(),
                self.with_key(shape.credential),
            )
            .unwrap()
    }

    fn parse(&self, shape: Shape) -> Result<KeyPackage, KeyPackageError> {
        let bytes = MlsMessageOut::from(self.package(shape)).to_bytes().unwrap();
        let account = hudhud_crypto::identity::account_id(&self.account.public());
        KeyPackage::parse(&bytes, &account, &[self.device.public()])
    }
}

fn credential(version: u8, account: &[u8; 32], binding: &[u8]) -> Credential {
    BasicCredential::new([&[version], account.as_slice(), binding].concat()).into()
}

fn control(key: &[u8]) -> Extensions<LeafNode> {
    Extensions::single(Extension::Unknown(CONTROL, UnknownExtension(key.to_vec()))).unwrap()
}

fn capabilities() -> Capabilities {
    Capabilities::new(
        Some(&[ProtocolVersion::Mls10]),
        Some(&[SUITE]),
        Some(&[
            ExtensionType::AppDataDictionary,
            ExtensionType::Unknown(CONTROL),
        ]),
        Some(&[ProposalType::AppDataUpdate, ProposalType::SelfRemove]),
        Some(&[CredentialType::Basic]),
    )
}

/// A group's context with these components, or without any.
fn context(components: Option<&[(u16, usize)]>) -> Extensions<GroupContext> {
    let required = RequiredCapabilitiesExtension::new(
        &[
            ExtensionType::AppDataDictionary,
            ExtensionType::Unknown(CONTROL),
        ],
        &[ProposalType::AppDataUpdate, ProposalType::SelfRemove],
        &[CredentialType::Basic],
    );
    let mut extensions = vec![Extension::RequiredCapabilities(required)];
    if let Some(components) = components {
        let mut dictionary = AppDataDictionary::new();
        for (id, bytes) in components {
            let _ = dictionary.insert(*id, vec![1; *bytes]);
        }
        let dictionary = AppDataDictionaryExtension::new(dictionary);
        extensions.push(Extension::AppDataDictionary(dictionary));
    }
    Extensions::from_vec(extensions).unwrap()
}

fn update(component: u16, difference: &[u8]) -> Proposal {
    let update = AppDataUpdateProposal::update(component, difference.to_vec());
    Proposal::AppDataUpdate(Box::new(update))
}

/// An honest member, and a raw one in the same group.
struct Table {
    honest: Party,
    raw: Raw,
    group: MlsGroup,
}

impl Table {
    fn new() -> Self {
        Self::with_config(
            MlsGroupJoinConfig::builder()
                .wire_format_policy(MIXED_CIPHERTEXT_WIRE_FORMAT_POLICY)
                .build(),
        )
    }

    fn with_config(config: MlsGroupJoinConfig) -> Self {
        let mut honest = parties(Suite::Classical, 2).remove(0);
        let raw = Raw::new(66, 67);
        let add = vec![raw.parse(raw.shape()).unwrap()];
        let staged = honest.stage(Plan {
            add,
            ..Plan::default()
        });
        honest.merge();
        let welcome = MlsMessageIn::tls_deserialize_exact_bytes(&staged.welcome.unwrap()).unwrap();
        let MlsMessageBodyIn::Welcome(welcome) = welcome.extract() else {
            panic!("no welcome");
        };
        let tree = RatchetTreeIn::tls_deserialize_exact_bytes(&staged.tree.unwrap()).unwrap();
        let group = StagedWelcome::new_from_welcome(&raw.provider, &config, welcome, Some(tree))
            .unwrap()
            .into_group(&raw.provider)
            .unwrap();
        Self { honest, raw, group }
    }

    /// What the honest member makes of a commit that adds a device of this shape.
    fn adding(&mut self, newcomer: &Raw, shape: Shape) -> Result<Processed, ProcessError> {
        let package = newcomer.package(shape).key_package().clone();
        let commit = self
            .group
            .add_members(&self.raw.provider, &self.raw.signer(), &[package])
            .unwrap()
            .0;
        self.take(commit)
    }

    fn take(&mut self, message: MlsMessageOut) -> Result<Processed, ProcessError> {
        self.honest.process(&message.to_bytes().unwrap())
    }

    /// What the honest member makes of a commit of these proposals, after which the raw one believes
    /// that the component is as it was updated.
    fn proposing(&mut self, proposals: Vec<Proposal>) -> Result<Processed, ProcessError> {
        let provider = &self.raw.provider;
        let mut builder = self
            .group
            .commit_builder()
            .add_proposals(proposals)
            .load_psks(provider.storage())
            .unwrap();
        let mut updater = builder.app_data_dictionary_updater();
        for proposal in builder.app_data_update_proposals() {
            let id = proposal.component_id();
            match proposal.operation() {
                AppDataUpdateOperation::Update(value) => {
                    updater.set(ComponentData::from_parts(id, value.clone()));
                }
                AppDataUpdateOperation::Remove => updater.remove(&id),
            }
        }
        let changes = updater.changes();
        builder.with_app_data_dictionary_updates(changes);
        let built = builder.build(
            provider.rand(),
            provider.crypto(),
            &self.raw.signer(),
            |_| true,
        );
        // What the library does not make for its own is as good as refused.
        let bundle = built
            .map_err(|_| ProcessError::Invalid)?
            .stage_commit(provider)
            .unwrap();
        self.take(bundle.into_commit())
    }
}

#[test]
fn a_peer_that_keeps_to_the_profile_is_understood() {
    let mut table = Table::new();
    let newcomer = Raw::new(80, 81);
    assert!(matches!(
        table.adding(&newcomer, newcomer.shape()),
        Ok(Processed::Commit(_))
    ));
    let mut table = Table::new();
    let taken = table.proposing(vec![update(COMPONENT, b"new")]);
    let Ok(Processed::Commit(theirs)) = taken else {
        panic!("{taken:?}");
    };
    assert_eq!(theirs.components.unwrap()[&COMPONENT], b"new");
    let sealed = table.honest.seal("to a peer of another make");
    let message = MlsMessageIn::tls_deserialize_exact_bytes(&sealed).unwrap();
    let message = message.try_into_protocol_message().unwrap();
    let opened = table
        .group
        .process_message(&table.raw.provider, message)
        .unwrap();
    assert_eq!(opened.aad(), b"outside");
}

/// Leaves that are fine for MLS.
fn bad_shapes(raw: &Raw) -> Vec<(&'static str, Shape)> {
    let public = raw.account.public();
    let good = raw.account.sign(DEVICE_LABEL, &raw.device.public());
    let other = raw.account.sign("another label", &raw.device.public());
    let stranger = SigningKey::from_seed(&[99; 32]).sign(DEVICE_LABEL, &raw.device.public());
    let with = |credential| Shape {
        credential,
        ..raw.shape()
    };
    vec![
        (
            "finite lifetime",
            Shape {
                lifetime: Lifetime::new(86_400),
                ..raw.shape()
            },
        ),
        (
            "late beginning",
            Shape {
                lifetime: Lifetime::init(1, u64::MAX),
                ..raw.shape()
            },
        ),
        (
            "no control key",
            Shape {
                leaf: Extensions::default(),
                ..raw.shape()
            },
        ),
        (
            "short control key",
            Shape {
                leaf: control(&[7; 31]),
                ..raw.shape()
            },
        ),
        ("other version", with(credential(2, &public, &good))),
        ("other label", with(credential(1, &public, &other))),
        (
            "other account's signature",
            with(credential(1, &public, &stranger)),
        ),
        ("cut credential", with(credential(1, &public, &good[..63]))),
        (
            "longer credential",
            with(credential(1, &public, &[&good[..], &[0]].concat())),
        ),
    ]
}

#[test]
fn key_packages_that_are_not_of_the_profile_are_refused() {
    let raw = Raw::new(80, 81);
    assert!(raw.parse(raw.shape()).is_ok());
    for (what, shape) in bad_shapes(&raw) {
        assert_eq!(
            raw.parse(shape).unwrap_err(),
            KeyPackageError::Invalid,
            "{what}"
        );
    }
}

#[test]
fn commits_that_add_leaves_that_are_not_of_the_profile_are_refused() {
    let newcomer = Raw::new(80, 81);
    for (what, shape) in bad_shapes(&newcomer) {
        let taken = Table::new().adding(&newcomer, shape);
        assert!(matches!(taken, Err(ProcessError::Invalid)), "{what}");
    }
}

#[test]
fn a_group_context_is_never_set_as_a_whole() {
    // Not even as it is: it would need a path, and could take what members have to know.
    let same = || {
        Extension::AppDataDictionary({
            let mut dictionary = AppDataDictionary::new();
            let _ = dictionary.insert(COMPONENT, b"policy 0".to_vec());
            AppDataDictionaryExtension::new(dictionary)
        })
    };
    for keeps in [false, true] {
        let mut extensions = context(None);
        if keeps {
            extensions.add(same()).unwrap();
        }
        let mut table = Table::new();
        let provider = &table.raw.provider;
        let built = table
            .group
            .commit_builder()
            .propose_group_context_extensions(extensions)
            .unwrap()
            .load_psks(provider.storage())
            .unwrap()
            .build(
                provider.rand(),
                provider.crypto(),
                &table.raw.signer(),
                |_| true,
            );
        // A dictionary that differs, the library does not set for its own.
        let Ok(built) = built else {
            assert!(!keeps);
            continue;
        };
        let commit = built.stage_commit(provider).unwrap().into_commit();
        assert!(matches!(table.take(commit), Err(ProcessError::Invalid)));
    }
}

#[test]
fn only_updates_change_what_a_group_has_agreed_about_itself() {
    let remove = AppDataUpdateProposal::remove(COMPONENT);
    let large = vec![1; 24 * 1024 + 1];
    for (what, proposals) in [
        (
            "a component less",
            vec![Proposal::AppDataUpdate(Box::new(remove))],
        ),
        (
            "a difference that is none",
            vec![update(COMPONENT, NONSENSE)],
        ),
        ("a number below", vec![update(0x8501, b"new")]),
        ("a number above", vec![update(0x8509, b"new")]),
        ("too much", vec![update(COMPONENT, &large)]),
        (
            "one component twice",
            vec![update(COMPONENT, b"old"), update(COMPONENT, b"new")],
        ),
    ] {
        let taken = Table::new().proposing(proposals);
        assert!(matches!(taken, Err(ProcessError::Invalid)), "{what}");
    }
    let mut table = Table::new();
    let all = vec![update(COMPONENT, b"new"), update(0x8508, b"another")];
    assert!(matches!(table.proposing(all), Ok(Processed::Commit(_))));
}

#[test]
fn proposals_that_are_not_leaves_are_refused() {
    let mut table = Table::new();
    let signer = table.raw.signer();
    let (update, _) = table
        .group
        .propose_self_update(&table.raw.provider, &signer, LeafNodeParameters::default())
        .unwrap();
    assert!(matches!(table.take(update), Err(ProcessError::Invalid)));
    assert!(table.honest.group.pending_leaves().is_empty());
}

#[test]
fn what_members_must_seal_is_refused_in_the_open() {
    let config = MlsGroupJoinConfig::builder()
        .wire_format_policy(MIXED_PLAINTEXT_WIRE_FORMAT_POLICY)
        .build();
    let mut table = Table::with_config(config);
    let signer = table.raw.signer();
    let commit = table
        .group
        .self_update(&table.raw.provider, &signer, LeafNodeParameters::default())
        .unwrap()
        .into_commit();
    assert!(matches!(table.take(commit), Err(ProcessError::Invalid)));
    table
        .group
        .clear_pending_commit(table.raw.provider.storage())
        .unwrap();
    let remove = table
        .group
        .propose_remove_member(
            &table.raw.provider,
            &signer,
            openmls::prelude::LeafNodeIndex::new(1),
        )
        .unwrap()
        .0;
    assert!(matches!(table.take(remove), Err(ProcessError::Invalid)));
}

#[test]
fn a_leaf_keeps_its_account_and_its_device() {
    let mut table = Table::new();
    let other = Raw {
        device: SigningKey::from_seed(&[68; 32]),
        ..Raw::new(66, 67)
    };
    let (old, new) = (table.raw.signer(), other.signer());
    let bundle = NewSignerBundle {
        signer: &new,
        credential_with_key: other.with_key(other.shape().credential),
    };
    let commit = table
        .group
        .self_update_with_new_signer(
            &table.raw.provider,
            &old,
            bundle,
            LeafNodeParameters::default(),
        )
        .unwrap()
        .into_commit();
    assert!(matches!(table.take(commit), Err(ProcessError::Invalid)));
}

#[test]
fn an_external_commit_does_not_give_a_device_to_another_account() {
    let mut table = Table::new();
    let identity = table.honest.device.identity.clone();
    let group = &table.honest.group;
    let info = with!(table.honest.device, ctx => group.group_info(ctx, &identity)).unwrap();
    for (account, allowed) in [(66, true), (70, false)] {
        // The same device key, under its own account and under another that signed it as well.
        let raw = Raw {
            account: SigningKey::from_seed(&[account; 32]),
            ..Raw::new(66, 67)
        };
        let message = MlsMessageIn::tls_deserialize_exact_bytes(&info).unwrap();
        let MlsMessageBodyIn::GroupInfo(info) = message.extract() else {
            panic!("no group info");
        };
        let leaf = LeafNodeParameters::builder()
            .with_capabilities(capabilities())
            .with_extensions(raw.shape().leaf)
            .build();
        let (_, bundle) = MlsGroup::external_commit_builder()
            .build_group(&raw.provider, info, raw.with_key(raw.shape().credential))
            .unwrap()
            .leaf_node_parameters(leaf)
            .load_psks(raw.provider.storage())
            .unwrap()
            .build(
                raw.provider.rand(),
                raw.provider.crypto(),
                &raw.signer(),
                |_| true,
            )
            .unwrap()
            .finalize(&raw.provider)
            .unwrap();
        match table.take(bundle.into_commit()) {
            Ok(Processed::Commit(theirs)) => assert!(allowed && theirs.external),
            Err(ProcessError::Invalid) => assert!(!allowed),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_group_that_is_not_of_the_profile_is_not_joined() {
    for (components, joined) in [
        (Some(&[(COMPONENT, 1)][..]), true),
        (None, false),
        (Some(&[(COMPONENT, 1), (0x8509, 1)]), false),
        (Some(&[(COMPONENT, 24 * 1024 + 1)]), false),
    ] {
        assert_eq!(is_joined(context(components)), joined, "{components:?}");
    }
}

/// Whether somebody joins a group that begins with this context; if not, nothing is left of it.
fn is_joined(context: Extensions<GroupContext>) -> bool {
    let mut device = Device::new(2, 1);
    let raw = Raw::new(66, 67);
    let shape = raw.shape();
    let mut group = MlsGroup::builder()
        .ciphersuite(SUITE)
        .with_capabilities(capabilities())
        .lifetime(shape.lifetime)
        .with_leaf_node_extensions(shape.leaf)
        .unwrap()
        .with_group_context_extensions(context)
        .build(&raw.provider, &raw.signer(), raw.with_key(shape.credential))
        .unwrap();
    let package = device.key_package_bytes(Suite::Classical, false);
    let message = MlsMessageIn::tls_deserialize_exact_bytes(&package).unwrap();
    let MlsMessageBodyIn::KeyPackage(package) = message.extract() else {
        panic!("no key package");
    };
    let package = package
        .validate(raw.provider.crypto(), ProtocolVersion::Mls10)
        .unwrap();
    let before = device.records.snapshot();
    let (_, welcome, _) = group
        .add_members(&raw.provider, &raw.signer(), &[package])
        .unwrap();
    group.merge_pending_commit(&raw.provider).unwrap();
    let tree = group
        .export_ratchet_tree()
        .tls_serialize_detached()
        .unwrap();
    let welcome = welcome.to_bytes().unwrap();
    match with!(device, ctx => hudhud_mls::Group::join(ctx, &welcome, Some(&tree))) {
        Ok(_) => true,
        Err(error) => {
            assert_eq!(error, hudhud_mls::JoinError::Invalid);
            assert!(device.records.snapshot() == before);
            false
        }
    }
}
