//! The desk, asked like a page asks it, with real devices and a real host in this process.

#[cfg(test)]
mod desk {
    mod attach;
    mod groups;
    mod list;
    mod page;
    mod talk;
    mod window;
    mod world;
}
