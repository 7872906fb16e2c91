//! The parameters that stand beside a database locked with a passphrase. Deriving is left out: it
//! is slow on purpose, and its cost is bounded by what decodes.

#![no_main]

use hudhud_crypto::passphrase::Parameters;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    if let Ok(parameters) = Parameters::decode(input) {
        assert_eq!(parameters.encode(), input);
    }
});
