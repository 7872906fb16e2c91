//! Reading from a socket as much as is there at once, without a buffer for every link.
//!
//! One link at a time reads, so one large buffer serves them all. What its link does not take at once
//! is kept for it until it does: an idle link keeps nothing. Writing goes through untouched.

use std::cell::RefCell;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use bytes::{Buf as _, Bytes};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Bytes asked of a socket at once.
const GATHER_BYTES: usize = 32 * 1024;

/// The buffer that all links read into.
#[derive(Debug, Clone)]
pub(crate) struct Scratch(Rc<RefCell<Box<[u8]>>>);

impl Scratch {
    pub(crate) fn new() -> Self {
        Self(Rc::new(RefCell::new(
            vec![0; GATHER_BYTES].into_boxed_slice(),
        )))
    }
}

/// A stream that is read in large pieces.
#[derive(Debug)]
pub(crate) struct Gathering<S> {
    stream: S,
    scratch: Scratch,
    left: Bytes,
}

impl<S> Gathering<S> {
    pub(crate) fn new(stream: S, scratch: Scratch) -> Self {
        Self {
            stream,
            scratch,
            left: Bytes::new(),
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Gathering<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.left.is_empty() {
            let mut scratch = this.scratch.0.borrow_mut();
            let mut gathered = ReadBuf::new(&mut scratch);
            ready!(Pin::new(&mut this.stream).poll_read(cx, &mut gathered))?;
            let found = gathered.filled();
            let (now, later) = found.split_at(found.len().min(buffer.remaining()));
            buffer.put_slice(now);
            if !later.is_empty() {
                this.left = Bytes::copy_from_slice(later);
            }
        } else {
            let taken = this.left.len().min(buffer.remaining());
            buffer.put_slice(this.left.get(..taken).unwrap_or_default());
            this.left.advance(taken);
            if this.left.is_empty() {
                this.left = Bytes::new();
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Gathering<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write(cx, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    #[tokio::test]
    async fn whatever_the_pieces_nothing_is_lost_or_moved() {
        let (mut near, far) = tokio::io::duplex(4096);
        let sent: Vec<u8> = (0..3000_u32).map(|at| at.to_le_bytes()[0]).collect();
        near.write_all(&sent).await.unwrap();
        drop(near);
        let mut far = Gathering::new(far, Scratch::new());
        let mut found = Vec::new();
        let mut piece = [0; 7];
        loop {
            let count = far.read(&mut piece).await.unwrap();
            if count == 0 {
                break;
            }
            found.extend_from_slice(&piece[..count]);
        }
        assert_eq!(found, sent);
        assert!(far.left.is_empty());
    }

    #[tokio::test]
    async fn two_streams_share_the_buffer_and_not_the_bytes() {
        let scratch = Scratch::new();
        let (mut one, far_one) = tokio::io::duplex(64);
        let (mut two, far_two) = tokio::io::duplex(64);
        let mut far_one = Gathering::new(far_one, scratch.clone());
        let mut far_two = Gathering::new(far_two, scratch);
        one.write_all(b"one").await.unwrap();
        two.write_all(b"two").await.unwrap();
        let (mut first, mut second) = ([0; 1], [0; 3]);
        far_one.read_exact(&mut first).await.unwrap();
        far_two.read_exact(&mut second).await.unwrap();
        let mut rest = [0; 2];
        far_one.read_exact(&mut rest).await.unwrap();
        assert_eq!((&first, &second, &rest), (b"o", b"two", b"ne"));
    }
}
