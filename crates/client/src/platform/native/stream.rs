//! One connection to one host, with or without TLS.

use std::io;
use std::net::SocketAddr;

use hudhud_base::{HostUrl, Scheme, is_this_machine};
use rustls::CertificateError;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio_rustls::TlsConnector;

use super::Tls;
use crate::platform::{ConnectError, Mistrust};

/// Bytes both ways; TLS or not is settled when it was made.
pub(super) trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// Connects to one of the addresses that a host has. The name that somebody else gave may be one of theirs
/// that leads to this machine, and what listens here is not for them to knock at.
async fn dial(host: &HostUrl, tls: &Tls) -> io::Result<TcpStream> {
    let found = lookup_host((host.name(), host.port())).await?;
    let spared = tls.spares_this_machine && !host.is_loopback();
    let addresses: Vec<SocketAddr> = found
        .filter(|address| !spared || !is_this_machine(address.ip()))
        .collect();
    // The very addresses that were looked at: the name may lead elsewhere the next time.
    TcpStream::connect(addresses.as_slice()).await
}

/// Connects.
pub(super) async fn connect(host: &HostUrl, tls: &Tls) -> Result<Box<dyn Stream>, ConnectError> {
    if host.scheme() == Scheme::Plain && !tls.allow_plain && !host.is_loopback() {
        return Err(ConnectError::PlainNotAllowed);
    }
    let tcp = dial(host, tls)
        .await
        .map_err(|_| ConnectError::Unreachable)?;
    tcp.set_nodelay(true)
        .map_err(|_| ConnectError::Unreachable)?;
    match host.scheme() {
        Scheme::Plain => Ok(Box::new(tcp)),
        Scheme::Tls => {
            let name = ServerName::try_from(host.name().to_owned())
                .map_err(|_| ConnectError::Tls(Mistrust::OtherName))?;
            let connector = TlsConnector::from(tls.config.clone());
            let stream = connector.connect(name, tcp).await;
            Ok(Box::new(stream.map_err(|error| why(&error))?))
        }
    }
}

/// Why a handshake came to nothing.
fn why(error: &io::Error) -> ConnectError {
    let inner = error.get_ref();
    let Some(error) = inner.and_then(|inner| inner.downcast_ref::<rustls::Error>()) else {
        // It broke off.
        return ConnectError::Unreachable;
    };
    if matches!(error, rustls::Error::InvalidMessage(_)) {
        return ConnectError::Tls(Mistrust::NoTls);
    }
    let rustls::Error::InvalidCertificate(wrong) = error else {
        return ConnectError::Tls(Mistrust::Untrusted);
    };
    let is_expired = matches!(
        wrong,
        CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. }
    );
    let is_of_another = matches!(
        wrong,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. }
    );
    ConnectError::Tls(match (is_expired, is_of_another) {
        (true, _) => Mistrust::Expired,
        (false, true) => Mistrust::OtherName,
        (false, false) => Mistrust::Untrusted,
    })
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    /// A name that leads to this machine, and is not one of those that say so.
    fn disguised(port: u16) -> HostUrl {
        let url: HostUrl = format!("https://127.1:{port}").parse().unwrap();
        assert!(!url.is_loopback());
        url
    }

    #[tokio::test]
    async fn what_others_call_a_host_never_leads_to_this_machine() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = disguised(listener.local_addr().unwrap().port());
        let own = Tls::new(None, false).unwrap();
        dial(&host, &own.sparing_this_machine()).await.unwrap_err();
        // The own host may be here, and nobody but that has knocked.
        let (dialled, accepted) = tokio::join!(dial(&host, &own), listener.accept());
        assert_eq!(dialled.unwrap().local_addr().unwrap(), accepted.unwrap().1);
    }
}
