//! What a script answers, as BiDi serializes it, turned into JSON.

use serde_json::{Map, Value};

/// What is nothing in JSON is null there.
pub(super) fn plain(remote: &Value) -> Value {
    let value = &remote["value"];
    match remote["type"].as_str().unwrap_or("") {
        "string" | "boolean" => value.clone(),
        // Those that are none, `NaN` and the like, have names.
        "number" if value.is_number() => value.clone(),
        "array" => items(value).map(plain).collect(),
        "object" => Value::Object(items(value).filter_map(entry).collect::<Map<_, _>>()),
        _ => Value::Null,
    }
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// A pair of a name and what bears it.
fn entry(pair: &Value) -> Option<(String, Value)> {
    Some((pair[0].as_str()?.to_owned(), plain(&pair[1])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn everything_that_json_knows_comes_through_and_the_rest_is_null() {
        let remote = json!({ "type": "object", "value": [
            ["list", { "type": "array", "value": [
                { "type": "number", "value": 1.5 },
                { "type": "undefined" },
                { "type": "number", "value": "NaN" },
            ] }],
            ["word", { "type": "string", "value": "ه" }],
            ["there", { "type": "boolean", "value": true }],
        ] });
        let expected = json!({ "list": [1.5, null, null], "word": "ه", "there": true });
        assert_eq!(plain(&remote), expected);
    }
}
