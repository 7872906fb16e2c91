//! The machine: a turn is one transaction. What comes in is handed to a room, and what the room
//! returns to the next. This is the only place that knows all rooms.

pub(crate) mod answers;
pub(crate) mod commands;
pub(crate) mod deadlines;
pub(crate) mod engine;
pub(crate) mod greeting;
pub(crate) mod input;
pub(crate) mod letters;
pub(crate) mod logs;
pub(crate) mod pump;
