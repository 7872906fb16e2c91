//! What creation costs, and that it is paid once.

use hudhud_crypto::puzzle::check;
use hudhud_host::{BlobQuestion, BlobUpload, Config, Prices, SessionId};
use hudhud_wire::{Puzzle, PuzzleSolution, RefusalCode, Reply, Request};

use crate::people::Person;
use crate::world::{Log, MINUTE_MS, World};

const BITS: u32 = 6;

fn priced() -> World {
    let puzzle_bits = Prices {
        create: BITS,
        deliver: BITS,
        sign_up: BITS,
        blob: BITS,
    };
    World::with(Config {
        puzzle_bits,
        ..Config::default()
    })
}

fn puzzle(world: &mut World, session: SessionId) -> Puzzle {
    expect_frame!(world.ask(session, Request::GetPuzzle), Reply::Puzzle(puzzle) => puzzle)
}

fn solve(puzzle: &Puzzle, binding: &[u8]) -> PuzzleSolution {
    let nonce = (0..).find(|nonce| check(&puzzle.challenge, binding, *nonce, puzzle.bits));
    PuzzleSolution {
        challenge: puzzle.challenge.clone(),
        nonce: nonce.unwrap(),
    }
}

fn create(log: Log, payment: Option<PuzzleSolution>) -> Request {
    let Request::Create(mut create) = log.create() else {
        panic!("create")
    };
    create.payment = payment;
    Request::Create(create)
}

#[test]
fn creating_a_log_costs_a_puzzle_bound_to_its_address() {
    let mut world = priced();
    let alice = world.conversations();
    let log = Log::new(1);
    let refusal = world.refused(alice, create(log, None));
    assert_eq!((refusal.code, refusal.bits), (RefusalCode::Payment, BITS));
    let puzzle = puzzle(&mut world, alice);
    assert_eq!(puzzle.bits, BITS);
    let solution = solve(&puzzle, &log.address.0);
    assert_eq!(
        world.ask(alice, create(log, Some(solution.clone()))),
        Reply::Done
    );
    assert_eq!(world.ask(alice, create(log, Some(solution))), Reply::Done);
}

#[test]
fn a_challenge_pays_once_even_after_a_restart() {
    let mut world = priced();
    let alice = world.conversations();
    let puzzle = puzzle(&mut world, alice);
    let solution = solve(&puzzle, &Log::new(1).address.0);
    assert_eq!(
        world.ask(alice, create(Log::new(1), Some(solution))),
        Reply::Done
    );
    world.restart();
    let alice = world.conversations();
    let solution = solve(&puzzle, &Log::new(2).address.0);
    let refusal = world.refused(alice, create(Log::new(2), Some(solution)));
    assert_eq!(refusal.code, RefusalCode::Payment);
}

#[test]
fn a_challenge_has_its_time() {
    for (minutes, paid) in [(5, true), (6, false)] {
        let mut world = priced();
        let alice = world.conversations();
        let puzzle = puzzle(&mut world, alice);
        let solution = solve(&puzzle, &Log::new(1).address.0);
        world.wait_ms(minutes * MINUTE_MS);
        let reply = world.ask(alice, create(Log::new(1), Some(solution)));
        assert_eq!(reply == Reply::Done, paid, "after {minutes} minutes");
    }
}

#[test]
fn a_challenge_that_the_host_did_not_make_pays_nothing() {
    let mut world = priced();
    let alice = world.conversations();
    let genuine = puzzle(&mut world, alice);
    for at in 0..genuine.challenge.len() {
        let mut bytes = genuine.challenge.to_vec();
        bytes[at] ^= 1;
        let forged = Puzzle {
            challenge: bytes.into(),
            bits: BITS,
        };
        let solution = solve(&forged, &Log::new(1).address.0);
        let code = world.code(alice, create(Log::new(1), Some(solution)));
        assert_eq!(code, RefusalCode::Payment, "byte {at}");
    }
    let cut = Puzzle {
        challenge: genuine.challenge.slice(..20),
        bits: BITS,
    };
    let solution = solve(&cut, &Log::new(1).address.0);
    let code = world.code(alice, create(Log::new(1), Some(solution)));
    assert_eq!(code, RefusalCode::Payment);
}

#[test]
fn a_sign_up_costs_a_puzzle_bound_to_the_account() {
    let mut world = priced();
    let layla = Person::new(1);
    let (session, _) = world.account_link();
    assert_eq!(
        world.code(session, layla.sign_up(None)),
        RefusalCode::Payment
    );
    let puzzle = puzzle(&mut world, session);
    let mut sign_up = layla.unsigned(None);
    sign_up.payment = Some(solve(&puzzle, &layla.id().0));
    assert_eq!(world.ask(session, layla.sign(sign_up)), Reply::Done);
}

#[test]
fn a_blob_costs_a_puzzle_bound_to_its_id() {
    let mut world = priced();
    let alice = world.conversations();
    let id = hudhud_base::BlobId([3; 32]);
    let upload = BlobUpload {
        id,
        size_bytes: 1,
        erase_hash: None,
        payment: None,
    };
    let unpaid = BlobQuestion::Begin(upload.clone());
    assert_eq!(world.blob_done(&unpaid), Err(RefusalCode::Payment));
    let puzzle = puzzle(&mut world, alice);
    let payment = Some(solve(&puzzle, &id.0));
    let paid = BlobQuestion::Begin(BlobUpload { payment, ..upload });
    assert!(world.blob_done(&paid).is_ok());
    // What is announced is not paid for again.
    assert!(world.blob_done(&unpaid).is_ok());
}

#[test]
fn spent_challenges_are_forgotten_when_they_could_not_pay_any_more() {
    let mut world = priced();
    let alice = world.conversations();
    let puzzle = puzzle(&mut world, alice);
    let solution = solve(&puzzle, &Log::new(1).address.0);
    world.ask(alice, create(Log::new(1), Some(solution)));
    let records = world.store.image().len();
    world.wait_ms(5 * MINUTE_MS);
    world.sweep();
    assert_eq!(world.store.image().len(), records);
    world.wait_ms(MINUTE_MS);
    world.sweep();
    assert_eq!(world.store.image().len(), records - 1);
}
