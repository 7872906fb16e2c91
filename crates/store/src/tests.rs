//! Tests of the crate, by what they are about.

mod attachments;
mod conversations;
mod failures;
mod files;
mod looks;
mod messages;
mod migrations;
mod normalise;
mod plans;
mod queues;
mod sample;
mod search;
mod strangers;
mod tables;
