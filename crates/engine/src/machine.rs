//! What comes in is handed to the rooms.

pub(crate) mod answers;
pub(crate) mod commands;
pub(crate) mod engine;
