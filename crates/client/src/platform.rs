//! All that one platform does otherwise than another: sockets, HTTP, TLS, the clock, timers, tasks.
//!
//! Owns how bytes reach a host and how the shell's tasks are run: natively on `tokio`, in a
//! browser's worker on what the browser gives. Decides nothing about what the bytes say, when to
//! try again, or which links there are. Nothing sent from here identifies a person: no cookie, no
//! user agent of ours, no TLS session that is taken up again.

mod blobs;
#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(not(target_arch = "wasm32"))]
mod native;

use std::time::Duration;

use bytes::Bytes;

pub(crate) use blobs::{Ask, Part, refusal};
#[cfg(target_arch = "wasm32")]
pub use browser::erase_attached;
#[cfg(target_arch = "wasm32")]
pub(crate) use browser::{
    AbortHandle, Folder, Http, Instant, JoinSet, Receiver, Sender, Tls, fetch_part, now,
    open_socket, sleep_until, spawn_slices, timeout, timeout_at, yield_now,
};
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use native::{
    AbortHandle, Folder, Http, Instant, JoinSet, Receiver, Sender, Tls, fetch_part, now,
    open_socket, sleep_until, spawn_slices, timeout, timeout_at, yield_now,
};

/// Waits this long, on whatever runs the client.
pub async fn sleep(wait: Duration) {
    #[cfg(target_arch = "wasm32")]
    browser::sleep(wait).await;
    #[cfg(not(target_arch = "wasm32"))]
    native::sleep(wait).await;
}

/// Certificates that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TlsError {
    /// There is no certificate in it, or one that cannot be read.
    #[error(
        "the file of extra authorities holds no certificate that can be read (PEM is expected)"
    )]
    Certificate,
    /// The TLS library has no protocol version to offer, or the browser chooses whom to trust.
    #[error("TLS cannot be set up so in this build")]
    Unavailable,
}

/// Why no connection was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ConnectError {
    /// Plain text to another machine was not allowed.
    #[error("plain text to another machine is not allowed")]
    PlainNotAllowed,
    /// No name server knows it, or nothing answers there. A browser says nothing more than this.
    #[error("the host does not answer")]
    Unreachable,
    /// TLS failed.
    #[cfg_attr(
        target_arch = "wasm32",
        expect(dead_code, reason = "a browser does not tell this apart")
    )]
    #[error("{0}")]
    Tls(Mistrust),
}

/// Why TLS with a host failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(
    target_arch = "wasm32",
    expect(dead_code, reason = "a browser does not tell them apart")
)]
pub(crate) enum Mistrust {
    /// No authority that is trusted has signed its certificate, or TLS failed otherwise.
    #[error("the host's certificate is not trusted")]
    Untrusted,
    /// By the clock of this machine.
    #[error("the host's certificate is not valid now")]
    Expired,
    /// Its certificate is for somebody else.
    #[error("the host's certificate is for another name")]
    OtherName,
    /// It says something else than TLS.
    #[error("the host does not speak TLS")]
    NoTls,
}

/// Why a socket was not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SocketError {
    /// No connection.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// The host answers, and sheds load.
    #[cfg_attr(
        target_arch = "wasm32",
        expect(dead_code, reason = "a browser does not tell this apart")
    )]
    #[error("the host is overloaded")]
    Busy {
        /// How long it asks to be left alone.
        retry_after: Option<Duration>,
    },
    /// What answers there is not a host of this kind.
    #[cfg_attr(
        target_arch = "wasm32",
        expect(dead_code, reason = "a browser does not tell this apart")
    )]
    #[error("what answers there is not a Hudhud host")]
    NotAHost,
}

/// What came over a socket.
pub(crate) enum Received {
    /// One frame.
    Frame(Bytes),
    /// A sign of life.
    #[cfg_attr(
        target_arch = "wasm32",
        expect(dead_code, reason = "a browser answers pings by itself")
    )]
    Alive,
    /// The other end closed, broke the rules of WebSocket, or is gone.
    Ended,
}

/// Why a transfer brought nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum HttpError {
    /// No connection.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// The connection broke, fell silent, or the host asks to try again later.
    #[error("the transfer broke off")]
    Broken,
    /// Not there.
    #[error("there is no such blob")]
    Missing,
    /// The host will not do it, or gave something else.
    #[error("the host refuses")]
    Refused,
}

/// How far a download came.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Fetched {
    /// All of it lies in the buffer.
    Whole,
    /// The connection broke: go on from the buffer's end.
    Part,
}

/// Why a file was not read or written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FileError {
    /// It is not there, or ends too early.
    #[error("the file is not there")]
    Missing,
    /// There is no room.
    #[error("no space is left")]
    Full,
    /// The system failed otherwise.
    #[error("the file cannot be read and written")]
    Failed,
}
