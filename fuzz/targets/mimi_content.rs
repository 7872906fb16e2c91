//! Content as the draft has it: what decodes has exactly one encoding, the bytes that came.

#![no_main]

use hudhud_content::mimi::MimiContent;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    if let Ok(content) = MimiContent::decode(input) {
        assert_eq!(content.encode(), input);
    }
});
