//! What is stored must stay readable: the encodings are compared with those committed beside this
//! file. A change of a layout needs a new version byte and a reader for the old one.

use std::fmt::Debug;

use hudhud_base::{
    AccountId, BlobId, CapabilityHash, Day, DeviceId, EntryId, Generation, LogAddress, Minute,
    RunningHash, Seq,
};
use hudhud_wire::{CapabilityHashes, Class, LogKind};

use super::*;
use crate::BlobRecord;
use crate::table::{self, Track};

const LOG: LogAddress = LogAddress([0x11; 32]);
const ACCOUNT: AccountId = AccountId([0x22; 32]);
const DEVICE: DeviceId = DeviceId([0x33; 32]);
const ID: EntryId = EntryId([0x44; 16]);

const HASHES: CapabilityHashes = CapabilityHashes {
    read: CapabilityHash([0xa1; 32]),
    write: CapabilityHash([0xa2; 32]),
    control: CapabilityHash([0xa3; 32]),
};

/// Meets every record once.
trait Visitor {
    fn visit<R: Record + PartialEq + Debug>(&mut self, name: &str, key: Key, record: R);
}

fn visit_logs(to: &mut impl Visitor) {
    let head = LogHead {
        kind: LogKind::Conversation,
        generation: Generation(1),
        next_seq: Seq(9),
        first_seq: Seq(2),
        plain_from: Seq(3),
        ordered_head: Seq(7),
        running_hash: RunningHash([0xb1; 32]),
        created: Day(20_000),
        newest: Minute(28_800_000),
        counted_bytes: 4096,
        ordinals: [
            Ordinals { first: 1, next: 4 },
            Ordinals { first: 0, next: 2 },
        ],
        standing: Standing::Open,
    };
    to.visit(
        "head of an inbox",
        table::head(&LOG),
        LogHead {
            kind: LogKind::Inbox,
            ..head.clone()
        },
    );
    for (name, standing) in [
        ("head of a suspended inbox", Standing::Suspended),
        ("head of a removed inbox", Standing::Removed),
    ] {
        let kind = LogKind::Inbox;
        let head = LogHead {
            kind,
            standing,
            ..head.clone()
        };
        to.visit(name, table::head(&LOG), head);
    }
    to.visit("head of a conversation", table::head(&LOG), head);
    let generation = GenerationRecord {
        hashes: HASHES,
        until: Seq(5),
        until_hash: RunningHash([0xb2; 32]),
    };
    to.visit(
        "generation",
        table::generation(&LOG, Generation(1)),
        generation,
    );
    let id = IdRecord {
        seq: Seq(5),
        minute: Minute(28_800_000),
        digest: [0xc1; 32],
        running_hash: RunningHash([0xb3; 32]),
    };
    to.visit("entry id", table::entry_id(&LOG, &ID), id);
    to.visit(
        "track",
        table::track(&LOG, Track::Unpaid, 7),
        TrackRecord(Seq(9)),
    );
}

fn visit_entries(to: &mut impl Visitor) {
    let plain = StoredEntry {
        class: Class::Plain,
        id: ID,
        generation: Generation(1),
        minute: Minute(28_800_000),
        rotation: None,
        expires: Some(Minute(28_800_010)),
        erase_hash: Some(CapabilityHash([0xa4; 32])),
        ordinal: Some((EntryTrack::Paid, 3)),
        body: StoredBody::Sealed(Bytes::from("sealed")),
    };
    let ordered = StoredEntry {
        class: Class::Ordered,
        rotation: Some(HASHES),
        expires: None,
        erase_hash: None,
        ordinal: Some((EntryTrack::Ordered, 3)),
        ..plain.clone()
    };
    let tombstone = StoredEntry {
        expires: None,
        erase_hash: None,
        ordinal: Some((EntryTrack::Unpaid, 3)),
        body: StoredBody::Tombstone([0xc2; 32]),
        ..plain.clone()
    };
    to.visit("plain entry", table::entry(&LOG, Seq(5)), plain);
    to.visit("ordered entry", table::entry(&LOG, Seq(5)), ordered);
    to.visit("tombstone", table::entry(&LOG, Seq(5)), tombstone);
}

