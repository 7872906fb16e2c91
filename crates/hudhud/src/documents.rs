//! What docs/use.md and docs/operate.md name exists, and what exists they name.

use std::collections::BTreeSet;

use clap::{Arg, Command, CommandFactory as _};

use crate::arguments::Cli;
use crate::environment;
use crate::status::{self, Status};

const USE: &str = include_str!("../../../docs/use.md");
const OPERATE: &str = include_str!("../../../docs/operate.md");

/// Where a host's ends have their codes.
const ENDS: [&str; 3] = [
    include_str!("../../server/src/serve_error.rs"),
    include_str!("../../server/src/data_directory/error.rs"),
    include_str!("../../server/src/store/embedded/open_error.rs"),
];

/// Programs of others that the documents name with flags of theirs.
const OTHERS: [&str; 4] = ["cargo ", "systemctl ", "apt-get ", "nginx "];

/// What stands in the text as code: in backticks, or in blocks of commands.
fn code(document: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (index, part) in document.split("```").enumerate() {
        if index % 2 == 1 {
            let lines = part.lines().skip(1);
            found.extend(lines.map(|line| line.split('#').next().unwrap_or_default().to_owned()));
        } else {
            let spans = part.split('`').skip(1).step_by(2);
            found.extend(spans.map(|span| span.replace("\\|", " ").replace('\n', " ")));
        }
    }
    found.retain(|text| !OTHERS.iter().any(|other| text.starts_with(other)));
    found
}

fn words(document: &str) -> BTreeSet<String> {
    let all = code(document);
    let words = all.iter().flat_map(|text| {
        text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '.')))
    });
    words.map(str::to_owned).collect()
}

fn both() -> BTreeSet<String> {
    words(USE).union(&words(OPERATE)).cloned().collect()
}

/// A command and all below it.
fn commands() -> Vec<Command> {
    fn below(command: &Command, found: &mut Vec<Command>) {
        for inner in command.get_subcommands() {
            found.push(inner.clone());
            below(inner, found);
        }
    }
    let mut root = Cli::command();
    root.build();
    let mut found = vec![root.clone()];
    below(&root, &mut found);
    found.retain(|command| command.get_name() != "help");
    found
}

fn flags() -> BTreeSet<String> {
    let all = commands();
    let arguments = all.iter().flat_map(|command| command.get_arguments());
    let long = arguments.filter_map(Arg::get_long);
    long.map(|flag| format!("--{flag}")).collect()
}

#[test]
fn each_flag_that_is_named_exists_and_each_that_exists_is_named() {
    let named: BTreeSet<String> = both()
        .into_iter()
        .filter(|word| word.starts_with("--"))
        .collect();
    let exist = flags();
    let strangers: Vec<_> = named.difference(&exist).collect();
    let unnamed: Vec<_> = exist.difference(&named).collect();
    assert!(
        strangers.is_empty(),
        "named, and do not exist: {strangers:?}"
    );
    assert!(unnamed.is_empty(), "exist, and are not named: {unnamed:?}");
}

#[test]
fn each_setting_that_is_named_exists_and_each_that_exists_is_named() {
    let named: BTreeSet<String> = both()
        .into_iter()
        .filter(|word| word.starts_with("HUDHUD_") && word.len() > "HUDHUD_".len())
        .collect();
    let mut exist = environment::settings(&Cli::command());
    assert!(both().contains("NO_COLOR"));
    // The build's own is named where the build is spoken of, and need not be here.
    exist.retain(|name| name != "HUDHUD_WEB_DIST" || named.contains(name));
    assert_eq!(named, exist);
}

#[test]
fn each_command_that_is_named_exists_and_each_that_exists_is_named() {
    let exist: BTreeSet<String> = commands()
        .iter()
        .skip(1)
        .map(|command| command.get_name().to_owned())
        .collect();
    let named = words(USE);
    let unnamed: Vec<_> = exist.iter().filter(|name| !named.contains(*name)).collect();
    assert!(unnamed.is_empty(), "exist, and are not named: {unnamed:?}");
    for text in code(USE).iter().chain(&code(OPERATE)) {
        let Some(rest) = text.strip_prefix("hudhud ") else {
            continue;
        };
        let parsed = rest
            .split_whitespace()
            .find(|word| !word.starts_with('-'))
            .unwrap_or_default();
        let is_placeholder = parsed.chars().all(char::is_uppercase);
        assert!(is_placeholder || exist.contains(parsed), "{text}");
    }
}

/// The codes in the first column of a table of exit codes.
fn codes_in(document: &str) -> BTreeSet<u8> {
    let (_, section) = document.split_once("## Exit codes").unwrap();
    let section = section.split("\n## ").next().unwrap_or_default();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| "));
    rows.filter_map(|row| row.split(' ').next()?.parse().ok())
        .collect()
}

#[test]
fn the_tables_of_exit_codes_are_whole() {
    let of_a_device = status::TABLE.iter().map(|(code, _, _)| *code).collect();
    assert_eq!(codes_in(USE), of_a_device);
    let mut of_a_host: BTreeSet<u8> = ENDS.iter().flat_map(|source| codes_of(source)).collect();
    of_a_host.extend([Status::Done as u8, Status::Usage as u8]);
    assert_eq!(codes_in(OPERATE), of_a_host);
}

/// The codes that a source gives the ends of a host.
fn codes_of(source: &str) -> BTreeSet<u8> {
    let (_, function) = source.split_once("fn exit_code(&self) -> u8 {").unwrap();
    let arms = function.lines().take_while(|line| *line != "    }");
    arms.filter_map(|line| line.split_once("=> ")?.1.trim_end_matches(',').parse().ok())
        .collect()
}

#[test]
fn the_example_of_settings_names_each_and_no_other() {
    let example = include_str!("../../../packaging/hudhud.toml");
    let keys = example.lines().filter_map(|line| {
        let (key, _) = line.strip_prefix('#')?.split_once(" = ")?;
        (!key.starts_with(' ')).then_some(key)
    });
    let named: BTreeSet<String> = keys.map(str::to_owned).collect();
    let all = commands();
    let serve = all.iter().find(|command| command.get_name() == "serve");
    let of_all: Vec<_> = Cli::command()
        .get_arguments()
        .map(Arg::get_id)
        .cloned()
        .collect();
    let mut exist: BTreeSet<String> = serve
        .unwrap()
        .get_arguments()
        .filter(|argument| !of_all.contains(argument.get_id()))
        .map(|argument| argument.get_id().to_string())
        .collect();
    // The file itself, what the package's service sets, and what is for one start.
    for apart in ["config", "data", "help", "version"] {
        exist.remove(apart);
    }
    assert_eq!(named, exist);
}

#[test]
fn the_unit_does_not_try_again_what_trying_again_does_not_mend() {
    let unit = include_str!("../../../packaging/hudhud.service");
    let (_, rest) = unit.split_once("RestartPreventExitStatus=").unwrap();
    let codes = rest.lines().next().unwrap_or_default().split(' ');
    let codes: BTreeSet<u8> = codes.map(|code| code.parse().unwrap()).collect();
    assert!(codes.is_subset(&codes_in(OPERATE)), "{codes:?}");
    let said: Vec<String> = codes.iter().map(u8::to_string).collect();
    let (last, others) = said.split_last().unwrap();
    let sentence = format!("{} and {last}", others.join(", "));
    assert!(OPERATE.contains(&sentence), "{sentence}");
}
