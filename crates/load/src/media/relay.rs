//! What lies between people and a host, and counts what passes.

use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use anyhow::bail;

/// Between two looks at what has passed.
const LOOK: Duration = Duration::from_micros(200);
/// What has not passed after this long will not.
const PATIENCE: Duration = Duration::from_secs(120);

/// Bytes that have passed one way.
pub(super) type Count = Arc<AtomicU64>;

/// A way to a host.
pub(super) struct Relay {
    address: SocketAddr,
    /// From people to the host.
    pub(super) up: Count,
    /// From the host to people.
    pub(super) down: Count,
}

impl Relay {
    /// Begins; it ends with the process.
    pub(super) fn to(host: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let relay = Self {
            address: listener.local_addr()?,
            up: Count::default(),
            down: Count::default(),
        };
        let (up, down) = (Arc::clone(&relay.up), Arc::clone(&relay.down));
        thread::spawn(move || {
            for near in listener.incoming().map_while(Result::ok) {
                // Where the host is gone, whoever asked is sent away.
                let _done = join(near, host, (&up, &down));
            }
        });
        Ok(relay)
    }

    /// Where people find the host.
    pub(super) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }
}

fn join(near: TcpStream, host: SocketAddr, (up, down): (&Count, &Count)) -> io::Result<()> {
    let far = TcpStream::connect(host)?;
    near.set_nodelay(true)?;
    far.set_nodelay(true)?;
    for (from, to, count) in [(near.try_clone()?, far.try_clone()?, up), (far, near, down)] {
        let count = Arc::clone(count);
        thread::spawn(move || pass(from, to, &count));
    }
    Ok(())
}

/// Passes bytes on until one end is gone; then the other one is let go too.
fn pass(mut from: TcpStream, mut to: TcpStream, count: &Count) {
    let mut piece = vec![0; 64 * 1024];
    while let Ok(length @ 1..) = from.read(&mut piece) {
        count.fetch_add(length as u64, Ordering::Relaxed);
        if to
            .write_all(piece.get(..length).unwrap_or_default())
            .is_err()
        {
            break;
        }
    }
    // Either may be gone already.
    let _gone = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
}

/// What has passed.
pub(super) fn passed(count: &Count) -> u64 {
    count.load(Ordering::Relaxed)
}

/// Waits until so much has passed.
pub(super) fn until(count: &Count, bytes: u64) -> anyhow::Result<()> {
    let began = Instant::now();
    while passed(count) < bytes {
        if began.elapsed() > PATIENCE {
            bail!("nothing more passes");
        }
        sleep(LOOK);
    }
    Ok(())
}
