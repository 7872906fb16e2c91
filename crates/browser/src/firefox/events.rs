//! What Firefox says by itself, as the record has it.

use serde_json::Value;

use crate::record::{NETWORK, Record, text};
use crate::socket::Event;

/// A request that its own page gave up, by leaving or by asking again, is no trouble.
const GIVEN_UP: &str = "NS_BINDING_ABORTED";

/// How the console begins to tell of a socket that does not open, or ends without a word.
const SOCKET_FAILED: [&str; 2] = [
    "Firefox can’t establish a connection to the server at ws",
    "The connection to ws",
];

/// Takes in one event.
pub(super) fn note(record: &mut Record, event: &Event) {
    let said = &event.parameters;
    match event.method.as_str() {
        "log.entryAdded" => words(record, said),
        "network.beforeRequestSent" => record.request(&said["request"]["url"]),
        "network.fetchError" if said["errorText"] != GIVEN_UP => {
            let why = text(&said["errorText"]);
            record.trouble(NETWORK, format!("{why} ({})", said["request"]["url"]));
        }
        "network.responseCompleted" => {
            let status = said["response"]["status"].as_u64().unwrap_or(0);
            if status >= 400 {
                record.trouble(NETWORK, format!("{status} ({})", said["request"]["url"]));
            }
        }
        _ => {}
    }
}

fn words(record: &mut Record, said: &Value) {
    let words = text(&said["text"]);
    if said["level"] != "error" {
        let kind = text(&said["method"]);
        record.console.push(format!("page {kind}: {words}"));
        return;
    }
    let is_socket = SOCKET_FAILED.iter().any(|sign| words.starts_with(sign));
    let source = match said["type"].as_str() {
        _ if is_socket => NETWORK,
        Some("console") => "console",
        _ => "exception",
    };
    let place = &said["stackTrace"]["callFrames"][0]["url"];
    record.trouble(source, format!("{words} ({})", text(place)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn say(record: &mut Record, method: &str, parameters: Value) {
        let event = Event {
            session: String::new(),
            method: method.to_owned(),
            parameters,
        };
        note(record, &event);
    }

    #[test]
    fn an_error_of_the_console_is_trouble_and_a_word_of_it_is_not() {
        let mut record = Record::default();
        let said = |level: &str| json!({ "type": "console", "level": level, "text": "spilt" });
        say(&mut record, "log.entryAdded", said("info"));
        assert_eq!(record.troubles, []);
        say(&mut record, "log.entryAdded", said("error"));
        assert_eq!(record.troubles[0].source, "console");
        assert_eq!(record.console.len(), 2);
    }

    #[test]
    fn a_request_that_was_given_up_is_no_trouble_and_one_that_failed_is_the_networks() {
        let mut record = Record::default();
        for why in [GIVEN_UP, "NS_ERROR_OFFLINE"] {
            say(
                &mut record,
                "network.fetchError",
                json!({ "errorText": why }),
            );
        }
        let socket = format!("{}://127.0.0.1:9/.", SOCKET_FAILED[0]);
        let said = json!({ "type": "javascript", "level": "error", "text": socket });
        say(&mut record, "log.entryAdded", said);
        let sources: Vec<_> = record.troubles.iter().map(|one| &one.source).collect();
        assert_eq!(sources, [NETWORK, NETWORK]);
    }
}
