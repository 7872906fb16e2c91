//! The app as people use it: real browsers, a real host, mouse and keyboard.

#[cfg(test)]
mod app {
    mod access;
    mod conversation;
    mod damage;
    mod direction;
    mod group;
    mod history;
    mod hostile;
    mod interrupted;
    mod keyboard;
    mod network;
    mod passcode;
    mod people;
    mod tabs;
    mod update;
}
