//! Entries that go to many links: encoded once, and completed for each with its own handle.

use bytes::{BufMut as _, Bytes, BytesMut};
use hudhud_base::Handle;
use prost::{Message as _, encode_length_delimiter, length_delimiter_len};

use super::{scratch::Scratch, write_server};
use crate::Entries;

/// Where entries stand in a frame from the host: field 12, length-delimited (wire.proto).
const ENTRIES_KEY: u8 = (12 << 3) | 2;
/// Where the handle stands in them: field 1, a number.
const HANDLE_KEY: u8 = 1 << 3;

/// A push of entries without the handle that each link calls their log by.
#[derive(Debug, Clone)]
pub struct SharedEntries {
    /// What stands behind the handle.
    rest: Bytes,
}

impl SharedEntries {
    /// What is said of `entries` to everybody; their own handle is not.
    #[must_use]
    pub fn new(entries: &Entries) -> Self {
        let mut raw = write_server::entries(entries, &mut Scratch::default());
        raw.handle = 0;
        Self {
            rest: raw.encode_to_vec().into(),
        }
    }

    /// The frame for a link that has the log by `handle`: the same bytes as
    /// [`crate::encode_server`] gives.
    #[must_use]
    pub fn frame(&self, handle: Handle) -> Bytes {
        // A number is written as a length is. One that is 0 is left out.
        let mut own = BytesMut::new();
        if handle != Handle(0) {
            own.put_u8(HANDLE_KEY);
            put_number(usize::try_from(handle.0).unwrap_or(usize::MAX), &mut own);
        }
        let inside = own.len() + self.rest.len();
        let all = 1 + length_delimiter_len(inside) + inside;
        let mut frame = BytesMut::with_capacity(all);
        frame.put_u8(ENTRIES_KEY);
        put_number(inside, &mut frame);
        frame.put_slice(&own);
        frame.put_slice(&self.rest);
        frame.freeze()
    }
}

#[expect(
    clippy::expect_used,
    reason = "the buffer grows, so there is always room"
)]
fn put_number(number: usize, to: &mut BytesMut) {
    encode_length_delimiter(number, to).expect("the buffer grows");
}

#[cfg(test)]
mod tests {
    use hudhud_base::{EntryId, Generation, Minute, Seq};

    use super::*;
    use crate::{Class, Entry, EntryBody, ServerFrame, encode_server};

    #[test]
    fn a_shared_frame_has_the_bytes_of_one_made_for_its_link() {
        let entry = |seq, length| Entry {
            seq: Seq(seq),
            class: Class::Plain,
            id: EntryId([7; 16]),
            generation: Generation(3),
            minute: Minute(29_000_000),
            rotation: None,
            body: EntryBody::Sealed(vec![1; length].into()),
        };
        for entries in [
            vec![],
            vec![entry(1, 1)],
            vec![entry(1, 40_000), entry(2, 300)],
        ] {
            for handle in [0, 1, 127, 128, u32::MAX].map(Handle) {
                let run = Entries {
                    handle,
                    entries: entries.clone(),
                    next: Seq(9),
                    live: true,
                };
                let shared = SharedEntries::new(&run).frame(handle);
                assert_eq!(shared, encode_server(&ServerFrame::Entries(run)));
            }
        }
    }
}
