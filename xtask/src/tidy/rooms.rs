//! The rooms of a crate: a file needs those of its own room and of the rooms below.

use std::collections::BTreeMap;

use super::circles::Circles;
use crate::violation::Violation;

/// The rooms of the engine, from the lowest (docs/decisions/0016-rooms-in-the-engine.md).
const ENGINE: (&str, [&str; 8]) = (
    "crates/engine/src/",
    [
        "turn",
        "link",
        "work",
        "log",
        "people",
        "inbox",
        "conversation",
        "machine",
    ],
);

/// Whatever of a lower room needs a higher one.
pub(crate) fn check(all: &BTreeMap<String, Circles>) -> Vec<Violation> {
    let needs = all.values().flat_map(Circles::needs);
    let up = needs.filter(|need| {
        let rooms = place(need.from).zip(place(need.to));
        rooms.is_some_and(|(from, to)| to > from)
    });
    up.map(|need| {
        let (what, to) = (need.what, need.to);
        let message = format!("`{what}` stands in {to}, a higher room: return what concerns it");
        Violation::new(need.from, need.line, message)
    })
    .collect()
}

/// Which room a file stands in, counted from the lowest.
fn place(file: &str) -> Option<usize> {
    let (folder, rooms) = ENGINE;
    let room = file.strip_prefix(folder)?.split(['/', '.']).next()?;
    rooms.iter().position(|known| *known == room)
}

#[cfg(test)]
mod tests {
    use super::super::planted;
    use super::super::source::Tree;
    use super::*;

    /// What is found in an engine of which a file of one room names what stands in another.
    fn found(lower: &str, text: &str, upper: &str) -> Vec<Violation> {
        let file = |room: &str| format!("crates/engine/src/{room}.rs");
        let modules = format!("mod {lower}; mod {upper};");
        let sources = vec![
            planted("crates/engine/src/lib.rs", &modules),
            planted(&file(lower), text),
            planted(&file(upper), "pub struct Held;"),
        ];
        let tree = Tree {
            sources,
            roots: [("engine".into(), vec!["crates/engine/src/lib.rs".into()])].into(),
            unparsable: Vec::new(),
        };
        check(&Circles::of(&tree))
    }

    #[test]
    fn a_room_needs_nothing_of_a_higher_one() {
        let uses = "use crate::people::Held; fn f(_: Held) {}";
        let [violation] = &found("log", uses, "people")[..] else {
            panic!("nothing is found");
        };
        assert_eq!(violation.path, "crates/engine/src/log.rs");
        assert!(violation.message.contains("crates/engine/src/people.rs"));
        assert!(found("machine", uses, "people").is_empty());
    }
}
