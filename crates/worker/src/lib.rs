//! The app's worker: the desk, which answers a page for one device.
//!
//! What is here compiles for every platform and is tested natively; what only a browser has (the
//! messages of a worker, its files and keys) lies beside it and is not part of this library.

pub mod desk;
pub mod kept_key;
