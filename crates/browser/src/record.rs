//! What every target of a browser said by itself: which targets there are, console and errors,
//! requests.
//!
//! Remembers; judges nothing but what counts as an error.

use serde_json::Value;

/// The source of what went wrong with a request or a socket.
pub(crate) const NETWORK: &str = "network";

/// One target: a page, a worker, a service worker.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) session: String,
    pub(crate) id: String,
    pub(crate) kind: String,
}

/// Something that a person who opens the console would see in red.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// `network`, `security`, `exception`, `console` and others that the browser names.
    pub source: String,
    /// What it says.
    pub text: String,
}

/// A request that some target made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The whole address.
    pub address: String,
}

/// Everything since the browser was started.
#[derive(Debug, Default)]
pub struct Record {
    pub(crate) targets: Vec<Target>,
    pub(crate) ended: bool,
    /// All that was said, errors among them, newest last.
    pub console: Vec<String>,
    /// Errors alone.
    pub troubles: Vec<Trouble>,
    /// Requests and sockets may fail from now on. What failed before may be told later.
    pub(crate) network_forgiven: bool,
    /// Requests and sockets of all targets, in order.
    pub requests: Vec<Request>,
    /// Documents loaded by pages, counted.
    pub loads: usize,
    /// What was on the page when something was waited for in vain, the last time.
    pub(crate) described: Option<String>,
}

impl Record {
    /// The session of a target that is there.
    pub(crate) fn session_of(&self, target: &str) -> Option<String> {
        let found = self.targets.iter().find(|known| known.id == target)?;
        Some(found.session.clone())
    }

    /// Something went wrong.
    pub(crate) fn trouble(&mut self, source: &str, said: String) {
        self.console.push(format!("error ({source}): {said}"));
        if self.network_forgiven && source == NETWORK {
            return;
        }
        self.troubles.push(Trouble {
            source: source.to_owned(),
            text: said,
        });
    }

    /// A request went out.
    pub(crate) fn request(&mut self, address: &Value) {
        self.requests.push(Request {
            address: text(address),
        });
    }
}

/// A word of an event; what is none is empty.
pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or("").to_owned()
}
