//! The signed device list: fixed layout, so that a host needs no content format to check it.
//!
//! Signatures and hashes are made by whoever has the cryptography (docs/spec/accounts.md).

use bytes::Bytes;
use hudhud_base::{LogAddress, limits};

use crate::bounds::{ID_BYTES, SIGNATURE_BYTES};

/// What Ed25519 signs of a device list stands behind this label.
pub const DEVICE_LIST_LABEL: &str = "hudhud device list v1";

const FORMAT: u8 = 1;
/// Bytes before the devices: format, account key, era, version, hash of the list before, signer, inbox,
/// hash of the inbox key, count.
const HEAD_BYTES: usize = 1 + ID_BYTES + 4 + 8 + 4 * ID_BYTES + 1;

/// An account's devices, and the inbox in which it is written to, as they were signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceList {
    /// Ed25519; its hash is the account id.
    pub account_key: [u8; 32],
    /// Which chain of lists it is in: a higher era ends every chain before it.
    pub era: u32,
    /// Its place in the chain, from 1 to [`limits::DEVICE_LISTS`].
    pub version: u64,
    /// Hash of the list before it; zeros if there was none.
    pub before: [u8; 32],
    /// Ed25519: whose signature this is.
    pub signer: [u8; 32],
    /// The account's inbox.
    pub inbox: LogAddress,
    /// Hash of the key that the inbox's entries are sealed to.
    pub inbox_key_hash: [u8; 32],
    /// Ed25519 public keys of the devices: 1 to [`limits::DEVICES`], none twice.
    pub devices: Vec<[u8; 32]>,
    /// By `signer`, over [`DeviceList::signed_bytes`].
    pub signature: [u8; 64],
}

/// Where a list stands among all lists of its account. The default stands before all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct ListPlace {
    /// See [`DeviceList::era`].
    pub era: u32,
    /// See [`DeviceList::version`].
    pub version: u64,
}

/// Bytes are not a device list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DeviceListError {
    /// Not a format this build knows.
    #[error("device list: unknown format")]
    Format,
    /// The length does not fit the count.
    #[error("device list: wrong length")]
    Length,
    /// No chain has a list at that place.
    #[error("device list: version 0, or above {}", limits::DEVICE_LISTS)]
    Version,
    /// No device, or too many.
    #[error("device list: no device, or more than {}", limits::DEVICES)]
    Count,
    /// The same device stands in it twice.
    #[error("device list: a device stands in it twice")]
    Twice,
}

impl DeviceList {
    /// Reads a list; does not check the signature.
    ///
    /// # Errors
    /// See [`DeviceListError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, DeviceListError> {
        let (head, rest) = bytes
            .split_at_checked(HEAD_BYTES)
            .ok_or(DeviceListError::Length)?;
        if head.first() != Some(&FORMAT) {
            return Err(DeviceListError::Format);
        }
        // Before the length, so that a list of too many is told from one that was cut.
        let count = usize::from(head.last().copied().unwrap_or_default());
        if count == 0 || count > limits::DEVICES {
            return Err(DeviceListError::Count);
        }
        if rest.len() != count * ID_BYTES + SIGNATURE_BYTES {
            return Err(DeviceListError::Length);
        }
        let (keys, signature) = rest.split_at(count * ID_BYTES);
        let devices: Vec<[u8; 32]> = keys.as_chunks::<ID_BYTES>().0.to_vec();
        if stands_twice(&devices) {
            return Err(DeviceListError::Twice);
        }
        let signature = signature.try_into().map_err(|_| DeviceListError::Length)?;
        let list = Self::of(head, devices, signature).ok_or(DeviceListError::Length)?;
        if (1..=limits::DEVICE_LISTS).contains(&list.version) {
            Ok(list)
        } else {
            Err(DeviceListError::Version)
        }
    }

    fn of(head: &[u8], devices: Vec<[u8; 32]>, signature: [u8; 64]) -> Option<Self> {
        let mut rest = head.get(1..)?;
        Some(Self {
            account_key: take(&mut rest)?,
            era: u32::from_be_bytes(take(&mut rest)?),
            version: u64::from_be_bytes(take(&mut rest)?),
            before: take(&mut rest)?,
            signer: take(&mut rest)?,
            inbox: LogAddress(take(&mut rest)?),
            inbox_key_hash: take(&mut rest)?,
            devices,
            signature,
        })
    }

    /// What the signer signs: everything before the signature.
    #[must_use]
    pub fn signed_bytes(&self) -> Vec<u8> {
        let mut bytes =
            Vec::with_capacity(HEAD_BYTES + self.devices.len() * ID_BYTES + SIGNATURE_BYTES);
        bytes.push(FORMAT);
        bytes.extend_from_slice(&self.account_key);
        bytes.extend_from_slice(&self.era.to_be_bytes());
        bytes.extend_from_slice(&self.version.to_be_bytes());
        bytes.extend_from_slice(&self.before);
        bytes.extend_from_slice(&self.signer);
        bytes.extend_from_slice(&self.inbox.0);
        bytes.extend_from_slice(&self.inbox_key_hash);
        bytes.push(u8::try_from(self.devices.len()).unwrap_or(u8::MAX));
        for device in &self.devices {
            bytes.extend_from_slice(device);
        }
        bytes
    }

    /// The whole list, as it is stored, sent and hashed.
    #[must_use]
    pub fn encode(&self) -> Bytes {
        let mut bytes = self.signed_bytes();
        bytes.extend_from_slice(&self.signature);
        Bytes::from(bytes)
    }

    /// Whether this is the next list of the chain that `former` is in; `hash` is that of `former`.
    #[must_use]
    pub fn follows(&self, former: &Self, hash: &[u8; 32]) -> bool {
        self.account_key == former.account_key
            && self.era == former.era
            && former.version.checked_add(1) == Some(self.version)
            && self.before == *hash
    }

    /// The list with the signature that `sign` makes over what is signed of it.
    #[must_use]
    pub fn signed(mut self, sign: impl FnOnce(&[u8]) -> [u8; 64]) -> Self {
        self.signature = sign(&self.signed_bytes());
        self
    }

    /// Where it stands among all lists of its account.
    #[must_use]
    pub const fn place(&self) -> ListPlace {
        ListPlace {
            era: self.era,
            version: self.version,
        }
    }
}

