//! `serve`, `doctor`, `invite`, `repair` and `health`: the host's own errors and exit codes, in front of the same terminal.

use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::Duration;

use hudhud_server::{Config, Invitations, Repair, ServeArgs, ServeError};

use crate::arguments::{Global, Invite};
use crate::log;
use crate::problem::Problem;
use crate::ui::{Style, Ui};

/// Runs a host until it is told to stop.
pub(super) fn serve(arguments: ServeArgs, global: &Global, ui: Ui) -> u8 {
    let served = Config::resolve(arguments)
        .map_err(ServeError::from)
        .and_then(|config| {
            log::of_a_host(global, config.log_format);
            hudhud_server::run(with_built_in_app(config))
        });
    match served {
        Ok(()) => 0,
        Err(error) => {
            complain(ui, &error);
            error.exit_code()
        }
    }
}

/// Files from a directory come before those that were built in.
fn with_built_in_app(mut config: Config) -> Config {
    if config.app && config.app_files.is_empty() {
        config.app_files = crate::app::files();
    }
    config
}

/// Looks the machine and the settings over.
pub(super) fn doctor(arguments: ServeArgs, ui: Ui) -> Result<u8, Problem> {
    match Config::resolve(arguments) {
        Ok(config) => {
            let report = hudhud_server::doctor(&config);
            let text = if ui.json {
                report.json()
            } else {
                report.to_string()
            };
            ui.print(text.trim_end())?;
            Ok(report.exit_code())
        }
        Err(error) => {
            complain(ui, &error);
            Ok(ServeError::from(error).exit_code())
        }
    }
}

/// Prints codes with which people may sign up, one a line.
pub(super) fn invite(arguments: &Invite, ui: Ui) -> Result<u8, Problem> {
    let secret = arguments.server_secret.as_deref();
    let invitations = Invitations::of(&arguments.data, secret, arguments.days);
    let mut invitations = match invitations {
        Ok(invitations) => invitations,
        Err(error) => {
            complain(ui, &error);
            return Ok(error.exit_code());
        }
    };
    for _ in 0..arguments.count {
        let code = invitations.next_code();
        ui.result(
            || serde_json::json!({ "type": "invitation", "code": code, "days": arguments.days }),
            || code.clone(),
        )?;
    }
    Ok(0)
}

/// Lets a store that has lost commits be opened, once whoever runs this has agreed.
pub(super) fn repair(data: &Path, agreed: bool, ui: Ui) -> Result<u8, Problem> {
    const NOT_AGREED: u8 = 1;
    let failed = |error: ServeError| {
        complain(ui, &error);
        Ok(error.exit_code())
    };
    let repair = match Repair::of(data) {
        Ok(Some(repair)) => repair,
        Ok(None) => {
            ui.print("Nothing is missing that was noted: nothing was changed.")?;
            return Ok(0);
        }
        Err(error) => return failed(error),
    };
    ui.print(&repair.to_string())?;
    if !agreed && !ui.agrees("Type yes to go on without what is gone:")? {
        ui.complaint("Nothing was changed.");
        return Ok(NOT_AGREED);
    }
    if let Err(error) = repair.accept() {
        return failed(error);
    }
    ui.print("The next start serves what is left.")?;
    Ok(0)
}

/// Asks a host on this machine whether it is ready.
pub(super) fn health(address: SocketAddr, ui: Ui) -> Result<u8, Problem> {
    const NOT_READY: u8 = 1;
    match readiness(address) {
        Ok((true, sentence)) => {
            ui.print(&sentence)?;
            Ok(0)
        }
        Ok((false, sentence)) => {
            ui.complaint(&sentence);
            Ok(NOT_READY)
        }
        Err(error) => {
            ui.complaint(&format!("{address}: {error}"));
            Ok(NOT_READY)
        }
    }
}

/// The host's answer and its sentence, over plain HTTP (RFC 9112).
fn readiness(address: SocketAddr) -> io::Result<(bool, String)> {
    const WITHIN: Duration = Duration::from_secs(5);
    /// What is read of an answer, in bytes; the host's own has a few hundred.
    const ANSWER_BYTES: u64 = 4096;
    let mut stream = TcpStream::connect_timeout(&address, WITHIN)?;
    stream.set_read_timeout(Some(WITHIN))?;
    stream.set_write_timeout(Some(WITHIN))?;
    let request = format!("GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    stream.take(ANSWER_BYTES).read_to_end(&mut answer)?;
    let answer = String::from_utf8_lossy(&answer);
    let no_http = || io::Error::new(io::ErrorKind::InvalidData, "no plain HTTP is spoken there");
    let (head, sentence) = answer.split_once("\r\n\r\n").ok_or_else(no_http)?;
    let status = head.strip_prefix("HTTP/1.1 ").ok_or_else(no_http)?;
    Ok((status.starts_with("200 "), sentence.trim_end().to_owned()))
}

pub(super) fn complain(ui: Ui, error: &dyn std::error::Error) {
    let line = if ui.json {
        serde_json::json!({ "error": "host", "message": error.to_string() }).to_string()
    } else {
        ui.paint(Style::Wrong, &error.to_string())
    };
    ui.complaint(&line);
}
