//! Devices with records of their own, and the steps that most tests share.

use std::collections::BTreeMap;

use hudhud_crypto::signature::SigningKey;
use hudhud_mls::{
    Components, DEVICE_LABEL, Group, Identity, Joined, KeyPackage, MemoryRecords, NewGroup, Plan,
    Processed, StagedOwn, StagedTheirs, Suite, Update, new_key_package,
};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng as _;

pub(crate) type Map = BTreeMap<Vec<u8>, Vec<u8>>;

pub(crate) const GROUP: &[u8] = b"sixteen bytes id";
/// The component that groups here have.
pub(crate) const COMPONENT: u16 = 0x8502;
/// A difference that cannot be applied.
pub(crate) const NONSENSE: &[u8] = b"nonsense";

/// One device: its keys, its records, its randomness.
pub(crate) struct Device {
    pub(crate) identity: Identity,
    pub(crate) records: MemoryRecords,
    rng: ChaCha20Rng,
    control: [u8; 32],
}

/// Calls `$call` with a context of `$device`.
macro_rules! with {
    ($device:expr, $ctx:ident => $call:expr) => {{
        let device = &mut $device;
        let (records, rng) = device.parts();
        let $ctx = &mut hudhud_mls::Context::new(records, rng);
        $call
    }};
}

impl Device {
    /// Device `device` of account `account`.
    pub(crate) fn new(account: u8, device: u8) -> Self {
        let account_key = SigningKey::from_seed(&[account; 32]);
        let mut seed = [device; 32];
        seed[0] = account;
        let key = SigningKey::from_seed(&seed);
        let binding = account_key.sign(DEVICE_LABEL, &key.public());
        Self {
            identity: Identity::new(account_key.public(), key, binding).unwrap(),
            records: MemoryRecords::default(),
            rng: ChaCha20Rng::from_seed(seed),
            control: [account ^ device; 32],
        }
    }

    pub(crate) fn parts(&mut self) -> (&MemoryRecords, &mut ChaCha20Rng) {
        (&self.records, &mut self.rng)
    }

    pub(crate) fn create(&mut self, suite: Suite) -> Group {
        let (identity, control) = (self.identity.clone(), self.control);
        let group = NewGroup {
            id: GROUP,
            components: &Components::from([(COMPONENT, b"policy 0".to_vec())]),
        };
        with!(*self, ctx => Group::create(ctx, &identity, control, suite, group)).unwrap()
    }

    pub(crate) fn key_package(&mut self, suite: Suite) -> KeyPackage {
        let bytes = self.key_package_bytes(suite, false);
        KeyPackage::parse(
            &bytes,
            &self.identity.account(),
            &[self.identity.device_key()],
        )
        .unwrap()
    }

    pub(crate) fn key_package_bytes(&mut self, suite: Suite, last_resort: bool) -> Vec<u8> {
        let (identity, control) = (self.identity.clone(), self.control);
        with!(*self, ctx => new_key_package(ctx, &identity, control, suite, last_resort)).unwrap()
    }

    pub(crate) fn stage(&mut self, group: &mut Group, plan: Plan) -> StagedOwn {
        let identity = self.identity.clone();
        with!(*self, ctx => group.stage(ctx, &identity, plan, apply)).unwrap()
    }

    pub(crate) fn merge(&mut self, group: &mut Group) {
        with!(*self, ctx => group.merge_pending(ctx)).unwrap();
    }

    pub(crate) fn join(&mut self, staged: &StagedOwn) -> Joined {
        let (welcome, tree) = (staged.welcome.as_deref().unwrap(), staged.tree.as_deref());
        with!(*self, ctx => Group::join(ctx, welcome, tree)).unwrap()
    }

    pub(crate) fn seal(&mut self, group: &mut Group, text: &str) -> Vec<u8> {
        let identity = self.identity.clone();
        with!(*self, ctx => group.seal(ctx, &identity, b"outside", text.as_bytes())).unwrap()
    }

    /// Opens a message and gives its text.
    pub(crate) fn open(&mut self, group: &mut Group, bytes: &[u8]) -> String {
        match with!(*self, ctx => group.process(ctx, bytes, apply)).unwrap() {
            Processed::Message {
                authenticated,
                plaintext,
                ..
            } => {
                assert_eq!(authenticated, b"outside");
                String::from_utf8(plaintext).unwrap()
            }
            other @ (Processed::Commit(_)
            | Processed::Leave { .. }
            | Processed::OwnCommit
            | Processed::OwnMessage { .. }) => panic!("not a message: {other:?}"),
        }
    }

    pub(crate) fn examine(&mut self, group: &mut Group, commit: &[u8]) -> Box<StagedTheirs> {
        match with!(*self, ctx => group.process(ctx, commit, apply)).unwrap() {
            Processed::Commit(theirs) => theirs,
            other @ (Processed::Message { .. }
            | Processed::Leave { .. }
            | Processed::OwnCommit
            | Processed::OwnMessage { .. }) => panic!("not a commit: {other:?}"),
        }
    }

