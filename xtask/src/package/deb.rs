//! The Debian package.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;

use super::tools::{architecture, output_of};
use super::tree::Tree;
use crate::prerequisite;
use crate::step::{step, succeed};

/// Shells whose completions are installed, and where.
const COMPLETIONS: [(&str, &str); 3] = [
    ("bash", "usr/share/bash-completion/completions/hudhud"),
    ("zsh", "usr/share/zsh/vendor-completions/_hudhud"),
    ("fish", "usr/share/fish/vendor_completions.d/hudhud.fish"),
];

/// Packs `program` as this version; the path of the package.
pub(super) fn build(program: &Path, version: &str, out: &Path) -> anyhow::Result<PathBuf> {
    let (architecture, _) = architecture()?;
    let package = out.join(format!("hudhud_{version}_{architecture}.deb"));
    step("Debian package", || {
        if !prerequisite::is_on_path("dpkg-deb") || !prerequisite::is_on_path("objdump") {
            prerequisite::debian(&["dpkg", "binutils"])?;
        }
        let directory = tempfile::tempdir()?;
        let tree = Tree::at(directory.path())?;
        install(&tree, program)?;
        control(&tree, program, version, architecture)?;
        succeed(
            Command::new("dpkg-deb")
                .args(["--root-owner-group", "-Zxz", "--build"])
                .arg(directory.path())
                .arg(&package),
        )
    })?;
    Ok(package)
}

/// What lies on the machine afterwards.
fn install(tree: &Tree, program: &Path) -> anyhow::Result<()> {
    tree.copy(program, "usr/bin/hudhud", 0o755)?;
    tree.take(
        "packaging/hudhud.service",
        "usr/lib/systemd/system/hudhud.service",
        0o644,
    )?;
    tree.take("packaging/hudhud.toml", "etc/hudhud/hudhud.toml", 0o644)?;
    for (shell, place) in COMPLETIONS {
        let script = output_of(Command::new(program).args(["completions", shell]))?;
        tree.write(place, format!("{script}\n").as_bytes(), 0o644)?;
    }
    let pages = tree.directory("usr/share/man/man1")?;
    succeed(Command::new(program).arg("man").arg(&pages))?;
    let mut names = Vec::new();
    for page in std::fs::read_dir(&pages)? {
        names.push(page?.file_name());
    }
    for name in names {
        let name = name.to_string_lossy();
        tree.compress(&format!("usr/share/man/man1/{name}"))?;
    }
    for (from, name) in [
        ("docs/operate.md", "operate.md"),
        ("docs/use.md", "use.md"),
        ("CHANGELOG.md", "changelog"),
    ] {
        let place = format!("usr/share/doc/hudhud/{name}");
        tree.take(from, &place, 0o644)?;
        tree.compress(&place)?;
    }
    tree.write(
        "usr/share/doc/hudhud/copyright",
        copyright()?.as_bytes(),
        0o644,
    )
}

/// Both licences; the text of the longer one is on every Debian.
fn copyright() -> anyhow::Result<String> {
    let mit = std::fs::read_to_string(crate::workspace::root()?.join("LICENSE-MIT"))?;
    let mut text = String::from(
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\n\
         Files: *\nCopyright: the authors of Hudhud\nLicense: Apache-2.0 or Expat\n\n\
         License: Apache-2.0\n On Debian systems the text is in /usr/share/common-licenses/Apache-2.0.\n\n\
         License: Expat\n",
    );
    for line in mit.lines() {
        let line = if line.is_empty() { "." } else { line };
        writeln!(text, " {line}")?;
    }
    Ok(text)
}

/// What the package manager is told.
fn control(tree: &Tree, program: &Path, version: &str, architecture: &str) -> anyhow::Result<()> {
    let kib = output_of(
        Command::new("du")
            .args(["--summarize", "--apparent-size", "--block-size=1024"])
            .arg(tree.path("")),
    )?;
    let kib = kib.split_whitespace().next().unwrap_or_default();
    let c_library = c_library(program)?;
    let control = format!(
        "Package: hudhud\nVersion: {version}\nArchitecture: {architecture}\nMaintainer: Hudhud <hudhud@localhost>\n\
         Installed-Size: {kib}\nDepends: adduser, libc6 (>= {c_library}), libgcc-s1\n\
         Section: net\nPriority: optional\n\
         Description: end-to-end encrypted messenger: host, app and terminal in one program\n \
         People write to each other and in groups; the host that carries it can read none of it.\n \
         `hudhud serve` runs a host with an embedded store and serves the web app; every other\n \
         command is a person's device.\n"
    );
    tree.write("DEBIAN/control", control.as_bytes(), 0o644)?;
    tree.write("DEBIAN/conffiles", b"/etc/hudhud/hudhud.toml\n", 0o644)?;
    for script in ["postinst", "prerm", "postrm"] {
        tree.take(
            &format!("packaging/deb/{script}"),
            &format!("DEBIAN/{script}"),
            0o755,
        )?;
    }
    Ok(())
}

/// The oldest C library that has everything the program asks of it: the newest version among its
/// symbols.
fn c_library(program: &Path) -> anyhow::Result<String> {
    let symbols = output_of(Command::new("objdump").arg("-T").arg(program))?;
    newest_version(&symbols).context("the program asks nothing of a C library")
}

fn newest_version(symbols: &str) -> Option<String> {
    let versions = symbols.split("GLIBC_").skip(1).filter_map(|rest| {
        let version = rest
            .split(|c: char| c != '.' && !c.is_ascii_digit())
            .next()?;
        let numbers: Option<Vec<u32>> = version.split('.').map(|part| part.parse().ok()).collect();
        numbers
    });
    let newest = versions.max()?;
    let numbers: Vec<String> = newest.iter().map(u32::to_string).collect();
    Some(numbers.join("."))
}

#[cfg(test)]
mod tests {
    use super::newest_version;

    #[test]
    fn the_newest_version_is_found_by_its_numbers() {
        let symbols = "DF *UND* (GLIBC_2.9) memcpy\nDF *UND* (GLIBC_2.34)  pthread_create\n\
            DF *UND* (GLIBC_2.2.5) free\n";
        assert_eq!(newest_version(symbols).as_deref(), Some("2.34"));
        assert_eq!(newest_version("nothing"), None);
    }
}
