//! `cargo xtask run`: from a fresh checkout to a host with the app, on this machine.

use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::Context as _;
use hudhud_trial::{Company, Plan};

use crate::step::say;
use crate::{shipped, workspace};

const LISTEN: &str = "127.0.0.1:8080";
const DATA: &str = "./hudhud-data";

/// Where a demonstration lies, until the next one begins.
const DEMO_DATA: &str = "target/demo";
/// The name by which the company of the demonstration knows who looks at it.
const GUEST: &str = "guest";
/// How often the company looks whether the guest has come.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Between two lines that are said to the guest.
const BETWEEN_LINES: Duration = Duration::from_secs(4);

/// Build Hudhud in release mode and serve on this machine
#[derive(clap::Args)]
pub(crate) struct Run {
    /// Let four people live there, who talk in English and Arabic and greet you; each time anew, on a
    /// port of its own
    #[arg(long, conflicts_with = "serve_arguments")]
    demo: bool,
    /// Passed to `hudhud serve`; `--data` and `--listen` have defaults here
    #[arg(last = true)]
    serve_arguments: Vec<String>,
}

impl Run {
    /// Returns only if something failed: otherwise this process becomes the host.
    pub(crate) fn perform(self) -> anyhow::Result<()> {
        if self.demo {
            return demonstrate(&shipped::program()?);
        }
        say(format_args!(
            "Builds Hudhud with its app and starts a host whose data lies in {DATA}. A first build takes many minutes."
        ));
        let program = shipped::program()?;
        let shown = program.display();
        let arguments = with_defaults(self.serve_arguments);
        let listen = value_of(&arguments, "--listen")
            .unwrap_or(LISTEN)
            .to_owned();
        say(format_args!(
            "\nOpen http://{listen} in a browser; Control-C stops the host."
        ));
        say(format_args!("Or make an account in another terminal:\n"));
        say(format_args!(
            "    {shown} signup --server http://{listen}\n"
        ));
        say(format_args!("and `{shown} --help` tells the rest.\n"));
        let error = Command::new(&program)
            .current_dir(workspace::root()?)
            .arg("serve")
            .args(&arguments)
            .exec();
        Err(error).with_context(|| format!("could not start {shown}"))
    }
}

/// A host with people, until it is interrupted.
fn demonstrate(program: &Path) -> anyhow::Result<()> {
    let directory = workspace::root()?.join(DEMO_DATA);
    if directory.exists() {
        std::fs::remove_dir_all(&directory)?;
    }
    let host = Plan::new(program, &directory.join("host")).start()?;
    let origin = host.origin();
    say(format_args!(
        "\nFour people make accounts and begin to talk …"
    ));
    let company = Company::gathers(program, &directory.join("people"), &origin)?;
    say(format_args!(
        "\nOpen {origin} in a browser and choose the name `{GUEST}`: within seconds two people write to \
         you, and two groups ask you to join. Accept, and they talk on.\n"
    ));
    for name in ["layla", "omar"] {
        say(format_args!("To be {name}, in another terminal:\n"));
        say(format_args!("    {}\n", company.invocation(name)));
    }
    say(format_args!("Control-C stops the host."));
    while !company.greets(GUEST)? {
        std::thread::sleep(LOOK_EVERY);
    }
    say(format_args!("You have come, and are greeted."));
    company.goes_on(BETWEEN_LINES)?;
    loop {
        // The host lives as long as this process holds it.
        std::thread::park();
    }
}

fn with_defaults(mut arguments: Vec<String>) -> Vec<String> {
    for (flag, value) in [("--data", DATA), ("--listen", LISTEN)] {
        if value_of(&arguments, flag).is_none() {
            arguments.extend([flag.to_owned(), value.to_owned()]);
        }
    }
    arguments
}

/// The value of a flag, written `--flag value` or `--flag=value`.
fn value_of<'a>(arguments: &'a [String], flag: &str) -> Option<&'a str> {
    arguments.iter().enumerate().find_map(|(index, argument)| {
        if argument == flag {
            return arguments.get(index + 1).map(String::as_str);
        }
        argument.strip_prefix(flag)?.strip_prefix('=')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(arguments: &[&str]) -> Vec<String> {
        arguments
            .iter()
            .map(|&argument| argument.to_owned())
            .collect()
    }

    #[test]
    fn what_the_person_gave_is_not_overridden() {
        let given = owned(&["--listen=127.0.0.1:9000", "--verbose"]);
        let all = with_defaults(given);
        assert_eq!(value_of(&all, "--listen"), Some("127.0.0.1:9000"));
        assert_eq!(
            all,
            owned(&["--listen=127.0.0.1:9000", "--verbose", "--data", DATA])
        );
    }

    #[test]
    fn without_arguments_both_defaults_are_there() {
        let all = with_defaults(Vec::new());
        assert_eq!(all, owned(&["--data", DATA, "--listen", LISTEN]));
    }
}
