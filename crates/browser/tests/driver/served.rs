//! A host of one page.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};

/// Answers every request with the same page, until the test's process ends.
pub(crate) struct Served {
    address: SocketAddr,
}

impl Served {
    pub(crate) fn start(page: &'static str) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        std::thread::spawn(move || {
            for mut stream in listener.incoming().map_while(Result::ok) {
                std::thread::spawn(move || {
                    let mut head = [0; 4096];
                    // A connection that is opened in advance and never used says nothing.
                    if stream.read(&mut head).is_ok_and(|length| length > 0) {
                        let length = page.len();
                        let _gone = write!(
                            stream,
                            "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{page}"
                        );
                    }
                });
            }
        });
        Ok(Self { address })
    }

    pub(crate) fn address(&self) -> String {
        format!("http://{}/", self.address)
    }
}
