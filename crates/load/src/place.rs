//! Where something is measured: which program, on which device, on which processors.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::bail;
use tempfile::TempDir;

// What is said of these fields is help; of the structures it would be said of each command.

#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Place {
    /// The program to measure [default: `hudhud` beside this one]
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
    #[command(flatten)]
    device: Device,
}

#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Device {
    /// Where homes and data directories are made, on the device to measure [default: the temporary directory]
    #[arg(long, value_name = "DIRECTORY")]
    data: Option<PathBuf>,
}

#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Processors {
    /// The processor of the host
    #[arg(long = "host-processor", default_value_t = 0, value_name = "NUMBER")]
    pub(crate) host: u32,
    /// The processor of the load
    #[arg(long = "load-processor", default_value_t = 1, value_name = "NUMBER")]
    pub(crate) load: u32,
}

impl Place {
    /// The program that was named, or the one beside this.
    pub(crate) fn program(&self) -> anyhow::Result<PathBuf> {
        let program = match &self.program {
            Some(path) => path.clone(),
            None => std::env::current_exe()?.with_file_name("hudhud"),
        };
        if !program.exists() {
            bail!(
                "{} is not there: build it with `cargo build --release -p hudhud`, or name it with --program",
                program.display()
            );
        }
        Ok(program)
    }

    /// See [`Device::directory`].
    pub(crate) fn directory(&self) -> anyhow::Result<TempDir> {
        self.device.directory()
    }
}

impl Device {
    /// A new directory there, which goes with what is returned.
    pub(crate) fn directory(&self) -> anyhow::Result<TempDir> {
        let temporary = std::env::temp_dir();
        let parent: &Path = self.data.as_deref().unwrap_or(&temporary);
        fs::create_dir_all(parent)?;
        Ok(TempDir::with_prefix_in("hudhud-bench-", parent)?)
    }
}
