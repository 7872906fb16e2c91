//! Device lists of others: which one holds. A list is believed only as far as its signature carries it,
//! and replaces the one that is known only if it descends from that (docs/spec/accounts.md, Device
//! list). A pure function of what is known and what a host shows.

use bytes::Bytes;
use hudhud_base::AccountId;
use hudhud_crypto::identity::{account_id, device_list_hash};
use hudhud_crypto::signature::verify;
use hudhud_wire::{DEVICE_LIST_LABEL, DeviceList};

/// What the lists that a host shows of an account come to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// The last of them holds from now on, or has held before.
    Holds(Box<DeviceList>),
    /// They end before the list that is known, which goes on to hold.
    Older,
    /// They are signed, and do not descend from the list that is known: the first that does not.
    Contradicts(Bytes),
    /// Not lists that this account has signed.
    Forged,
}

/// What `shown`, oldest first, comes to where `known` is the list of `account` that holds.
pub(crate) fn judge(account: &AccountId, known: Option<&[u8]>, shown: &[Bytes]) -> Shown {
    let parsed = shown.iter().map(|bytes| signed_list(account, bytes));
    let Some(lists) = parsed.collect::<Option<Vec<DeviceList>>>() else {
        return Shown::Forged;
    };
    let Some(newest) = lists.last() else {
        return Shown::Forged;
    };
    let held = known.and_then(|bytes| Some((DeviceList::parse(bytes).ok()?, bytes)));
    // Nothing is known that these could contradict.
    let Some((held, held_bytes)) = held else {
        return Shown::Holds(Box::new(newest.clone()));
    };
    // A new era begins anew: what stood before it is not looked at.
    if newest.era > held.era {
        return Shown::Holds(Box::new(newest.clone()));
    }
    if newest.place() < held.place() {
        return Shown::Older;
    }
    let (mut last, mut hash) = (held, device_list_hash(held_bytes));
    for (list, bytes) in lists.into_iter().zip(shown) {
        // What the known list replaced, and the known list itself.
        if list.place() < last.place() || bytes == held_bytes {
            continue;
        }
        if !list.follows(&last, &hash) {
            return Shown::Contradicts(bytes.clone());
        }
        (last, hash) = (list, device_list_hash(bytes));
    }
    Shown::Holds(Box::new(last))
}

/// A list of this account, signed by its key.
fn signed_list(account: &AccountId, bytes: &[u8]) -> Option<DeviceList> {
    let list = DeviceList::parse(bytes).ok()?;
    let genuine = account_id(&list.account_key) == *account
        && list.signer == list.account_key
        && verify(
            &list.signer,
            DEVICE_LIST_LABEL,
            &list.signed_bytes(),
            &list.signature,
        );
    genuine.then_some(list)
}

#[cfg(test)]
mod tests {
    use hudhud_base::LogAddress;
    use hudhud_crypto::signature::SigningKey;

    use super::*;

    fn key() -> SigningKey {
        SigningKey::from_seed(&[1; 32])
    }

    fn account() -> AccountId {
        account_id(&key().public())
    }

    fn first() -> DeviceList {
        DeviceList {
            account_key: key().public(),
            era: 0,
            version: 1,
            before: [0; 32],
            signer: key().public(),
            inbox: LogAddress([2; 32]),
            inbox_key_hash: [3; 32],
            devices: vec![[4; 32]],
            signature: [0; 64],
        }
    }

    fn signed(list: DeviceList) -> Bytes {
        list.signed(|bytes| key().sign(DEVICE_LIST_LABEL, bytes))
            .encode()
    }

    /// The list behind `former`, with this device in it.
    fn behind(former: &Bytes, device: u8) -> Bytes {
        let before = DeviceList::parse(former).unwrap();
        signed(DeviceList {
            version: before.version + 1,
            before: device_list_hash(former),
            devices: vec![[device; 32]],
            ..before
        })
    }

    fn holds(bytes: &Bytes) -> Shown {
        Shown::Holds(Box::new(DeviceList::parse(bytes).unwrap()))
    }

    fn chain() -> [Bytes; 4] {
        let first = signed(first());
        let second = behind(&first, 5);
        let third = behind(&second, 6);
        let fourth = behind(&third, 7);
        [first, second, third, fourth]
    }

