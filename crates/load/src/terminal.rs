//! The program on a whole screen, as somebody at a terminal feels it.

mod bench;
mod past;
mod screen;

pub use bench::TerminalBench;
