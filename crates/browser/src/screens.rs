//! The pictures of the documentation: a staged conversation of real people, in both languages, light
//! and dark, wide and narrow.

use std::path::PathBuf;

use hudhud_browser::{Host, Look, Person};

/// Take the pictures of the documentation
#[derive(Debug, clap::Args)]
pub(crate) struct Screens {
    /// Where to put them
    #[arg(default_value = "docs/screens")]
    directory: PathBuf,
}

const WIDE: Look = Look {
    width: 1280,
    height: 800,
    scale: 2.0,
    dark: false,
    still: true,
    touch: false,
};

const NARROW: Look = Look {
    width: 390,
    height: 780,
    scale: 2.0,
    dark: false,
    still: true,
    touch: true,
};

impl Screens {
    /// Stages the conversation and takes six pictures.
    pub(crate) async fn perform(self) -> anyhow::Result<()> {
        std::fs::create_dir_all(&self.directory)?;
        let host = Host::start()?;
        let origin = host.origin();
        let layla = Person::joins(&origin, "layla", "ar").await?;
        let omar = Person::joins(&origin, "omar", "en").await?;
        let sara = Person::joins(&origin, "sara", "ar").await?;
        stage(&layla, &omar, &sara).await?;
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
            person.page.settled().await?;
            let picture = person.page.picture().await?;
            std::fs::write(self.directory.join(format!("{name}.png")), picture)?;
        }
        Ok(())
    }
}

/// Three people plan a walk; a fourth thing waits in the list.
async fn stage(layla: &Person, omar: &Person, sara: &Person) -> anyhow::Result<()> {
    omar.begins_with("sara").await?;
    omar.says("Did the book arrive?").await?;
    sara.accepts("omar").await?;
    sara.says("نعم، وصل هذا الصباح. شكراً لك!").await?;
    sara.begins_with("layla").await?;
    sara.says("أراكِ يوم الجمعة").await?;
    layla.accepts("sara").await?;
    layla
        .begins_group("Hoopoe walk · نزهة الهدهد", &["omar", "sara"])
        .await?;
    omar.accepts("layla").await?;
    // She knows who asks, so nothing waits for an answer.
    sara.opens("Hoopoe walk").await?;
    layla
        .says("صباح الخير! رأيت هدهداً في الوادي أمس، عند شجرة الزيتون الكبيرة.")
        .await?;
    omar.sees("صباح الخير").await?;
    omar.answers(
        "صباح الخير",
        "Really? I have been looking for one all spring 🪶",
    )
    .await?;
    sara.sees("all spring").await?;
    sara.says("وأنا أيضاً. هل نذهب معاً يوم الجمعة؟").await?;
    layla.sees("يوم الجمعة؟").await?;
    layla.reacts("يوم الجمعة؟", "👍").await?;
    omar.sees("يوم الجمعة؟").await?;
    omar.reacts("يوم الجمعة؟", "❤️").await?;
    // An address is shown without its scheme, so what stands there is not what was typed.
    omar.pastes_and_sends(
        "Friday works. The way is on https://en.wikipedia.org/wiki/Hoopoe, at the end.",
    )
    .await?;
    layla.sees("Friday works").await?;
    layla.says("ممتاز، الساعة 6:30 عند الجسر إذاً").await?;
    omar.sees("6:30").await?;
    sara.sees("6:30").await?;
    omar.says("I will bring the binoculars.").await?;
    layla.sees("binoculars").await?;
    sara.sees("binoculars").await
}