    #[test]
    fn the_end_of_a_chain_from_the_known_list_holds() {
        let [one, two, three, four] = chain();
        let judged = |known: Option<&Bytes>, shown: &[&Bytes]| {
            let shown: Vec<Bytes> = shown.iter().map(|list| (*list).clone()).collect();
            judge(&account(), known.map(|list| &list[..]), &shown)
        };
        assert_eq!(judged(None, &[&three]), holds(&three));
        assert_eq!(judged(Some(&one), &[&two, &three, &four]), holds(&four));
        assert_eq!(judged(Some(&two), &[&one, &two, &three]), holds(&three));
        assert_eq!(judged(Some(&two), &[&two]), holds(&two));
    }

    #[test]
    fn an_older_list_never_wins() {
        let [one, two, three, _] = chain();
        for shown in [vec![one.clone()], vec![one, two]] {
            assert_eq!(judge(&account(), Some(&three), &shown), Shown::Older);
        }
    }

    #[test]
    fn a_fork_a_gap_and_another_list_at_the_same_place_are_evidence() {
        let [one, two, three, four] = chain();
        let fork = behind(&one, 9);
        let beyond = behind(&fork, 8);
        let evidence = |known: &Bytes, shown: &[Bytes], which: &Bytes| {
            let judged = judge(&account(), Some(known), shown);
            assert_eq!(judged, Shown::Contradicts(which.clone()));
        };
        evidence(&two, std::slice::from_ref(&fork), &fork);
        evidence(&two, std::slice::from_ref(&beyond), &beyond);
        evidence(&three, &[three.clone(), beyond.clone()], &beyond);
        evidence(&one, &[two.clone(), four.clone()], &four);
        evidence(&one, &[three.clone(), four], &three);
        evidence(&two, &[fork.clone(), beyond], &fork);
    }

    #[test]
    fn a_higher_era_holds_whatever_was_known_and_a_lower_one_never_again() {
        let [one, two, ..] = chain();
        let again = signed(DeviceList {
            era: 1,
            devices: vec![[9; 32]],
            ..first()
        });
        let judged = judge(&account(), Some(&two), std::slice::from_ref(&again));
        assert_eq!(judged, holds(&again));
        let judged = judge(&account(), Some(&again), &[one, two]);
        assert_eq!(judged, Shown::Older);
    }

    #[test]
    fn what_somebody_else_signed_is_nothing() {
        let stranger = SigningKey::from_seed(&[8; 32]);
        let sign = |list: DeviceList| list.signed(|bytes| stranger.sign(DEVICE_LIST_LABEL, bytes));
        let lists = [
            sign(first()),
            sign(DeviceList {
                signer: stranger.public(),
                ..first()
            }),
            sign(DeviceList {
                account_key: stranger.public(),
                signer: stranger.public(),
                ..first()
            }),
        ];
        for list in lists {
            assert_eq!(judge(&account(), None, &[list.encode()]), Shown::Forged);
        }
        assert_eq!(judge(&account(), None, &[]), Shown::Forged);
    }

    /// Every way in which a host can show the lists of an account and of a thief who has its key, up to three
    /// at a time, at every list that can be known: whoever is on one branch never comes to the other, and
    /// never goes back.
    #[test]
    fn no_order_of_lists_leads_from_one_branch_to_the_other_or_back() {
        let [one, two, three, _] = chain();
        let fork = behind(&one, 9);
        let beyond = behind(&fork, 8);
        let stranger = SigningKey::from_seed(&[8; 32]);
        let forged = first().signed(|bytes| stranger.sign(DEVICE_LIST_LABEL, bytes));
        let [own, thiefs] = [[&one, &two, &three], [&one, &fork, &beyond]];
        let all = [
            one.clone(),
            two.clone(),
            three.clone(),
            fork.clone(),
            beyond.clone(),
            forged.encode(),
        ];
        let mut sequences: Vec<Vec<Bytes>> = vec![Vec::new()];
        let mut from = 0;
        for _ in 0..3 {
            let until = sequences.len();
            for at in from..until {
                for list in &all {
                    sequences.push([&sequences[at][..], std::slice::from_ref(list)].concat());
                }
            }
            from = until;
        }
        assert_eq!(sequences.len(), 1 + 6 + 36 + 216);
        for branch in [own, thiefs] {
            for (at, known) in branch.iter().enumerate().skip(1) {
                let mut moved = 0;
                for shown in &sequences {
                    let Shown::Holds(list) = judge(&account(), Some(known), shown) else {
                        continue;
                    };
                    let now = branch.iter().position(|one| **one == list.encode());
                    assert!(now.is_some_and(|now| now >= at), "{known:?} {shown:?}");
                    moved += usize::from(now != Some(at));
                }
                // From the end of a branch there is nowhere to go, from before it there is.
                assert_eq!(moved > 0, at < 2);
            }
        }
    }
}
