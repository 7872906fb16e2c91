//! One open device for one run: its key, its client, and how long it may wait.

use std::path::PathBuf;
use std::time::Duration;

use etcetera::BaseStrategy as _;
use hudhud_base::{ConversationId, IntentId};
use hudhud_client::{
    Client, Config, Deadline, Home, Mark, OpenError, Options, StoreOpenError, Subscription,
    WaitError,
};
use hudhud_dialogue::{Access, AccountView, Answer, ConversationView, Doubt, Ended};

use crate::arguments::Global;
use crate::problem::Problem;
use crate::status::Status;
use crate::ui::Ui;
use crate::unlock::unlock;
use crate::words::Phrase;

/// A command that only reads waits this long for what is new.
const CURRENT: Duration = Duration::from_secs(5);
/// An outbox in which nothing moved for so long is left for another time.
const MOMENT: Duration = Duration::from_secs(1);

/// What a device is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To be one.
    SignUp,
    /// To be lent to other commands.
    Lend,
    /// To be looked at for long.
    Stay,
    /// Anything else: it is over soon.
    Use,
}

impl Purpose {
    /// Whoever is gone before others could be told together tells at once.
    fn engine(self) -> Config {
        let usual = Config::default();
        match self {
            Self::Lend | Self::Stay => usual,
            Self::SignUp | Self::Use => Config {
                receipt_delay_min_ms: 0,
                receipt_delay_max_ms: 0,
                ..usual
            },
        }
    }
}

/// An open device.
pub(crate) struct Device {
    pub(crate) client: Client,
    pub(crate) home: Home,
    pub(crate) ui: Ui,
    /// From before the first command, so that no outcome is missed.
    pub(crate) events: Subscription,
    pub(crate) deadline: Deadline,
    pub(crate) offline: bool,
    /// What was said last of how the own host treats this account.
    told: Access,
}

impl Device {
    /// Opens the device, asking for a passphrase if need be. One that is not there is made only to
    /// sign up.
    pub(crate) async fn open(global: &Global, ui: Ui, purpose: Purpose) -> Result<Self, Problem> {
        let home = Home::new(directory(global)?);
        if home.is_new() && purpose != Purpose::SignUp {
            return Err(Problem::not_signed_up());
        }
        if matches!(purpose, Purpose::Use | Purpose::Stay)
            && let Ok(client) = Client::borrow(&home).await
        {
            return Ok(Self::with(client, home, global, ui));
        }
        let client = Self::own(&home, global, ui, purpose.engine()).await?;
        Ok(Self::with(client, home, global, ui))
    }

    fn with(client: Client, home: Home, global: &Global, ui: Ui) -> Self {
        Self {
            events: client.subscribe(),
            client,
            home,
            ui,
            deadline: Deadline::now() + Duration::from_secs(global.timeout),
            offline: global.offline,
            told: Access::Open,
        }
    }

    /// The device, opened by this process.
    async fn own(home: &Home, global: &Global, ui: Ui, engine: Config) -> Result<Client, Problem> {
        let unlock = unlock(global, ui, home)?;
        let extra_authorities = match &global.ca {
            None => None,
            Some(path) => Some(std::fs::read(path).map_err(|error| Problem::file(path, &error))?),
        };
        let options = Options {
            extra_authorities,
            allow_plain: global.allow_plain,
            engine,
            ..Options::default()
        };
        let directory = home.directory().display().to_string();
        let opened = Client::open(home.clone(), unlock, options).await;
        opened.map_err(|error| {
            let about = match &error {
                OpenError::Store(StoreOpenError::Unreadable | StoreOpenError::Sqlite(_)) => {
                    return Problem::new(Status::Data, "unusable", Phrase::Unusable)
                        .with(format!("{directory}: {error}"));
                }
                OpenError::Store(_)
                | OpenError::Directory { .. }
                | OpenError::Unlock(_)
                | OpenError::Tls(_)
                | OpenError::NoEntropy => directory,
            };
            Problem::from(error).about(about)
        })
    }

    /// The account, which there must be.
    pub(crate) async fn account(&self) -> Result<AccountView, Problem> {
        let account = self.account_or_keys().await?;
        if account.signed_up {
            Ok(account)
        } else {
            Err(Problem::not_signed_up())
        }
    }

    /// The account, or the keys of one whose sign-up has come to nothing so far.
    pub(crate) async fn account_or_keys(&self) -> Result<AccountView, Problem> {
        self.client.account().await?.ok_or(Problem::not_signed_up())
    }

    /// Says how the own host treats this account, if that is not as was said last.
    pub(crate) async fn tell_access(&mut self) -> Result<(), Problem> {
        let Some(account) = self.client.account().await? else {
            return Ok(());
        };
        let mut access = account.access;
        if access != Access::Open && !self.offline {
            // So it was once. It may have been let in again since.
            let moment = self.deadline.min(Deadline::now() + MOMENT);
            if self.client.until_inbox(moment).await.is_ok() {
                let account = self.client.account().await?;
                access = account.map_or(access, |account| account.access);
            }
        }
        if access == self.told {
            return Ok(());
        }
        self.told = access;
        match Problem::of_access(access) {
            Some(problem) => self.ui.warning(&problem),
            None => self.ui.remark(Phrase::OwnOpen, &[]),
        }
        Ok(())
    }

