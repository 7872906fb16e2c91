//! Files of others and of our own, before anything else touches them: what a picture is by its first
//! bytes, how large it says it is, what it says besides its dots, and what a file may be called.
//!
//! Nothing is drawn here and nothing is unpacked: every function walks over the bytes it was given,
//! once, and takes no more memory than they do.

mod name;
mod picture;

pub use name::{FileName, NAME_BYTES};
pub use picture::{Format, Picture, look, without_traces};
