//! What goes between the process that has a device open and one that borrows it: values of one build, each
//! behind its length.

use std::io;

use bytes::{Buf as _, BytesMut};
use hudhud_dialogue::page::{decode, encode};
use hudhud_dialogue::{AskError, Command, Event};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::UnixStream;

use crate::question::Question;

/// Bytes of one value at most: a look at everything in a large home.
const VALUE_BYTES: usize = 256 * 1024 * 1024;
/// Both ends are of this build, or do not talk.
pub(crate) const BUILD: &str = env!("CARGO_PKG_VERSION");

/// What a borrower asks for. It is answered in the order in which it was asked.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Ask {
    Command(Command),
    Look(Question),
    Reconnect,
}

/// What the lender says.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Told {
    /// First of all: its build.
    Lent(String),
    /// To the oldest question that was not answered; what is found, as bytes.
    Answer(Result<Vec<u8>, AskError>),
    /// Something happened.
    Event(Event),
}

/// Both ways of a connection.
#[derive(Debug)]
pub(crate) struct Frames {
    stream: UnixStream,
    got: BytesMut,
}

impl Frames {
    pub(crate) fn new(stream: UnixStream) -> Self {
        Self {
            stream,
            got: BytesMut::new(),
        }
    }

    /// The next value; `None`: the other end is gone. Nothing is lost if this is not waited for to its end.
    pub(crate) async fn next<T: DeserializeOwned>(&mut self) -> io::Result<Option<T>> {
        loop {
            if let Some(value) = self.whole()? {
                let value = decode(&value).map_err(|_| io::ErrorKind::InvalidData)?;
                return Ok(Some(value));
            }
            if self.stream.read_buf(&mut self.got).await? == 0 {
                return Ok(None);
            }
        }
    }

    fn whole(&mut self) -> io::Result<Option<BytesMut>> {
        let Some(head) = self.got.first_chunk::<4>() else {
            return Ok(None);
        };
        let length = usize::try_from(u32::from_le_bytes(*head)).unwrap_or(usize::MAX);
        if length > VALUE_BYTES {
            return Err(io::ErrorKind::InvalidData.into());
        }
        if self.got.len() < head.len() + length {
            return Ok(None);
        }
        self.got.advance(4);
        Ok(Some(self.got.split_to(length)))
    }

    pub(crate) async fn send<T: Serialize>(&mut self, value: &T) -> io::Result<()> {
        let bytes = encode(value).map_err(|_| io::ErrorKind::InvalidData)?;
        let length = u32::try_from(bytes.len()).map_err(|_| io::ErrorKind::InvalidData)?;
        self.stream.write_all(&length.to_le_bytes()).await?;
        self.stream.write_all(&bytes).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn values_come_whole_in_order_and_however_they_are_cut() {
        let (near, far) = UnixStream::pair().unwrap();
        let (mut near, mut far) = (Frames::new(near), far);
        let mut sent = Vec::new();
        for said in ["one", "two"] {
            let bytes = encode(&Told::Lent(said.to_owned())).unwrap();
            sent.extend(u32::try_from(bytes.len()).unwrap().to_le_bytes());
            sent.extend(bytes);
        }
        let (first, rest) = sent.split_at(7);
        far.write_all(first).await.unwrap();
        far.write_all(rest).await.unwrap();
        drop(far);
        for said in ["one", "two"] {
            let told = near.next().await.unwrap();
            assert!(matches!(told, Some(Told::Lent(word)) if word == said));
        }
        assert!(near.next::<Told>().await.unwrap().is_none());
    }

    #[tokio::test]
    async fn what_is_no_value_or_too_long_is_an_error_before_it_is_read() {
        for bytes in [&[255, 255, 255, 255][..], &[1, 0, 0, 0, 255]] {
            let (near, mut far) = UnixStream::pair().unwrap();
            far.write_all(bytes).await.unwrap();
            assert!(Frames::new(near).next::<Told>().await.is_err(), "{bytes:?}");
        }
    }
}
