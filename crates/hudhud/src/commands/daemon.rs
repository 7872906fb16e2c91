//! `daemon`: one process has the device open, and all other commands use it.

use hudhud_client::Lender;
use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};

use crate::device::Device;
use crate::problem::Problem;
use crate::status::Status;
use crate::words::Phrase;

pub(super) async fn run(device: &mut Device) -> Result<(), Problem> {
    device.account().await?;
    let socket = device.home.socket();
    let refused = |error| {
        Problem::new(Status::Data, "not-lent", Phrase::NotLent)
            .with(socket.display())
            .with(error)
    };
    let lender = Lender::open(&device.home).map_err(refused)?;
    let mut stopped = signal(SignalKind::terminate()).map_err(refused)?;
    device.ui.result(
        || json!({ "type": "lent", "socket": socket.display().to_string() }),
        || device.ui.say(Phrase::Lent, &[]),
    )?;
    tokio::select! {
        ended = lender.lend(&device.client) => ended.map_err(refused),
        _ = stopped.recv() => Ok(()),
        _ = tokio::signal::ctrl_c() => Ok(()),
    }
}
