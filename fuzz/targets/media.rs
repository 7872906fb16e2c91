//! Pictures and names of others: what is cleaned is clean, and stays the picture it was.

#![no_main]

use hudhud_media::{FileName, NAME_BYTES, look, without_traces};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let seen = look(input);
    if let Some(clean) = without_traces(input) {
        assert_eq!(look(&clean), seen);
        assert_eq!(without_traces(&clean).as_deref(), Some(clean.as_slice()));
    }
    let name = FileName::clean(&String::from_utf8_lossy(input));
    assert!(name.to_string().len() <= NAME_BYTES);
    assert_eq!(FileName::clean(&name.to_string()), name);
});
