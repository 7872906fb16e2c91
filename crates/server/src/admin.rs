//! The host's own socket, in its data directory: for whoever runs it, and nobody else.
//!
//! One thread accepts, and each connection has one of its own: it asks one thing and is answered. Who
//! cannot open the data directory cannot reach it, and who is neither root nor the host's own user is
//! refused although he reaches it. What is said: [`protocol`]; what is answered: [`desk`].

mod client;
pub(crate) mod desk;
mod protocol;

use std::fs;
use std::io::{self, BufReader, BufWriter, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

pub use client::{AdminClient, AdminError};
pub use protocol::{AccountInfo, AdminLine, AdminRefusal, AdminRequest, EarlierCopy, Usage};

use desk::{Desk, refuse};
use protocol::read_ask;

/// The socket's name in the data directory.
pub(crate) const SOCKET: &str = "admin";
/// Connections at once.
const CONNECTIONS: usize = 4;
/// How long whoever connects may take to ask.
const ASK_WITHIN: Duration = Duration::from_secs(10);
/// How long nothing of an answer may be taken: behind a pipe there may be a slow disk.
const TAKE_WITHIN: Duration = Duration::from_mins(1);

/// The socket of a host that runs. Dropping it ends all that goes on there.
pub(crate) struct AdminSocket {
    listener: UnixListener,
    path: PathBuf,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl AdminSocket {
    /// Listens in a data directory whose lock is held.
    ///
    /// # Errors
    /// The system refuses.
    pub(crate) fn open(desk: Desk) -> io::Result<Self> {
        let path = desk.data.join(SOCKET);
        // Whoever left it had the lock before us, and is gone.
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        let listener = UnixListener::bind(&path)?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?;
        let stop = Arc::new(AtomicBool::new(false));
        let mut door = Door {
            listener: listener.try_clone()?,
            stop: Arc::clone(&stop),
            desk: Arc::new(desk),
            open: Vec::new(),
        };
        let thread = std::thread::Builder::new()
            .name("admin".to_owned())
            .spawn(move || door.run())?;
        Ok(Self {
            listener,
            path,
            stop,
            thread: Some(thread),
        })
    }
}

impl Drop for AdminSocket {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        // Wakes the thread that accepts.
        let _ = rustix::net::shutdown(&self.listener, rustix::net::Shutdown::Both);
        if let Some(thread) = self.thread.take() {
            // A panic there was already reported by the thread itself.
            let _ = thread.join();
        }
        let _ = fs::remove_file(&self.path);
    }
}

/// The thread that accepts.
struct Door {
    listener: UnixListener,
    stop: Arc<AtomicBool>,
    desk: Arc<Desk>,
    open: Vec<(UnixStream, JoinHandle<()>)>,
}

impl Door {
    fn run(&mut self) {
        while !self.stop.load(Ordering::Acquire) {
            match self.listener.accept() {
                Ok((stream, _)) => self.let_in(stream),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    if !self.stop.load(Ordering::Acquire) {
                        tracing::error!(kind = %error.kind(), "the host's own socket is closed");
                    }
                    break;
                }
            }
        }
        for (stream, thread) in self.open.drain(..) {
            let _ = UnixStream::shutdown(&stream, std::net::Shutdown::Both);
            let _ = thread.join();
        }
    }

    fn let_in(&mut self, stream: UnixStream) {
        self.open.retain(|(_, thread)| !thread.is_finished());
        let prepared = stream
            .set_read_timeout(Some(ASK_WITHIN))
            .and_then(|()| stream.set_write_timeout(Some(TAKE_WITHIN)))
            .and_then(|()| stream.try_clone());
        let Ok(other) = prepared else { return };
        let mut turned_away = &stream;
        if !is_ours(&stream) {
            tracing::warn!("another user asked on the host's own socket");
            let _ = refuse(&mut turned_away, AdminRefusal::NotYou);
            return;
        }
        if self.open.len() >= CONNECTIONS {
            let _ = refuse(&mut turned_away, AdminRefusal::Busy);
            return;
        }
        let desk = Arc::clone(&self.desk);
        let thread = std::thread::Builder::new()
            .name("admin-one".to_owned())
            .spawn(move || serve(&desk, &stream));
        if let Ok(thread) = thread {
            self.open.push((other, thread));
        }
    }
}

/// Whether the other end may ask: the user who runs the host, or root.
fn is_ours(stream: &UnixStream) -> bool {
    rustix::net::sockopt::socket_peercred(stream)
        .is_ok_and(|peer| peer.uid.is_root() || peer.uid == rustix::process::geteuid())
}

fn serve(desk: &Desk, stream: &UnixStream) {
    let mut to = BufWriter::new(stream);
    let mut from = BufReader::new(stream);
    let answered = match read_ask(&mut from) {
        Ok(asked) => desk.answer(asked, &mut from, &mut to),
        Err(why) => refuse(&mut to, why),
    };
    // Who has gone, or takes nothing, is told nothing more.
    if answered.and_then(|()| to.flush()).is_err() {
        tracing::debug!("an answer on the host's own socket was not taken");
    }
    // The door has it too, to end it when the host stops.
    let _ = stream.shutdown(std::net::Shutdown::Both);
}

/// Where the socket of the host with this data directory is.
fn socket_in(data: &Path) -> PathBuf {
    data.join(SOCKET)
}