fn stands_twice(devices: &[[u8; 32]]) -> bool {
    let mut sorted = devices.to_vec();
    sorted.sort_unstable();
    sorted
        .windows(2)
        .any(|pair| matches!(pair, [a, b] if a == b))
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, left) = rest.split_first_chunk::<N>()?;
    *rest = left;
    Some(*taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: [u8; 32] = [9; 32];

    fn list() -> DeviceList {
        DeviceList {
            account_key: [1; 32],
            era: 3,
            version: 7,
            before: [5; 32],
            signer: [6; 32],
            inbox: LogAddress([7; 32]),
            inbox_key_hash: [8; 32],
            devices: vec![[2; 32], [3; 32]],
            signature: [4; 64],
        }
    }

    fn next() -> DeviceList {
        DeviceList {
            version: 8,
            before: HASH,
            ..list()
        }
    }

    #[test]
    fn the_layout_is_what_the_specification_says() {
        let mut expected = vec![1];
        expected.extend([1; 32]);
        expected.extend([0, 0, 0, 3]);
        expected.extend([0, 0, 0, 0, 0, 0, 0, 7]);
        expected.extend([5; 32]);
        expected.extend([6; 32]);
        expected.extend([7; 32]);
        expected.extend([8; 32]);
        expected.push(2);
        expected.extend([2; 32]);
        expected.extend([3; 32]);
        assert_eq!(list().signed_bytes(), expected);
        expected.extend([4; 64]);
        assert_eq!(list().encode(), expected);
    }

    #[test]
    fn what_was_encoded_is_parsed_again() {
        assert_eq!(DeviceList::parse(&list().encode()), Ok(list()));
    }

    #[test]
    fn a_list_of_all_devices_is_within_its_bound() {
        let devices = (0..limits::DEVICES as u8).map(|at| [at; 32]).collect();
        let full = DeviceList { devices, ..list() }.encode();
        assert!(full.len() <= limits::DEVICE_LIST_BYTES);
        assert!(DeviceList::parse(&full).is_ok());
    }

    #[test]
    fn every_cut_list_is_refused() {
        let bytes = list().encode();
        for length in 0..bytes.len() {
            assert!(
                DeviceList::parse(&bytes[..length]).is_err(),
                "cut at {length}"
            );
        }
    }

    #[test]
    fn a_list_without_devices_with_too_many_or_with_one_twice_is_refused() {
        let with = |devices: Vec<[u8; 32]>| DeviceList { devices, ..list() }.encode();
        assert_eq!(
            DeviceList::parse(&with(vec![])),
            Err(DeviceListError::Count)
        );
        let many = (0..17).map(|at| [at; 32]).collect();
        assert_eq!(DeviceList::parse(&with(many)), Err(DeviceListError::Count));
        assert_eq!(
            DeviceList::parse(&with(vec![[5; 32]; 2])),
            Err(DeviceListError::Twice)
        );
    }

    #[test]
    fn a_list_at_no_place_of_a_chain_is_refused() {
        for version in [0, limits::DEVICE_LISTS + 1] {
            let bytes = DeviceList { version, ..list() }.encode();
            assert_eq!(DeviceList::parse(&bytes), Err(DeviceListError::Version));
        }
    }

    #[test]
    fn another_format_is_refused() {
        let mut bytes = list().encode().to_vec();
        bytes[0] = 2;
        assert_eq!(DeviceList::parse(&bytes), Err(DeviceListError::Format));
    }

    #[test]
    fn a_list_follows_only_the_one_whose_hash_it_names_one_place_before_it() {
        assert!(next().follows(&list(), &HASH));
        assert!(!next().follows(&list(), &[0; 32]));
        for other in [
            DeviceList {
                version: 9,
                ..next()
            },
            DeviceList { era: 4, ..next() },
            DeviceList {
                account_key: [0; 32],
                ..next()
            },
        ] {
            assert!(!other.follows(&list(), &HASH), "{other:?}");
        }
    }
}
