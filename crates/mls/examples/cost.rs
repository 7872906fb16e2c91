//! What groups cost: time and bytes written, with records in memory.
//!
//! `cargo run --release -p hudhud-mls --example cost`. Times are medians; a shared machine
//! makes them vary by a fifth.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::error::Error;
use std::io::{Write as _, stdout};
use std::time::{Duration, Instant};

use hudhud_crypto::signature::SigningKey;
use hudhud_mls::{
    Components, Context, DEVICE_LABEL, Group, Identity, KeyPackage, NewGroup, Plan, Processed,
    RecordPairs, Records, RecordsError, StagedOwn, Suite, new_key_package,
};
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};

type Failure = Box<dyn Error>;

/// Records in memory that count what is written.
#[derive(Default)]
struct Counted {
    map: RefCell<BTreeMap<Vec<u8>, Vec<u8>>>,
    written: Cell<usize>,
}

impl Records for Counted {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, RecordsError> {
        Ok(self.map.borrow().get(key).cloned())
    }

    fn put(&self, key: &[u8], value: &[u8]) -> Result<(), RecordsError> {
        self.written
            .set(self.written.get() + key.len() + value.len());
        self.map.borrow_mut().insert(key.to_vec(), value.to_vec());
        Ok(())
    }

    fn delete(&self, key: &[u8]) -> Result<(), RecordsError> {
        self.map.borrow_mut().remove(key);
        Ok(())
    }

    fn scan_prefix(&self, prefix: &[u8]) -> Result<RecordPairs, RecordsError> {
        let map = self.map.borrow();
        let found = map
            .range(prefix.to_vec()..)
            .take_while(|(key, _)| key.starts_with(prefix));
        Ok(found
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect())
    }
}

struct Device {
    identity: Identity,
    records: Counted,
    rng: ChaCha20Rng,
}

impl Device {
    fn new(number: u64) -> Result<Self, Failure> {
        let mut rng = ChaCha20Rng::seed_from_u64(number);
        let mut seed = [0; 32];
        rng.fill_bytes(&mut seed);
        let account = SigningKey::from_seed(&seed);
        rng.fill_bytes(&mut seed);
        let key = SigningKey::from_seed(&seed);
        let binding = account.sign(DEVICE_LABEL, &key.public());
        let identity = Identity::new(account.public(), key, binding)?;
        Ok(Self {
            identity,
            records: Counted::default(),
            rng,
        })
    }

    fn context(&mut self) -> Context<'_> {
        Context::new(&self.records, &mut self.rng)
    }

    fn package(&mut self, suite: Suite) -> Result<KeyPackage, Failure> {
        let identity = self.identity.clone();
        let bytes = new_key_package(&mut self.context(), &identity, [1; 32], suite, false)?;
        Ok(KeyPackage::parse(
            &bytes,
            &identity.account(),
            &[identity.device_key()],
        )?)
    }
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times
        .get(times.len() / 2)
        .map_or(0.0, |time| time.as_secs_f64() * 1e3)
}

/// Nothing changes what these groups have agreed about themselves.
fn none(_: u16, _: Option<&[u8]>, _: &[u8]) -> Option<Vec<u8>> {
    None
}

/// A group of `size`, by its creator, and the last who joined.
fn group_of(suite: Suite, size: u64) -> Result<[(Device, Group); 2], Failure> {
    let mut creator = Device::new(0)?;
    let identity = creator.identity.clone();
    let new = NewGroup {
        id: b"sixteen bytes id",
        components: &Components::new(),
    };
    let mut group = Group::create(&mut creator.context(), &identity, [1; 32], suite, new)?;
    let mut others = (2..size).map(Device::new).collect::<Result<Vec<_>, _>>()?;
    let add = others
        .iter_mut()
        .map(|device| device.package(suite))
        .collect::<Result<_, _>>()?;
    group.stage(
        &mut creator.context(),
        &identity,
        Plan {
            add,
            ..Plan::default()
        },
        none,
    )?;
    group.merge_pending(&mut creator.context())?;
    let mut last = Device::new(1)?;
    let add = vec![last.package(suite)?];
    let started = Instant::now();
    let staged = group.stage(
        &mut creator.context(),
        &identity,
        Plan {
            add,
            ..Plan::default()
        },
        none,
    )?;
    group.merge_pending(&mut creator.context())?;
    let adding = started.elapsed();
    creator.records.written.set(0);
    let started = Instant::now();
    let joined = join(&mut last, &staged)?;
    writeln!(
        stdout(),
        "{suite:?} {size}: add one {:.1} ms (commit {} B), join {:.1} ms (tree {} kB, written {} kB)",
        median(vec![adding]),
        staged.commit.len(),
        median(vec![started.elapsed()]),
        staged.tree.map_or(0, |tree| tree.len() / 1000),
        last.records.written.get() / 1000,
    )?;
    Ok([(creator, group), (last, joined)])
}

