//! What a random world is, before anything happens in it: who is there, its climate, and what is planted.

use hudhud_engine::Config;
use hudhud_store::Store;

use crate::PEOPLE;
use crate::life::climate::Climate;
use crate::life::plant::Plant;
use crate::world::World;
use crate::world::queue::{Alarm, HostIndex};
use crate::world::random::Random;
use crate::world::trace::Trace;

/// How devices reach the host.
pub(crate) const HOST: &str = "https://sim.example";
/// There is one host.
pub(crate) const HOST_INDEX: HostIndex = 0;
/// A person does something.
pub(crate) const ACT: Alarm = Alarm(0);
/// Something breaks.
pub(crate) const BREAK: Alarm = Alarm(1);

/// A world and the dice that rule it.
pub(crate) struct Life {
    pub(crate) world: World,
    pub(crate) climate: Climate,
    pub(crate) plant: Plant,
    pub(crate) acted: u32,
}

impl Life {
    /// The world of a seed, before anything has happened.
    pub(crate) fn new(seed: u64, plant: Plant, whole_trace: bool) -> Self {
        let mut random = Random::new(seed);
        let climate = Climate::draw(seed, &mut random);
        let config = Config {
            suite: climate.suite,
            key_packages: 3,
            ..Config::default()
        };
        let weather = climate.weather.clone();
        let mut world = World::empty(random, weather, Trace::new(whole_trace));
        for name in PEOPLE.iter().take(climate.devices) {
            world.add_device(name, config, Store::in_memory());
        }
        world.add_host(climate.host());
        world.note(format_args!("seed {seed}: {climate:?}"));
        world.taps.extend(plant.tap());
        Self {
            world,
            climate,
            plant,
            acted: 0,
        }
    }
}
