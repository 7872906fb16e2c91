//! What Chromium says by itself, as the record has it.

use serde_json::Value;

use crate::record::{NETWORK, Record, Target, text};
use crate::socket::Event;

/// Takes in one event.
pub(super) fn note(record: &mut Record, event: &Event) {
    let said = &event.parameters;
    match event.method.as_str() {
        "Target.attachedToTarget" => record.targets.push(Target {
            session: text(&said["sessionId"]),
            id: text(&said["targetInfo"]["targetId"]),
            kind: text(&said["targetInfo"]["type"]),
        }),
        "Target.detachedFromTarget" => {
            let gone = text(&said["sessionId"]);
            record.targets.retain(|target| target.session != gone);
        }
        "Runtime.consoleAPICalled" => console_call(record, &event.session, said),
        "Runtime.exceptionThrown" => {
            let details = &said["exceptionDetails"];
            let thrown = text(&details["exception"]["description"]);
            let words = format!("{} {thrown} ({})", text(&details["text"]), details["url"]);
            record.trouble("exception", words);
        }
        "Log.entryAdded" => {
            let entry = &said["entry"];
            let words = format!("{} ({})", text(&entry["text"]), text(&entry["url"]));
            if entry["level"] == "error" {
                // A socket of a worker that does not open is told as the worker's.
                let failed =
                    words.contains("net::ERR_") || words.starts_with("WebSocket connection to");
                let source = text(&entry["source"]);
                record.trouble(if failed { NETWORK } else { &source }, words);
            } else {
                record.console.push(words);
            }
        }
        "Network.requestWillBeSent" => record.request(&said["request"]["url"]),
        "Network.webSocketCreated" => record.request(&said["url"]),
        "Page.loadEventFired" => record.loads += 1,
        _ => {}
    }
}

fn console_call(record: &mut Record, session: &str, said: &Value) {
    let kind = text(&said["type"]);
    let words: Vec<_> = said["args"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|argument| match argument.get("value") {
            Some(Value::String(value)) => value.clone(),
            Some(value) => value.to_string(),
            None => text(&argument["description"]),
        })
        .collect();
    let words = words.join(" ");
    if matches!(kind.as_str(), "error" | "assert") {
        record.trouble("console", words);
    } else {
        let who = kind_of(record, session);
        record.console.push(format!("{who} {kind}: {words}"));
    }
}

fn kind_of(record: &Record, session: &str) -> String {
    let mut targets = record.targets.iter();
    let found = targets.find(|target| target.session == session);
    found.map_or("browser".to_owned(), |target| target.kind.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn say(record: &mut Record, method: &str, parameters: Value) {
        let event = Event {
            session: "s".to_owned(),
            method: method.to_owned(),
            parameters,
        };
        note(record, &event);
    }

    #[test]
    fn an_error_of_the_console_is_trouble_and_a_word_of_it_is_not() {
        let mut record = Record::default();
        let said = |kind: &str| json!({ "type": kind, "args": [{ "value": "spilt" }] });
        say(&mut record, "Runtime.consoleAPICalled", said("log"));
        assert_eq!(record.troubles, []);
        say(&mut record, "Runtime.consoleAPICalled", said("error"));
        assert_eq!(record.troubles[0].text, "spilt");
        assert_eq!(record.console.len(), 2);
    }

    #[test]
    fn a_target_that_went_is_forgotten() {
        let mut record = Record::default();
        let came = json!({ "sessionId": "s", "targetInfo": { "targetId": "t", "type": "page" } });
        say(&mut record, "Target.attachedToTarget", came);
        assert_eq!(record.session_of("t"), Some("s".to_owned()));
        let went = json!({ "sessionId": "s" });
        say(&mut record, "Target.detachedFromTarget", went);
        assert_eq!(record.session_of("t"), None);
    }
}
