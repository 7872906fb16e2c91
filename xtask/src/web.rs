//! `cargo xtask web`: the app, from Rust to the files a browser loads.
//!
//! Two modules are compiled by a tool chain that can make WebAssembly (`toolchain`), then
//! `xtask-pack` binds, names and compresses. The result lies in `dist` (or `dist-dev`) under the
//! web's own target directory; `cargo build -p hudhud` embeds what the variable `HUDHUD_WEB_DIST`
//! points to. Compilers and variables are set for these builds alone.

mod toolchain;

use std::path::PathBuf;
use std::process::Command;

use anyhow::Context as _;

use crate::step::{command_step, say, step, succeed};
use crate::workspace::{self, Profile};

/// Tells the build of `hudhud` where the app's files lie.
pub(crate) const DIST_VARIABLE: &str = "HUDHUD_WEB_DIST";
/// Where to build instead of in `target/web`.
const TARGET_VARIABLE: &str = "HUDHUD_WEB_TARGET";

/// Build the app's files
#[derive(clap::Args)]
pub(crate) struct Web {
    /// Built quickly, for whoever changes the code: not optimised, never cached by a browser
    #[arg(long)]
    dev: bool,
}

/// One of the app's two modules.
#[derive(Clone, Copy)]
enum Module {
    /// What a person sees.
    Page,
    /// The device.
    Worker,
}

impl Module {
    const ALL: [Self; 2] = [Self::Page, Self::Worker];

    const fn package(self) -> &'static str {
        match self {
            Self::Page => "hudhud-web",
            Self::Worker => "hudhud-worker",
        }
    }
}

impl Web {
    /// Compiles and packs as the arguments say.
    pub(crate) fn perform(self) -> anyhow::Result<()> {
        let dist = self.build()?;
        say(format_args!(
            "\nThe app's files lie in {}; to build a host that serves them:\n    {DIST_VARIABLE}={} cargo build --package hudhud",
            dist.display(),
            dist.display()
        ));
        Ok(())
    }

    /// Tells where the finished files lie.
    fn build(self) -> anyhow::Result<PathBuf> {
        let target = target_directory()?;
        let profile = if self.dev { "web-dev" } else { "web" };
        let built = target.join(toolchain::TARGET).join(profile);
        let module = |module: Module| built.join(format!("{}.wasm", module.package()));
        let toolchain = toolchain::find()?;
        let mut compile = workspace::cargo()?;
        compile
            .args(["build", "--locked", "--target", toolchain::TARGET])
            .args(["--profile", profile])
            .arg("--target-dir")
            .arg(&target);
        // Always both: alone, each would ask for other features of what they share.
        for module in Module::ALL {
            compile.args(["--package", module.package()]);
        }
        if self.dev {
            compile.arg("--keep-going");
        }
        toolchain.prepare(&mut compile);
        compile.env_remove(DIST_VARIABLE);
        let compiled = command_step("web modules", &mut compile);
        if self.dev && Module::ALL.into_iter().all(|one| module(one).exists()) {
            if let Err(error) = compiled {
                say(format_args!(
                    "{error:#}\nwhat was not compiled is taken as it was built before"
                ));
            }
        } else {
            compiled?;
        }
        let dist = target.join(if self.dev { "dist-dev" } else { "dist" });
        step("web files", || {
            succeed(
                pack()?
                    .arg("--page")
                    .arg(module(Module::Page))
                    .arg("--worker")
                    .arg(module(Module::Worker))
                    .arg("--sources")
                    .arg(workspace::root()?.join("crates/web"))
                    .arg("--out")
                    .arg(&dist)
                    .args(["--kind", if self.dev { "dev" } else { "ship" }]),
            )
        })?;
        Ok(dist)
    }
}

/// Builds the app as it is shipped, unless that was done, and tells where its files lie.
pub(crate) fn shipped() -> anyhow::Result<PathBuf> {
    Web { dev: false }.build()
}

/// `xtask-pack`, as a command; compiled first where it has changed.
fn pack() -> anyhow::Result<Command> {
    let program = workspace::built_program("xtask-pack", Profile::Dev)?;
    let mut command = Command::new(program);
    command.current_dir(workspace::root()?);
    Ok(command)
}

/// A directory of its own, because native builds and these would otherwise evict each other.
fn target_directory() -> anyhow::Result<PathBuf> {
    if let Some(given) = std::env::var_os(TARGET_VARIABLE) {
        return std::path::absolute(given)
            .with_context(|| format!("{TARGET_VARIABLE} is not a path"));
    }
    Ok(workspace::metadata()?
        .target_directory
        .join("web")
        .into_std_path_buf())
}
