//! Faults that are planted to show that a scenario can fail: `crates/CRATE/tests/planted.toml`.
//!
//! ```toml
//! [[planted]]
//! scenario = "the_last_part_of_the_tests_path"
//! in = "crates/engine/src"
//! find = "text that stands there once"
//! put = ""
//! why = "What is broken by that."
//! ```
//!
//! Checked here is what needs no compiler: that each scenario has a fault, and that each fault has
//! one place. `cargo xtask prove` plants them.

use serde::Deserialize;

use super::source::{Part, Source};
use crate::violation::Violation;

/// The crates whose tests are scenarios.
pub(crate) const CRATES: [&str; 2] = ["client", "engine"];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    planted: Vec<Fault>,
}

/// A change of one place, with which one scenario must fail.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fault {
    /// The test's path, or the end of it.
    pub(crate) scenario: String,
    /// The folder or file in which the text is looked for.
    #[serde(rename = "in")]
    pub(crate) folder: String,
    pub(crate) find: String,
    pub(crate) put: String,
    /// What is broken.
    pub(crate) why: String,
}

/// One test of a crate's `tests`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scenario {
    /// The program it is compiled into: a file of `tests`.
    pub(crate) program: String,
    /// By which the test runner knows it in that program.
    pub(crate) name: String,
    path: String,
    line: usize,
}

impl Scenario {
    /// Whether a fault means this one.
    pub(crate) fn is_meant_by(&self, fault: &Fault) -> bool {
        let whole = format!("{}::{}", self.program, self.name);
        whole == fault.scenario || whole.ends_with(&format!("::{}", fault.scenario))
    }
}

/// What is wrong with the faults of all crates.
pub(crate) fn check(sources: &[Source]) -> Vec<Violation> {
    let mut violations = Vec::new();
    for name in CRATES {
        match faults(sources, name) {
            Ok(faults) => violations.extend(check_crate(sources, name, &faults)),
            Err(error) => {
                violations.push(Violation::new(
                    file(name),
                    1,
                    format!("is not valid: {error}"),
                ));
            }
        }
    }
    violations
}

fn check_crate(sources: &[Source], name: &str, faults: &[Fault]) -> Vec<Violation> {
    let scenarios = scenarios(sources, name);
    let mut violations = Vec::new();
    for scenario in &scenarios {
        if !faults.iter().any(|fault| scenario.is_meant_by(fault)) {
            let message = format!(
                "`{}` has no fault in {} with which it fails",
                scenario.name,
                file(name)
            );
            violations.push(Violation::new(&scenario.path, scenario.line, message));
        }
    }
    for fault in faults {
        let meant = scenarios
            .iter()
            .filter(|scenario| scenario.is_meant_by(fault));
        let found = [
            (meant.count(), "tests are called", &fault.scenario),
            (places(sources, fault).len(), "places have", &fault.find),
        ];
        for (count, what, text) in found.into_iter().filter(|(count, ..)| *count != 1) {
            let message = format!("{}: {count} {what} `{text}`, one must", fault.scenario);
            violations.push(Violation::new(file(name), 1, message));
        }
    }
    violations
}

fn file(name: &str) -> String {
    format!("crates/{name}/tests/planted.toml")
}

/// All faults of a crate; none if it has no file of them.
pub(crate) fn faults(sources: &[Source], name: &str) -> Result<Vec<Fault>, toml::de::Error> {
    let path = file(name);
    let source = sources.iter().find(|source| source.path == path);
    source.map_or(Ok(Vec::new()), |source| {
        Ok(toml::from_str::<File>(&source.text)?.planted)
    })
}

/// The file of each place where a fault's text stands.
pub(crate) fn places<'a>(sources: &'a [Source], fault: &Fault) -> Vec<&'a str> {
    let inside = |path: &str| {
        let below = path.strip_prefix(fault.folder.trim_end_matches('/'));
        below.is_some_and(|below| below.is_empty() || below.starts_with('/'))
    };
    let mut places = Vec::new();
    if !fault.find.is_empty() {
        for source in sources.iter().filter(|source| inside(&source.path)) {
            let matches = source.text.matches(&fault.find);
            places.extend(matches.map(|_| source.path.as_str()));
        }
    }
    places
}

