//! Whether people see the same: what each device holds, compared line by line.

use std::collections::BTreeSet;

use anyhow::bail;
use serde_json::Value;

/// One message, without what differs from device to device (numbers, times, progress).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said {
    sender: String,
    /// The text.
    pub(crate) body: String,
    edited: bool,
    deleted: bool,
    in_reply_to: Option<String>,
    reactions: BTreeSet<(String, String)>,
}

impl Said {
    /// From an object of `history --json`; `reader` is who looks.
    pub(crate) fn from_object(object: &Value, reader: &str) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let reactions = object["reactions"].as_array().into_iter().flatten();
        Self {
            sender: if object["own"] == true {
                reader.to_owned()
            } else {
                text(&object["sender"]["name"])
            },
            body: text(&object["body"]),
            edited: object["edited"] == true,
            deleted: object["deleted"] == true,
            in_reply_to: object["reply_to"]["body"].as_str().map(str::to_owned),
            reactions: reactions
                .map(|reaction| (text(&reaction["emoji"]), text(&reaction["by"]["name"])))
                .collect(),
        }
    }
}

/// What two people see has to be the same, message by message and in the same order.
pub(crate) fn same(first: (&str, &[Said]), second: (&str, &[Said])) -> anyhow::Result<()> {
    let ((one, seen), (other, also_seen)) = (first, second);
    if seen.len() != also_seen.len() {
        let (count, other_count) = (seen.len(), also_seen.len());
        bail!("{one} sees {count} messages and {other} sees {other_count}");
    }
    if let Some((left, right)) = seen
        .iter()
        .zip(also_seen)
        .find(|(left, right)| left != right)
    {
        bail!("{one} sees {left:?} where {other} sees {right:?}");
    }
    Ok(())
}

/// Everything that was written is there once, in the order in which it was written.
pub(crate) fn complete(who: &str, seen: &[Said], written: &[String]) -> anyhow::Result<()> {
    let bodies: Vec<&str> = seen.iter().map(|said| said.body.as_str()).collect();
    if bodies == written {
        return Ok(());
    }
    bail!("{who} sees {bodies:?}, and what was written is {written:?}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn said(body: &str) -> Said {
        let object = json!({ "own": true, "body": body, "reactions": [], "reply_to": null });
        Said::from_object(&object, "amal")
    }

    #[test]
    fn a_message_that_somebody_lacks_has_twice_or_reads_otherwise_is_found() {
        let all = [said("one"), said("two")];
        assert!(same(("amal", &all), ("basim", &all)).is_ok());
        assert!(same(("amal", &all), ("basim", &all[..1])).is_err());
        assert!(same(("amal", &all), ("basim", &[said("one"), said("three")])).is_err());
        let written = ["one".to_owned(), "two".to_owned()];
        assert!(complete("amal", &all, &written).is_ok());
        assert!(complete("amal", &[said("two"), said("one")], &written).is_err());
        assert!(complete("amal", &[said("one"), said("one")], &written).is_err());
    }

    #[test]
    fn a_reaction_or_an_edit_that_somebody_lacks_is_found() {
        let plain = said("one");
        let reaction = json!({ "emoji": "👍", "by": { "name": "basim" } });
        let mut object = json!({ "own": true, "body": "one", "reactions": [reaction] });
        let reacted = Said::from_object(&object, "amal");
        assert!(
            same(
                ("amal", std::slice::from_ref(&plain)),
                ("basim", &[reacted])
            )
            .is_err()
        );
        object = json!({ "own": true, "body": "one", "edited": true });
        let edited = Said::from_object(&object, "amal");
        assert!(same(("amal", &[plain]), ("basim", &[edited])).is_err());
    }
}
