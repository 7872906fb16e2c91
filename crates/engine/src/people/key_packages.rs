//! Own key packages: made, published, and counted.

use bytes::Bytes;
use hudhud_base::limits;
use hudhud_mls::new_key_package;
use hudhud_store::settings;
use hudhud_wire::{DeviceKeyPackages, OwnAccount, Request};

use crate::api::Link;
use crate::turn::damage::Damage;
use crate::turn::pending::Pending;
use crate::turn::{Step, Turn};

/// Where it is kept how many key packages the host was last known to have for this device: a number
/// of four bytes, little end first.
pub const KEY_PACKAGES_SETTING: &str = "key-packages";

impl Turn<'_> {
    /// Fresh key packages, their private keys stored.
    pub(crate) fn make_key_packages(
        &mut self,
        count: usize,
        last_resort: bool,
    ) -> Step<DeviceKeyPackages> {
        let own = self.own()?;
        let (suite, control) = (self.config.suite, own.control.public().0);
        self.with_context(|context| {
            let mut make = |last| {
                new_key_package(context, &own.identity, control, suite, last).map(Bytes::from)
            };
            let one_time = (0..count).map(|_| make(false)).collect::<Result<_, _>>()?;
            let last_resort = last_resort.then(|| make(true)).transpose()?;
            Ok(DeviceKeyPackages {
                device: own.device,
                one_time,
                last_resort,
            })
        })?
        .map_err(|_: hudhud_mls::NewKeyPackageError| Damage::KeyPackageNotMade.into())
    }

    pub(crate) fn key_packages_are(&mut self, count: usize) -> Step {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        settings::put(self.db, KEY_PACKAGES_SETTING, &count.to_le_bytes())?;
        Ok(())
    }

    /// Publishes as many key packages as have been taken.
    pub(crate) fn own_account_is(&mut self, link: &Link, account: &OwnAccount) -> Step {
        let own = self.own()?;
        if account.device_list != own.row.device_list {
            // The host has been set back to an older state, or never got the newest list.
            self.update_own(|row| row.update_due = true)?;
        }
        let left = account
            .key_packages
            .iter()
            .find(|(device, _)| *device == own.device)
            .map_or(0, |(_, left)| *left);
        let missing = self
            .config
            .key_packages
            .min(limits::KEY_PACKAGES)
            .saturating_sub(left as usize);
        // As if they were there already: if they are refused, the next count says so.
        self.key_packages_are(missing.saturating_add(left as usize))?;
        if missing > 0 {
            // The last-resort package is not used up by being given.
            let packages = self.make_key_packages(missing, false)?;
            self.request(
                link,
                Request::PublishKeyPackages(packages),
                Pending::PublishPackages,
            );
        }
        Ok(())
    }
}