/// All tests in a crate's `tests`.
pub(crate) fn scenarios(sources: &[Source], name: &str) -> Vec<Scenario> {
    let folder = format!("crates/{name}/tests/");
    let mut found = Vec::new();
    for source in sources.iter().filter(|source| source.part == Part::Test) {
        if let (Some(file), Some(path)) = (&source.ast, source.path.strip_prefix(&folder)) {
            let modules: Vec<_> = path.trim_end_matches(".rs").split('/').collect();
            tests(source, &file.items, &modules, &mut found);
        }
    }
    found
}

fn tests(source: &Source, items: &[syn::Item], modules: &[&str], out: &mut Vec<Scenario>) {
    for item in items {
        if let syn::Item::Mod(module) = item
            && let Some((_, inner)) = &module.content
        {
            let name = module.ident.to_string();
            let mut modules = modules.to_vec();
            modules.push(&name);
            tests(source, inner, &modules, out);
        } else if let syn::Item::Fn(function) = item
            && function.attrs.iter().any(is_test)
            && let [program, modules @ ..] = modules
        {
            let name = function.sig.ident.to_string();
            let mut path = modules.to_vec();
            path.push(&name);
            out.push(Scenario {
                program: (*program).to_owned(),
                name: path.join("::"),
                path: source.path.clone(),
                line: function.sig.ident.span().start().line,
            });
        }
    }
}

/// `#[test]`, and that of a runtime.
fn is_test(attribute: &syn::Attribute) -> bool {
    let last = attribute.path().segments.last();
    last.is_some_and(|segment| segment.ident == "test")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TESTS: &str = "crates/engine/tests/story/group.rs";

    fn sources(planted: &str, tests: &str) -> Vec<Source> {
        let product = "fn leave() { goodbye(); }\nfn stay() { hello(); hello(); }\n";
        [
            ("crates/engine/src/leave.rs", product),
            ("crates/engine/tests/planted.toml", planted),
            (TESTS, tests),
        ]
        .into_iter()
        .map(|(path, text)| {
            let mut source = Source::new(path, text.to_owned()).unwrap();
            source.part = Part::Test;
            source
        })
        .collect()
    }

    fn fault(scenario: &str, find: &str) -> String {
        format!(
            "[[planted]]\nscenario = \"{scenario}\"\nin = \"crates/engine/src\"\nfind = \"{find}\"\nput = \"\"\nwhy = \"Silence.\"\n"
        )
    }

    const LEAVES: &str = "#[test]\nfn somebody_leaves() {}\n";

    #[test]
    fn a_scenario_with_a_fault_that_has_one_place_passes() {
        let planted = fault("somebody_leaves", "goodbye();");
        assert_eq!(check(&sources(&planted, LEAVES)), []);
        let whole = fault("story::group::somebody_leaves", "goodbye();");
        assert_eq!(check(&sources(&whole, LEAVES)), []);
    }

    #[test]
    fn a_scenario_without_a_fault_is_found() {
        let planted = fault("somebody_leaves", "goodbye();");
        let tests = format!("{LEAVES}mod later {{\n#[tokio::test]\nasync fn comes_back() {{}}\n}}");
        let found = check(&sources(&planted, &tests));
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].path.as_str(), found[0].line), (TESTS, 5));
        assert!(found[0].message.contains("`group::later::comes_back`"));
    }

    #[test]
    fn a_fault_whose_text_is_gone_or_stands_twice_is_found() {
        for text in ["farewell();", "hello();", ""] {
            let found = check(&sources(&fault("somebody_leaves", text), LEAVES));
            assert_eq!(found.len(), 1, "{text}");
        }
    }

    #[test]
    fn a_fault_for_no_test_or_for_two_is_found() {
        let planted = format!(
            "{}{}",
            fault("somebody_leaves", "goodbye();"),
            fault("leaves", "goodbye();")
        );
        assert_eq!(check(&sources(&planted, LEAVES)).len(), 1);
        let twice = format!("{LEAVES}mod again {{\n{LEAVES}}}");
        let planted = fault("somebody_leaves", "goodbye();");
        assert_eq!(check(&sources(&planted, &twice)).len(), 1);
    }

    #[test]
    fn a_file_of_faults_that_is_not_valid_is_found() {
        let planted = fault("somebody_leaves", "goodbye();").replace("why", "because");
        let found = check(&sources(&planted, LEAVES));
        assert!(found[0].message.contains("not valid"));
    }
}
