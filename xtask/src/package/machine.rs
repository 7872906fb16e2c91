//! A Debian below a directory: where a package is installed and used, with `chroot`.
//!
//! What a machine has that a directory has not is systemd: a host is started here as its unit would start
//! it. Needs root.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};

use super::tools::output_of;
use crate::prerequisite;
use crate::step::{step, succeed};

/// How long a host may take to be ready, on a machine that does other things too.
const READY_WITHIN: Duration = Duration::from_secs(60);

/// Where the unit has the data of a host.
pub(crate) const DATA: &str = "/var/lib/hudhud";
/// Where the package puts the settings, from the root.
pub(crate) const SETTINGS: &str = "etc/hudhud/hudhud.toml";

/// A Debian below a directory.
pub(crate) struct Machine {
    root: PathBuf,
}

impl Machine {
    /// The release that this machine is of, from where this machine has its own packages.
    pub(crate) fn install(root: &Path) -> anyhow::Result<Self> {
        let machine = Self {
            root: root.to_path_buf(),
        };
        step("a fresh Debian", || {
            let user = output_of(Command::new("id").arg("-u"))?;
            ensure!(user == "0", "a directory becomes a machine for root alone");
            if !prerequisite::is_on_path("debootstrap") {
                prerequisite::debian(&["debootstrap"])?;
            }
            let (site, release) = own_source()?;
            succeed(
                Command::new("debootstrap")
                    .args(["--variant=minbase", "--include=adduser"])
                    .arg(release)
                    .arg(root)
                    .arg(site)
                    .stdout(Stdio::null()),
            )
        })?;
        // What an installer writes, and a directory that was only unpacked has not.
        std::fs::write(root.join("etc/hosts"), "127.0.0.1 localhost\n")?;
        Ok(machine)
    }

    /// Where it lies on this machine.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A file of it, from its root.
    pub(crate) fn path(&self, place: &str) -> PathBuf {
        self.root.join(place.trim_start_matches('/'))
    }

    /// A command there, as root.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new("chroot");
        command
            .arg(&self.root)
            .args(words)
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .env("LANG", "C.UTF-8")
            .env("DEBIAN_FRONTEND", "noninteractive");
        command
    }

    /// What a command there prints.
    pub(crate) fn says(&self, words: &[&str]) -> anyhow::Result<String> {
        output_of(&mut self.command(words))
    }

    /// Runs the package manager; what it said.
    pub(crate) fn dpkg(&self, action: &str, what: &Path) -> anyhow::Result<String> {
        let mut what = what.to_path_buf();
        if action == "--install" {
            std::fs::copy(&what, self.root.join("package.deb"))?;
            what = PathBuf::from("/package.deb");
        }
        self.says(&["dpkg", action, &what.to_string_lossy()])
    }

    /// Makes a directory of the user as whom the host runs.
    pub(crate) fn give(&self, directory: &str) -> anyhow::Result<()> {
        let words = "install -d -o hudhud -g hudhud -m 0700".split(' ');
        let words: Vec<&str> = words.chain([directory]).collect();
        self.says(&words).map(drop)
    }

    /// A host as the service would run it, with its data in this directory, when it is ready; its log goes
    /// into that file of this machine. `health` is what `hudhud health` asks.
    pub(crate) fn serve(&self, data: &str, health: &str, log: &Path) -> anyhow::Result<Running> {
        let mut host = self.command(&[
            "setpriv",
            "--reuid=hudhud",
            "--regid=hudhud",
            "--clear-groups",
            "--no-new-privs",
            "hudhud",
            "serve",
            "--config",
            "/etc/hudhud/hudhud.toml",
        ]);
        host.env("HUDHUD_DATA", data).stdin(Stdio::null());
        host.stdout(Stdio::null()).stderr(File::create(log)?);
        let host = Running(host.spawn()?);
        let ready = ready(|| self.command(&["hudhud", "health", health]));
        ready.with_context(|| std::fs::read_to_string(log).unwrap_or_default())?;
        Ok(host)
    }
}

/// What is mounted below it, be it by an installation that was broken off, goes with it.
impl Drop for Machine {
    fn drop(&mut self) {
        let mounts = std::fs::read_to_string("/proc/self/mounts").unwrap_or_default();
        for place in mounted_below(&mounts, &self.root) {
            // Whoever removes the directory finds out.
            let _gone = Command::new("umount").arg("--lazy").arg(place).status();
        }
    }
}

/// What is mounted below a directory, the innermost first.
fn mounted_below(mounts: &str, root: &Path) -> Vec<PathBuf> {
    let places = mounts.lines().filter_map(|line| line.split(' ').nth(1));
    let below = places.map(PathBuf::from).filter(|it| it.starts_with(root));
    let mut below: Vec<_> = below.collect();
    below.reverse();
    below
}

/// Where packages of this machine's release come from, and the release's name.
fn own_source() -> anyhow::Result<(String, String)> {
    let targets = output_of(Command::new("apt-get").args([
        "indextargets",
        "--format",
        "$(SITE) $(CODENAME) $(LABEL)",
        "Created-By: Packages",
    ]))?;
    let release = output_of(
        Command::new("sh").args(["-c", ". /etc/os-release && echo \"$VERSION_CODENAME\""]),
    )?;
    let site = targets.lines().find_map(|line| {
        let mut words = line.split_whitespace();
        let site = words.next()?;
        (words.next()? == release).then(|| site.to_owned())
    });
    Ok((site.context("apt-get names no source")?, release))
}

/// A program that runs until it is told to stop, whatever happens.
pub(crate) struct Running(pub(super) Child);

impl Running {
    /// Tells it to stop, and waits until it has.
    pub(crate) fn stop(mut self) -> anyhow::Result<()> {
        succeed(Command::new("kill").arg(self.0.id().to_string()))?;
        let status = self.0.wait()?;
        ensure!(status.success(), "the host ended with {status}");
        Ok(())
    }

    /// Ends it without a word (SIGKILL).
    pub(crate) fn kill(mut self) -> anyhow::Result<()> {
        self.0.kill().context("it had ended already")?;
        self.0.wait()?;
        Ok(())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ended = self.0.kill();
        let _ended = self.0.wait();
    }
}

/// Waits until a question is answered with success.
pub(super) fn ready(ask: impl Fn() -> Command) -> anyhow::Result<()> {
    let until = Instant::now() + READY_WITHIN;
    loop {
        let answer = ask().output()?;
        if answer.status.success() {
            return Ok(());
        }
        if Instant::now() > until {
            bail!(
                "not ready in {READY_WITHIN:?}: {}",
                String::from_utf8_lossy(&answer.stderr)
            );
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}

/// Free a moment ago.
pub(crate) fn free_port() -> anyhow::Result<u16> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    Ok(listener.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_mounted_below_a_directory_is_found_from_within() {
        let mounts = "proc /proc proc rw 0 0\n\
            proc /tmp/a/debian/proc proc rw 0 0\n\
            none /tmp/a/debian/proc/sys tmpfs rw 0 0\n\
            none /tmp/a/debian-too tmpfs rw 0 0\n";
        let found = mounted_below(mounts, Path::new("/tmp/a/debian"));
        let expected = ["/tmp/a/debian/proc/sys", "/tmp/a/debian/proc"];
        assert_eq!(found, expected.map(PathBuf::from));
    }
}