fn visit_directory(to: &mut impl Visitor) {
    let account = AccountRecord {
        account_key: [0xd1; 32],
        created: Day(20_000),
        sign_up: [0xc3; 32],
        inbox: LOG,
        inbox_key: Bytes::from("inbox key"),
        device_list: Bytes::from("device list"),
        name: Some(("ليلى".to_owned(), [0xd2; 64])),
        kept_name: Some("layla".to_owned()),
        is_suspended: false,
    };
    let nameless = AccountRecord {
        name: None,
        kept_name: None,
        is_suspended: true,
        ..account.clone()
    };
    to.visit("account", table::account(&ACCOUNT), account);
    to.visit(
        "suspended account without a name",
        table::account(&ACCOUNT),
        nameless,
    );
    let former = FormerListRecord(Bytes::from("device list"));
    to.visit("former list", table::device_list(&ACCOUNT, 1), former);
    let held = NameRecord {
        account: ACCOUNT,
        since: Day(19_990),
        freed: None,
    };
    to.visit("name", table::name("layla"), held);
    let freed = NameRecord {
        account: ACCOUNT,
        since: Day(19_990),
        freed: Some(Day(20_001)),
    };
    to.visit("skeleton given up", table::skeleton(&[0xc4; 32]), freed);
    let pool = PoolRecord {
        one_time: vec![4, 5],
        last_resort: Some(3),
        retired: vec![(1, Day(20_000))],
        next: 6,
        published: [0xc5; 32],
    };
    to.visit("pool", table::pool(&ACCOUNT, &DEVICE), pool);
    let package = PackageRecord(Bytes::from("key package"));
    to.visit(
        "key package",
        table::key_package(&ACCOUNT, &DEVICE, 4),
        package,
    );
    let taken = vec![Taken {
        device: DEVICE,
        ordinal: 4,
        last_resort: true,
    }];
    let take = TakeRecord {
        day: Day(20_000),
        taken,
    };
    to.visit("take", table::take(&ACCOUNT, &ID), take);
    to.visit("removed account", table::removed(&ACCOUNT), RemovedRecord);
    let spent = SpentRecord {
        expires: Minute(28_800_006),
    };
    to.visit("spent puzzle", table::spent(b"challenge"), spent);
    let invitation = InvitationRecord { until: Day(20_001) };
    to.visit("used invitation", table::invitation(b"code"), invitation);
    visit_blobs(to);
}

fn visit_blobs(to: &mut impl Visitor) {
    let blob = BlobRecord {
        size_bytes: 4096,
        offset_bytes: 1024,
        expires: Day(20_031),
        erase_hash: Some(CapabilityHash([0xc7; 32])),
    };
    to.visit("blob", table::blob(&BlobId([0x55; 32])), blob);
    let blob = BlobRecord {
        erase_hash: None,
        ..blob
    };
    to.visit(
        "blob that nobody erases",
        table::blob(&BlobId([0x56; 32])),
        blob,
    );
}

struct Lines(String);

impl Visitor for Lines {
    fn visit<R: Record + PartialEq + Debug>(&mut self, name: &str, key: Key, record: R) {
        let hex =
            |bytes: &[u8]| -> String { bytes.iter().map(|byte| format!("{byte:02x}")).collect() };
        let value = encode(&key, &record);
        self.0 += &format!("{name}: {} {}\n", hex(key.as_bytes()), hex(&value));
    }
}

#[test]
fn stored_encodings_are_those_that_were_committed() {
    let mut lines = Lines(String::new());
    visit_logs(&mut lines);
    visit_entries(&mut lines);
    visit_directory(&mut lines);
    assert_eq!(lines.0, include_str!("encodings.txt"));
}

struct RoundTrip;

impl Visitor for RoundTrip {
    fn visit<R: Record + PartialEq + Debug>(&mut self, name: &str, key: Key, record: R) {
        let value = encode(&key, &record);
        assert_eq!(decode::<R>(&key, &value).as_ref(), Ok(&record), "{name}");
    }
}

#[test]
fn what_was_encoded_is_decoded_again() {
    visit_logs(&mut RoundTrip);
    visit_entries(&mut RoundTrip);
    visit_directory(&mut RoundTrip);
}

struct Damage;

impl Visitor for Damage {
    fn visit<R: Record + PartialEq + Debug>(&mut self, name: &str, key: Key, record: R) {
        let value = encode(&key, &record);
        for length in 0..value.len() {
            assert!(
                decode::<R>(&key, &value.slice(..length)).is_err(),
                "{name} cut at {length}"
            );
        }
        for bit in 0..value.len() * 8 {
            let mut rotten = value.to_vec();
            rotten[bit / 8] ^= 1 << (bit % 8);
            assert!(
                decode::<R>(&key, &Bytes::from(rotten)).is_err(),
                "{name}, bit {bit}"
            );
        }
        let elsewhere = table::spent(b"elsewhere");
        assert!(
            decode::<R>(&elsewhere, &value).is_err(),
            "{name} in another's place"
        );
    }
}

#[test]
fn every_cut_and_every_flipped_bit_is_noticed() {
    visit_logs(&mut Damage);
    visit_entries(&mut Damage);
    visit_directory(&mut Damage);
}

struct Reframed;

impl Visitor for Reframed {
    /// Fields that were cut, but whose checksum fits: a reader must refuse, not panic.
    fn visit<R: Record + PartialEq + Debug>(&mut self, name: &str, key: Key, record: R) {
        let value = encode(&key, &record);
        let fields = &value[..value.len() - CHECK_BYTES];
        for length in 0..fields.len() {
            let mut cut = fields[..length].to_vec();
            let check = checksum(&key, &cut);
            cut.extend(check);
            let decoded = decode::<R>(&key, &Bytes::from(cut));
            assert_ne!(decoded.as_ref(), Ok(&record), "{name} cut at {length}");
        }
    }
}

#[test]
fn fields_that_are_missing_behind_a_good_checksum_do_not_panic() {
    visit_logs(&mut Reframed);
    visit_entries(&mut Reframed);
    visit_directory(&mut Reframed);
}
