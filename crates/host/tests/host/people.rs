//! Accounts that tests talk about.

use bytes::Bytes;
use hudhud_base::{AccountId, DeviceId, Generation};
use hudhud_crypto::identity::{account_id, device_id, device_list_hash, inbox_key_hash};
use hudhud_crypto::signature::SigningKey;
use hudhud_host::SessionId;
use hudhud_wire::{
    AccountUpdate, DEVICE_LIST_LABEL, DeviceKeyPackages, DeviceList, LinkKind, Reply, Request,
    SIGN_UP_LABEL, SignUp,
};

use crate::world::{Log, World};

/// What the inbox of everybody is sealed to.
pub(crate) const INBOX_KEY: &[u8] = b"inbox key";

pub(crate) struct Person {
    pub(crate) key: SigningKey,
    pub(crate) device: SigningKey,
    pub(crate) inbox: Log,
}

impl Person {
    pub(crate) fn new(number: u8) -> Self {
        Self {
            key: SigningKey::from_seed(&[number; 32]),
            device: SigningKey::from_seed(&[number ^ 0x80; 32]),
            inbox: Log::new(number),
        }
    }

    pub(crate) fn id(&self) -> AccountId {
        account_id(&self.key.public())
    }

    pub(crate) fn device_id(&self) -> DeviceId {
        device_id(&self.device.public())
    }

    /// The first list of this account.
    pub(crate) fn first_list(&self) -> DeviceList {
        DeviceList {
            account_key: self.key.public(),
            era: 0,
            version: 1,
            before: [0; 32],
            signer: self.key.public(),
            inbox: self.inbox.address,
            inbox_key_hash: inbox_key_hash(INBOX_KEY),
            devices: vec![self.device.public()],
            signature: [0; 64],
        }
    }

    pub(crate) fn signed(&self, list: DeviceList) -> Bytes {
        list.signed(|bytes| self.key.sign(DEVICE_LIST_LABEL, bytes))
            .encode()
    }

    /// The list that follows another one, with these devices.
    pub(crate) fn next_list(&self, former: &Bytes, devices: Vec<[u8; 32]>) -> DeviceList {
        let before = DeviceList::parse(former).unwrap();
        DeviceList {
            version: before.version + 1,
            before: device_list_hash(former),
            devices,
            ..before
        }
    }

    /// Another list, and everything else as it was at the sign-up.
    pub(crate) fn update(&self, device_list: Bytes) -> Request {
        Request::UpdateAccount(AccountUpdate {
            device_list,
            inbox_key: Bytes::from_static(INBOX_KEY),
            inbox_hashes: self.inbox.hashes(Generation(0)),
        })
    }

    pub(crate) fn name_signature(&self, name: &str) -> [u8; 64] {
        let mut signed = name.as_bytes().to_vec();
        signed.push(0);
        signed.extend(self.id().0);
        signed.extend(b"localhost");
        self.key.sign("hudhud name v1", &signed)
    }

    pub(crate) fn packages(&self, one_time: &[&'static str]) -> DeviceKeyPackages {
        DeviceKeyPackages {
            device: self.device_id(),
            one_time: one_time
                .iter()
                .map(|package| Bytes::from(*package))
                .collect(),
            last_resort: Some(Bytes::from("last resort")),
        }
    }

    pub(crate) fn unsigned(&self, name: Option<&str>) -> SignUp {
        SignUp {
            account_key: self.key.public(),
            device_list: self.signed(self.first_list()),
            inbox: self.inbox.address,
            inbox_hashes: self.inbox.hashes(Generation(0)),
            inbox_key: Bytes::from_static(INBOX_KEY),
            key_packages: self.packages(&["first", "second"]),
            name: name.map(|name| (name.to_owned(), self.name_signature(name))),
            payment: None,
            signature: [0; 64],
        }
    }

    pub(crate) fn sign(&self, mut sign_up: SignUp) -> Request {
        sign_up.signature = self.key.sign(SIGN_UP_LABEL, &sign_up.signed_bytes());
        Request::SignUp(Box::new(sign_up))
    }

    pub(crate) fn sign_up(&self, name: Option<&str>) -> Request {
        self.sign(self.unsigned(name))
    }

    pub(crate) fn claim(&self, name: &str) -> Request {
        Request::ClaimName {
            name: name.to_owned(),
            signature: self.name_signature(name),
        }
    }
}

impl World {
    /// An account link on which nobody is authenticated yet, and its challenge.
    pub(crate) fn account_link(&mut self) -> (SessionId, [u8; 32]) {
        let session = self.connect();
        let hello = Request::Hello {
            version_min: 1,
            version_max: 9,
            link: LinkKind::Account,
            agent: String::new(),
        };
        expect_frame!(self.ask(session, hello), Reply::Welcome(welcome) => (session, welcome.challenge))
    }

    pub(crate) fn authentication(
        &self,
        person: &Person,
        device: &SigningKey,
        challenge: [u8; 32],
    ) -> Request {
        let mut signed = challenge.to_vec();
        signed.extend(person.id().0);
        signed.extend(b"localhost");
        Request::Authenticate {
            account: person.id(),
            device_key: device.public(),
            signature: device.sign("hudhud authenticate v1", &signed),
        }
    }

    pub(crate) fn authenticated(&mut self, person: &Person) -> SessionId {
        let (session, challenge) = self.account_link();
        let request = self.authentication(person, &person.device, challenge);
        assert_eq!(self.ask(session, request), Reply::Done);
        session
    }

    /// Somebody with an account, and a link on which it is authenticated.
    pub(crate) fn person(&mut self, number: u8, name: Option<&str>) -> (Person, SessionId) {
        let person = Person::new(number);
        let (session, _) = self.account_link();
        assert_eq!(self.ask(session, person.sign_up(name)), Reply::Done);
        let session = self.authenticated(&person);
        (person, session)
    }
}
