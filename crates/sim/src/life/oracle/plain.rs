//! No plaintext on the host's disk. Frames are looked through as they leave.

use crate::oracle::{Found, Oracle, say};
use crate::world::{World, shows_a_mark};

pub(crate) fn judge(world: &World, found: &mut Found) {
    for (key, value) in world.host.store.image() {
        if shows_a_mark(key.as_bytes()) || shows_a_mark(&value) {
            let what = format!(
                "a text stands in clear in a record of table {}",
                key.table()
            );
            say(found, Oracle::Plaintext, what);
        }
    }
}
