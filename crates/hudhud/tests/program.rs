//! The program as people and other programs use it: real processes, a real host on loopback, a home
//! for each person.

#[cfg(test)]
mod program {
    mod acme;
    mod attachments;
    mod blobs;
    mod conversation;
    mod daemon;
    mod documents;
    mod export;
    mod failing;
    mod forward;
    mod group;
    mod host;
    mod interrupted;
    mod invitation;
    mod journal;
    mod operator;
    mod outbox;
    mod person;
    #[cfg(unix)]
    mod pty;
    #[cfg(unix)]
    mod screen;
    mod settings;
    mod terminal;
    mod tour;
}
