//! Settings in the environment: one that is empty is not set, a flag comes before one, and one that
//! nobody knows is said.

use std::collections::BTreeSet;
use std::ffi::OsString;

use clap::builder::Resettable;
use clap::{Arg, Command};

use crate::problem::Problem;
use crate::status::Status;
use crate::words::Phrase;

/// What the names of all our settings begin with.
const PREFIX: &str = "HUDHUD_";
/// Settings of the build, which a program that runs does not look at.
const OF_THE_BUILD: [&str; 1] = ["HUDHUD_WEB_DIST"];
/// Letters in which a name may differ from the one that was meant.
const MISSPELT: usize = 2;
/// Two ways to say one thing, by flag and by setting: a flag of one sort outweighs both settings.
const EITHER: [(&str, &str); 2] = [
    ("--passphrase-file", "HUDHUD_PASSPHRASE_FILE"),
    ("--key-file", "HUDHUD_KEY_FILE"),
];

/// The command line without those settings that do not count in this run.
pub(crate) fn heeded(command: Command) -> Command {
    let said: Vec<OsString> = std::env::args_os().collect();
    let is_said = |flag: &str| {
        said.iter().filter_map(|word| word.to_str()).any(|word| {
            let rest = word.strip_prefix(flag);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
        })
    };
    let outweighed = EITHER.iter().any(|(flag, _)| is_said(flag));
    let counts = move |arg: &Arg| {
        let Some(name) = arg.get_env() else {
            return true;
        };
        let is_either = EITHER.iter().any(|(_, setting)| name == *setting);
        let is_set = std::env::var_os(name).is_some_and(|value| !value.is_empty());
        is_set && !(outweighed && is_either)
    };
    without(command, &counts)
}

fn without(command: Command, counts: &impl Fn(&Arg) -> bool) -> Command {
    let command = command.mut_args(|arg| {
        if counts(&arg) {
            arg
        } else {
            arg.env(Resettable::Reset)
        }
    });
    command.mut_subcommands(|below| without(below, counts))
}

/// Every setting that the environment may hold.
pub(crate) fn settings(command: &Command) -> BTreeSet<String> {
    let mut found: BTreeSet<String> = OF_THE_BUILD.map(str::to_owned).into();
    let mut add = |command: &Command| {
        let names = command.get_arguments().filter_map(Arg::get_env);
        found.extend(names.map(|name| name.to_string_lossy().into_owned()));
    };
    add(command);
    command.get_subcommands().for_each(add);
    found
}

/// Settings that are set and that this program does not have, as warnings.
pub(crate) fn unknown(command: &Command) -> Vec<Problem> {
    let known = settings(command);
    let set = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    set.filter(|name| name.starts_with(PREFIX) && !known.contains(name))
        .map(|name| warning(&name, &known))
        .collect()
}

fn warning(name: &str, known: &BTreeSet<String>) -> Problem {
    let new = |phrase| Problem::new(Status::Usage, "unknown-setting", phrase).with(name);
    let likely = known
        .iter()
        .map(|other| (difference(name, other), other))
        .min();
    match likely {
        Some((letters, other)) if letters <= MISSPELT => new(Phrase::LikelySetting).with(other),
        Some(_) | None => new(Phrase::UnknownSetting),
    }
}

/// Letters to put in, take out or exchange to make one name of the other.
fn difference(name: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (done, letter) in name.bytes().enumerate() {
        let mut before = done;
        let mut left = done.saturating_add(1);
        for (cell, against) in row.iter_mut().skip(1).zip(other.bytes()) {
            let exchanged = before.saturating_add(usize::from(letter != against));
            before = *cell;
            left = exchanged.min(before.min(left).saturating_add(1));
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = done.saturating_add(1);
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn letters_that_differ_are_counted() {
        assert_eq!(difference("HUDHUD_HOME", "HUDHUD_HOME"), 0);
        assert_eq!(difference("HUDHUD_HOEM", "HUDHUD_HOME"), 2);
        assert_eq!(difference("HUDHUD_HOM", "HUDHUD_HOME"), 1);
        assert_eq!(difference("", "abc"), 3);
    }

    #[test]
    fn a_misspelt_setting_names_the_one_that_was_meant() {
        let known = settings(&crate::arguments::Cli::command());
        let warned = warning("HUDHUD_PASPHRASE_FILE", &known);
        let sentence = warned.sentence(crate::arguments::Language::En);
        assert!(sentence.contains("HUDHUD_PASSPHRASE_FILE"), "{sentence}");
        let warned = warning("HUDHUD_SOMETHING_ELSE", &known);
        let sentence = warned.sentence(crate::arguments::Language::En);
        assert!(sentence.contains("ignored"), "{sentence}");
    }
}
