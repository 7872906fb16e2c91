//! An authority that gives certificates by ACME (RFC 8555), on this machine: it keeps to the rules and
//! insists that others do, until it is told to be of no use.
//!
//! It finds every domain on one port of this machine, and proves by TLS alone (RFC 8737).

mod desk;
mod http;
mod jws;
mod look;
mod mischief;
mod paper;

use std::io;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::Value;

use desk::{Desk, Errand};
use http::{Question, Reply};
pub use mischief::Mischief;
use paper::Paper;

/// How long it waits until it is told where domains are found.
const TOLD_WITHIN: Duration = Duration::from_secs(60);
/// How long whoever asks may take for it.
const QUESTION_WITHIN: Duration = Duration::from_secs(20);
/// More than any certificate has.
const FLOOD_BYTES: usize = 4 * 1024 * 1024;

/// A running authority.
#[derive(Clone)]
pub struct Authority {
    inner: Arc<Inner>,
}

struct Inner {
    desk: Mutex<Desk>,
    told: Condvar,
    tls: Arc<ServerConfig>,
}

impl std::fmt::Debug for Authority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Authority").finish_non_exhaustive()
    }
}

impl Authority {
    /// Begins on a free port; its own certificate is written into a directory.
    ///
    /// # Errors
    ///
    /// The system refuses.
    pub fn opens(directory: &Path) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let origin = format!("https://{}", listener.local_addr()?);
        let paper = Paper::new(directory)?;
        let tls = paper.server()?;
        let inner = Arc::new(Inner {
            desk: Mutex::new(Desk::new(origin, paper)),
            told: Condvar::new(),
            tls,
        });
        let serving = Arc::clone(&inner);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let inner = Arc::clone(&serving);
                // Whoever asks and goes has no answer.
                std::thread::spawn(move || inner.serve(stream).is_ok());
            }
        });
        Ok(Self { inner })
    }

    /// Flags with which a host asks it.
    #[must_use]
    pub fn flags(&self) -> [String; 6] {
        let desk = self.inner.desk();
        [
            "--acme-contact".to_owned(),
            "operator@host.example".to_owned(),
            "--acme-directory".to_owned(),
            format!("{}/directory", desk.origin),
            "--acme-ca".to_owned(),
            desk.paper.file.display().to_string(),
        ]
    }

    /// Domains are found at this port.
    pub fn finds(&self, port: u16) {
        self.inner.desk().found_at = Some(port);
        self.inner.told.notify_all();
    }

    /// From now on it does that.
    pub fn does(&self, mischief: Mischief) {
        self.inner.desk().mischief = mischief;
    }

    /// So many accounts it has, and so many orders it had.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        self.inner.desk().counts()
    }

    /// Certificate and key for a domain, without asking: it began and ends so many days ago and hence; one
    /// that has ended has fewer than none left.
    ///
    /// # Errors
    ///
    /// It cannot be signed.
    pub fn identity(&self, domain: &str, days: (u32, i32)) -> anyhow::Result<String> {
        self.inner.desk().paper.identity(domain, days)
    }

    /// The certificate that somebody who trusts this authority meets at a port; its bytes.
    ///
    /// # Errors
    ///
    /// There is none, or none that can be trusted.
    pub fn meets(&self, port: u16, domain: &str) -> anyhow::Result<Vec<u8>> {
        let client = self.inner.desk().paper.client()?;
        Ok(look::met(port, domain, client)?.to_vec())
    }
}

impl Inner {
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn serve(self: &Arc<Self>, stream: TcpStream) -> anyhow::Result<()> {
        stream.set_read_timeout(Some(QUESTION_WITHIN))?;
        let connection = ServerConnection::new(Arc::clone(&self.tls))?;
        let mut stream = StreamOwned::new(connection, stream);
        let question = Question::read(&mut stream)?;
        let mischief = self.desk().mischief;
        if mischief == Mischief::Stalls {
            // Until the other end has had enough.
            stream.sock.set_read_timeout(None)?;
            io::copy(&mut stream, &mut io::sink())?;
            return Ok(());
        }
        let (reply, errand) = if mischief == Mischief::Page {
            (page(), None)
        } else if mischief == Mischief::Floods {
            (flood(), None)
        } else {
            self.desk().answer(&question)
        };
        if let Some(errand) = errand {
            let inner = Arc::clone(self);
            std::thread::spawn(move || inner.look(&errand));
        }
        if question.method == "HEAD" {
            let body = String::new();
            Reply { body, ..reply }.send(&mut stream)?;
        } else {
            reply.send(&mut stream)?;
        }
        stream.conn.send_close_notify();
        stream.conn.complete_io(&mut stream.sock)?;
        Ok(())
    }

    fn look(&self, errand: &Errand) {
        let waiting = self
            .told
            .wait_timeout_while(self.desk(), TOLD_WITHIN, |desk| desk.found_at.is_none());
        let found_at = waiting.unwrap_or_else(PoisonError::into_inner).0.found_at;
        let proved =
            found_at.is_some_and(|port| look::proves(port, &errand.domain, &errand.digest).is_ok());
        self.desk().looked(errand.order, proved);
    }
}

fn page() -> Reply {
    Reply {
        status: 200,
        kind: "text/html",
        headers: Vec::new(),
        body: "<!doctype html><title>Welcome</title>".to_owned(),
    }
}

fn flood() -> Reply {
    Reply {
        body: " ".repeat(FLOOD_BYTES),
        ..Reply::of(200, &Value::Null)
    }
}