    /// Waits a little for what is new, and says so if it did not come.
    pub(crate) async fn become_current(&self) -> Result<(), Problem> {
        if self.offline {
            return Ok(());
        }
        let deadline = self.deadline.min(Deadline::now() + CURRENT);
        match self
            .ui
            .while_waiting(self.client.until_current(deadline))
            .await
        {
            Ok(()) => self.ui.while_waiting(self.send_what_waits()).await,
            Err(WaitError::Ask(error)) => Err(error.into()),
            Err(error) => {
                let problem = self.explained(error).await;
                self.ui.warning(&problem.not_current());
                Ok(())
            }
        }
    }

    /// What is left in the outbox, and letters, go out, as long as that moves.
    pub(crate) async fn send_what_waits(&self) -> Result<(), Problem> {
        let mut before = None;
        loop {
            let waiting = self.client.standstill().await?.waiting;
            if waiting.is_empty() || before == Some(waiting) || Deadline::now() >= self.deadline {
                return Ok(());
            }
            before = Some(waiting);
            let moment = self.deadline.min(Deadline::now() + MOMENT);
            match self.client.until_sent(moment).await {
                Ok(()) => return Ok(()),
                Err(WaitError::Ask(error)) => return Err(error.into()),
                Err(WaitError::Late(_) | WaitError::Failed(_) | WaitError::GivenUp) => {}
            }
        }
    }

    /// Waits for an intent, which goes on the next time if it takes longer.
    pub(crate) async fn fulfilled(&mut self, intent: IntentId) -> Result<Ended, Problem> {
        match self.wait(intent).await {
            Ok(ended) => Ok(ended),
            Err(error @ WaitError::Late(_)) => Err(self.explained(error).await.kept()),
            Err(error) => Err(self.explained(error).await),
        }
    }

    /// Waits for an intent.
    pub(crate) async fn wait(&mut self, intent: IntentId) -> Result<Ended, WaitError> {
        let deadline = self.patience();
        let wait = self.client.wait_intent(intent, &mut self.events, deadline);
        self.ui.while_waiting(wait).await
    }

    /// Waits for what an answer says is under way, if anything is.
    pub(crate) async fn finished(&mut self, answer: Answer) -> Result<Ended, Problem> {
        match answer.intent() {
            Some(intent) => self.fulfilled(intent).await,
            None => Ok(Ended::default()),
        }
    }

    /// Waits until what a conversation queued since `mark` has left.
    pub(crate) async fn sent_since(
        &self,
        mark: Mark,
        conversation: ConversationId,
    ) -> Result<(), Problem> {
        let wait = self.client.wait_since(mark, conversation, self.patience());
        match self.ui.while_waiting(wait).await {
            Ok(()) => Ok(()),
            Err(error) => Err(self.unsent(error, conversation).await),
        }
    }

    /// Why what was said in a conversation has not left.
    pub(crate) async fn unsent(&self, error: WaitError, conversation: ConversationId) -> Problem {
        if !matches!(error, WaitError::Late(_)) {
            return self.explained(error).await;
        }
        let view = self.client.conversation(conversation).await;
        let is_behind = |view: &ConversationView| view.doubt == Doubt::HostBehind;
        if !self.offline && view.ok().flatten().as_ref().is_some_and(is_behind) {
            return Problem::new(Status::Refused, "host-behind", Phrase::SentNothing).kept();
        }
        self.explained(error).await.kept()
    }

    /// Until when a command may wait: not at all if it is not to use the network.
    pub(crate) fn patience(&self) -> Deadline {
        if self.offline {
            Deadline::now()
        } else {
            self.deadline
        }
    }

    /// A problem that names the host it is about, where it is about one.
    pub(crate) async fn explained(&self, error: WaitError) -> Problem {
        let late = matches!(error, WaitError::Late(_));
        if late && self.offline {
            return Problem::new(Status::Waiting, "waiting", Phrase::KeptOffline);
        }
        let problem = Problem::from(error);
        if !late {
            return problem;
        }
        match self.client.account().await {
            Ok(Some(account)) => problem.about(account.person.host),
            Ok(None) | Err(_) => problem,
        }
    }

    /// Closes the database and the links.
    pub(crate) async fn close(self) {
        self.client.close().await;
    }
}

/// The directory of this device.
fn directory(global: &Global) -> Result<PathBuf, Problem> {
    if let Some(home) = &global.home {
        return Ok(home.clone());
    }
    let strategy = etcetera::choose_base_strategy()
        .map_err(|_| Problem::new(Status::Data, "no-home", Phrase::NoHome))?;
    Ok(strategy.data_dir().join("hudhud"))
}
