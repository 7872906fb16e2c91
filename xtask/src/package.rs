//! `cargo xtask package`: what is given to those who run a host, and a trial of it.
//!
//! Owns the Debian package and the image of a container, each from the program as it is shipped and the
//! files of `packaging/`. Nothing but this machine's own tools packs them: `dpkg-deb`, `tar`,
//! `sha256sum`.

mod deb;
mod image;
pub(crate) mod machine;
mod proxies;
mod tools;
mod tree;
mod trial;

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::step::say;
use crate::{shipped, workspace};

/// Build what is installed on servers
#[derive(clap::Args)]
pub(crate) struct Package {
    #[command(subcommand)]
    what: What,
    /// Where it is put [default: `package` in the build directory]
    #[arg(long, global = true, value_name = "DIRECTORY")]
    out: Option<PathBuf>,
    /// Pack this program instead of building the one that is shipped
    #[arg(long, global = true, value_name = "FILE")]
    program: Option<PathBuf>,
}

#[derive(clap::Subcommand)]
enum What {
    /// A Debian package: program, service, settings, manual pages, completions
    Deb,
    /// An image for containers (OCI, also read by `docker load`): program and C library, nothing else
    Image,
    /// Put nginx and HAProxy, with our files, in front of a host, and use it through them
    Proxies,
    /// Build both, and install, use, upgrade and remove them in directories of their own. Needs root
    Try,
}

impl Package {
    pub(crate) fn perform(self) -> anyhow::Result<()> {
        let out = match self.out {
            Some(out) => out,
            None => workspace::metadata()?
                .target_directory
                .join("package")
                .into_std_path_buf(),
        };
        std::fs::create_dir_all(&out)?;
        let program = match self.program {
            Some(program) => program,
            None => shipped::program()?,
        };
        match self.what {
            What::Deb => built(&deb::build(&program, &version()?, &out)?),
            What::Image => built(&image::build(&program, &version()?, &out)?),
            What::Proxies => proxies::perform(&program),
            What::Try => trial::perform(&program, &version()?, &out),
        }
    }
}

/// The Debian package of a program as this version, with something behind it.
pub(crate) fn packed(program: &Path, behind: &str, out: &Path) -> anyhow::Result<PathBuf> {
    deb::build(program, &format!("{}{behind}", version()?), out)
}

fn built(path: &Path) -> anyhow::Result<()> {
    let bytes = path.metadata()?.len();
    say(format_args!(
        "{} ({:.1} MB)",
        path.display(),
        bytes as f64 / 1e6
    ));
    Ok(())
}

fn version() -> anyhow::Result<String> {
    let metadata = workspace::metadata()?;
    let members = workspace::members(&metadata);
    let hudhud = members.into_iter().find(|member| member.name == "hudhud");
    Ok(hudhud
        .context("no member is called hudhud")?
        .version
        .to_string())
}
