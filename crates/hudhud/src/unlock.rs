//! What opens a home: a key file, or a passphrase that is read from a file or asked for.

use std::io::{self, IsTerminal as _};

use hudhud_base::limits;
use hudhud_client::{Home, LockKind, Unlock};
use zeroize::Zeroizing;

use crate::arguments::Global;
use crate::problem::Problem;
use crate::status::Status;
use crate::ui::Ui;
use crate::words::Phrase;

/// As it was named on the command line, or is asked for.
pub(crate) fn unlock(global: &Global, ui: Ui, home: &Home) -> Result<Unlock, Problem> {
    if let Some(path) = &global.key_file {
        return Ok(Unlock::KeyFile(path.clone()));
    }
    let kind = home.lock_kind().map_err(Problem::from)?;
    if kind == Some(LockKind::KeyFile) {
        return Err(Problem::new(
            Status::WrongPassphrase,
            "other-lock",
            Phrase::WantsKeyFile,
        ));
    }
    let text = match &global.passphrase_file {
        Some(path) => {
            let text =
                std::fs::read_to_string(path).map_err(|error| Problem::file(path, &error))?;
            let text = Zeroizing::new(text);
            Zeroizing::new(text.lines().next().unwrap_or_default().to_owned())
        }
        None => ask(ui, kind.is_none())?,
    };
    if text.is_empty() {
        return Err(Problem::new(
            Status::Usage,
            "passphrase-empty",
            Phrase::PassphraseEmpty,
        ));
    }
    let is_chosen = kind.is_none();
    if is_chosen && text.chars().count() < limits::PASSPHRASE_CHARS_MIN {
        return Err(
            Problem::new(Status::Usage, "passphrase-short", Phrase::PassphraseShort)
                .with(limits::PASSPHRASE_CHARS_MIN),
        );
    }
    Ok(Unlock::Passphrase(text))
}

/// Asks on the terminal; twice when it is chosen.
fn ask(ui: Ui, choose: bool) -> Result<Zeroizing<String>, Problem> {
    let needed = || Problem::new(Status::Usage, "passphrase-needed", Phrase::PassphraseNeeded);
    if !io::stdin().is_terminal() && !io::stderr().is_terminal() {
        return Err(needed());
    }
    let read = |phrase| {
        let text = rpassword::prompt_password(ui.say(phrase, &[])).map_err(|_| needed())?;
        Ok::<_, Problem>(Zeroizing::new(text))
    };
    if !choose {
        return read(Phrase::AskPassphrase);
    }
    let first = read(Phrase::ChoosePassphrase)?;
    let second = read(Phrase::RepeatPassphrase)?;
    if first == second {
        Ok(first)
    } else {
        Err(Problem::new(
            Status::Usage,
            "passphrase-differs",
            Phrase::PassphraseDiffers,
        ))
    }
}
