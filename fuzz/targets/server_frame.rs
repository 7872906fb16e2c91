//! A frame from a host: what decodes has exactly one encoding, the bytes that came.

#![no_main]

use bytes::Bytes;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    if let Ok(frame) = hudhud_wire::decode_server(Bytes::copy_from_slice(input)) {
        assert_eq!(hudhud_wire::encode_server(&frame), input);
    }
});
