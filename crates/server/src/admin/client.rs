//! Asking a host on this machine, through the socket in its data directory.

use std::io::{self, BufReader, BufWriter, Read, Write as _};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use hudhud_base::BlobId;

use super::protocol::{AdminLine, AdminRefusal, AdminRequest, read_answer, write_line};
use super::socket_in;
use crate::backup::list;

/// How long the host may be silent: it counts what it keeps, or removes a full inbox.
const WITHIN: Duration = Duration::from_mins(5);

/// Why the host was not asked, or did not do it.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    /// There is no socket, or nobody listens there.
    #[error("no host runs with the data directory {data}")]
    NoHost {
        /// The data directory.
        data: PathBuf,
    },
    /// The system does not let us.
    #[error("the host with the data directory {data} cannot be asked: {source}")]
    Io {
        /// The data directory.
        data: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It said no.
    #[error("{}", .0.sentence())]
    Refused(AdminRefusal),
}

impl AdminError {
    /// Exit code of the program; listed in docs/operate.md.
    #[must_use]
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::NoHost { .. } => 69,
            Self::Io { .. } => 73,
            Self::Refused(_) => 1,
        }
    }
}

/// One question to a host that runs, and its answer.
pub struct AdminClient {
    data: PathBuf,
    stream: BufReader<UnixStream>,
}

impl std::fmt::Debug for AdminClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AdminClient").finish_non_exhaustive()
    }
}

impl AdminClient {
    /// Asks the host with this data directory.
    ///
    /// # Errors
    /// No host runs there, or it cannot be reached.
    pub fn ask(data: &Path, question: &AdminRequest) -> Result<Self, AdminError> {
        let failed = |source: io::Error| {
            let data = data.to_owned();
            let nobody = [io::ErrorKind::NotFound, io::ErrorKind::ConnectionRefused];
            if nobody.contains(&source.kind()) {
                AdminError::NoHost { data }
            } else {
                AdminError::Io { data, source }
            }
        };
        let mut stream = UnixStream::connect(socket_in(data)).map_err(failed)?;
        stream.set_read_timeout(Some(WITHIN)).map_err(failed)?;
        let mut line = Vec::new();
        write_line(&mut line, question).map_err(failed)?;
        // Who is turned away is answered all the same.
        let _ = stream.write_all(&line);
        Ok(Self {
            data: data.to_owned(),
            stream: BufReader::new(stream),
        })
    }

    /// Gives what belongs to the question, while the answer is read.
    ///
    /// # Errors
    /// The system does not let us.
    pub fn hand(&self, blobs: Vec<(BlobId, u64)>) -> io::Result<()> {
        let stream = self.stream.get_ref().try_clone()?;
        let give = move || {
            // A host that takes no more is heard of where its answer is read.
            let _ = list(&blobs, &mut BufWriter::new(&stream));
        };
        let thread = std::thread::Builder::new().name("admin-hand".to_owned());
        thread.spawn(give).map(drop)
    }

    /// The next line of the answer; `None`: that was all.
    ///
    /// # Errors
    /// The host refuses, or has gone.
    pub fn next_line(&mut self) -> Result<Option<AdminLine>, AdminError> {
        match read_answer(&mut self.stream) {
            Ok(Some(AdminLine::Refused { why })) => Err(AdminError::Refused(why)),
            Ok(line) => Ok(line),
            Err(source) => Err(AdminError::Io {
                data: self.data.clone(),
                source,
            }),
        }
    }

    /// What follows behind the lines.
    pub fn rest(&mut self) -> impl Read {
        &mut self.stream
    }
}
