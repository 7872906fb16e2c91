//! The same behaviour over a store that tells one thing after the other, so that every decision is
//! made again at each place where it looks at something: what it did before must not show.
#![cfg(test)]

/// What a frame or reply of one form holds; fails the test on any other.
macro_rules! expect_frame {
    ($frame:expr, $pattern:pat => $value:expr) => {{
        let frame = $frame;
        let shown = format!("{frame:?}");
        let $pattern = frame else {
            panic!("expected something else than {shown}")
        };
        $value
    }};
}

/// The store tells the first thing that is wanted, and the rest must be wanted again.
const TELLING: hudhud_logstore::Telling = hudhud_logstore::Telling::OneByOne;

#[path = "host/append.rs"]
mod append;
#[path = "host/blobs.rs"]
mod blobs;
#[path = "host/chaos.rs"]
mod chaos;
#[path = "host/directory.rs"]
mod directory;
#[path = "host/expiry.rs"]
mod expiry;
#[path = "host/inbox.rs"]
mod inbox;
#[path = "host/invitations.rs"]
mod invitations;
#[path = "host/key_packages.rs"]
mod key_packages;
#[path = "host/limits.rs"]
mod limits;
#[path = "host/live.rs"]
mod live;
#[path = "host/names.rs"]
mod names;
#[path = "host/operator.rs"]
mod operator;
#[path = "host/people.rs"]
mod people;
#[path = "host/puzzles.rs"]
mod puzzles;
#[path = "host/rotation.rs"]
mod rotation;
#[path = "host/storage.rs"]
mod storage;
#[path = "host/work.rs"]
mod work;
#[path = "host/world.rs"]
mod world;
