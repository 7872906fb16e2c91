//! What the program says of what it does, on standard error.

use std::io::{IsTerminal as _, stderr};

use hudhud_server::LogFormat;
use tracing_subscriber::EnvFilter;

use crate::arguments::{Cli, Command, Global};

/// Begins for all but a host that serves, which begins when its settings are read. A device is silent
/// unless it is asked.
pub(crate) fn begin(cli: &Cli) {
    let waits = matches!(cli.command, Command::Serve(_));
    let is_of_a_host = matches!(
        cli.command,
        Command::Doctor(_)
            | Command::Invite(_)
            | Command::Repair { .. }
            | Command::Backup(_)
            | Command::Restore(_)
    );
    if is_of_a_host {
        of_a_host(&cli.global, LogFormat::Text);
    } else if !waits && cli.global.verbose > 0 {
        write(level(&cli.global), LogFormat::Text);
    }
}

/// A host says what it does.
pub(crate) fn of_a_host(global: &Global, format: LogFormat) {
    if global.verbose > 0 || !global.quiet {
        write(level(global), format);
    }
}

fn level(global: &Global) -> &'static str {
    match global.verbose {
        0 => "info",
        1 => "hudhud=debug,hudhud_client=debug,hudhud_engine=debug,hudhud_server=debug,info",
        _ => "hudhud=trace,hudhud_client=trace,hudhud_engine=trace,hudhud_server=trace,debug",
    }
}

fn write(level: &str, format: LogFormat) {
    let lines = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(level))
        .with_writer(stderr);
    // Only a subscriber that is there already makes this fail.
    let _ = match format {
        LogFormat::Text => {
            let lines = lines.with_ansi(stderr().is_terminal()).finish();
            tracing::subscriber::set_global_default(lines)
        }
        LogFormat::Json => {
            let lines = lines.json().flatten_event(true).with_ansi(false).finish();
            tracing::subscriber::set_global_default(lines)
        }
    };
}
