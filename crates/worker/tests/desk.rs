//! The desk, asked like a page asks it, with real devices and a real host in this process.

#[path = "desk/groups.rs"]
mod groups;
#[path = "desk/list.rs"]
mod list;
#[path = "desk/page.rs"]
mod page;
#[path = "desk/talk.rs"]
mod talk;
#[path = "desk/window.rs"]
mod window;
#[path = "desk/world.rs"]
mod world;
