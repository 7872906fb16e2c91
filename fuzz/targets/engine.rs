//! A member who holds all keys of its device, and decides by these bytes what it writes to its group and
//! to people's inboxes: nothing panics, and those who are honest go on in one group.

#![no_main]

use hudhud_sim::besiege_by;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let report = besiege_by(input);
    assert!(report.findings.is_empty(), "{:#?}", report.findings);
});
