//! Where words go: text for people, JSON for programs, colours where they are wanted.

use std::future::Future;
use std::io::{self, IsTerminal as _, Write as _};
use std::time::Duration;

use serde_json::{Value, json};

use crate::arguments::{Color, Global, Language};
use crate::fold;
use crate::problem::Problem;
use crate::status::Status;
use crate::words::{Phrase, fill};

/// A wait shorter than this needs no word.
const PATIENCE: Duration = Duration::from_millis(400);

/// How this run speaks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ui {
    pub(crate) json: bool,
    pub(crate) language: Language,
    pub(crate) quiet: bool,
    colour: bool,
    progress: bool,
}

/// What a piece of text is, for its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// Somebody.
    Person,
    /// Oneself.
    Own,
    /// Beside the point: times, numbers, states.
    Dim,
    /// To be noticed.
    Strong,
    /// Something is wrong.
    Wrong,
}

impl Ui {
    pub(crate) fn new(global: &Global) -> Self {
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let colour = match global.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => !plain && io::stdout().is_terminal(),
        };
        Self {
            json: global.json,
            language: global.lang.unwrap_or_else(language_of_environment),
            quiet: global.quiet,
            colour: colour && !global.json,
            progress: !global.quiet && !global.json && io::stderr().is_terminal(),
        }
    }

    /// Whether colours are wanted.
    pub(crate) const fn is_coloured(&self) -> bool {
        self.colour
    }

    /// In a language, without colours, for tests.
    #[cfg(test)]
    pub(crate) const fn plain(language: Language) -> Self {
        Self {
            json: false,
            language,
            quiet: false,
            colour: false,
            progress: false,
        }
    }

    /// A phrase in this run's language.
    pub(crate) fn say(&self, phrase: Phrase, arguments: &[&str]) -> String {
        fill(phrase.text(self.language), arguments)
    }

    /// Colours a text.
    pub(crate) fn paint(&self, style: Style, text: &str) -> String {
        if !self.colour {
            return text.to_owned();
        }
        let code = match style {
            Style::Person => "36",
            Style::Own => "32",
            Style::Dim => "2",
            Style::Strong => "1",
            Style::Wrong => "31",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }

    /// One line of what was asked for.
    ///
    /// # Errors
    /// It was not taken: whoever asked has not seen it.
    pub(crate) fn print(&self, line: &str) -> Result<(), Problem> {
        let columns = terminal_size::terminal_size_of(io::stdout());
        let folded = match columns {
            Some((columns, _)) if !self.json => fold::folded(line, columns.0.into()),
            Some(_) | None => line.to_owned(),
        };
        let mut out = io::stdout().lock();
        let written = writeln!(out, "{folded}").and_then(|()| out.flush());
        taken(written)
    }

    /// One object of what was asked for.
    ///
    /// # Errors
    /// See [`Ui::print`].
    pub(crate) fn object(&self, object: &Value) -> Result<(), Problem> {
        self.print(&object.to_string())
    }

    /// Whether somebody is there and says yes, in full, to a question that ends with how to say it. Where
    /// programs read, nobody is asked.
    ///
    /// # Errors
    /// See [`Ui::print`].
    pub(crate) fn agrees(&self, asked: &str) -> Result<bool, Problem> {
        if self.json {
            return Ok(false);
        }
        self.print(asked)?;
        let mut line = String::new();
        let read = io::stdin().read_line(&mut line);
        Ok(read.is_ok() && ["yes", "نعم"].contains(&line.trim()))
    }

    /// What was asked for, as an object or as a line.
    ///
    /// # Errors
    /// See [`Ui::print`].
    pub(crate) fn result(
        &self,
        object: impl FnOnce() -> Value,
        line: impl FnOnce() -> String,
    ) -> Result<(), Problem> {
        if self.json {
            self.object(&object())
        } else {
            self.print(&line())
        }
    }

    /// Something that does not end the command and that programs want to know too.
    pub(crate) fn warning(&self, problem: &Problem) {
        if self.quiet {
            return;
        }
        let sentence = problem.sentence(self.language);
        let line = if self.json {
            about(
                json!({ "warning": problem.code, "message": sentence }),
                problem,
            )
        } else {
            self.paint(Style::Dim, &sentence)
        };
        self.complaint(&line);
    }

    /// A remark beside what was asked for: not for programs.
    pub(crate) fn remark(&self, phrase: Phrase, arguments: &[&str]) {
        if !self.quiet && !self.json {
            let text = self.paint(Style::Dim, &self.say(phrase, arguments));
            // A terminal that takes no remark takes no complaint either.
            let _ = writeln!(io::stderr(), "{text}");
        }
    }

    /// What went wrong.
    pub(crate) fn problem(&self, problem: &Problem) {
        let sentence = problem.sentence(self.language);
        let line = if self.json {
            about(
                json!({ "error": problem.code, "message": sentence }),
                problem,
            )
        } else {
            self.paint(Style::Wrong, &sentence)
        };
        self.complaint(&line);
    }

    /// One line about what went wrong, as it is.
    pub(crate) fn complaint(&self, line: &str) {
        // There is nowhere else to say it.
        let _ = writeln!(io::stderr(), "{line}");
    }

    /// Shows that something is waited for, where somebody looks on.
    pub(crate) async fn while_waiting<T>(&self, work: impl Future<Output = T>) -> T {
        if !self.progress {
            return work.await;
        }
        let mut work = std::pin::pin!(work);
        tokio::select! {
            done = &mut work => return done,
            () = tokio::time::sleep(PATIENCE) => {}
        }
        self.progress(Phrase::Connecting, &[]);
        let done = work.await;
        self.progress_over();
        done
    }

    /// Says how far something has come, in the same line as before, where somebody looks on.
    pub(crate) fn progress(&self, phrase: Phrase, arguments: &[&str]) {
        if self.progress {
            let word = self.paint(Style::Dim, &self.say(phrase, arguments));
            // A progress line is a courtesy.
            let _ = write!(io::stderr(), "\r\u{1b}[K{word}");
        }
    }

    /// Takes the line of [`Self::progress`] away.
    pub(crate) fn progress_over(&self) {
        if self.progress {
            let _ = write!(io::stderr(), "\r\u{1b}[K");
        }
    }
}

/// An object about a problem, with what is behind it.
fn about(mut object: Value, problem: &Problem) -> String {
    if let (Some(reason), Some(fields)) = (problem.reason, object.as_object_mut()) {
        fields.insert("reason".to_owned(), reason.into());
    }
    object.to_string()
}

fn taken(written: io::Result<()>) -> Result<(), Problem> {
    let Err(error) = written else {
        return Ok(());
    };
    if error.kind() == io::ErrorKind::BrokenPipe {
        #[expect(
            clippy::exit,
            reason = "whoever read the output has gone: nothing is left to do"
        )]
        std::process::exit(0);
    }
    Err(Problem::new(Status::Data, "output-not-taken", Phrase::OutputNotTaken).with(error))
}

/// LC_ALL, LC_MESSAGES and LANG, in this order, as other programs read them.
fn language_of_environment() -> Language {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let locale = set("LC_ALL")
        .or_else(|| set("LC_MESSAGES"))
        .or_else(|| set("LANG"));
    match locale {
        Some(locale)
            if locale == "ar" || locale.starts_with("ar_") || locale.starts_with("ar.") =>
        {
            Language::Ar
        }
        Some(_) | None => Language::En,
    }
}
