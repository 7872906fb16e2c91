//! Plain HTTP over one connection, with the pieces and the syncs of the terminal and the host and nothing
//! else of what they do: what bounds them on this machine.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::{Context as _, anyhow, ensure};

use crate::processor;

/// Bytes that the terminal seals, writes and sends at once.
pub(super) const PIECE_BYTES: usize = 1024 * 1024;
/// Bytes that it fetches at once.
pub(super) const PART_BYTES: usize = 4 * 1024 * 1024;
/// What a host notes of a piece, roughly.
const RECORD: [u8; 128] = [1; 128];

/// Sends a file: copied first, as it would be sealed, then piece by piece to somebody on another
/// processor who syncs each, and a record of it.
pub(super) fn up(content: &Path, directory: &Path, on: u32) -> anyhow::Result<Duration> {
    let (at, receiver) = other_end(directory, on, receive)?;
    let began = Instant::now();
    let sealed = directory.join("sealed");
    copied(content, &sealed, PIECE_BYTES, Synced::EachPiece)?;
    let (mut link, mut sealed) = (Link::open(at)?, File::open(&sealed)?);
    while let Some(piece) = next(&mut sealed, PIECE_BYTES)? {
        let head = format!(
            "PATCH / HTTP/1.1\r\ncontent-length: {}\r\n\r\n",
            piece.len()
        );
        link.say(head.as_bytes())?;
        link.say(&piece)?;
        link.head()?.context("no answer")?;
    }
    let took = began.elapsed();
    ends(link, receiver)?;
    Ok(took)
}

/// Fetches what [`up`] has sent, part by part, each synced; then it is written once more, as it would be
/// opened.
pub(super) fn down(directory: &Path, on: u32) -> anyhow::Result<Duration> {
    let (at, sender) = other_end(directory, on, send)?;
    let length = usize::try_from(directory.join("received").metadata()?.len())?;
    let began = Instant::now();
    let (mut link, fetched) = (Link::open(at)?, directory.join("fetched"));
    let mut file = File::create(&fetched)?;
    for first in (0..length).step_by(PART_BYTES) {
        let part = PART_BYTES.min(length - first);
        let head = format!("GET / HTTP/1.1\r\nfirst: {first}\r\ncontent-length: {part}\r\n\r\n");
        link.say(head.as_bytes())?;
        link.head()?.context("no answer")?;
        file.write_all(&link.body(part)?)?;
        file.sync_data()?;
    }
    let saved = directory.join("saved");
    copied(&fetched, &saved, PIECE_BYTES, Synced::Once)?;
    let took = began.elapsed();
    ends(link, sender)?;
    Ok(took)
}

/// Takes pieces into a file, and notes each.
fn receive(mut link: Link, directory: &Path) -> anyhow::Result<()> {
    let mut file = File::create(directory.join("received"))?;
    let mut journal = File::create(directory.join("journal"))?;
    while let Some(head) = link.head()? {
        file.write_all(&link.body(head.number("content-length")?)?)?;
        file.sync_data()?;
        journal.write_all(&RECORD)?;
        journal.sync_data()?;
        link.say(b"HTTP/1.1 204 No Content\r\n\r\n")?;
    }
    Ok(())
}

/// Gives the parts that are asked for.
fn send(mut link: Link, directory: &Path) -> anyhow::Result<()> {
    let mut file = File::open(directory.join("received"))?;
    while let Some(head) = link.head()? {
        file.seek(SeekFrom::Start(u64::try_from(head.number("first")?)?))?;
        let part = next(&mut file, head.number("content-length")?)?.context("no such part")?;
        link.say(b"HTTP/1.1 206 Partial Content\r\n\r\n")?;
        link.say(&part)?;
    }
    Ok(())
}

/// When a copy is on the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Synced {
    EachPiece,
    Once,
}

fn copied(from: &Path, to: &Path, at_once: usize, synced: Synced) -> anyhow::Result<()> {
    let (mut from, mut to) = (File::open(from)?, File::create(to)?);
    while let Some(piece) = next(&mut from, at_once)? {
        to.write_all(&piece)?;
        if synced == Synced::EachPiece {
            to.sync_data()?;
        }
    }
    to.sync_all()?;
    Ok(())
}

/// What follows in a file.
fn next(file: &mut File, most: usize) -> anyhow::Result<Option<Vec<u8>>> {
    let mut piece = Vec::with_capacity(most);
    file.take(u64::try_from(most)?).read_to_end(&mut piece)?;
    Ok((!piece.is_empty()).then_some(piece))
}

/// One connection.
struct Link(BufReader<TcpStream>);

/// The head of a request or an answer.
struct Head(Vec<String>);

impl Link {
    fn open(at: SocketAddr) -> io::Result<Self> {
        Self::of(TcpStream::connect(at)?)
    }

    fn of(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        Ok(Self(BufReader::new(stream)))
    }

    fn say(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.get_mut().write_all(bytes)
    }

    /// The next head; `None` where the other end has gone.
    fn head(&mut self) -> io::Result<Option<Head>> {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            if self.0.read_line(&mut line)? == 0 {
                return Ok(None);
            }
            if line.trim().is_empty() {
                return Ok(Some(Head(lines)));
            }
            lines.push(line);
        }
    }

    fn body(&mut self, length: usize) -> io::Result<Vec<u8>> {
        let mut body = vec![0; length];
        self.0.read_exact(&mut body)?;
        Ok(body)
    }
}

impl Head {
    fn number(&self, name: &str) -> anyhow::Result<usize> {
        let fields = self.0.iter().filter_map(|line| line.split_once(": "));
        let mut found = fields.filter(|(key, _)| *key == name);
        let (_, value) = found.next().with_context(|| format!("no {name}"))?;
        Ok(value.trim().parse()?)
    }
}

type OtherEnd = (SocketAddr, JoinHandle<anyhow::Result<()>>);

/// Somebody on another processor who serves one connection.
fn other_end(
    directory: &Path,
    on: u32,
    work: fn(Link, &Path) -> anyhow::Result<()>,
) -> anyhow::Result<OtherEnd> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let at = listener.local_addr()?;
    let directory = directory.to_owned();
    let serving = std::thread::spawn(move || {
        processor::pin(on)?;
        let (stream, _) = listener.accept()?;
        work(Link::of(stream)?, &directory)
    });
    Ok((at, serving))
}

fn ends(link: Link, other: JoinHandle<anyhow::Result<()>>) -> anyhow::Result<()> {
    drop(link);
    other.join().map_err(|_| anyhow!("the other end broke"))?
}

/// Whether two files have the same bytes.
pub(super) fn ensure_same(one: &Path, other: &Path) -> anyhow::Result<()> {
    let (one, other) = (std::fs::read(one)?, std::fs::read(other)?);
    ensure!(one == other, "what came is not what was sent");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_and_fetched_is_the_file_and_ends_in_the_middle_of_a_piece() {
        let directory = tempfile::tempdir().unwrap();
        let content = directory.path().join("content");
        std::fs::write(&content, vec![7; 2 * PART_BYTES + 3]).unwrap();
        up(&content, directory.path(), 0).unwrap();
        down(directory.path(), 0).unwrap();
        for copy in ["sealed", "received", "fetched", "saved"] {
            ensure_same(&content, &directory.path().join(copy)).unwrap();
        }
    }
}
