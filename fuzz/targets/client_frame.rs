//! A frame from a client: what decodes has exactly one encoding, the bytes that came.

#![no_main]

use bytes::Bytes;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    if let Ok(frame) = hudhud_wire::decode_client(Bytes::copy_from_slice(input)) {
        assert_eq!(hudhud_wire::encode_client(&frame), input);
    }
});
