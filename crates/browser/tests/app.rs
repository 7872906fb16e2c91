//! The app as people use it: real browsers, a real host, mouse and keyboard.

#[cfg(test)]
mod app {
    mod access;
    mod attaching;
    mod company;
    mod composing;
    mod conversation;
    mod damage;
    mod direction;
    mod failing;
    mod firefox;
    mod focus;
    mod forwarding;
    mod group;
    mod history;
    mod hostile;
    mod interrupted;
    mod invitation;
    mod keyboard;
    mod leaving;
    mod list;
    mod names;
    mod network;
    mod notices;
    mod passcode;
    mod people;
    mod search;
    mod suspended;
    mod tabs;
    mod update;
    mod walk;
}
