//! `cargo xtask prove`: shows that each scenario can fail, by planting a fault for each.
//!
//! The faults are in `planted.toml` beside the scenarios (`tidy::planted`). Each is planted in a
//! copy of the working tree, the one scenario is run, and must fail; then the fault is taken out.
//! Every fault means compiling again, so this is not a part of `cargo xtask ci`.

mod copy;

use std::process::{Command, Output};

use anyhow::{Context as _, bail};

use crate::step::{say, step, succeed};
use crate::tidy::planted::{self, Fault, Scenario};
use crate::tidy::source::Source;
use crate::{prerequisite, tidy, violation, workspace};
use copy::Copy;

/// Plant a fault for each scenario, and show that it fails
#[derive(clap::Args)]
pub(crate) struct Prove {
    /// The scenarios of one crate
    #[arg(long = "crate", value_name = "CRATE", value_parser = planted::CRATES)]
    of: Option<String>,
    /// Scenarios whose name contains this
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
}

/// What the test runner ends with: its documentation names these numbers.
const NO_TEST: i32 = 4;
const TEST_FAILED: i32 = 100;
const NOT_COMPILED: i32 = 101;

/// What became of one fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// The scenario failed, as it must.
    Failed,
    /// It passed, so it does not look at what was broken.
    Survived,
    /// It tells nothing about the scenario.
    NotCompiled,
    /// The test runner did not find it.
    NotFound,
}

impl Outcome {
    fn of(status: Option<i32>) -> anyhow::Result<Self> {
        Ok(match status {
            Some(0) => Self::Survived,
            Some(TEST_FAILED) => Self::Failed,
            Some(NOT_COMPILED) => Self::NotCompiled,
            Some(NO_TEST) => Self::NotFound,
            other => bail!("the test runner ended with {other:?}"),
        })
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Failed => "failed, as it must",
            Self::Survived => "SURVIVED",
            Self::NotCompiled => "DOES NOT COMPILE",
            Self::NotFound => "NO SUCH TEST",
        }
    }
}

/// A fault with the one scenario it is for and the one file it is in.
struct Trial {
    package: &'static str,
    scenario: Scenario,
    fault: Fault,
    file: String,
}

impl Trial {
    /// Names its scenario to the test runner.
    fn filter(&self) -> String {
        let Scenario { program, name, .. } = &self.scenario;
        format!("(binary({program}) & test(={name}))")
    }
}

impl Prove {
    /// Fails if a scenario survives its fault, or has none.
    pub(crate) fn perform(self) -> anyhow::Result<()> {
        prerequisite::cargo_tool("nextest")?;
        let root = workspace::root()?;
        let tree = tidy::load(&root, &workspace::metadata()?)?;
        step("faults", || {
            violation::report(planted::check(&tree.sources))
        })?;
        let trials = self.trials(&tree.sources)?;
        let folder = workspace::metadata()?.target_directory.join("prove");
        let copy = Copy::update(&root, folder.join("tree").into_std_path_buf())?;
        let runner = Runner {
            copy: &copy,
            target: folder.join("target").into_std_path_buf(),
        };
        // A scenario that fails without a fault would show nothing by failing with one.
        step("scenarios without faults", || runner.all_pass(&trials))?;
        let mut outcomes = Vec::new();
        for trial in &trials {
            say(format_args!("{}: {}", trial.scenario.name, trial.fault.why));
            let outcome = runner.outcome(trial)?;
            say(format_args!("    {}", outcome.words()));
            outcomes.push(outcome);
        }
        report(&trials, &outcomes)
    }

