//! Content as the client understands it: a message that can be written again is read again alike.

#![no_main]

use hudhud_content::Envelope;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Ok((envelope, salt)) = Envelope::decode(input) else {
        return;
    };
    let Ok(written) = envelope.encode(salt) else {
        return;
    };
    assert_eq!(Envelope::decode(&written), Ok((envelope, salt)));
});
