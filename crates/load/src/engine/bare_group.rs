//! Groups with records in memory and no engine: what the MLS crate costs by itself.

use anyhow::{Context as _, bail};
use getrandom::SysRng;
use hudhud_crypto::signature::SigningKey;
use hudhud_mls::{
    Components, Context, DEVICE_LABEL, Group, Identity, KeyPackage, MemoryRecords, NewGroup, Plan,
    Processed, StagedOwn, Suite, new_key_package,
};
use rand_core::UnwrapErr;

use super::clocks::Cost;

struct Device {
    identity: Identity,
    records: MemoryRecords,
    rng: UnwrapErr<SysRng>,
}

impl Device {
    fn new() -> anyhow::Result<Self> {
        let mut rng = UnwrapErr(SysRng);
        let account = SigningKey::generate(&mut rng);
        let key = SigningKey::generate(&mut rng);
        let binding = account.sign(DEVICE_LABEL, &key.public());
        Ok(Self {
            identity: Identity::new(account.public(), key, binding)?,
            records: MemoryRecords::default(),
            rng,
        })
    }

    fn context(&mut self) -> Context<'_> {
        Context::new(&self.records, &mut self.rng)
    }

    fn package(&mut self, suite: Suite) -> anyhow::Result<KeyPackage> {
        let identity = self.identity.clone();
        let bytes = new_key_package(&mut self.context(), &identity, [1; 32], suite, false)?;
        let parsed = KeyPackage::parse(&bytes, &identity.account(), &[identity.device_key()]);
        Ok(parsed?)
    }
}

/// A group as two of its members hold it.
pub(super) struct BareGroup {
    sender: (Device, Group),
    reader: (Device, Group),
}

/// What it took to come to the group.
#[derive(Debug, Clone, Copy)]
pub(super) struct Founding {
    /// Adding one member to all but one others: commit and merge.
    pub(super) added: Cost,
    /// Joining by Welcome and tree.
    pub(super) joined: Cost,
}

impl BareGroup {
    /// Founds a group of `size` devices.
    pub(super) fn found(suite: Suite, size: usize) -> anyhow::Result<(Self, Founding)> {
        let mut creator = Device::new()?;
        let identity = creator.identity.clone();
        let new = NewGroup {
            id: b"sixteen bytes id",
            components: &Components::new(),
        };
        let mut group = Group::create(&mut creator.context(), &identity, [1; 32], suite, new)?;
        let packages: Result<Vec<_>, _> =
            (2..size).map(|_| Device::new()?.package(suite)).collect();
        add(&mut creator, &mut group, packages?)?;
        let mut last = Device::new()?;
        let package = last.package(suite)?;
        let (added, staged) = Cost::of(|| add(&mut creator, &mut group, vec![package]));
        let staged = staged?;
        let welcome = staged.welcome.as_deref().context("nobody was added")?;
        let tree = staged.tree.as_deref();
        let (joined, result) = Cost::of(|| Group::join(&mut last.context(), welcome, tree));
        let founded = Self {
            sender: (creator, group),
            reader: (last, result?.group),
        };
        Ok((founded, Founding { added, joined }))
    }

    /// What sealing one message takes, and opening it.
    pub(super) fn say(&mut self, text_bytes: usize) -> anyhow::Result<[Cost; 2]> {
        let (sender, outgoing) = &mut self.sender;
        let (reader, incoming) = &mut self.reader;
        let (identity, text) = (sender.identity.clone(), vec![b'm'; text_bytes]);
        let (sealing, sealed) =
            Cost::of(|| outgoing.seal(&mut sender.context(), &identity, &[0; 32], &text));
        let sealed = sealed?;
        let (opening, opened) =
            Cost::of(|| incoming.process(&mut reader.context(), &sealed, |_, _, _| None));
        let opened = opened?;
        if matches!(opened, Processed::Message { .. }) {
            Ok([sealing, opening])
        } else {
            bail!("a message was not opened: {opened:?}")
        }
    }
}

fn add(creator: &mut Device, group: &mut Group, add: Vec<KeyPackage>) -> anyhow::Result<StagedOwn> {
    let identity = creator.identity.clone();
    let plan = Plan {
        add,
        ..Plan::default()
    };
    let staged = group.stage(&mut creator.context(), &identity, plan, |_, _, _| None)?;
    group.merge_pending(&mut creator.context())?;
    Ok(staged)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_members_of_a_group_understand_each_other() {
        for suite in Suite::ALL {
            let (mut group, founding) = BareGroup::found(suite, 4).unwrap();
            assert!(founding.joined.wall > Cost::default().wall);
            group.say(200).unwrap();
        }
    }
}
