//! The account of this device: its keys, and how they are made.

use hudhud_base::{
    AccountId, DeviceId, HostName, HostUrl, LogAddress, RunningHash, Seq, Timestamp, limits,
};
use hudhud_crypto::{
    control::ControlSecret,
    identity::{account_id, capability_hash, device_id, device_list_hash, inbox_key_hash},
    inbox::InboxSecret,
    signature::SigningKey,
};
use hudhud_mls::{DEVICE_LABEL, Identity};
use hudhud_store::{Secret, own::OwnRow};
use hudhud_wire::{CapabilityHashes, DEVICE_LIST_LABEL, DeviceList};
use rand_core::CryptoRng;

use crate::api::Access;
use crate::turn::damage::Damage;

/// The keys of this device in the form they are used in.
pub(crate) struct Own {
    pub(crate) row: OwnRow,
    pub(crate) account: AccountId,
    /// What its host is called in what others read.
    pub(crate) home: HostName,
    pub(crate) device: DeviceId,
    pub(crate) account_key: SigningKey,
    pub(crate) device_key: SigningKey,
    /// The account key's signature over the device key.
    pub(crate) binding: [u8; 64],
    pub(crate) identity: Identity,
    pub(crate) control: ControlSecret,
    pub(crate) inbox: InboxSecret,
    pub(crate) device_list: DeviceList,
}

impl std::fmt::Debug for Own {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Own")
            .field("account", &self.account)
            .finish_non_exhaustive()
    }
}

impl Own {
    pub(crate) fn from_row(row: OwnRow) -> Result<Self, Damage> {
        let url: HostUrl = row.host.parse().map_err(|_| Damage::HostUnreadable)?;
        let account_key = SigningKey::from_seed(row.account_seed.as_bytes());
        let device_key = SigningKey::from_seed(row.device_seed.as_bytes());
        let binding = account_key.sign(DEVICE_LABEL, &device_key.public());
        Ok(Self {
            account: account_id(&account_key.public()),
            device: device_id(&device_key.public()),
            home: HostName::from(&url),
            identity: Identity::new(account_key.public(), device_key.clone(), binding)
                .map_err(|_| Damage::AccountKeys)?,
            control: ControlSecret::from_bytes(*row.control_secret.as_bytes()),
            inbox: InboxSecret::from_seed(*row.inbox_secret.as_bytes()),
            device_list: DeviceList::parse(&row.device_list).map_err(|_| Damage::AccountKeys)?,
            account_key,
            device_key,
            binding,
            row,
        })
    }

    /// Where this device reaches a host that others name: its own as it signed up there, any other as
    /// everybody does. Nowhere if it is this machine: only who has a host of their own there, to try things
    /// out, means that by it. Anybody else's word would have this device knock at its own ports.
    pub(crate) fn url_of(&self, host: &HostName) -> Option<String> {
        if *host == self.home {
            return Some(self.row.host.clone());
        }
        let is_reached = !host.is_loopback() || self.home.is_loopback();
        is_reached.then(|| host.url().to_string())
    }

    /// What the host knows of the inbox's capabilities.
    pub(crate) fn inbox_hashes(&self) -> CapabilityHashes {
        let hash = |secret: &Secret| capability_hash(secret.as_bytes());
        CapabilityHashes {
            read: hash(&self.row.inbox_read),
            write: hash(&self.row.inbox_write),
            control: hash(&self.row.inbox_control),
        }
    }

    /// The device list behind the present one, with this inbox key. A chain that has come to its end is
    /// followed by one of the next era.
    pub(crate) fn next_list(&self, inbox_key: &[u8]) -> Vec<u8> {
        let inbox_key_hash = inbox_key_hash(inbox_key);
        let (present, before) = self.list();
        let list = DeviceList {
            version: present.version.saturating_add(1),
            before,
            inbox_key_hash,
            ..present
        };
        if list.version > limits::DEVICE_LISTS {
            return self.opens_era(list);
        }
        signed(list, &self.account_key)
    }

    /// What the present device list says, as the first one of the next era.
    pub(crate) fn first_list_of_next_era(&self) -> Vec<u8> {
        let (present, before) = self.list();
        self.opens_era(DeviceList { before, ..present })
    }

    fn opens_era(&self, list: DeviceList) -> Vec<u8> {
        let list = DeviceList {
            era: list.era.saturating_add(1),
            version: 1,
            ..list
        };
        signed(list, &self.account_key)
    }

    /// The present device list and its hash.
    fn list(&self) -> (DeviceList, [u8; 32]) {
        (
            self.device_list.clone(),
            device_list_hash(&self.row.device_list),
        )
    }
}

fn signed(list: DeviceList, account_key: &SigningKey) -> Vec<u8> {
    let list = list.signed(|bytes| account_key.sign(DEVICE_LIST_LABEL, bytes));
    list.encode().to_vec()
}

/// Fresh keys for an account on `host`.
pub(crate) fn generate(
    host: &str,
    wanted_name: Option<String>,
    now: Timestamp,
    rng: &mut dyn CryptoRng,
) -> OwnRow {
    let account_key = SigningKey::generate(rng);
    let device_key = SigningKey::generate(rng);
    let (inbox_seed, inbox) = (random(rng), LogAddress(random(rng)));
    let inbox_key = InboxSecret::from_seed(inbox_seed).public();
    let device_list = DeviceList {
        account_key: account_key.public(),
        era: 0,
        version: 1,
        before: [0; 32],
        signer: account_key.public(),
        inbox,
        inbox_key_hash: inbox_key_hash(&inbox_key),
        devices: vec![device_key.public()],
        signature: [0; 64],
    };
    let device_list = signed(device_list, &account_key);
    OwnRow {
        host: host.to_owned(),
        // The host tells its domain when it greets, and only then can it be signed for.
        domain: String::new(),
        account_seed: Secret::new(*account_key.seed()),
        device_seed: Secret::new(*device_key.seed()),
        control_secret: Secret::new(random(rng)),
        inbox_secret: Secret::new(inbox_seed),
        inbox_address: inbox,
        inbox_read: Secret::new(random(rng)),
        inbox_write: Secret::new(random(rng)),
        inbox_control: Secret::new(random(rng)),
        device_list,
        keys_renewed: now,
        update_due: false,
        name: None,
        wanted_name,
        signed_up: false,
        access: Access::Open,
        inbox_cursor: Seq(0),
        inbox_hash: RunningHash::EMPTY,
    }
}

pub(crate) fn random<const N: usize>(rng: &mut dyn CryptoRng) -> [u8; N] {
    let mut bytes = [0; N];
    rng.fill_bytes(&mut bytes);
    bytes
}
