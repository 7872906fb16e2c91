//! One connection to one host, with or without TLS.

use hudhud_base::{HostUrl, Scheme};
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::Tls;
use crate::platform::ConnectError;

/// Bytes both ways; TLS or not is settled when it was made.
pub(super) trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// Connects.
pub(super) async fn connect(host: &HostUrl, tls: &Tls) -> Result<Box<dyn Stream>, ConnectError> {
    if host.scheme() == Scheme::Plain && !tls.allow_plain && !host.is_loopback() {
        return Err(ConnectError::PlainNotAllowed);
    }
    let tcp = TcpStream::connect((host.name(), host.port()))
        .await
        .map_err(|_| ConnectError::Unreachable)?;
    tcp.set_nodelay(true)
        .map_err(|_| ConnectError::Unreachable)?;
    match host.scheme() {
        Scheme::Plain => Ok(Box::new(tcp)),
        Scheme::Tls => {
            let name =
                ServerName::try_from(host.name().to_owned()).map_err(|_| ConnectError::Tls)?;
            let connector = TlsConnector::from(tls.config.clone());
            let stream = connector
                .connect(name, tcp)
                .await
                .map_err(|_| ConnectError::Tls)?;
            Ok(Box::new(stream))
        }
    }
}
