//! Installs what was packed, uses it as an operator and a person would, upgrades and removes it.
//!
//! Everything happens in a Debian of its own below a temporary directory, with `chroot`, and listens on
//! loopback alone. What is not tried here is systemd itself, which a directory does not start.

use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};

use super::tools::output_of;
use super::{deb, image};
use crate::prerequisite;
use crate::step::{say, step, succeed};

/// How long a host may take to be ready, on a machine that does other things too.
const READY_WITHIN: Duration = Duration::from_secs(30);

/// Tries both packages.
pub(super) fn perform(program: &Path, version: &str, out: &Path) -> anyhow::Result<()> {
    let directory = tempfile::tempdir()?;
    let newer = format!("{version}+1");
    let package = deb::build(program, version, out)?;
    let next = deb::build(program, &newer, directory.path())?;
    let archive = image::build(program, version, out)?;
    step("image in use", || {
        use_image(&archive, &directory.path().join("image"))
    })?;
    let machine = Machine::install(&directory.path().join("debian"))?;
    step("package in use", || machine.lives_with(&package, &next))
}

/// A Debian below a directory.
struct Machine {
    root: PathBuf,
}

impl Machine {
    /// The release that this machine is of, from where this machine has its own packages.
    fn install(root: &Path) -> anyhow::Result<Self> {
        step("a fresh Debian", || {
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
                    .stdout(std::process::Stdio::null()),
            )
        })?;
        // What an installer writes, and a directory that was only unpacked has not.
        std::fs::write(root.join("etc/hosts"), "127.0.0.1 localhost\n")?;
        Ok(Self {
            root: root.to_path_buf(),
        })
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new("chroot");
        command
            .arg(&self.root)
            .args(words)
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .env("LANG", "C.UTF-8")
            .env("DEBIAN_FRONTEND", "noninteractive");
        command
    }

    fn says(&self, words: &[&str]) -> anyhow::Result<String> {
        output_of(&mut self.command(words))
    }

    fn exists(&self, place: &str) -> bool {
        self.root.join(place).exists()
    }

    /// From the first installation to the last trace.
    fn lives_with(&self, package: &Path, next: &Path) -> anyhow::Result<()> {
        let told = self.dpkg("--install", package)?;
        ensure!(told.contains("systemctl enable --now hudhud"), "{told}");
        say(format_args!("{}", self.says(&["hudhud", "--version"])?));
        ensure!(self.exists("usr/share/man/man1/hudhud.1.gz"), "no manual");
        let settings = self.root.join("etc/hudhud/hudhud.toml");
        let listen = format!("127.0.0.1:{}", free_port()?);
        let text = std::fs::read_to_string(&settings)?;
        let text = format!("{text}\nlisten = \"{listen}\"\n");
        std::fs::write(&settings, &text)?;
        self.says(&[
            "install",
            "-d",
            "-o",
            "hudhud",
            "-g",
            "hudhud",
            "-m",
            "0700",
            "/var/lib/hudhud",
        ])?;
        self.serve(&listen, || {
            let server = format!("http://localhost:{}", port_of(&listen));
            self.person(&["signup", "--server", &server, "--name", "amal"])
        })?;
        self.dpkg("--install", next)?;
        ensure!(
            std::fs::read_to_string(&settings)? == text,
            "the upgrade changed the settings"
        );
        // The same account on the same data, served by the newer program.
        self.serve(&listen, || self.person(&["account"]))?;
        self.dpkg("--remove", Path::new("hudhud"))?;
        ensure!(!self.exists("usr/bin/hudhud"), "the program stays");
        ensure!(settings.exists(), "removing took the settings");
        let told = self.dpkg("--purge", Path::new("hudhud"))?;
        ensure!(!settings.exists(), "purging left the settings");
        ensure!(self.exists("var/lib/hudhud/store"), "purging took the data");
        ensure!(told.contains("/var/lib/hudhud"), "{told}");
        let audit = self.says(&["dpkg", "--audit"])?;
        ensure!(audit.is_empty(), "{audit}");
        say(format_args!(
            "installed, used, upgraded, used, removed, purged: settings and data as they should be"
        ));
        Ok(())
    }

    /// Runs the package manager; what it said.
    fn dpkg(&self, action: &str, what: &Path) -> anyhow::Result<String> {
        let mut what = what.to_path_buf();
        if action == "--install" {
            std::fs::copy(&what, self.root.join("package.deb"))?;
            what = PathBuf::from("/package.deb");
        }
        self.says(&["dpkg", action, &what.to_string_lossy()])
    }

    /// A host as the service would run it, while `work` is done.
    fn serve(&self, listen: &str, work: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<()> {
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
            "--quiet",
        ]);
        host.env("HUDHUD_DATA", "/var/lib/hudhud");
        let host = Running(host.spawn()?);
        ready(|| self.command(&["hudhud", "health", listen]))?;
        work()?;
        host.stop()
    }

    /// A command of a person with a device of their own.
    fn person(&self, words: &[&str]) -> anyhow::Result<()> {
        let mut all = vec!["hudhud", "--key-file=/root/key", "--home=/root/device"];
        all.extend(words);
        let said = self.says(&all)?;
        ensure!(said.contains("amal"), "{said}");
        Ok(())
    }
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

