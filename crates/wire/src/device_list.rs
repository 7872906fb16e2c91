//! The signed device list: fixed layout, so that a host needs no content format to check it.
//!
//! The signature itself is checked by whoever has the cryptography (docs/spec/accounts.md).

use bytes::Bytes;
use hudhud_base::limits;

use crate::bounds::{ID_BYTES, SIGNATURE_BYTES};

/// What Ed25519 signs of a device list stands behind this label.
pub const DEVICE_LIST_LABEL: &str = "hudhud device list v1";

const FORMAT: u8 = 1;
/// Bytes before the devices: format, account key, version, count.
const HEAD_BYTES: usize = 1 + ID_BYTES + 8 + 1;

/// An account's devices, as its account key signed them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceList {
    /// Ed25519; its hash is the account id.
    pub account_key: [u8; 32],
    /// Grows with each change.
    pub version: u64,
    /// Ed25519 public keys of the devices: 1 to [`limits::DEVICES`], none twice.
    pub devices: Vec<[u8; 32]>,
    /// By `account_key`, over [`DeviceList::signed_bytes`].
    pub signature: [u8; 64],
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
        let mut sorted = devices.clone();
        sorted.sort_unstable();
        if sorted
            .windows(2)
            .any(|pair| matches!(pair, [a, b] if a == b))
        {
            return Err(DeviceListError::Twice);
        }
        Ok(Self {
            account_key: array(head, 1).ok_or(DeviceListError::Length)?,
            version: array(head, 1 + ID_BYTES)
                .map(u64::from_be_bytes)
                .ok_or(DeviceListError::Length)?,
            devices,
            signature: array(signature, 0).ok_or(DeviceListError::Length)?,
        })
    }

    /// What the account key signs: everything before the signature.
    #[must_use]
    pub fn signed_bytes(&self) -> Vec<u8> {
        let mut bytes =
            Vec::with_capacity(HEAD_BYTES + self.devices.len() * ID_BYTES + SIGNATURE_BYTES);
        bytes.push(FORMAT);
        bytes.extend_from_slice(&self.account_key);
        bytes.extend_from_slice(&self.version.to_be_bytes());
        bytes.push(u8::try_from(self.devices.len()).unwrap_or(u8::MAX));
        for device in &self.devices {
            bytes.extend_from_slice(device);
        }
        bytes
    }

    /// The whole list, as it is stored and sent.
    #[must_use]
    pub fn encode(&self) -> Bytes {
        let mut bytes = self.signed_bytes();
        bytes.extend_from_slice(&self.signature);
        Bytes::from(bytes)
    }
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at + N)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> DeviceList {
        DeviceList {
            account_key: [1; 32],
            version: 7,
            devices: vec![[2; 32], [3; 32]],
            signature: [4; 64],
        }
    }

    #[test]
    fn the_layout_is_what_the_specification_says() {
        let mut expected = vec![1];
        expected.extend([1; 32]);
        expected.extend([0, 0, 0, 0, 0, 0, 0, 7, 2]);
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
    fn another_format_is_refused() {
        let mut bytes = list().encode().to_vec();
        bytes[0] = 2;
        assert_eq!(DeviceList::parse(&bytes), Err(DeviceListError::Format));
    }
}
