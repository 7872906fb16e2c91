//! Letters: what is written to somebody's inbox, and what came to the own one. What a letter leads to
//! is for higher rooms.

pub(crate) mod letter;
pub(crate) mod matter;
pub(crate) mod opening;
pub(crate) mod parts;
pub(crate) mod read;
pub(crate) mod unsealed;
pub(crate) mod write;
