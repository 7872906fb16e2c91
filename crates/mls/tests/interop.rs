//! A group with a member that runs another implementation of MLS, in the classical suite.
//!
//! The other one comes in by an external commit: it cannot make a key package whose lifetime never
//! ends, and the profile has no other.

#[cfg(test)]
mod tests {
    use hudhud_crypto::signature::SigningKey;
    use hudhud_mls::{
        Components, Context, DEVICE_LABEL, Group, Identity, KeyPackage, MemoryRecords, NewGroup,
        Plan, Processed, Suite, new_key_package,
    };
    use mls_rs::client_builder::MlsConfig;
    use mls_rs::extension::ExtensionType;
    use mls_rs::group::ReceivedMessage;
    use mls_rs::group::proposal::ProposalType;
    use mls_rs::identity::SigningIdentity;
    use mls_rs::identity::basic::{BasicCredential, BasicIdentityProvider};
    use mls_rs::mls_rules::{DefaultMlsRules, EncryptionOptions};
    use mls_rs::{
        CipherSuite, CipherSuiteProvider as _, Client, CryptoProvider as _, Extension,
        ExtensionList, MlsMessage,
    };
    use mls_rs_crypto_rustcrypto::RustCryptoProvider;
    use rand_chacha::ChaCha20Rng;
    use rand_core::SeedableRng as _;
    /// What the group has agreed about itself, which the other implementation carries along unread.
    const DICTIONARY: ExtensionType = ExtensionType::new(6);
    const CONTROL: ExtensionType = ExtensionType::new(0xF502);
    /// The other implementation has it under an older number; here it only says that it knows this one.
    const SELF_REMOVE: ProposalType = ProposalType::new(0x000A);
    /// The other implementation has none of it: here, too, it only says so, and none is made.
    const APP_DATA_UPDATE: ProposalType = ProposalType::new(8);
    const SUITE: CipherSuite = CipherSuite::CURVE25519_AES128;

    fn none(_: u16, _: Option<&[u8]>, _: &[u8]) -> Option<Vec<u8>> {
        None
    }

    struct Ours {
        identity: Identity,
        records: MemoryRecords,
        rng: ChaCha20Rng,
    }

    impl Ours {
        fn new(seed: u8) -> Self {
            let account = SigningKey::from_seed(&[seed; 32]);
            let device = SigningKey::from_seed(&[seed + 1; 32]);
            let binding = account.sign(DEVICE_LABEL, &device.public());
            Self {
                identity: Identity::new(account.public(), device, binding).unwrap(),
                records: MemoryRecords::default(),
                rng: ChaCha20Rng::from_seed([seed; 32]),
            }
        }

        fn both(&mut self) -> (Context<'_>, &Identity) {
            (Context::new(&self.records, &mut self.rng), &self.identity)
        }

        fn package(&mut self) -> KeyPackage {
            let (mut ctx, identity) = self.both();
            let suite = Suite::Classical;
            let bytes = new_key_package(&mut ctx, identity, [3; 32], suite, false).unwrap();
            KeyPackage::parse(&bytes, &identity.account(), &[identity.device_key()]).unwrap()
        }

        fn open(&mut self, group: &mut Group, bytes: &[u8]) -> Vec<u8> {
            let (mut ctx, _) = self.both();
            let Processed::Message { plaintext, .. } =
                group.process(&mut ctx, bytes, none).unwrap()
            else {
                panic!("no message");
            };
            plaintext
        }

        fn apply(&mut self, group: &mut Group, bytes: &[u8]) {
            let (mut ctx, _) = self.both();
            let Processed::Commit(theirs) = group.process(&mut ctx, bytes, none).unwrap() else {
                panic!("no commit");
            };
            theirs.merge(group, &mut ctx).unwrap();
        }
    }

