//! Sockets, TLS, WebSocket and HTTP: all that another platform would do otherwise.
//!
//! Owns how bytes reach a host. Decides nothing about what they say, when to try again, or which
//! links there are. Nothing sent from here identifies a person: no cookie, no user agent, no TLS
//! session that is taken up again.

mod clock;
mod http;
mod socket;
mod stream;
mod tls;

pub(crate) use clock::now;
pub(crate) use http::{Fetched, HttpError, Stored, fetch_blob, store_blob};
pub(crate) use socket::{Received, Receiver, Sender, SocketError, open as open_socket};
pub(crate) use stream::ConnectError;
pub(crate) use tls::Tls;
pub use tls::TlsError;
