//! The profile's numbers and the library's settings that follow from it (docs/spec/mls.md).

use openmls::prelude::{
    AppDataDictionary, AppDataDictionaryExtension, Capabilities, CredentialType, Extension,
    ExtensionType, Extensions, GroupContext, InvalidExtensionError, LeafNode, Lifetime,
    MIXED_CIPHERTEXT_WIRE_FORMAT_POLICY, MIXED_PLAINTEXT_WIRE_FORMAT_POLICY, MlsGroupCreateConfig,
    MlsGroupJoinConfig, ProposalType, ProtocolVersion, RequiredCapabilitiesExtension,
    SenderRatchetConfiguration, UnknownExtension,
};

use crate::components::{self, Components};
use crate::suite::Suite;

/// The leaf node extension that holds the control key: private use.
pub(crate) const CONTROL_EXTENSION: u16 = 0xF502;
/// The safe exporter's component for generation secrets: private use.
pub(crate) const GENERATION_COMPONENT: u16 = 0x8501;

/// Epochs whose messages can still be opened, the current one not counted.
pub const PAST_EPOCHS: usize = 5;
/// Messages of one sender that may arrive after a later one.
const OUT_OF_ORDER: u32 = 10;
/// Messages of one sender that may be missing before one that arrives.
const FORWARD: u32 = 2000;

/// The one lifetime of the profile. A shorter one would make validity depend on clocks.
pub(crate) fn lifetime() -> Lifetime {
    Lifetime::init(0, u64::MAX)
}

/// What our leaves say they can do: the profile, and nothing besides.
pub(crate) fn capabilities() -> Capabilities {
    Capabilities::new(
        Some(&[ProtocolVersion::Mls10]),
        Some(&Suite::ALL.map(Suite::ciphersuite)),
        Some(&[
            ExtensionType::LastResort,
            ExtensionType::AppDataDictionary,
            ExtensionType::Unknown(CONTROL_EXTENSION),
        ]),
        Some(&[ProposalType::AppDataUpdate, ProposalType::SelfRemove]),
        Some(&[CredentialType::Basic]),
    )
}

/// What a group asks of its members.
fn required_capabilities() -> RequiredCapabilitiesExtension {
    RequiredCapabilitiesExtension::new(
        &[
            ExtensionType::AppDataDictionary,
            ExtensionType::Unknown(CONTROL_EXTENSION),
        ],
        &[ProposalType::AppDataUpdate, ProposalType::SelfRemove],
        &[CredentialType::Basic],
    )
}

/// The extensions of a group's context: what it asks of members, and its components.
fn group_extensions(
    components: &Components,
) -> Result<Extensions<GroupContext>, InvalidExtensionError> {
    let mut dictionary = AppDataDictionary::new();
    for (id, value) in components {
        let _ = dictionary.insert(*id, value.clone());
    }
    Extensions::from_vec(vec![
        Extension::RequiredCapabilities(required_capabilities()),
        Extension::AppDataDictionary(AppDataDictionaryExtension::new(dictionary)),
    ])
}

/// The components in a group's context, if the context's extensions are those of the profile.
pub(crate) fn components_of(extensions: &Extensions<GroupContext>) -> Option<&AppDataDictionary> {
    let required = extensions.required_capabilities()?;
    let dictionary = extensions.app_data_dictionary()?.dictionary();
    // Counted, because an extension more would bind members to what the profile does not have.
    (extensions.iter().count() == 2
        && *required == required_capabilities()
        && components::are_of_profile(dictionary))
    .then_some(dictionary)
}

/// The extensions of a leaf: its control key.
pub(crate) fn leaf_extensions(
    control_public: &[u8; 32],
) -> Result<Extensions<LeafNode>, InvalidExtensionError> {
    Extensions::single(Extension::Unknown(
        CONTROL_EXTENSION,
        UnknownExtension(control_public.to_vec()),
    ))
}

/// Puts the settings of a group in memory into either of the library's two builders: who creates a
/// group and who joins it must have the same.
macro_rules! with_settings {
    ($builder:expr, $wire_format:expr) => {
        $builder
            .wire_format_policy($wire_format)
            // The outer seal pads the whole message; twice would only cost.
            .padding_size(0)
            .max_past_epochs(PAST_EPOCHS)
            // None is ever used: the profile has no PreSharedKey proposals.
            .number_of_resumption_psks(1)
            .use_ratchet_tree_extension(false)
            .sender_ratchet_configuration(SenderRatchetConfiguration::new(OUT_OF_ORDER, FORWARD))
    };
}

/// The settings of a group in memory. Handshake messages go out sealed; a leave is the exception
/// (RFC 9420 has no way to send one sealed), and so is an external commit.
pub(crate) fn join_config() -> MlsGroupJoinConfig {
    with_settings!(
        MlsGroupJoinConfig::builder(),
        MIXED_CIPHERTEXT_WIRE_FORMAT_POLICY
    )
    .build()
}

/// The settings for as long as a leave is made.
pub(crate) fn leaving_config() -> MlsGroupJoinConfig {
    with_settings!(
        MlsGroupJoinConfig::builder(),
        MIXED_PLAINTEXT_WIRE_FORMAT_POLICY
    )
    .build()
}

/// What a new group is made of: the same settings, its components, and our leaf.
pub(crate) fn create_config(
    suite: Suite,
    components: &Components,
    control_public: &[u8; 32],
) -> Option<MlsGroupCreateConfig> {
    let config = with_settings!(
        MlsGroupCreateConfig::builder(),
        MIXED_CIPHERTEXT_WIRE_FORMAT_POLICY
    )
    .lifetime(lifetime())
    .ciphersuite(suite.ciphersuite())
    .capabilities(capabilities())
    .with_group_context_extensions(group_extensions(components).ok()?)
    .with_leaf_node_extensions(leaf_extensions(control_public).ok()?);
    Some(config.ok()?.build())
}