    pub(crate) fn apply(&mut self, group: &mut Group, commit: &[u8]) {
        let theirs = self.examine(group, commit);
        with!(*self, ctx => theirs.merge(group, ctx)).unwrap();
    }

    pub(crate) fn secret(&mut self, group: &mut Group) -> [u8; 32] {
        *with!(*self, ctx => group.secret(ctx)).unwrap()
    }

    pub(crate) fn control(&self) -> [u8; 32] {
        self.control
    }
}

/// A device and its group.
pub(crate) struct Party {
    pub(crate) device: Device,
    pub(crate) group: Group,
}

impl Party {
    pub(crate) fn seal(&mut self, text: &str) -> Vec<u8> {
        self.device.seal(&mut self.group, text)
    }

    pub(crate) fn open(&mut self, bytes: &[u8]) -> String {
        self.device.open(&mut self.group, bytes)
    }

    pub(crate) fn process(&mut self, bytes: &[u8]) -> Result<Processed, hudhud_mls::ProcessError> {
        let group = &mut self.group;
        with!(self.device, ctx => group.process(ctx, bytes, apply))
    }

    pub(crate) fn stage(&mut self, plan: Plan) -> StagedOwn {
        self.device.stage(&mut self.group, plan)
    }

    pub(crate) fn merge(&mut self) {
        self.device.merge(&mut self.group);
    }

    pub(crate) fn discard(&mut self) {
        let group = &mut self.group;
        with!(self.device, ctx => group.discard_pending(ctx)).unwrap();
    }

    pub(crate) fn examine(&mut self, commit: &[u8]) -> Box<StagedTheirs> {
        self.device.examine(&mut self.group, commit)
    }

    pub(crate) fn apply(&mut self, commit: &[u8]) {
        self.device.apply(&mut self.group, commit);
    }

    pub(crate) fn secret(&mut self) -> [u8; 32] {
        self.device.secret(&mut self.group)
    }

    pub(crate) fn leave(&mut self) -> Vec<u8> {
        let identity = self.device.identity.clone();
        let group = &mut self.group;
        with!(self.device, ctx => group.leave(ctx, &identity)).unwrap()
    }

    pub(crate) fn reload(&mut self) {
        let id = self.group.id().to_vec();
        self.group = with!(self.device, ctx => Group::load(ctx, &id))
            .unwrap()
            .unwrap();
    }

    pub(crate) fn leaf(&self) -> u32 {
        self.group.own_leaf()
    }
}

impl Party {
    /// Rolls back, as a transaction that did not commit.
    pub(crate) fn rewind(&mut self, records: Map) {
        self.device.records.restore(records);
        self.reload();
    }

    /// Both halves, to be borrowed apart.
    pub(crate) fn split(&mut self) -> (&mut Device, &mut Group) {
        (&mut self.device, &mut self.group)
    }
}

/// A group of `size` accounts with one device each; the first created it and added the others.
pub(crate) fn parties(suite: Suite, size: u8) -> Vec<Party> {
    let mut first = Device::new(1, 1);
    let mut group = first.create(suite);
    let mut others: Vec<Device> = (2..=size).map(|account| Device::new(account, 1)).collect();
    if others.is_empty() {
        return vec![Party {
            device: first,
            group,
        }];
    }
    let add = others
        .iter_mut()
        .map(|device| device.key_package(suite))
        .collect();
    let staged = first.stage(
        &mut group,
        Plan {
            add,
            ..Plan::default()
        },
    );
    first.merge(&mut group);
    let mut parties = vec![Party {
        device: first,
        group,
    }];
    for mut device in others {
        let group = device.join(&staged).group;
        parties.push(Party { device, group });
    }
    parties
}

/// Gives a commit of `by` to everybody, as the log would.
pub(crate) fn everybody(parties: &mut [Party], by: usize, staged: &StagedOwn) {
    for (index, party) in parties.iter_mut().enumerate() {
        if index == by {
            assert!(matches!(
                party.process(&staged.commit),
                Ok(Processed::OwnCommit)
            ));
            party.merge();
        } else {
            party.apply(&staged.commit);
        }
    }
}

pub(crate) fn refresh() -> Plan {
    Plan {
        refresh: true,
        ..Plan::default()
    }
}

pub(crate) fn policy(bytes: &[u8]) -> Plan {
    Plan {
        updates: vec![Update {
            component: COMPONENT,
            difference: bytes.to_vec(),
        }],
        ..Plan::default()
    }
}

/// Differences here are the value to be, but for one that no component has.
pub(crate) fn apply(_: u16, _: Option<&[u8]>, difference: &[u8]) -> Option<Vec<u8>> {
    (difference != NONSENSE).then(|| difference.to_vec())
}

/// What a group has agreed on.
pub(crate) fn agreed(group: &Group) -> Vec<u8> {
    group.components().remove(&COMPONENT).unwrap()
}

pub(crate) fn remove(leaf: u32) -> Plan {
    Plan {
        remove: vec![leaf],
        ..Plan::default()
    }
}
