//! Blobs: announced, brought piece by piece, served when whole, erased, expired.

use hudhud_base::{BlobId, CapabilityHash, Day, limits};
use hudhud_crypto::identity::capability_hash;
use hudhud_host::{BlobBytes, BlobQuestion, BlobUpload, Space};
use hudhud_wire::{Capability, RefusalCode};

use crate::world::{DAY_MS, World};

const ID: BlobId = BlobId([1; 32]);
const SECRET: [u8; 32] = [5; 32];

fn erase_hash() -> Option<CapabilityHash> {
    Some(capability_hash(&SECRET))
}

fn announce(size_bytes: u64) -> BlobQuestion {
    BlobQuestion::Begin(BlobUpload {
        id: ID,
        size_bytes,
        erase_hash: erase_hash(),
        payment: None,
    })
}

fn bytes(offset_bytes: u64, length_bytes: u64, is_last: bool) -> BlobBytes {
    BlobBytes {
        id: ID,
        offset_bytes,
        length_bytes,
        is_last,
    }
}

fn awaits(offset_bytes: u64, length_bytes: u64, is_last: bool) -> BlobQuestion {
    BlobQuestion::Await(bytes(offset_bytes, length_bytes, is_last))
}

fn came(offset_bytes: u64, length_bytes: u64, is_last: bool) -> BlobQuestion {
    BlobQuestion::Came(bytes(offset_bytes, length_bytes, is_last))
}

const STANDS: BlobQuestion = BlobQuestion::Stands(ID);
const READ: BlobQuestion = BlobQuestion::Read(ID);

#[test]
fn a_blob_is_served_when_its_last_piece_is_durable_until_it_expires() {
    let mut world = World::new();
    assert_eq!(world.blob_now(&STANDS), Err(RefusalCode::Gone));
    let record = world.blob_done(&announce(5)).unwrap();
    assert_eq!(record.expires, Day(world.now.day().0 + 4));
    assert_eq!(world.blob_now(&awaits(0, 3, false)), Ok(record));
    world.blob_done(&came(0, 3, false)).unwrap();
    assert_eq!(world.blob_now(&READ), Err(RefusalCode::Gone));
    assert_eq!(world.blob_now(&STANDS).unwrap().offset_bytes, 3);
    let whole = world.blob(&came(3, 2, true));
    assert_eq!(
        world.blob_now(&READ),
        Err(RefusalCode::Gone),
        "not yet durable"
    );
    assert!(world.keep(whole));
    let record = world.blob_now(&READ).unwrap();
    // Not before it was kept for so many whole days.
    let days = limits::BLOB_DAYS + 1;
    assert_eq!(record.expires, Day(world.now.day().0 + days));
    let again = world.blob(&announce(5));
    assert!(again.ticket.is_none());
    assert!(again.outcome.unwrap().is_complete());
    world.wait_ms(u64::from(days) * DAY_MS);
    assert_eq!(world.blob_now(&READ), Err(RefusalCode::Gone));
    assert_eq!(world.blob_now(&STANDS), Err(RefusalCode::Gone));
}

#[test]
fn an_offset_is_not_told_before_it_is_durable() {
    let mut world = World::new();
    world.blob_done(&announce(5)).unwrap();
    let piece = world.blob(&came(0, 3, false));
    let told = world.blob(&STANDS);
    assert!(piece.ticket.is_some());
    assert_eq!(told.ticket, piece.ticket);
}

#[test]
fn an_id_stands_for_one_length_and_one_secret() {
    let mut world = World::new();
    world.blob_done(&announce(5)).unwrap();
    assert_eq!(world.blob_done(&announce(6)), Err(RefusalCode::Conflict));
    let other = BlobQuestion::Begin(BlobUpload {
        id: ID,
        size_bytes: 5,
        erase_hash: None,
        payment: None,
    });
    assert_eq!(world.blob_done(&other), Err(RefusalCode::Conflict));
}

