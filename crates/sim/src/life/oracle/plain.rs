//! No plaintext on the host's disk. Frames are looked through as they leave.

use crate::finding::Oracle;
use crate::life::oracle::found::{Found, say};
use crate::world::{World, shows_a_mark};

pub(crate) fn judge(world: &World, found: &mut Found) {
    let images = world.hosts.iter().flat_map(|host| host.store.image());
    for (key, value) in images {
        if shows_a_mark(key.as_bytes()) || shows_a_mark(&value) {
            let what = format!(
                "a text stands in clear in a record of table {}",
                key.table()
            );
            say(found, Oracle::Plaintext, what);
        }
    }
}