/// Runs the image's program as a container would: read-only root, a volume, nobody's rights.
fn use_image(archive: &Path, directory: &Path) -> anyhow::Result<()> {
    let (layout, root) = (directory.join("layout"), directory.join("root"));
    unpack(archive, &layout)?;
    let index = read_json(&layout.join("index.json"))?;
    let manifest = blob(&layout, &index["manifests"][0])?;
    let manifest = read_json(&manifest)?;
    let config = read_json(&blob(&layout, &manifest["config"])?)?;
    unpack(&blob(&layout, &manifest["layers"][0])?, &root)?;
    let environment: Vec<String> = serde_json::from_value(config["config"]["Env"].clone())?;
    let metrics = format!("127.0.0.1:{}", free_port()?);
    let user = config["config"]["User"]
        .as_str()
        .context("no user")?
        .to_owned();
    // What the outermost shell does is what a container's runtime does.
    let script = format!(
        "mount --bind {root} {root} && mount -o remount,bind,ro {root} \
         && mount -t tmpfs -o uid={uid},mode=0700 volume {root}/var/lib/hudhud \
         && exec chroot --userspec={user} {root} /usr/bin/hudhud serve --quiet",
        root = root.display(),
        uid = image::USER,
    );
    let mut host = Command::new("unshare");
    host.args(["--mount", "sh", "-c", &script]).env_clear();
    for setting in &environment {
        let (name, value) = setting.split_once('=').context("no value")?;
        host.env(name, value);
    }
    // The image listens on all addresses of its container; a trial listens on loopback.
    host.env("HUDHUD_LISTEN", format!("127.0.0.1:{}", free_port()?));
    host.env("HUDHUD_METRICS_LISTEN", &metrics);
    let host = Running(host.spawn()?);
    ready(|| {
        let mut health = Command::new("chroot");
        health
            .arg(format!("--userspec={user}"))
            .arg(&root)
            .args(["/usr/bin/hudhud", "health"])
            .env("HUDHUD_METRICS_LISTEN", &metrics);
        health
    })?;
    host.stop()?;
    say(format_args!(
        "started with nobody's rights on a read-only root, healthy, stopped"
    ));
    Ok(())
}

fn unpack(archive: &Path, into: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(into)?;
    succeed(
        Command::new("tar")
            .arg("--extract")
            .arg("--file")
            .arg(archive)
            .arg("--directory")
            .arg(into),
    )
}

fn read_json(path: &Path) -> anyhow::Result<serde_json::Value> {
    Ok(serde_json::from_slice(&std::fs::read(path)?)?)
}

/// The file of what is described, if its bytes are those that were described.
fn blob(layout: &Path, described: &serde_json::Value) -> anyhow::Result<PathBuf> {
    let digest = described["digest"].as_str().context("no digest")?;
    let path = layout.join("blobs").join(digest.replace(':', "/"));
    let sum = output_of(Command::new("sha256sum").arg(&path))?;
    ensure!(
        sum.split_whitespace().next() == digest.strip_prefix("sha256:"),
        "{} has other bytes than its name says",
        path.display()
    );
    ensure!(
        described["size"].as_u64() == Some(path.metadata()?.len()),
        "{} is of another size",
        path.display()
    );
    Ok(path)
}

/// A program that runs until it is told to stop, whatever happens.
struct Running(Child);

impl Running {
    fn stop(mut self) -> anyhow::Result<()> {
        succeed(Command::new("kill").arg(self.0.id().to_string()))?;
        let status = self.0.wait()?;
        ensure!(status.success(), "the host ended with {status}");
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
fn ready(ask: impl Fn() -> Command) -> anyhow::Result<()> {
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

fn free_port() -> anyhow::Result<u16> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    Ok(listener.local_addr()?.port())
}

fn port_of(address: &str) -> &str {
    address.rsplit(':').next().unwrap_or_default()
}
