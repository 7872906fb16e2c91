//! Files of one crate that need each other in a circle: none of them can be read, tested or moved
//! without all of the others.
//!
//! A file needs another where its code, tests apart,
//! - names an item that stands there: by a path, or by a `use` of it. Through whatever it was
//!   handed on, the item's own file counts. A file that hands out (`pub use`) what its own
//!   submodules hold does not need them for that; all else between parent and child counts as
//!   between any two files.
//! - calls a method that stands there in an `impl` block, by the type the block is for: as
//!   `Type::name(…)`, or as `value.name(…)`. The value's type is known for `self`, for parameters
//!   and fields, for what is made by a call of ours, and for what is taken out of such an `Option`
//!   or `Result`. Where it is not known, the name decides: if one type of the crate alone has a
//!   method of that name, and the standard library does not.
//!
//! Not seen: calls on values of unknown type if two types share the method's name or the standard
//! library has it; methods of traits, unless the value's type is known (but who calls one names the
//! trait); calls by way of a closure or of `dyn`, where only the trait is named, which is how a
//! circle is meant to be opened; what a macro writes, as against what is written in its arguments;
//! and macros used by the order of the files, without a path.

mod arrows;
mod imports;
mod locals;
mod modules;
mod reader;
mod sight;
mod strong;
mod types;
mod written;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::source::Tree;
use modules::Modules;
use reader::Arrows;
use strong::Weights;

/// Files of one crate that may be in circles.
pub(crate) const CIRCLE_FILES: usize = 0;

/// What the files of one crate need of each other.
pub(crate) struct Circles {
    arrows: Arrows,
}

/// That a file needs another.
pub(crate) struct Need<'a> {
    pub(crate) from: &'a str,
    pub(crate) to: &'a str,
    /// The first place at which it does.
    pub(crate) line: usize,
    /// What is named or called there.
    pub(crate) what: &'a str,
}

impl Circles {
    /// Of every crate, by its name.
    pub(crate) fn of(tree: &Tree) -> BTreeMap<String, Self> {
        let mut all = BTreeMap::new();
        for (name, roots) in &tree.roots {
            let mut arrows = Arrows::new();
            for root in roots {
                arrows::add(&Modules::of(tree, root), &mut arrows);
            }
            all.insert(name.clone(), Self { arrows });
        }
        all
    }

