//! Proxies that are named in the settings, and for whom they speak.
//!
//! A proxy is one address for all people behind it, so limits by address need its word: the header of
//! the PROXY protocol, version 2, before anything else, or `Forwarded` (RFC 7239) with each request.
//! Nobody else is believed.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use http::HeaderMap;
use http::header::FORWARDED;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// With what the header begins.
const SIGNATURE: [u8; 12] = *b"\r\n\r\n\0\r\nQUIT\n";
/// Bytes of what follows the header's first 16 at most.
const REST_BYTES: u16 = 1024;
/// Time for the header: a proxy sends it with the connection.
const HEADER_WITHIN: Duration = Duration::from_secs(5);

/// The proxies that are believed.
#[derive(Debug)]
pub(super) struct Proxies {
    named: Vec<IpAddr>,
    /// They begin each connection with the header.
    begin: bool,
}

impl Proxies {
    pub(super) fn new(named: &[IpAddr], begin: bool) -> Self {
        Self {
            named: named.iter().map(IpAddr::to_canonical).collect(),
            begin,
        }
    }

    /// Whether `peer` is one of them.
    pub(super) fn name(&self, peer: IpAddr) -> bool {
        self.named.contains(&peer.to_canonical())
    }

    /// Whom a proxy's new connection is for; `None`: for itself, or it says so later.
    pub(super) async fn begun_for(&self, stream: &mut TcpStream) -> io::Result<Option<IpAddr>> {
        if !self.begin {
            return Ok(None);
        }
        timeout(HEADER_WITHIN, header(stream)).await?
    }

    /// Whom a proxy's request is for, as the last proxy before us says.
    pub(super) fn forwarded_for(&self, headers: &HeaderMap) -> Option<IpAddr> {
        if self.begin {
            return None;
        }
        let all = headers.get_all(FORWARDED);
        let last = all.iter().next_back()?.to_str().ok()?.rsplit(',').next()?;
        let node = last.split(';').find_map(|pair| {
            let (name, value) = pair.trim().split_once('=')?;
            name.eq_ignore_ascii_case("for").then_some(value)
        })?;
        node_address(node.trim().trim_matches('"'))
    }
}

/// An address with or without port; IPv6 stands in brackets.
fn node_address(node: &str) -> Option<IpAddr> {
    let bare = node
        .strip_prefix('[')
        .and_then(|node| node.strip_suffix(']'))
        .unwrap_or(node);
    let with_port = || node.parse::<SocketAddr>().ok().map(|node| node.ip());
    bare.parse().ok().or_else(with_port)
}

async fn header(stream: &mut TcpStream) -> io::Result<Option<IpAddr>> {
    let mut first = [0; 16];
    stream.read_exact(&mut first).await?;
    let [.., command, family, high, low] = first;
    let length = u16::from_be_bytes([high, low]);
    if !first.starts_with(&SIGNATURE) || length > REST_BYTES {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut rest = vec![0; usize::from(length)];
    stream.read_exact(&mut rest).await?;
    address(command, family, &rest).ok_or_else(|| io::ErrorKind::InvalidData.into())
}

/// The source in a header; `Some(None)`: it speaks for itself.
fn address(command: u8, family: u8, rest: &[u8]) -> Option<Option<IpAddr>> {
    const LOCAL: u8 = 0x20;
    const PROXY: u8 = 0x21;
    const TCP_4: u8 = 0x11;
    const TCP_6: u8 = 0x21;
    match (command, family) {
        (LOCAL, _) => Some(None),
        (PROXY, TCP_4) if rest.len() >= 12 => {
            let source = *rest.first_chunk::<4>()?;
            Some(Some(Ipv4Addr::from(source).into()))
        }
        (PROXY, TCP_6) if rest.len() >= 36 => {
            let source = *rest.first_chunk::<16>()?;
            Some(Some(Ipv6Addr::from(source).into()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn forwarded(values: &[&'static str]) -> Option<IpAddr> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(FORWARDED, HeaderValue::from_static(value));
        }
        Proxies::new(&[], false).forwarded_for(&headers)
    }

    #[test]
    fn the_last_proxy_is_believed_and_none_before_it() {
        let address = |text: &str| Some(text.parse::<IpAddr>().unwrap());
        assert_eq!(forwarded(&["for=192.0.2.1"]), address("192.0.2.1"));
        assert_eq!(
            forwarded(&["for=192.0.2.9", "for=192.0.2.8, for=192.0.2.1;proto=https"]),
            address("192.0.2.1")
        );
        assert_eq!(
            forwarded(&["For=\"[2001:db8::1]:4711\""]),
            address("2001:db8::1")
        );
        assert_eq!(
            forwarded(&["for=\"[2001:db8::1]\""]),
            address("2001:db8::1")
        );
        assert_eq!(forwarded(&["for=192.0.2.1:80"]), address("192.0.2.1"));
        for strange in ["for=unknown", "for=_hidden", "by=192.0.2.1", "", ","] {
            assert_eq!(forwarded(&[strange]), None, "{strange}");
        }
    }

    #[test]
    fn a_header_says_whom_the_connection_is_for_or_is_none() {
        let v4 = [192, 0, 2, 1, 10, 0, 0, 1, 0, 1, 0, 2];
        let found = address(0x21, 0x11, &v4);
        assert_eq!(found, Some(Some("192.0.2.1".parse().unwrap())));
        assert_eq!(address(0x20, 0, &[]), Some(None));
        let v6 = [0x20; 36];
        assert!(matches!(
            address(0x21, 0x21, &v6),
            Some(Some(IpAddr::V6(_)))
        ));
        for length in 0..12 {
            assert_eq!(address(0x21, 0x11, &v4[..length]), None);
        }
        assert_eq!(address(0x11, 0x11, &v4), None);
        assert_eq!(address(0x21, 0x31, &v6), None);
    }

    #[test]
    fn only_the_named_are_proxies() {
        let proxies = Proxies::new(&["192.0.2.1".parse().unwrap()], false);
        assert!(proxies.name("::ffff:192.0.2.1".parse().unwrap()));
        assert!(!proxies.name("192.0.2.2".parse().unwrap()));
    }
}
