//! The simulated world with a watch on every turn: real engines and a real host, nothing lost, no time
//! but the virtual. Only the devices that are measured have a database on disk.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;

use anyhow::{Context as _, anyhow};
use hudhud_base::AccountId;
use hudhud_engine::{Answer, Command, Config, Event};
use hudhud_sim::{DeviceNumber, HostNumber, NoAnswer, Occasion};
use hudhud_store::Store;

use super::clocks::Cost;

const STORE_KEY: [u8; 32] = [5; 32];

/// What turns took, by whose they were, in order.
type Costs = BTreeMap<DeviceNumber, Vec<(Occasion, Cost)>>;

/// All of it.
pub(super) struct World {
    world: hudhud_sim::World,
    costs: Rc<RefCell<Costs>>,
}

impl World {
    pub(super) fn new() -> Self {
        let mut world = hudhud_sim::World::calm();
        let costs: Rc<RefCell<Costs>> = Rc::default();
        let kept = Rc::clone(&costs);
        world.measures(move |device, occasion, run| {
            let (cost, ()) = Cost::of(run);
            kept.borrow_mut()
                .entry(device)
                .or_default()
                .push((occasion, cost));
        });
        Self { world, costs }
    }

    /// A new person with an account; its database is at `path`, or in memory.
    pub(super) fn sign_up(
        &mut self,
        config: Config,
        path: Option<&Path>,
    ) -> anyhow::Result<DeviceNumber> {
        let store = match path {
            Some(path) => Store::open(path, &STORE_KEY)?,
            None => Store::in_memory(),
        };
        let device = self.world.arrives_with("device", config, store);
        self.world
            .signs_up(device, HostNumber(0), None)
            .map_err(refusal)?;
        self.until(device, |event| matches!(event, Event::SignedUp))?;
        self.settle();
        Ok(device)
    }

    pub(super) fn account(&self, device: DeviceNumber) -> AccountId {
        self.world.account(device)
    }

    /// What the turns of a device took since this was last asked, in order.
    pub(super) fn turns(&mut self, device: DeviceNumber) -> Vec<(Occasion, Cost)> {
        self.costs.borrow_mut().remove(&device).unwrap_or_default()
    }

    /// Cuts a device off, or lets it come back.
    pub(super) fn set_online(&mut self, device: DeviceNumber, online: bool) {
        if online {
            self.world.comes_online(device);
        } else {
            self.world.goes_offline(device);
        }
    }

    /// Asks for something, and gives the answer that is there at once.
    pub(super) fn command(
        &mut self,
        device: DeviceNumber,
        command: Command,
    ) -> anyhow::Result<Answer> {
        self.world.asks(device, command).map_err(refusal)
    }

    /// Lets things happen until a device has told of an event that `wanted` accepts; the event.
    pub(super) fn until(
        &mut self,
        device: DeviceNumber,
        wanted: impl Fn(&Event) -> bool,
    ) -> anyhow::Result<Event> {
        self.world
            .run_until(|world| world.has_told(device, &wanted));
        let told = self.world.heard(device).into_iter().find(wanted);
        told.context("what was waited for was not told")
    }

    /// Lets things happen until nothing is under way.
    pub(super) fn settle(&mut self) {
        self.world.settle();
    }
}

fn refusal(why: NoAnswer) -> anyhow::Error {
    match why {
        NoAnswer::Refused(error) => error.into(),
        NoAnswer::NoTurn => anyhow!("a turn failed"),
    }
}
