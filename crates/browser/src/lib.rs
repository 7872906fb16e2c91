//! Real browsers under test: headless Chromium over its DevTools protocol, a host as a process, and
//! people who use the web app with mouse and keyboard.
//!
//! Names none of the product's crates: what is tested is the program as it is delivered. Decides nothing about
//! what the app should do; that stands in the tests beside it.

mod axe;
mod browser;
mod chromium;
mod devtools;
mod host;
mod input;
mod keys;
mod manner;
mod page;
mod peer;
mod person;
mod record;
mod relay;
mod touch;
mod walk;

pub use axe::{Axe, Finding};
pub use browser::{Browser, Network};
pub use host::{Host, hudhud};
pub use input::{Chord, Key};
pub use manner::Manner;
pub use page::{Look, PATIENCE, Page};
pub use peer::Peer;
pub use person::Person;
pub use record::{Record, Request, Trouble};
pub use relay::Relay;
pub use walk::Walk;
