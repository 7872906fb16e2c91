//! Entries cut into runs that each fit one frame.

use hudhud_base::{Handle, limits};
use hudhud_wire::{Entries, Entry, EntryBody};

/// Runs that are pushed: one behind the other, and nothing older waits.
pub(crate) fn runs(handle: Handle, entries: impl Iterator<Item = Entry>) -> Vec<Entries> {
    let mut runs: Vec<Entries> = Vec::new();
    let mut bytes = 0;
    for entry in entries {
        let size = body_bytes(&entry);
        let next = entry.seq.next();
        match runs.last_mut() {
            Some(run)
                if run.entries.len() < limits::READ_ENTRIES
                    && bytes + size <= limits::READ_BYTES =>
            {
                run.entries.push(entry);
                run.next = next;
                bytes += size;
            }
            // No run is empty: an entry that alone is larger than a run makes one by itself.
            Some(_) | None => {
                runs.push(Entries {
                    handle,
                    entries: vec![entry],
                    next,
                    live: true,
                });
                bytes = size;
            }
        }
    }
    runs
}

/// Bytes of an entry's body as it is sent.
pub(crate) fn body_bytes(entry: &Entry) -> usize {
    match &entry.body {
        EntryBody::Sealed(body) => body.len(),
        EntryBody::Tombstone(hash) => hash.len(),
    }
}
