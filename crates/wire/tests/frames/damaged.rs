//! Frames that were cut, flipped or spliced on the way: refused with an error, or valid frames in
//! their one encoding. Nothing panics.

use bytes::Bytes;
use hudhud_wire::{DecodeError, decode_client, decode_server, encode_client, encode_server};

use crate::vectors::{of_clients, of_hosts};

/// Decodes, and if that succeeds encodes again.
type Again = fn(Bytes) -> Result<Bytes, DecodeError>;

fn client_again(bytes: Bytes) -> Result<Bytes, DecodeError> {
    decode_client(bytes).map(|frame| encode_client(&frame))
}

fn server_again(bytes: Bytes) -> Result<Bytes, DecodeError> {
    decode_server(bytes).map(|frame| encode_server(&frame))
}

fn sides() -> [(Vec<(&'static str, Bytes)>, Again); 2] {
    [(of_clients(), client_again), (of_hosts(), server_again)]
}

/// Whether `bytes` are a frame; if so, they are its only encoding.
fn is_frame(bytes: &[u8], again: Again) -> bool {
    let bytes = Bytes::copy_from_slice(bytes);
    match again(bytes.clone()) {
        Ok(found) => {
            assert_eq!(found, bytes, "a second encoding of the same frame");
            true
        }
        Err(_) => false,
    }
}

#[test]
fn no_cut_frame_is_accepted() {
    for (samples, again) in sides() {
        for (name, bytes) in samples {
            for length in 0..bytes.len() {
                assert!(!is_frame(&bytes[..length], again), "{name} cut at {length}");
            }
        }
    }
}

#[test]
fn a_frame_with_one_bit_flipped_is_refused_or_another_valid_frame() {
    let mut accepted = 0_u32;
    let mut refused = 0_u32;
    for (samples, again) in sides() {
        for (_, bytes) in samples {
            for bit in 0..bytes.len() * 8 {
                let mut flipped = bytes.to_vec();
                flipped[bit / 8] ^= 1 << (bit % 8);
                *(if is_frame(&flipped, again) {
                    &mut accepted
                } else {
                    &mut refused
                }) += 1;
            }
        }
    }
    // Most bits are those of identifiers and bodies, which may be anything.
    assert!(
        accepted > refused && refused > 1000,
        "{accepted} accepted, {refused} refused"
    );
}

#[test]
fn spliced_frames_are_refused_or_valid() {
    for (samples, again) in sides() {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut next = |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state % u64::try_from(below.max(1)).unwrap()).unwrap()
        };
        for _ in 0..20_000 {
            let from = &samples[next(samples.len())].1;
            let into = &samples[next(samples.len())].1;
            let (start, at) = (next(from.len()), next(into.len()));
            let end = (start + next(24)).min(from.len());
            let resume = (at + next(24)).min(into.len());
            is_frame(
                &[&into[..at], &from[start..end], &into[resume..]].concat(),
                again,
            );
        }
    }
}