#[test]
fn bytes_come_in_order_within_the_blob_and_end_where_it_ends() {
    let mut world = World::new();
    world.blob_done(&announce(5)).unwrap();
    world.blob_done(&came(0, 3, false)).unwrap();
    for elsewhere in [awaits(0, 3, false), awaits(4, 1, true), awaits(9, 9, false)] {
        let told = world.blob_now(&elsewhere).unwrap();
        assert_eq!(told.offset_bytes, 3);
    }
    for wrong in [
        awaits(3, 0, false),
        awaits(3, 3, true),
        awaits(3, u64::MAX, true),
        awaits(3, 1, true),
        awaits(3, 2, false),
    ] {
        assert_eq!(world.blob_now(&wrong), Err(RefusalCode::Malformed));
    }
    for wrong in [came(0, 3, false), came(3, 3, true), came(3, u64::MAX, true)] {
        assert_eq!(world.blob_done(&wrong), Err(RefusalCode::Conflict));
    }
    assert_eq!(world.blob_now(&STANDS).unwrap().offset_bytes, 3);
}

#[test]
fn a_piece_longer_than_the_limit_is_refused() {
    let mut world = World::new();
    let most = limits::BLOB_PIECE_BYTES;
    world.blob_done(&announce(most + 2)).unwrap();
    assert!(world.blob_now(&awaits(0, most, false)).is_ok());
    let longer = awaits(0, most + 1, false);
    assert_eq!(world.blob_now(&longer), Err(RefusalCode::TooLarge));
}

#[test]
fn on_a_disk_that_is_nearly_full_nothing_is_announced_and_no_bytes_come() {
    let mut world = World::new();
    world.blob_done(&announce(5)).unwrap();
    world.host.set_space(Space::Scarce);
    assert_eq!(world.blob_now(&awaits(0, 3, false)), Err(RefusalCode::Full));
    assert!(world.blob_now(&STANDS).is_ok());
    let other = BlobQuestion::Begin(BlobUpload {
        id: BlobId([2; 32]),
        size_bytes: 5,
        erase_hash: None,
        payment: None,
    });
    assert_eq!(world.blob_now(&other), Err(RefusalCode::Full));
}

#[test]
fn a_blob_goes_for_whom_shows_its_secret_and_nobody_else() {
    let mut world = World::new();
    world.blob_done(&announce(5)).unwrap();
    world.blob_done(&came(0, 5, true)).unwrap();
    let wrong = BlobQuestion::Erase(ID, Capability([6; 32]));
    assert_eq!(world.blob_done(&wrong), Err(RefusalCode::Forbidden));
    assert!(world.blob_now(&READ).is_ok());
    let right = BlobQuestion::Erase(ID, Capability(SECRET));
    assert!(world.blob_done(&right).is_ok());
    assert_eq!(world.blob_now(&READ), Err(RefusalCode::Gone));
    assert_eq!(world.blob_done(&right), Err(RefusalCode::Gone));
    assert!(world.store.image().is_empty());
}

#[test]
fn a_blob_without_a_hash_is_erased_by_nobody() {
    let mut world = World::new();
    let upload = BlobUpload {
        id: ID,
        size_bytes: 5,
        erase_hash: None,
        payment: None,
    };
    world.blob_done(&BlobQuestion::Begin(upload)).unwrap();
    let erase = BlobQuestion::Erase(ID, Capability([0; 32]));
    assert_eq!(world.blob_done(&erase), Err(RefusalCode::Forbidden));
}

#[test]
fn what_is_not_whole_after_three_days_is_named_so_that_its_file_goes() {
    let mut world = World::new();
    world.blob_done(&announce(5)).unwrap();
    world.blob_done(&came(0, 3, false)).unwrap();
    world.wait_ms(3 * DAY_MS);
    assert_eq!(world.sweep(), []);
    assert!(world.blob_now(&STANDS).is_ok());
    world.wait_ms(DAY_MS);
    assert_eq!(world.blob_now(&awaits(3, 2, true)), Err(RefusalCode::Gone));
    assert_eq!(world.sweep(), [ID]);
    assert!(world.store.image().is_empty());
}
