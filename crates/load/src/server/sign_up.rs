//! Sign-ups: account, signed device list, inbox and key packages, in one durable step.

use std::collections::VecDeque;
use std::time::Instant;

use anyhow::ensure;
use bytes::Bytes;
use hudhud_base::LogAddress;
use hudhud_crypto::identity::{capability_hash, device_id, inbox_key_hash};
use hudhud_crypto::inbox::PUBLIC_BYTES;
use hudhud_crypto::signature::SigningKey;
use hudhud_wire::{
    CapabilityHashes, DEVICE_LIST_LABEL, DeviceKeyPackages, DeviceList, LinkKind, Reply, Request,
    SIGN_UP_LABEL, SignUp,
};
use tokio::task::JoinSet;

use super::link::{Link, Load, all_done};
use super::stream::Target;
use crate::random::Random;

/// Bytes of a key package of the hybrid suite. A host does not look into it.
const KEY_PACKAGE_BYTES: usize = 2_700;
/// One-time key packages; the last-resort one comes on top.
const KEY_PACKAGES: usize = 20;
/// Links that sign up at once, and how many each has unanswered.
const LINKS: usize = 32;
const WINDOW: usize = 4;

/// Sign-ups a second over one round of so many. Signing them is the clients' work and is done
/// before the clock starts.
pub(crate) async fn round(target: &Target, count: usize, seed: u64) -> anyhow::Result<f64> {
    let mut random = Random::new(seed);
    let mut links = Vec::with_capacity(LINKS);
    for _ in 0..LINKS {
        let link = Link::open(target, LinkKind::Account, Load::Busy).await?;
        let share: VecDeque<Request> = (0..count / LINKS).map(|_| request(&mut random)).collect();
        links.push((link, share));
    }
    let began = Instant::now();
    let mut tasks = JoinSet::new();
    for (mut link, share) in links {
        tasks.spawn_local(async move { link.ask_all(share, WINDOW).await });
    }
    let mut done = 0_u32;
    while let Some(ended) = tasks.join_next().await {
        let replies: Vec<Reply> = ended??;
        all_done(&replies)?;
        done += u32::try_from(replies.len()).unwrap_or(u32::MAX);
    }
    ensure!(done > 0, "nobody signed up");
    Ok(f64::from(done) / began.elapsed().as_secs_f64())
}

fn request(random: &mut Random) -> Request {
    let account = key(random);
    let device = key(random);
    let inbox = LogAddress(secret(random));
    let inbox_key = Bytes::from(random.bytes(PUBLIC_BYTES));
    let list = DeviceList {
        account_key: account.public(),
        era: 0,
        version: 1,
        before: [0; 32],
        signer: account.public(),
        inbox,
        inbox_key_hash: inbox_key_hash(&inbox_key),
        devices: vec![device.public()],
        signature: [0; 64],
    };
    let list = list.signed(|bytes| account.sign(DEVICE_LIST_LABEL, bytes));
    let bytes = Bytes::from(random.bytes(KEY_PACKAGE_BYTES * (KEY_PACKAGES + 1)));
    let package =
        |number: usize| bytes.slice(number * KEY_PACKAGE_BYTES..(number + 1) * KEY_PACKAGE_BYTES);
    let mut sign_up = SignUp {
        account_key: account.public(),
        device_list: list.encode(),
        inbox,
        inbox_hashes: CapabilityHashes {
            read: capability_hash(&secret(random)),
            write: capability_hash(&secret(random)),
            control: capability_hash(&secret(random)),
        },
        inbox_key,
        key_packages: DeviceKeyPackages {
            device: device_id(&device.public()),
            one_time: (0..KEY_PACKAGES).map(package).collect(),
            last_resort: Some(package(KEY_PACKAGES)),
        },
        name: None,
        payment: None,
        signature: [0; 64],
    };
    sign_up.signature = account.sign(SIGN_UP_LABEL, &sign_up.signed_bytes());
    Request::SignUp(Box::new(sign_up))
}

fn key(random: &mut Random) -> SigningKey {
    SigningKey::from_seed(&secret(random))
}

fn secret(random: &mut Random) -> [u8; 32] {
    let mut bytes = [0; 32];
    for chunk in bytes.chunks_mut(8) {
        chunk.copy_from_slice(&random.next().to_le_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use hudhud_crypto::signature::verify;

    use super::*;

    #[test]
    fn a_sign_up_verifies_and_has_what_the_definition_says() {
        let Request::SignUp(sign_up) = request(&mut Random::new(5)) else {
            panic!("not a sign-up")
        };
        let list = DeviceList::parse(&sign_up.device_list).unwrap();
        let key = &sign_up.account_key;
        let signed = list.signed_bytes();
        assert!(verify(key, DEVICE_LIST_LABEL, &signed, &list.signature));
        let signed = sign_up.signed_bytes();
        assert!(verify(key, SIGN_UP_LABEL, &signed, &sign_up.signature));
        assert_eq!(sign_up.key_packages.one_time.len(), 20);
        assert!(sign_up.key_packages.last_resort.is_some());
    }
}
