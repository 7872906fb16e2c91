//! What changes cost on the wire.

use hudhud_mls::{Plan, Suite};

use crate::world::{COMPONENT, Device, policy, refresh};

/// Devices in the group.
const DEVICES: u8 = 100;

#[test]
fn a_new_title_among_a_hundred_devices_costs_less_than_two_kilobytes() {
    for suite in Suite::ALL {
        let mut first = Device::new(1, 1);
        let mut group = first.create(suite);
        let add = (2..=DEVICES)
            .map(|account| Device::new(account, 1).key_package(suite))
            .collect();
        let plan = Plan {
            add,
            ..Plan::default()
        };
        first.stage(&mut group, plan);
        first.merge(&mut group);
        assert_eq!(group.members().len(), usize::from(DEVICES));

        let title = "a title as long as titles may be ".repeat(8);
        let change = first.stage(&mut group, policy(title.as_bytes()));
        first.merge(&mut group);
        assert_eq!(group.components()[&COMPONENT], title.as_bytes());
        let path = first.stage(&mut group, refresh());
        // A path has a sealed key for every device that nobody has shared one with yet.
        let bytes = (change.commit.len(), path.commit.len());
        assert!(
            bytes.0 <= 2048 && bytes.1 > 5 * bytes.0,
            "{suite:?}: {bytes:?}"
        );
    }
}
