//! A key package from a directory that nobody trusts.

#![no_main]

use hudhud_base::AccountId;
use hudhud_mls::KeyPackage;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    // Whatever these bytes are, nobody signed them with this device's key.
    assert!(KeyPackage::parse(input, &AccountId([1; 32]), &[[2; 32]]).is_err());
});
