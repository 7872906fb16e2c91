//! Real browsers under test: headless Chromium over its DevTools protocol and Firefox over WebDriver
//! BiDi, a host as a process, and people who use the web app with mouse and keyboard.
//!
//! Names none of the product's crates: what is tested is the program as it is delivered. Decides nothing about
//! what the app should do; that stands in the tests beside it.

mod axe;
mod browser;
mod chromium;
mod firefox;
mod gesture;
mod host;
mod input;
mod keys;
mod manner;
mod page;
mod peer;
mod person;
mod process;
mod record;
mod relay;
mod socket;
mod tab;
mod touch;
mod walk;

pub use axe::{Axe, Finding};
pub use browser::Browser;
pub use host::{Host, hudhud};
pub use input::{Chord, Key};
pub use manner::{Engine, Look, Manner, Network};
pub use page::Page;
pub use peer::Peer;
pub use person::Person;
pub use record::{Record, Request, Trouble};
pub use relay::Relay;
pub use socket::PATIENCE;
pub use walk::Walk;
