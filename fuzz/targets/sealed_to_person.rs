//! What is sealed to an inbox or to a member's control key: strange bytes neither open nor serve as
//! a key, what was sealed opens to itself, and damaged bytes do not.

#![no_main]

use std::sync::LazyLock;

use hudhud_crypto::control::{self, ControlSecret};
use hudhud_crypto::inbox::{self, InboxSecret};
use libfuzzer_sys::fuzz_target;
use rand_chacha::ChaCha8Rng;
use rand_core::SeedableRng as _;

const INFO: &[u8] = b"where and what for";
const CONTROL: [u8; 32] = [5; 32];

static INBOX: LazyLock<InboxSecret> = LazyLock::new(|| InboxSecret::from_seed([1; 32]));
#[expect(clippy::expect_used, reason = "the key is one that was made here")]
static SEALED: LazyLock<Vec<u8>> = LazyLock::new(|| {
    inbox::seal(&INBOX.public(), INFO, b"a letter", &mut rng()).expect("an inbox key")
});
static MEMBER: LazyLock<ControlSecret> = LazyLock::new(|| ControlSecret::from_bytes([1; 32]));
#[expect(clippy::expect_used, reason = "the key is one that was made here")]
static SEALED_CONTROL: LazyLock<Vec<u8>> = LazyLock::new(|| {
    control::seal(&MEMBER.public(), INFO, &CONTROL, &mut rng()).expect("a member's key")
});

fuzz_target!(|input: &[u8]| {
    assert!(inbox::open(&INBOX, INFO, input).is_err());
    assert!(control::open(&MEMBER, INFO, input).is_err());
    // A key is made of the right number of bytes; whether they are one must not matter to us.
    let _refused = inbox::seal(input, INFO, input, &mut rng());
    assert!(inbox::open(&INBOX, INFO, &mixed(&SEALED, input)).is_err());
    assert!(control::open(&MEMBER, INFO, &mixed(&SEALED_CONTROL, input)).is_err());
});

fn rng() -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(1)
}

/// Sealed bytes with the input laid over them from a place that the input names; never unchanged.
fn mixed(sealed: &[u8], input: &[u8]) -> Vec<u8> {
    let mut bytes = sealed.to_vec();
    let (place, patch) = input.split_first_chunk::<2>().unwrap_or((&[0; 2], input));
    let place = usize::from(u16::from_be_bytes(*place)) % bytes.len();
    bytes
        .iter_mut()
        .skip(place)
        .zip(patch)
        .for_each(|(byte, patch)| *byte ^= patch);
    if bytes == sealed {
        bytes.pop();
    }
    bytes
}
