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

    /// Takes in one event.
    pub(crate) fn note(&mut self, session: &str, method: &str, event: &Value) {
        match method {
            "Target.attachedToTarget" => self.targets.push(Target {
                session: text(&event["sessionId"]),
                id: text(&event["targetInfo"]["targetId"]),
                kind: text(&event["targetInfo"]["type"]),
            }),
            "Target.detachedFromTarget" => {
                let gone = text(&event["sessionId"]);
                self.targets.retain(|target| target.session != gone);
            }
            "Runtime.consoleAPICalled" => self.console_call(session, event),
            "Runtime.exceptionThrown" => {
                let details = &event["exceptionDetails"];
                let thrown = text(&details["exception"]["description"]);
                let said = format!("{} {thrown} ({})", text(&details["text"]), details["url"]);
                self.trouble("exception", said);
            }
            "Log.entryAdded" => {
                let entry = &event["entry"];
                let said = format!("{} ({})", text(&entry["text"]), text(&entry["url"]));
                if entry["level"] == "error" {
                    // A socket of a worker that does not open is told as the worker's.
                    let failed =
                        said.contains("net::ERR_") || said.starts_with("WebSocket connection to");
                    let source = text(&entry["source"]);
                    self.trouble(if failed { NETWORK } else { &source }, said);
                } else {
                    self.console.push(said);
                }
            }
            "Network.requestWillBeSent" => self.request(&event["request"]["url"]),
            "Network.webSocketCreated" => self.request(&event["url"]),
            "Page.loadEventFired" => self.loads += 1,
            _ => {}
        }
    }

    fn console_call(&mut self, session: &str, event: &Value) {
        let kind = text(&event["type"]);
        let words: Vec<_> = event["args"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|argument| match argument.get("value") {
                Some(Value::String(value)) => value.clone(),
                Some(value) => value.to_string(),
                None => text(&argument["description"]),
            })
            .collect();
        let said = words.join(" ");
        if matches!(kind.as_str(), "error" | "assert") {
            self.trouble("console", said);
        } else {
            let who = self.kind_of(session);
            self.console.push(format!("{who} {kind}: {said}"));
        }
    }

    fn kind_of(&self, session: &str) -> &str {
        let found = self.targets.iter().find(|target| target.session == session);
        found.map_or("browser", |target| target.kind.as_str())
    }

    fn trouble(&mut self, source: &str, said: String) {
        self.console.push(format!("error ({source}): {said}"));
        if self.network_forgiven && source == NETWORK {
            return;
        }
        self.troubles.push(Trouble {
            source: source.to_owned(),
            text: said,
        });
    }

    fn request(&mut self, address: &Value) {
        self.requests.push(Request {
            address: text(address),
        });
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or("").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_error_of_the_console_is_trouble_and_a_word_of_it_is_not() {
        let mut record = Record::default();
        let said = |kind: &str| json!({ "type": kind, "args": [{ "value": "spilt" }] });
        record.note("s", "Runtime.consoleAPICalled", &said("log"));
        assert_eq!(record.troubles, []);
        record.note("s", "Runtime.consoleAPICalled", &said("error"));
        assert_eq!(record.troubles[0].text, "spilt");
        assert_eq!(record.console.len(), 2);
    }

    #[test]
    fn a_target_that_went_is_forgotten() {
        let mut record = Record::default();
        let came = json!({ "sessionId": "s", "targetInfo": { "targetId": "t", "type": "page" } });
        record.note("", "Target.attachedToTarget", &came);
        assert_eq!(record.session_of("t"), Some("s".to_owned()));
        record.note(
            "",
            "Target.detachedFromTarget",
            &json!({ "sessionId": "s" }),
        );
        assert_eq!(record.session_of("t"), None);
    }
}
