//! A relay before a host that makes one build of the app look like another: a browser then finds an
//! update, without a second build.
//!
//! Bytes pass as they are but for a few words of equal length. It knows nothing of HTTP but two
//! headers, which it spoils: a compressed answer has no words, and one that was not sent because it
//! is known has none either.

use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::ensure;

/// What passes at once.
const CHUNK: usize = 1 << 16;
/// The beginning of a word that is not continued for so long was none.
const MID_WORD: Duration = Duration::from_millis(50);

/// A word, and what stands in its place.
type Change = (Vec<u8>, Vec<u8>);

/// A relay. Its threads end with the connections, and with the process.
#[derive(Debug)]
pub struct Relay {
    port: u16,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Debug, Default)]
struct Shared {
    changes: Vec<Change>,
    /// Both ends of what passes now, or nothing may pass.
    connections: Option<Vec<TcpStream>>,
}

impl Relay {
    /// Relays to a host on this machine.
    ///
    /// # Errors
    ///
    /// There is no free port.
    pub fn start(host_port: u16) -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        let shared = Arc::new(Mutex::new(Shared {
            changes: Vec::new(),
            connections: Some(Vec::new()),
        }));
        let relay = Self {
            port,
            shared: Arc::clone(&shared),
        };
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                // A host that is not there is what the browser is to see: the connection closes.
                let Ok(host) = TcpStream::connect((Ipv4Addr::LOCALHOST, host_port)) else {
                    continue;
                };
                let mut now = shared.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(connections) = &mut now.connections {
                    let ends = [client.try_clone(), host.try_clone()];
                    connections.extend(ends.into_iter().flatten());
                    let _lost = join(client, host, Arc::clone(&shared));
                }
            }
        });
        Ok(relay)
    }

    /// What browsers open in place of the host.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Breaks every connection, and lets none pass until [`Relay::mend`].
    pub fn cut(&self) {
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        for connection in shared.connections.take().into_iter().flatten() {
            // It may have ended already.
            let _ended = connection.shutdown(Shutdown::Both);
        }
    }

    /// Lets connections pass again.
    pub fn mend(&self) {
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        shared.connections.get_or_insert_default();
    }

    /// From now on, puts one word in place of another in what the host says.
    ///
    /// # Errors
    ///
    /// They are not of one length.
    pub fn change(&self, word: &str, other: &str) -> anyhow::Result<()> {
        ensure!(word.len() == other.len(), "lengths stand in headers");
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        shared.changes = vec![(word.into(), other.into())];
        Ok(())
    }
}

fn join(client: TcpStream, host: TcpStream, shared: Arc<Mutex<Shared>>) -> std::io::Result<()> {
    for end in [&client, &host] {
        end.set_nodelay(true)?;
        end.set_read_timeout(Some(MID_WORD))?;
    }
    let spoilt = [
        ("Accept-Encoding", "Accept-Ancoding"),
        ("If-None-Match", "If-None-Matsh"),
    ];
    let spoilt: Vec<Change> = spoilt
        .map(|(word, other)| (word.into(), other.into()))
        .to_vec();
    let (from_client, to_client) = (client.try_clone()?, client);
    let (from_host, to_host) = (host.try_clone()?, host);
    std::thread::spawn(move || pass(from_client, to_host, || spoilt.clone()));
    std::thread::spawn(move || {
        pass(from_host, to_client, || {
            let shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
            shared.changes.clone()
        });
    });
    Ok(())
}

/// Until either side is gone.
fn pass(mut from: TcpStream, mut to: TcpStream, changes: impl Fn() -> Vec<Change>) {
    let _ended = pass_changed(&mut from, &mut to, changes);
    let _ended = to.shutdown(Shutdown::Write);
}

fn pass_changed(
    from: &mut impl Read,
    to: &mut impl Write,
    changes: impl Fn() -> Vec<Change>,
) -> std::io::Result<()> {
    let mut held = Vec::new();
    let mut chunk = vec![0; CHUNK];
    loop {
        let kept = match from.read(&mut chunk) {
            Ok(0) => return to.write_all(&held),
            Ok(length) => {
                held.extend_from_slice(&chunk[..length]);
                let changes = changes();
                for (word, other) in &changes {
                    replace(&mut held, word, other);
                }
                changes.iter().map(|(word, _)| begun(&held, word)).max()
            }
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                None
            }
            Err(error) => return Err(error),
        };
        let ready = held.len() - kept.unwrap_or(0);
        to.write_all(&held[..ready])?;
        held.drain(..ready);
    }
}

fn replace(bytes: &mut [u8], word: &[u8], other: &[u8]) {
    let mut at = 0;
    while let Some(found) = bytes[at..]
        .windows(word.len())
        .position(|part| part == word)
    {
        at += found;
        bytes[at..at + word.len()].copy_from_slice(other);
        at += word.len();
    }
}

/// How many bytes at the end may be the beginning of the word.
fn begun(bytes: &[u8], word: &[u8]) -> usize {
    let longest = bytes.len().min(word.len() - 1);
    (1..=longest)
        .rev()
        .find(|&length| bytes.ends_with(&word[..length]))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one byte at a time.
    struct Trickle<'a>(&'a [u8]);

    impl Read for Trickle<'_> {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            let Some((first, rest)) = self.0.split_first() else {
                return Ok(0);
            };
            into[0] = *first;
            self.0 = rest;
            Ok(1)
        }
    }

    /// Says something, then nothing for a while, then what is left.
    struct Halting<'a>(Vec<&'a [u8]>);

    impl Read for Halting<'_> {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            match self.0.pop() {
                None => Ok(0),
                Some([]) => Err(ErrorKind::WouldBlock.into()),
                Some(said) => {
                    into[..said.len()].copy_from_slice(said);
                    Ok(said.len())
                }
            }
        }
    }

    fn changes() -> Vec<Change> {
        vec![(b"build".to_vec(), b"other".to_vec())]
    }

    #[test]
    fn a_word_is_changed_however_it_is_cut() {
        let said = b"abuild build-1 bui";
        for whole in [true, false] {
            let mut heard = Vec::new();
            if whole {
                pass_changed(&mut said.as_slice(), &mut heard, changes).unwrap();
            } else {
                pass_changed(&mut Trickle(said), &mut heard, changes).unwrap();
            }
            assert_eq!(heard, b"aother other-1 bui");
        }
    }

    #[test]
    fn what_only_looked_like_the_beginning_of_a_word_is_not_held_back() {
        let mut heard = Vec::new();
        let parts: [&[u8]; 3] = [b"ld", b"", b"a bui"];
        pass_changed(&mut Halting(parts.to_vec()), &mut heard, changes).unwrap();
        assert_eq!(heard, b"a build");
    }
}
