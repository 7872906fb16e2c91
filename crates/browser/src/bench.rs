//! What a person feels, measured in the page: from the event to the pixels.
//!
//! The store is filled by real people on the same host; nothing is put into it from outside.

mod figure;
mod fill;
mod moments;
mod say;

use hudhud_browser::{Host, Manner, Person};

use figure::Figure;
use fill::Size;
use say::say;

/// Measure what a person feels
#[derive(Debug, clap::Args)]
pub(crate) struct Bench {
    /// 50 conversations and 5,000 messages instead of 1,000 and 100,000
    #[arg(long)]
    quick: bool,
    /// Rounds of each measurement
    #[arg(long, default_value_t = 5)]
    rounds: usize,
}

impl Bench {
    /// Fills, measures, and prints a table in Markdown.
    pub(crate) async fn perform(self) -> anyhow::Result<()> {
        let size = if self.quick {
            Size {
                conversations: 50,
                messages: 5_000,
            }
        } else {
            Size {
                conversations: 1_000,
                messages: 100_000,
            }
        };
        let host = Host::start()?;
        let origin = host.origin();
        let mut table = Table::begin(&size)?;
        for figure in moments::cold(&origin, self.rounds).await? {
            table.row(&figure)?;
        }
        let reader = arrive(&origin, "reader").await?;
        let friend = arrive(&origin, "friend").await?;
        let peers = fill::fill(&origin, &reader, &size).await?;
        friend.begins_with("reader").await?;
        friend.says("hello").await?;
        reader.accepts("friend").await?;
        reader.sees("hello").await?;
        table.row(&moments::warm_list(&reader, self.rounds).await?)?;
        table.row(&moments::opening(&reader, self.rounds).await?)?;
        for figure in moments::search(&reader, self.rounds).await? {
            table.row(&figure)?;
        }
        table.row(&moments::typing(&reader, &peers[0], self.rounds).await?)?;
        for figure in moments::sending(&reader, &friend, self.rounds).await? {
            table.row(&figure)?;
        }
        Ok(())
    }
}

/// Somebody whose pages note when things appear.
async fn arrive(origin: &str, name: &str) -> anyhow::Result<Person> {
    let manner = Manner {
        page_scripts: vec![moments::MARKS.to_owned()],
        ..Manner::default()
    };
    let person =
        Person::arrives_with(origin, name, manner, hudhud_browser::Look::default()).await?;
    person.signs_up().await?;
    Ok(person)
}

/// The table, printed row by row: a long run that is broken off has told what it knew.
struct Table;

impl Table {
    fn begin(size: &Size) -> anyhow::Result<Self> {
        let Size {
            conversations,
            messages,
        } = size;
        say(&format!(
            "{conversations} conversations, {messages} messages\n\n| moment | goal | median | least to most | rounds | |\n|---|---|---|---|---|---|"
        ))?;
        Ok(Self)
    }

    fn row(&mut self, figure: &Figure) -> anyhow::Result<()> {
        say(&figure.to_string())
    }
}
