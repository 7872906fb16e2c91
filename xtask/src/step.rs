//! One named step after another: what runs, how long it took, and a stop at the first that fails.
//!
//! Everything is said on standard error, where the compiler and the test runner speak too, so that
//! lines keep their order when both streams go to one file.

use std::fmt;
use std::io::Write as _;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, bail};

/// Prints one line. A reader that has gone away is no reason to stop working.
pub(crate) fn say(line: fmt::Arguments<'_>) {
    let _closed = writeln!(std::io::stderr().lock(), "{line}");
}

/// Runs `work` between a line with its name and a line with its duration.
pub(crate) fn step(name: &str, work: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<()> {
    say(format_args!("\n== {name}"));
    let started = Instant::now();
    work().with_context(|| format!("step failed: {name}"))?;
    say(format_args!(
        "== {name}: passed in {:.1} s",
        started.elapsed().as_secs_f64()
    ));
    Ok(())
}

/// Runs a command as a step.
pub(crate) fn command_step(name: &str, command: &mut Command) -> anyhow::Result<()> {
    step(name, || succeed(command))
}

/// Runs a command as a step that prints nothing after the command's own last line.
pub(crate) fn last_command_step(name: &str, command: &mut Command) -> anyhow::Result<()> {
    say(format_args!("\n== {name}"));
    succeed(command).with_context(|| format!("step failed: {name}"))
}

/// Runs a command; any other end than success is an error that shows the command.
pub(crate) fn succeed(command: &mut Command) -> anyhow::Result<()> {
    let status = command
        .status()
        .with_context(|| format!("could not start {command:?}"))?;
    if !status.success() {
        bail!("{command:?} ended with {status}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_fails_is_an_error_that_names_it() {
        let error = succeed(Command::new("false").arg("unlikely")).unwrap_err();
        assert!(format!("{error}").contains("unlikely"), "{error}");
    }

    #[test]
    fn a_failing_step_says_which_step_it_was() {
        let error = step("brew tea", || bail!("no water")).unwrap_err();
        assert_eq!(format!("{error:#}"), "step failed: brew tea: no water");
    }
}
