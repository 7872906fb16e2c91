//! Programs of this machine, and what it is called.

use std::process::Command;

use anyhow::{Context as _, bail};

/// What a command prints, without the last line's end.
pub(super) fn output_of(command: &mut Command) -> anyhow::Result<String> {
    let output = command
        .output()
        .with_context(|| format!("could not start {command:?}"))?;
    if !output.status.success() {
        bail!(
            "{command:?} ended with {}: {}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
    }
    let text = String::from_utf8(output.stdout).context("it printed something else than text")?;
    Ok(text.trim_end().to_owned())
}

/// What Debian calls this machine's processor, and what everybody else does.
pub(super) fn architecture() -> anyhow::Result<(&'static str, &'static str)> {
    Ok(match std::env::consts::ARCH {
        "x86_64" => ("amd64", "amd64"),
        "aarch64" => ("arm64", "arm64"),
        other => bail!("nothing is packed for {other} yet"),
    })
}
