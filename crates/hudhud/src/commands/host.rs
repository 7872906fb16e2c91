//! `serve` and `doctor`: the host's own errors and exit codes, in front of the same terminal.

use hudhud_server::{Config, ServeArgs};

use crate::ui::{Style, Ui};

/// Runs a host until it is told to stop.
pub(super) fn serve(arguments: ServeArgs, ui: Ui) -> u8 {
    let served = Config::resolve(arguments)
        .map(with_built_in_app)
        .map_err(hudhud_server::ServeError::from)
        .and_then(hudhud_server::run);
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
pub(super) fn doctor(arguments: ServeArgs, ui: Ui) -> u8 {
    match Config::resolve(arguments) {
        Ok(config) => {
            let report = hudhud_server::doctor(&config);
            let text = if ui.json {
                report.json()
            } else {
                report.to_string()
            };
            ui.print(text.trim_end());
            report.exit_code()
        }
        Err(error) => {
            complain(ui, &error);
            hudhud_server::ServeError::from(error).exit_code()
        }
    }
}

fn complain(ui: Ui, error: &dyn std::error::Error) {
    let line = if ui.json {
        serde_json::json!({ "error": "host", "message": error.to_string() }).to_string()
    } else {
        ui.paint(Style::Wrong, &error.to_string())
    };
    ui.complaint(&line);
}
