//! The pictures of the documentation: a staged conversation of real people, in both languages, light
//! and dark, wide and narrow.

mod every;
mod picture;
mod stage;

use std::path::PathBuf;

use hudhud_browser::{Host, Look, Peer, Person};

use picture::{NARROW, WIDE, take};

/// Take the pictures of the documentation
#[derive(Debug, clap::Args)]
pub(crate) struct Screens {
    /// Where to put them
    #[arg(default_value = "docs/screens")]
    directory: PathBuf,
    /// Take every screen in every width, language and look in its place, into this directory
    #[arg(long, value_name = "DIRECTORY", conflicts_with = "directory")]
    every: Option<PathBuf>,
}

impl Screens {
    /// Stages the conversation and takes its pictures: six, or all there are.
    pub(crate) async fn perform(self) -> anyhow::Result<()> {
        let directory = self.every.as_ref().unwrap_or(&self.directory);
        std::fs::create_dir_all(directory)?;
        let host = Host::start()?;
        let origin = host.origin();
        let layla = Person::joins(&origin, "layla", "ar").await?;
        let omar = Person::joins(&origin, "omar", "en").await?;
        let sara = Person::joins(&origin, "sara", "ar").await?;
        stage::walk(&layla, &omar, &sara).await?;
        if self.every.is_some() {
            let stranger = Peer::joins(&origin, "huda").await?;
            return every::take_all(directory, [&omar, &layla], &stranger).await;
        }
        let dark = |look: Look| Look { dark: true, ..look };
        let pictures = [
            (&omar, "wide-en-light", WIDE),
            (&omar, "wide-en-dark", dark(WIDE)),
            (&layla, "wide-ar-light", WIDE),
            (&layla, "wide-ar-dark", dark(WIDE)),
            (&omar, "narrow-en-dark", dark(NARROW)),
            (&layla, "narrow-ar-light", NARROW),
        ];
        for (person, name, look) in pictures {
            person.page.look(&look).await?;
            take(person, directory, name).await?;
        }
        Ok(())
    }
}
