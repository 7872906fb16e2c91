//! Bytes to typed frames and back. What is decoded is valid in form; what it may do is the host's.
//!
//! Decoding is: one scan of the bytes (`scan`), the generated parser, then the rules that span
//! fields (`read_client`, `read_server`). Each frame has exactly one encoding, so that decoding
//! and encoding again gives the same bytes.

mod enums;
mod fields;
mod read_client;
mod read_server;
mod scratch;
mod shared;
mod write_client;
mod write_server;

use bytes::Bytes;
use prost::Message;
pub use shared::SharedEntries;

use crate::{ClientFrame, DecodeError, ServerFrame, generated, scan};

/// The bytes of one frame from client to host.
///
/// The caller keeps to the limits: what does not, the other side refuses.
#[must_use]
pub fn encode_client(frame: &ClientFrame) -> Bytes {
    write_client::frame(frame).encode_to_vec().into()
}

/// The bytes of one frame from host to client.
///
/// The caller keeps to the limits: what does not, the other side refuses.
#[must_use]
pub fn encode_server(frame: &ServerFrame) -> Bytes {
    write_server::frame(frame).encode_to_vec().into()
}

/// The frame in one message from a client.
///
/// Bodies are slices of `bytes` and keep it alive; who stores one for long copies it.
///
/// # Errors
/// The frame breaks a rule of docs/spec/wire.md; the link is to be closed.
pub fn decode_client(bytes: Bytes) -> Result<ClientFrame, DecodeError> {
    scan::scan(&bytes, &scan::CLIENT_FRAME)?;
    read_client::frame(generated::ClientFrame::decode(bytes).map_err(|_| DecodeError::Schema)?)
}

/// The frame in one message from a host.
///
/// Bodies are slices of `bytes` and keep it alive; who stores one for long copies it.
///
/// # Errors
/// The frame breaks a rule of docs/spec/wire.md; the link is to be closed.
pub fn decode_server(bytes: Bytes) -> Result<ServerFrame, DecodeError> {
    scan::scan(&bytes, &scan::SERVER_FRAME)?;
    read_server::frame(generated::ServerFrame::decode(bytes).map_err(|_| DecodeError::Schema)?)
}
