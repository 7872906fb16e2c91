//! Installs what was packed, uses it as an operator and a person would, upgrades and removes it.
//!
//! Everything happens in a Debian of its own below a temporary directory, with `chroot`, and listens on
//! loopback alone. What is not tried here is systemd itself, which a directory does not start.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, ensure};

use super::machine::{DATA, Machine, Running, SETTINGS, free_port, ready};
use super::tools::output_of;
use super::{deb, image};
use crate::step::{say, step, succeed};

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
    step("package in use", || {
        lives_with(&machine, &package, &next, directory.path())
    })
}

/// From the first installation to the last trace.
fn lives_with(
    machine: &Machine,
    package: &Path,
    next: &Path,
    directory: &Path,
) -> anyhow::Result<()> {
    let told = machine.dpkg("--install", package)?;
    ensure!(told.contains("systemctl enable --now hudhud"), "{told}");
    say(format_args!("{}", machine.says(&["hudhud", "--version"])?));
    let manual = machine.path("usr/share/man/man1/hudhud.1.gz");
    ensure!(manual.exists(), "no manual");
    let settings = machine.path(SETTINGS);
    let port = free_port()?;
    let listen = format!("127.0.0.1:{port}");
    let text = std::fs::read_to_string(&settings)?;
    let text = format!("{text}\nlisten = \"{listen}\"\n");
    std::fs::write(&settings, &text)?;
    machine.give(DATA)?;
    let log = directory.join("log");
    let host = machine.serve(DATA, &listen, &log)?;
    let server = format!("http://localhost:{port}");
    person(machine, &["signup", "--server", &server, "--name", "amal"])?;
    host.stop()?;
    machine.dpkg("--install", next)?;
    ensure!(
        std::fs::read_to_string(&settings)? == text,
        "the upgrade changed the settings"
    );
    // The same account on the same data, served by the newer program.
    let host = machine.serve(DATA, &listen, &log)?;
    person(machine, &["account"])?;
    host.stop()?;
    machine.dpkg("--remove", Path::new("hudhud"))?;
    let program = machine.path("usr/bin/hudhud");
    ensure!(!program.exists(), "the program stays");
    ensure!(settings.exists(), "removing took the settings");
    let told = machine.dpkg("--purge", Path::new("hudhud"))?;
    ensure!(!settings.exists(), "purging left the settings");
    let store = machine.path("var/lib/hudhud/store");
    ensure!(store.exists(), "purging took the data");
    ensure!(told.contains(DATA), "{told}");
    let audit = machine.says(&["dpkg", "--audit"])?;
    ensure!(audit.is_empty(), "{audit}");
    say(format_args!(
        "installed, used, upgraded, used, removed, purged: settings and data as they should be"
    ));
    Ok(())
}

/// A command of a person with a device of their own.
fn person(machine: &Machine, words: &[&str]) -> anyhow::Result<()> {
    let mut all = vec!["hudhud", "--key-file=/root/key", "--home=/root/device"];
    all.extend(words);
    let said = machine.says(&all)?;
    ensure!(said.contains("amal"), "{said}");
    Ok(())
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
