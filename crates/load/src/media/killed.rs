//! What passes twice when a process is killed in the middle of a file: the same is sent and fetched once
//! undisturbed and once with somebody killed, and the difference is told.

use std::path::Path;
use std::time::Instant;

use super::plain::ensure_same;
use super::relay::{Count, Relay, passed, until};
use crate::people::{Person, ended, two_who_talk};
use crate::server::HostProcess;

/// Whose process is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Killed {
    Nobody,
    Terminal,
    Host,
}

/// Bytes that passed twice.
#[derive(Debug, Clone, Copy)]
pub(super) struct Twice {
    pub(super) up_by_terminal: u64,
    pub(super) up_by_host: u64,
    pub(super) down_by_terminal: u64,
    pub(super) down_by_host: u64,
}

/// Two people behind a relay, and a file.
pub(super) struct Trial<'a> {
    host: HostProcess,
    relay: Relay,
    amal: Person,
    basim: Person,
    content: &'a Path,
    directory: &'a Path,
    files: u32,
}

impl<'a> Trial<'a> {
    pub(super) fn begins(
        (host, program): (HostProcess, &Path),
        content: &'a Path,
        directory: &'a Path,
    ) -> anyhow::Result<Self> {
        let relay = Relay::to(host.target.address)?;
        let (amal, basim) = two_who_talk(program, &directory.join("homes"), &relay.origin())?;
        Ok(Self {
            host,
            relay,
            amal,
            basim,
            content,
            directory,
            files: 0,
        })
    }

    /// One file each way for everybody who may be killed.
    pub(super) fn round(&mut self) -> anyhow::Result<Twice> {
        let all = [Killed::Nobody, Killed::Terminal, Killed::Host];
        let mut passed = [(0, 0); 3];
        for (killed, passed) in all.into_iter().zip(&mut passed) {
            self.files += 1;
            let words = format!("file {}", self.files);
            *passed = (self.sent(&words, killed)?, self.saved(&words, killed)?);
        }
        let [(up, down), terminal, host] = passed;
        Ok(Twice {
            up_by_terminal: terminal.0.saturating_sub(up),
            up_by_host: host.0.saturating_sub(up),
            down_by_terminal: terminal.1.saturating_sub(down),
            down_by_host: host.1.saturating_sub(down),
        })
    }

    /// What passes to the host until a file is there.
    fn sent(&mut self, words: &str, killed: Killed) -> anyhow::Result<u64> {
        let count = Count::clone(&self.relay.up);
        let before = passed(&count);
        let file = self.content.display().to_string();
        let arguments = ["send", "@basim", words, "--file", &file];
        disturbed(
            &self.amal,
            &arguments,
            (&mut self.host, killed),
            &count,
            self.content,
        )?;
        self.amal.has_sent_all()?;
        Ok(passed(&count) - before)
    }

    /// What passes from the host until the file is here.
    fn saved(&mut self, words: &str, killed: Killed) -> anyhow::Result<u64> {
        let number = self.basim.number_of("@amal", words)?;
        let count = Count::clone(&self.relay.down);
        let before = passed(&count);
        let to = self.directory.join(words);
        let arguments = ["save", &number, &to.display().to_string()];
        disturbed(
            &self.basim,
            &arguments,
            (&mut self.host, killed),
            &count,
            self.content,
        )?;
        if killed == Killed::Terminal {
            self.basim.runs(&arguments)?;
        }
        let all = passed(&count) - before;
        let name = self.content.file_name().unwrap_or_default();
        ensure_same(self.content, &to.join(name))?;
        std::fs::remove_dir_all(&to)?;
        Ok(all)
    }
}

/// Runs a command, and kills somebody once half of the file has passed.
fn disturbed(
    person: &Person,
    arguments: &[&str],
    (host, killed): (&mut HostProcess, Killed),
    count: &Count,
    content: &Path,
) -> anyhow::Result<()> {
    let half = passed(count) + content.metadata()?.len() / 2;
    let began = Instant::now();
    let mut child = person.begins(arguments)?;
    if killed != Killed::Nobody {
        until(count, half)?;
    }
    match killed {
        Killed::Nobody => {}
        Killed::Host => host.dies_and_starts_again()?,
        Killed::Terminal => {
            child.kill()?;
            child.wait()?;
            return Ok(());
        }
    }
    ended(child, began)?;
    Ok(())
}
