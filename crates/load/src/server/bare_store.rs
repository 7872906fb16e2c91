//! The embedded store with nothing round it: what bounds a host in the same run.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use bytes::Bytes;
use hudhud_logstore::{Batch, Fence, Key, LogStore as _, Op, Shard};
use hudhud_server::{EmbeddedStore, StoreOptions};

use super::log::MESSAGE_BYTES;
use crate::random::Random;

/// Messages in one batch, each of a writer that waits for the sync.
const WRITERS: usize = 512;
const SHARD: Shard = Shard(0);
const LOG_BYTES: usize = 32;
/// Bytes beside the body in an entry's record.
const ENTRY_HEAD_BYTES: usize = 30;
/// Bytes of the record that remembers an entry's id.
const ID_RECORD_BYTES: usize = 81;
/// Bytes of a log's head, which every message writes anew.
const HEAD_RECORD_BYTES: usize = 127;

/// How much is written for one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Records {
    /// Its bytes under a new key.
    One,
    /// What a host writes: entry, entry id, and the head of its log.
    AsTheHost,
}

/// A store that is written to by itself.
#[derive(Debug)]
pub(crate) struct BareStore {
    store: EmbeddedStore,
    fence: Fence,
    random: Random,
    logs: Vec<Vec<u8>>,
    written: u64,
}

impl BareStore {
    /// A new store at `path`, and the addresses of so many logs.
    pub(crate) fn create(path: &Path, logs: u32) -> anyhow::Result<Self> {
        let store = EmbeddedStore::open(path, StoreOptions::default())?;
        let fence = store.take_over(SHARD).context("taking the store over")?;
        let mut random = Random::new(3);
        let logs = (0..logs.max(1)).map(|_| random.bytes(LOG_BYTES)).collect();
        Ok(Self {
            store,
            fence,
            random,
            logs,
            written: 0,
        })
    }

    /// Durable messages a second over one round.
    pub(crate) fn round(&mut self, records: Records, length: Duration) -> anyhow::Result<f64> {
        let began = Instant::now();
        let mut messages = 0_u32;
        while began.elapsed() < length {
            let batch = self.batch(records)?;
            self.store
                .commit(SHARD, self.fence, batch)
                .context("a commit of the bare store")?;
            messages += u32::try_from(WRITERS).unwrap_or(u32::MAX);
        }
        Ok(f64::from(messages) / began.elapsed().as_secs_f64())
    }

    fn batch(&mut self, records: Records) -> anyhow::Result<Batch> {
        let mut ops = Vec::with_capacity(WRITERS * 3);
        let body = self.random.bytes(MESSAGE_BYTES + ENTRY_HEAD_BYTES);
        let body = Bytes::from(body);
        for _ in 0..WRITERS {
            self.written += 1;
            let place = self.written.to_be_bytes();
            let count = u32::try_from(self.logs.len()).unwrap_or(u32::MAX);
            let log = usize::try_from(self.random.below(count)).unwrap_or_default();
            let log = self.logs.get(log).map(Vec::as_slice).unwrap_or_default();
            match records {
                Records::One => ops.push(put(3, [log, &place], body.slice(..MESSAGE_BYTES))?),
                Records::AsTheHost => {
                    let id = [place, place].concat();
                    ops.push(put(3, [log, &place], body.clone())?);
                    ops.push(put(4, [log, &id], body.slice(..ID_RECORD_BYTES))?);
                    ops.push(put(1, [log, &[]], body.slice(..HEAD_RECORD_BYTES))?);
                }
            }
        }
        Ok(Batch { ops })
    }
}

fn put(table: u8, [log, rest]: [&[u8]; 2], value: Bytes) -> anyhow::Result<Op> {
    let key = Key::new([&[table], log, rest].concat())?;
    Ok(Op::Put { key, value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_written_as_one_record_or_as_three() {
        let directory = tempfile::tempdir().unwrap();
        let mut bare = BareStore::create(directory.path(), 10).unwrap();
        let one = bare.batch(Records::One).unwrap();
        assert_eq!(one.ops.len(), WRITERS);
        let host = bare.batch(Records::AsTheHost).unwrap();
        assert_eq!(host.ops.len(), 3 * WRITERS);
    }
}
