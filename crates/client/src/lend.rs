//! A device that this process has open, lent to other processes of the same person: a socket beside the
//! database, that answers commands and looks, and tells what happens.
//!
//! Whoever may open the socket may do what the device can do: it is in a directory that nobody else
//! enters, and who is not its owner is turned away. What is said: [`frames`]; the other end: [`borrow`].

pub(crate) mod borrow;
pub(crate) mod frames;

use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::PathBuf;
use std::time::Duration;

use hudhud_dialogue::AskError;
use hudhud_dialogue::page::encode;
use serde::Serialize;
use tokio::net::{UnixListener, UnixStream};

use crate::client::{Client, Heard};
use crate::home::Home;
use crate::platform::{JoinSet, timeout};
use crate::question::Question;
use frames::{Ask, BUILD, Frames, Told};

/// Borrowers at once.
const BORROWERS: usize = 64;
/// How long a borrower may take for what it is told: one that is stopped does not hold up the rest.
const TAKE_WITHIN: Duration = Duration::from_secs(30);

/// The socket of a device that is lent. It goes when this is dropped.
#[derive(Debug)]
pub struct Lender {
    listener: UnixListener,
    path: PathBuf,
    owner: u32,
}

impl Lender {
    /// Listens beside the database of `home`, which this process has open.
    ///
    /// # Errors
    /// The system refuses.
    pub fn open(home: &Home) -> io::Result<Self> {
        let path = home.socket();
        // Whoever left it had the database open before us, and is gone.
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        let listener = UnixListener::bind(&path)?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?;
        let owner = fs::metadata(&path)?.uid();
        Ok(Self {
            listener,
            path,
            owner,
        })
    }

    /// Answers whoever comes, until it is not waited for any more.
    ///
    /// # Errors
    /// The system lets nobody come any more.
    pub async fn lend(&self, client: &Client) -> io::Result<()> {
        let mut borrowers = JoinSet::new();
        loop {
            tokio::select! {
                accepted = self.listener.accept() => {
                    let (stream, _) = accepted?;
                    let is_ours = stream.peer_cred().is_ok_and(|peer| peer.uid() == self.owner);
                    if is_ours && borrowers.len() < BORROWERS {
                        borrowers.spawn(serve(client.clone(), stream));
                    }
                }
                Some(_) = borrowers.join_next(), if !borrowers.is_empty() => {}
            }
        }
    }
}

impl Drop for Lender {
    fn drop(&mut self) {
        // What is left of it is removed by whoever lends next.
        let _ = fs::remove_file(&self.path);
    }
}

/// One borrower, until it goes or does not keep pace.
async fn serve(client: Client, stream: UnixStream) {
    let mut frames = Frames::new(stream);
    let mut events = client.subscribe();
    let mut next = Told::Lent(BUILD.to_owned());
    while timeout(TAKE_WITHIN, frames.send(&next))
        .await
        .is_ok_and(|sent| sent.is_ok())
    {
        next = tokio::select! {
            asked = frames.next() => match asked {
                Ok(Some(ask)) => Told::Answer(answer(&client, ask).await),
                Ok(None) | Err(_) => return,
            },
            heard = events.next() => match heard {
                Some(Heard::Event(event)) => Told::Event(event),
                Some(Heard::Lost) | None => return,
            },
        };
    }
}

async fn answer(client: &Client, ask: Ask) -> Result<Vec<u8>, AskError> {
    match ask {
        Ask::Command(command) => bytes(client.command(command).await),
        Ask::Reconnect => bytes(client.reconnect().await),
        Ask::Look(question) => look(client, question).await,
    }
}

fn bytes<T: Serialize>(found: Result<T, AskError>) -> Result<Vec<u8>, AskError> {
    encode(&found?).map_err(|_| AskError::Closed)
}

async fn look(client: &Client, question: Question) -> Result<Vec<u8>, AskError> {
    use Question as Q;
    match question {
        Q::Account => bytes(client.account().await),
        Q::Conversations(after, limit) => bytes(client.conversations(after, limit).await),
        Q::Conversation(id) => bytes(client.conversation(id).await),
        Q::ConversationsNamed(ids) => bytes(client.conversations_named(ids).await),
        Q::Requests => bytes(client.requests().await),
        Q::Blocked => bytes(client.blocked().await),
        Q::Messages(id, before, limit) => bytes(client.messages(id, before, limit).await),
        Q::MessagesAfter(id, after, limit) => bytes(client.messages_after(id, after, limit).await),
        Q::Message(id) => bytes(client.message(id).await),
        Q::MessagesNamed(ids) => bytes(client.messages_named(ids).await),
        Q::Members(id) => bytes(client.members(id).await),
        Q::Receipts(id) => bytes(client.receipts(id).await),
        Q::Search(query, place, before, limit) => {
            bytes(client.search(query, place, before, limit).await)
        }
        Q::Window(id, around, limit) => bytes(client.window(id, around, limit).await),
        Q::WindowBefore(id, at, limit) => bytes(client.window_before(id, at, limit).await),
        Q::WindowAfter(id, at, limit) => bytes(client.window_after(id, at, limit).await),
        Q::States(id, first, last) => bytes(client.states(id, first, last).await),
        Q::Known(prefix, limit) => bytes(client.known(prefix, limit).await),
        Q::People(accounts) => bytes(client.people(accounts).await),
        Q::Picture(account) => bytes(client.picture(account).await),
        Q::FirstWords(to) => bytes(client.first_words(to).await),
        Q::Direct(person) => bytes(client.direct(person).await),
        Q::Unfinished => bytes(client.unfinished().await),
        Q::Holdings => bytes(client.holdings().await),
        Q::Reach => bytes(client.reach().await),
        Q::Waiting => bytes(client.waiting().await),
        Q::Standstill => bytes(client.standstill().await),
        Q::Work => bytes(client.work().await),
        Q::Mark => bytes(client.mark().await),
        Q::HasLeft(entry, letter, id) => bytes(client.has_left(entry, letter, id).await),
        Q::Outcome(intent) => bytes(client.outcome(intent).await),
        Q::Way(message) => bytes(client.way(message).await),
        Q::Attached(message, part) => bytes(client.kept(message, part).await),
    }
}
