//! The platform of a program on an operating system: `tokio`, `rustls`, `hyper`.

mod clock;
mod folder;
mod http;
mod socket;
mod stream;
mod tls;

pub(crate) use clock::now;
pub(crate) use folder::Folder;
pub(crate) use http::{Http, fetch_part};
pub(crate) use socket::{Receiver, Sender, open as open_socket};
pub(crate) use tls::Tls;
pub(crate) use tokio::task::{AbortHandle, JoinSet, yield_now};
pub(crate) use tokio::time::{Instant, sleep, sleep_until, timeout, timeout_at};

/// Runs a long computation on a thread that may block: `slice` is called until it has a result.
pub(crate) fn spawn_slices<T: Send + 'static>(
    tasks: &mut JoinSet<T>,
    mut slice: impl FnMut() -> Option<T> + Send + 'static,
) {
    tasks.spawn_blocking(move || {
        loop {
            if let Some(result) = slice() {
                return result;
            }
        }
    });
}
