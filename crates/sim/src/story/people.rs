//! Who is there: hosts, devices, accounts.

use hudhud_base::AccountId;
use hudhud_engine::{Command, Config, Person, Suite};
use hudhud_host::Config as HostConfig;
use hudhud_store::Store;

use crate::story::{Conversation, DeviceNumber, HostNumber};
use crate::world::World;
use crate::world::random::Random;
use crate::world::trace::Trace;
use crate::world::weather::Weather;

/// The seed of every story: what it draws matters to none.
const SEED: u64 = 1;
/// One-time key packages of a device: making them takes time, and few are needed.
const KEY_PACKAGES: usize = 3;

impl World {
    /// A world with one host, in which everything takes next to no time and nothing fails.
    #[must_use]
    pub fn calm() -> Self {
        Self::calm_with(|_| ())
    }

    /// The same, with a host that is otherwise than usual.
    #[must_use]
    pub fn calm_with(change: impl FnOnce(&mut HostConfig)) -> Self {
        let trace = Self::trace_of_a_story();
        Self::calm_as((Random::new(SEED), trace), change)
    }

    /// The same, with other dice and another trace.
    pub(crate) fn calm_as(
        (random, trace): (Random, Trace),
        change: impl FnOnce(&mut HostConfig),
    ) -> Self {
        let mut host = HostConfig {
            host: "sim.example".to_owned(),
            ..HostConfig::default()
        };
        change(&mut host);
        let mut world = Self::empty(random, Weather::calm(), trace);
        world.fair = true;
        world.add_host(host);
        world
    }

    /// Another host, at this domain.
    pub fn opens_host(&mut self, domain: &str) -> HostNumber {
        HostNumber(self.add_host(HostConfig {
            host: domain.to_owned(),
            ..HostConfig::default()
        }))
    }

    /// A new device that has not signed up.
    pub fn arrives(&mut self, name: &'static str) -> DeviceNumber {
        self.arrives_with(name, Self::usual_device(), Store::in_memory())
    }

    /// The same, otherwise than usual.
    pub fn arrives_with(
        &mut self,
        name: &'static str,
        config: Config,
        store: Store,
    ) -> DeviceNumber {
        DeviceNumber(self.add_device(name, config, store))
    }

    /// What devices of stories are like.
    #[must_use]
    pub fn usual_device() -> Config {
        Config {
            suite: Suite::Classical,
            key_packages: KEY_PACKAGES,
            ..Config::default()
        }
    }

    /// A new person, signed up at the first host under this name. Lets things happen.
    #[track_caller]
    pub fn joins(&mut self, name: &'static str) -> DeviceNumber {
        self.joins_at(HostNumber(0), name)
    }

    /// The same, at another host.
    #[track_caller]
    pub fn joins_at(&mut self, host: HostNumber, name: &'static str) -> DeviceNumber {
        self.joins_as(host, name, Self::usual_device())
    }

    /// The same, with a device that is otherwise than usual.
    #[track_caller]
    pub fn joins_as(
        &mut self,
        host: HostNumber,
        name: &'static str,
        config: Config,
    ) -> DeviceNumber {
        let device = self.arrives_with(name, config, Store::in_memory());
        if let Err(error) = self.signs_up(device, host, Some(name)) {
            self.stop_story(format_args!("{name} cannot sign up: {error:?}"));
        }
        self.run_until_quiet();
        if !self.is_signed_up(device) {
            self.stop_story(format_args!("{name} has not signed up"));
        }
        device
    }

    /// Asks for an account on a host.
    ///
    /// # Errors
    /// See [`World::asks`].
    pub fn signs_up(
        &mut self,
        device: DeviceNumber,
        host: HostNumber,
        name: Option<&str>,
    ) -> crate::Answered {
        let host = self.url(host);
        let name = name.map(str::to_owned);
        let sign_up = Command::SignUp {
            host,
            name,
            code: None,
        };
        self.asks(device, sign_up)
    }

    /// Whether the device knows that its account exists.
    #[must_use]
    pub fn is_signed_up(&self, device: DeviceNumber) -> bool {
        self.devices
            .get(device.0)
            .is_some_and(crate::world::device::Device::signed_up)
    }

    /// How devices reach a host.
    #[must_use]
    pub fn url(&self, host: HostNumber) -> String {
        self.hosts
            .get(host.0)
            .map(crate::world::host::HostSide::url)
            .unwrap_or_default()
    }

    /// The account of a device that has keys.
    #[must_use]
    #[track_caller]
    pub fn account(&self, device: DeviceNumber) -> AccountId {
        let account = self
            .devices
            .get(device.0)
            .and_then(|device| device.account());
        match account {
            Some(account) => account,
            None => self.stop_story("this device has no account"),
        }
    }

    /// The person of a device, as somebody else asks for them: by name, at their host.
    pub(crate) fn person(&self, device: DeviceNumber) -> Person {
        let name = self.name(device.0).to_owned();
        let host = self.devices.get(device.0).and_then(|device| device.home());
        let host = host.unwrap_or_else(|| self.url(HostNumber(0)));
        Person::Name { name, host }
    }

    /// The name under which an account signed up in this world.
    pub(crate) fn name_of(&self, account: &AccountId) -> &'static str {
        self.devices
            .iter()
            .find(|device| device.account().as_ref() == Some(account))
            .map_or("somebody", |device| device.name)
    }

    /// Two who talk: the first began it, the second accepted. Lets things happen.
    #[track_caller]
    pub fn introduces(&mut self, first: DeviceNumber, second: DeviceNumber) -> Conversation {
        self.must(first, |world| world.starts(first, second));
        self.run_until_quiet();
        let talk = self.between(first, second);
        self.must(second, |world| world.accepts(second, talk));
        self.run_until_quiet();
        talk
    }

    /// A group of the first of them, in which all others have accepted. Lets things happen.
    #[track_caller]
    pub fn gathers(&mut self, title: &str, people: &[DeviceNumber]) -> Conversation {
        let Some((&first, others)) = people.split_first() else {
            self.stop_story("a group of nobody");
        };
        let group = match self.creates_group(first, title, others) {
            Ok(group) => group,
            Err(error) => self.stop_story(format_args!("no group: {error:?}")),
        };
        self.run_until_quiet();
        for &other in others {
            self.must(other, |world| world.accepts(other, group));
        }
        self.run_until_quiet();
        group
    }

    /// Asks for something that has to be taken on.
    #[track_caller]
    pub(crate) fn must(
        &mut self,
        who: DeviceNumber,
        ask: impl FnOnce(&mut Self) -> crate::Answered,
    ) {
        if let Err(error) = ask(self) {
            let name = self.name(who.0);
            self.stop_story(format_args!("{name} cannot do that: {error:?}"));
        }
    }
}