fn join(device: &mut Device, staged: &StagedOwn) -> Result<Group, Failure> {
    let welcome = staged.welcome.as_deref().ok_or("nobody was added")?;
    Ok(Group::join(&mut device.context(), welcome, staged.tree.as_deref())?.group)
}

fn messages(
    suite: Suite,
    size: u64,
    [(sender, outgoing), (reader, incoming)]: &mut [(Device, Group); 2],
) -> Result<(), Failure> {
    let identity = sender.identity.clone();
    let (mut sealing, mut opening, mut bytes) = (Vec::new(), Vec::new(), 0);
    let (mut sent, mut received) = (0, 0);
    for _ in 0..200 {
        sender.records.written.set(0);
        reader.records.written.set(0);
        let started = Instant::now();
        let sealed = outgoing.seal(&mut sender.context(), &identity, &[0; 32], &[0; 200])?;
        sealing.push(started.elapsed());
        let started = Instant::now();
        let opened = incoming.process(&mut reader.context(), &sealed, none)?;
        opening.push(started.elapsed());
        assert!(matches!(opened, Processed::Message { .. }));
        bytes = sealed.len();
        (sent, received) = (sender.records.written.get(), reader.records.written.get());
    }
    writeln!(
        stdout(),
        "{suite:?} {size}: seal {:.3} ms, open {:.3} ms, {bytes} B; written {sent} B, {received} B",
        median(sealing),
        median(opening),
    )?;
    Ok(())
}

fn commits(
    suite: Suite,
    size: u64,
    [(sender, outgoing), (reader, incoming)]: &mut [(Device, Group); 2],
) -> Result<(), Failure> {
    let identity = sender.identity.clone();
    let (mut making, mut taking, mut bytes) = (Vec::new(), Vec::new(), 0);
    for _ in 0..5 {
        reader.records.written.set(0);
        let plan = Plan {
            refresh: true,
            ..Plan::default()
        };
        let started = Instant::now();
        let staged = outgoing.stage(&mut sender.context(), &identity, plan, none)?;
        outgoing.merge_pending(&mut sender.context())?;
        making.push(started.elapsed());
        let started = Instant::now();
        let Processed::Commit(theirs) =
            incoming.process(&mut reader.context(), &staged.commit, none)?
        else {
            return Err("not a commit".into());
        };
        theirs.merge(incoming, &mut reader.context())?;
        taking.push(started.elapsed());
        bytes = staged.commit.len();
    }
    writeln!(
        stdout(),
        "{suite:?} {size}: refresh {:.1} ms, take it {:.1} ms, {} kB; written {} kB",
        median(making),
        median(taking),
        bytes / 1000,
        reader.records.written.get() / 1000,
    )?;
    let started = Instant::now();
    let id = incoming.id().to_vec();
    Group::load(&mut reader.context(), &id)?.ok_or("not there")?;
    writeln!(
        stdout(),
        "{suite:?} {size}: load {:.1} ms",
        median(vec![started.elapsed()])
    )?;
    Ok(())
}

fn main() -> Result<(), Failure> {
    for (suite, size) in [
        (Suite::Classical, 2),
        (Suite::Classical, 100),
        (Suite::Hybrid, 100),
        (Suite::Classical, 1000),
    ] {
        let mut pair = group_of(suite, size)?;
        messages(suite, size, &mut pair)?;
        commits(suite, size, &mut pair)?;
        messages(suite, size, &mut pair)?;
    }
    Ok(())
}