    /// A client of the other implementation whose leaf is of the profile.
    fn other() -> Client<impl MlsConfig> {
        let crypto = RustCryptoProvider::default();
        let suite = crypto.cipher_suite_provider(SUITE).unwrap();
        let (secret, public) = suite.signature_key_generate().unwrap();
        let account = SigningKey::from_seed(&[90; 32]);
        let binding = account.sign(DEVICE_LABEL, public.as_bytes());
        let credential = [[1].as_slice(), &account.public(), &binding].concat();
        let credential = BasicCredential::new(credential).into_credential();
        let sealed = EncryptionOptions::new(true, mls_rs::client_builder::PaddingMode::None);
        Client::builder()
            .identity_provider(BasicIdentityProvider)
            .crypto_provider(crypto)
            .extension_types([DICTIONARY, CONTROL])
            .custom_proposal_type(SELF_REMOVE)
            .custom_proposal_type(APP_DATA_UPDATE)
            .mls_rules(DefaultMlsRules::new().with_encryption_options(sealed))
            .signing_identity(SigningIdentity::new(credential, public), secret, SUITE)
            .build()
    }

    #[test]
    fn two_implementations_understand_each_other() {
        let mut ours = Ours::new(10);
        let (mut ctx, identity) = ours.both();
        let new = NewGroup {
            id: b"sixteen bytes id",
            components: &Components::from([(0x8502, b"agreed".to_vec())]),
        };
        let mut group = Group::create(&mut ctx, identity, [1; 32], Suite::Classical, new).unwrap();
        let info = group.group_info(&mut ctx, identity).unwrap();

        // They come in by themselves.
        let control = Extension::new(CONTROL, vec![7; 32]);
        let (mut theirs, commit) = other()
            .external_commit_builder()
            .unwrap()
            .with_leaf_node_extensions(ExtensionList::from(vec![control]))
            .build(MlsMessage::from_bytes(&info).unwrap())
            .unwrap();
        ours.apply(&mut group, &commit.to_bytes().unwrap());
        assert_eq!(group.members().len(), 2);
        assert_eq!(group.members()[1].control_key, [7; 32]);

        for round in 0_u8..3 {
            // A message each way.
            let sealed = theirs
                .encrypt_application_message(&[round], vec![])
                .unwrap();
            assert_eq!(ours.open(&mut group, &sealed.to_bytes().unwrap()), [round]);
            let (mut ctx, identity) = ours.both();
            let sealed = group
                .seal(&mut ctx, identity, b"outside", &[round])
                .unwrap();
            let message = MlsMessage::from_bytes(&sealed).unwrap();
            let ReceivedMessage::ApplicationMessage(opened) =
                theirs.process_incoming_message(message).unwrap()
            else {
                panic!("no message");
            };
            assert_eq!(
                (opened.data(), opened.authenticated_data.as_slice()),
                (&[round][..], &b"outside"[..])
            );

            // A commit each way: ours adds somebody, theirs refreshes.
            let add = vec![Ours::new(20 + 2 * round).package()];
            let plan = Plan {
                add,
                ..Plan::default()
            };
            let (mut ctx, identity) = ours.both();
            let staged = group.stage(&mut ctx, identity, plan, none).unwrap();
            group.merge_pending(&mut ctx).unwrap();
            let message = MlsMessage::from_bytes(&staged.commit).unwrap();
            let taken = theirs.process_incoming_message(message).unwrap();
            assert!(matches!(taken, ReceivedMessage::Commit(_)));
            let output = theirs.commit_builder().build().unwrap();
            theirs.apply_pending_commit().unwrap();
            ours.apply(&mut group, &output.commit_message.to_bytes().unwrap());
            assert_eq!(theirs.current_epoch(), group.epoch());
        }

        // The group's components came through all of it.
        assert_eq!(group.components()[&0x8502], b"agreed");

        // They learn that somebody left, and who.
        assert_eq!(group.members().len(), 5);
        let (mut ctx, identity) = ours.both();
        let plan = Plan {
            remove: vec![2],
            ..Plan::default()
        };
        let staged = group.stage(&mut ctx, identity, plan, none).unwrap();
        group.merge_pending(&mut ctx).unwrap();
        theirs
            .process_incoming_message(MlsMessage::from_bytes(&staged.commit).unwrap())
            .unwrap();
        assert_eq!(theirs.roster().members().len(), 4);
    }
}
