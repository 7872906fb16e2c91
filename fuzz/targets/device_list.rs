//! A signed device list: what parses has exactly one encoding, the bytes that came.

#![no_main]

use hudhud_wire::DeviceList;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    if let Ok(list) = DeviceList::parse(input) {
        assert_eq!(list.encode(), input);
        assert!(input.starts_with(&list.signed_bytes()));
    }
});