    /// Which file needs which.
    pub(crate) fn needs(&self) -> impl Iterator<Item = Need<'_>> {
        self.arrows.iter().map(|((from, to), arrow)| Need {
            from,
            to,
            line: arrow.line,
            what: &arrow.what,
        })
    }

    fn weights(&self) -> Weights<'_> {
        let pairs = self.arrows.iter();
        pairs
            .map(|((from, to), arrow)| ((from.as_str(), to.as_str()), arrow.count))
            .collect()
    }

    /// How many files are in circles, of each crate where some are.
    pub(crate) fn measure(all: &BTreeMap<String, Self>) -> BTreeMap<String, usize> {
        let counted = all
            .iter()
            .map(|(name, circles)| (name.clone(), circles.files()));
        counted.filter(|(_, files)| *files > CIRCLE_FILES).collect()
    }

    /// How many files are in circles.
    pub(crate) fn files(&self) -> usize {
        strong::circles(&self.weights()).iter().map(Vec::len).sum()
    }

    /// Every circle: its files, highest first, and the arrows that point up, which would have to go.
    pub(crate) fn report(&self) -> String {
        let weights = self.weights();
        let mut text = String::new();
        for circle in strong::circles(&weights) {
            let order = strong::ordered(&circle, &weights);
            self.describe(&order, &mut text);
        }
        text
    }

    fn describe(&self, order: &[&str], out: &mut String) {
        let place: BTreeMap<_, _> = order
            .iter()
            .enumerate()
            .map(|(at, &file)| (file, at))
            .collect();
        let mut count = 0;
        let mut up = Vec::new();
        for ((from, to), arrow) in &self.arrows {
            if let (Some(at), Some(below)) = (place.get(from.as_str()), place.get(to.as_str())) {
                count += 1;
                if below < at {
                    up.push((arrow, from, to));
                }
            }
        }
        up.sort_by_key(|(arrow, from, to)| (arrow.count, *from, *to));
        // Writing to a string does not fail.
        let _written = writeln!(
            out,
            "  a circle of {} files and {count} arrows; without {} of these it is open. Highest first:",
            order.len(),
            up.len()
        );
        for file in order {
            let _written = writeln!(out, "    {file}");
        }
        let _written = writeln!(out, "  pointing up, those with the fewest places first:");
        for (arrow, from, to) in up {
            let _written = writeln!(
                out,
                "    {from}:{}: {} ({}x, {to})",
                arrow.line, arrow.what, arrow.count
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::planted;
    use super::*;

    /// Of a crate with these files, each with its text.
    fn circles(files: &[(&str, &str)]) -> Circles {
        let sources = files
            .iter()
            .map(|(name, text)| planted(&format!("src/{name}.rs"), text));
        let tree = Tree {
            sources: sources.collect(),
            unparsable: Vec::new(),
            roots: [("planted".to_owned(), vec!["src/lib.rs".to_owned()])].into(),
        };
        Circles::of(&tree).remove("planted").unwrap()
    }

    const ROOT: (&str, &str) = ("lib", "mod hear; mod say; mod turn;");
    const TURN: (&str, &str) = ("turn", "pub struct Turn { pub memory: u8 }");

    #[test]
    fn files_that_import_from_each_other_are_in_a_circle() {
        let hear = ("hear", "use crate::say::Said; pub struct Heard(Said);");
        let back = (
            "say",
            "use crate::hear; pub struct Said(Option<Box<hear::Heard>>);",
        );
        assert_eq!(circles(&[ROOT, TURN, hear, back]).files(), 2);
        let alone = ("say", "pub struct Said;");
        assert_eq!(circles(&[ROOT, TURN, hear, alone]).files(), 0);
    }

    #[test]
    fn methods_of_one_type_in_two_files_that_call_each_other_are_in_a_circle() {
        let hear = (
            "hear",
            "use crate::turn::Turn; impl Turn { pub fn hear(&self) { self.say(); } }",
        );
        let back = (
            "say",
            "use crate::turn::Turn; impl Turn { pub fn say(&self) { self.hear(); } }",
        );
        assert_eq!(circles(&[ROOT, TURN, hear, back]).files(), 2);
        let alone = (
            "say",
            "use crate::turn::Turn; impl Turn { pub fn say(&self) {} }",
        );
        assert_eq!(circles(&[ROOT, TURN, hear, alone]).files(), 0);
    }

    #[test]
    fn the_type_of_a_value_tells_which_method_is_called() {
        let turn = (
            "turn",
            "use crate::say::Said; pub struct Turn { said: Said }
             impl Turn { fn f(&self) { self.said.clear(); } }",
        );
        let hear = (
            "hear",
            "pub struct Heard; impl Heard { pub fn say(self) {} }",
        );
        let made = (
            "say",
            "use crate::turn::Turn; pub struct Said; impl Said { pub fn clear(&self) {} }
             fn made() -> Option<Turn> { None }
             fn f() -> Option<()> { let turn = made()?; turn.say(); None }",
        );
        let report = |say: (&str, &str)| circles(&[ROOT, turn, hear, say]);
        assert_eq!(report(made).files(), 2);
        // `say` is not a method of `Turn` here, so the call tells nothing about `hear`.
        assert!(!report(made).report().contains("hear"));
    }

    #[test]
    fn on_a_value_of_unknown_type_a_name_counts_if_one_type_alone_has_it() {
        let hear = (
            "hear",
            "use crate::say::Said; impl Said { pub fn chime(&self) {} pub fn push(&self) {} }",
        );
        let say = |call: &str| {
            let text = format!(
                "pub struct Said; fn f(all: &[Said]) {{ all.iter().for_each(|one| one.{call}()); }}"
            );
            circles(&[ROOT, TURN, hear, ("say", &text)]).files()
        };
        assert_eq!(say("chime"), 2);
        assert_eq!(say("push"), 0);
        assert_eq!(say("other"), 0);
    }

    #[test]
    fn a_value_of_another_crate_calls_no_method_of_ours() {
        let hear = (
            "hear",
            "use crate::say::Said; impl Said { pub fn chime(&self) {} }",
        );
        let say = (
            "say",
            "use other::Bell; pub struct Said; fn f(bell: &Bell) { bell.rope().chime(); }",
        );
        assert_eq!(circles(&[ROOT, TURN, hear, say]).files(), 0);
    }

    #[test]
    fn handing_out_what_a_child_holds_is_no_need_but_calling_it_is() {
        let child = (
            "say/word",
            "use super::LETTERS; pub fn word() -> usize { LETTERS }",
        );
        let outer = (
            "say",
            "mod word; pub use word::word; pub const LETTERS: usize = 3;",
        );
        let files = |say| circles(&[ROOT, TURN, ("hear", ""), child, say]).files();
        assert_eq!(files(outer), 0);
        let calls = (
            "say",
            "mod word; pub use word::word; pub const LETTERS: usize = 3; fn f() { word(); }",
        );
        assert_eq!(files(calls), 2);
    }

    #[test]
    fn what_is_handed_on_is_needed_where_it_stands() {
        let root = ("lib", "mod hear; mod say; mod turn; pub use hear::Heard;");
        let hear = ("hear", "pub struct Heard(crate::say::Said);");
        let say = ("say", "pub struct Said; fn f(_: &crate::Heard) {}");
        let report = circles(&[root, TURN, hear, say]).report();
        assert!(report.contains("a circle of 2 files"), "{report}");
        assert!(report.contains("src/hear.rs") && report.contains("src/say.rs"));
    }

    #[test]
    fn calls_and_names_in_macros_count() {
        let hear = ("hear", "use crate::say::Said; pub struct Heard(Said);");
        for inside in [
            "println!(\"{}\", crate::hear::Heard::NAME)",
            "select! { x = y => crate::hear::Heard::new(x) }",
        ] {
            let text = format!("pub struct Said; fn f() {{ {inside}; }}");
            assert_eq!(circles(&[ROOT, TURN, hear, ("say", &text)]).files(), 2);
        }
    }

    #[test]
    fn tests_make_no_circle() {
        let hear = ("hear", "use crate::say::Said; pub struct Heard(Said);");
        let say = (
            "say",
            "pub struct Said; #[cfg(test)] mod tests { use crate::hear::Heard; fn f(_: Heard) {} }",
        );
        assert_eq!(circles(&[ROOT, TURN, hear, say]).files(), 0);
    }

    #[test]
    fn the_report_names_the_arrows_with_the_fewest_places_to_cut() {
        let hear = (
            "hear",
            "use crate::say::{Said, Saying}; pub fn heard() {} fn f(_: Said, _: Saying) {}",
        );
        let say = (
            "say",
            "pub struct Said; pub struct Saying;\nfn f() { crate::hear::heard(); }",
        );
        let report = circles(&[ROOT, TURN, hear, say]).report();
        assert!(
            report.ends_with("    src/say.rs:2: heard (1x, src/hear.rs)\n"),
            "{report}"
        );
    }
}