    /// What `planted::check` has found to be in order.
    fn trials(&self, sources: &[Source]) -> anyhow::Result<Vec<Trial>> {
        let mut trials = Vec::new();
        let asked = |name: &str| self.of.as_deref().is_none_or(|of| of == name);
        for package in planted::CRATES.into_iter().filter(|name| asked(name)) {
            let scenarios = planted::scenarios(sources, package);
            for fault in planted::faults(sources, package)? {
                let scenario = scenarios
                    .iter()
                    .find(|scenario| scenario.is_meant_by(&fault))
                    .context("a fault without a scenario")?;
                let file = planted::places(sources, &fault)
                    .first()
                    .context("a fault without a place")?
                    .to_string();
                trials.push(Trial {
                    package,
                    scenario: scenario.clone(),
                    file,
                    fault,
                });
            }
        }
        if let Some(only) = &self.only {
            trials.retain(|trial| trial.scenario.name.contains(only));
        }
        if trials.is_empty() {
            bail!("no scenario is called so");
        }
        Ok(trials)
    }
}

/// Runs scenarios in the copy.
struct Runner<'a> {
    copy: &'a Copy,
    target: std::path::PathBuf,
}

impl Runner<'_> {
    fn all_pass(&self, trials: &[Trial]) -> anyhow::Result<()> {
        for package in planted::CRATES {
            let of_package = trials.iter().filter(|trial| trial.package == package);
            let names: Vec<_> = of_package.map(Trial::filter).collect();
            if !names.is_empty() {
                succeed(
                    self.nextest(package)?
                        .args(["--tests", "-E", &names.join(" | ")]),
                )?;
            }
        }
        Ok(())
    }

    fn outcome(&self, trial: &Trial) -> anyhow::Result<Outcome> {
        let whole = self.copy.read(&trial.file)?;
        let broken = whole.replacen(&trial.fault.find, &trial.fault.put, 1);
        self.copy.write(&trial.file, broken.as_bytes())?;
        let planted = self.run(trial);
        self.copy.write(&trial.file, whole.as_bytes())?;
        let planted = planted?;
        let outcome = Outcome::of(planted.status.code())?;
        if matches!(outcome, Outcome::NotCompiled | Outcome::NotFound) {
            say(format_args!("{}", String::from_utf8_lossy(&planted.stderr)));
        }
        Ok(outcome)
    }

    fn run(&self, trial: &Trial) -> anyhow::Result<Output> {
        self.nextest(trial.package)?
            .args(["--test", &trial.scenario.program, "-E", &trial.filter()])
            .output()
            .context("could not start the test runner")
    }

    fn nextest(&self, package: &str) -> anyhow::Result<Command> {
        let mut command = workspace::cargo()?;
        command
            .current_dir(self.copy.root())
            .args(["nextest", "run", "--profile", "prove", "--cargo-quiet"])
            .args(["--package", &format!("hudhud-{package}")])
            .env("CARGO_TARGET_DIR", &self.target);
        Ok(command)
    }
}

fn report(trials: &[Trial], outcomes: &[Outcome]) -> anyhow::Result<()> {
    say(format_args!("\nscenario | planted | outcome"));
    for (trial, outcome) in trials.iter().zip(outcomes) {
        say(format_args!(
            "{} | {} | {}",
            trial.scenario.name,
            trial.fault.why,
            outcome.words()
        ));
    }
    let bad = outcomes
        .iter()
        .filter(|outcome| **outcome != Outcome::Failed)
        .count();
    if bad > 0 {
        bail!("{bad} of {} faults show nothing", outcomes.len());
    }
    say(format_args!(
        "{} faults, and every scenario failed",
        outcomes.len()
    ));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_test_that_failed_counts_as_failed() {
        let outcome = |code| Outcome::of(Some(code)).unwrap();
        assert_eq!(outcome(0), Outcome::Survived);
        assert_eq!(outcome(TEST_FAILED), Outcome::Failed);
        assert_eq!(outcome(NOT_COMPILED), Outcome::NotCompiled);
        assert_eq!(outcome(NO_TEST), Outcome::NotFound);
        assert!(Outcome::of(None).is_err());
        assert!(Outcome::of(Some(2)).is_err());
    }
}
