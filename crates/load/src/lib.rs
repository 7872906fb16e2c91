//! The load generator: what is measured, and how (docs/bench.md).
//!
//! Everything measured here is the real thing: frames of `wire`, capabilities of `crypto`, links over
//! WebSocket to a host in a process of its own, engines over databases on disk. This crate decides
//! nothing about them, and nothing in the product names it.

pub mod engine;
mod figure;
pub mod media;
pub mod operator;
mod people;
mod place;
mod processor;
mod random;
pub mod server;
pub mod terminal;

pub use figure::{Figure, Goal, Spread, Table};
