//! A company on a host: four people at the terminal who talk in English and Arabic, and greet
//! whoever comes.
//!
//! All of it is said by real devices through the program's command line, now: what a device writes
//! bears the time at which it was written, so there is no yesterday in it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

/// What has not come after this long will not come.
const PATIENCE: Duration = Duration::from_secs(60);

/// `hudhud` ends so where there is no such person.
const NOBODY: i32 = 69;

const WALK: &str = "Hoopoe walk · نزهة الهدهد";
const BOOKS: &str = "نادي الكتاب";

/// Name, and language of the program.
const PEOPLE: [(&str, &str); 4] = [
    ("layla", "ar"),
    ("omar", "en"),
    ("salma", "ar"),
    ("daoud", "en"),
];

/// Who says what where, in this order.
type Lines = &'static [(&'static str, &'static str, &'static str)];

const BEFORE: Lines = &[
    ("layla", "@omar", "نعم، وصل الكتاب هذا الصباح. شكراً!"),
    ("omar", "@layla", "Good. Keep it as long as you like."),
    (
        "layla",
        WALK,
        "صباح الخير! رأيت هدهداً في الوادي أمس، عند شجرة الزيتون الكبيرة.",
    ),
    (
        "omar",
        WALK,
        "Really? I have been looking for one all spring 🪶",
    ),
    ("salma", WALK, "وأنا أيضاً. هل نذهب معاً يوم الجمعة؟"),
    ("daoud", WALK, "Friday works for me, but not before 6:30."),
    ("layla", BOOKS, "اقترح «موسم الهجرة إلى الشمال» للطيب صالح"),
    ("daoud", BOOKS, "Read it twice, would read it again 👍"),
];

/// Once somebody new is in both groups.
const AFTER: Lines = &[
    ("layla", WALK, "أهلاً وسهلاً! كنا نتكلم عن نزهة يوم الجمعة."),
    (
        "omar",
        WALK,
        "Welcome! We look for hoopoes on Friday. Coming along?",
    ),
    ("salma", BOOKS, "أهلاً بك في نادي الكتاب. نلتقي كل خميس."),
    (
        "daoud",
        WALK,
        "The way is on https://en.wikipedia.org/wiki/Hoopoe, at the end.",
    ),
    ("salma", WALK, "نلتقي الساعة 6:30 عند الجسر إذاً"),
    ("daoud", BOOKS, "This week: the first three chapters."),
    ("omar", WALK, "I will bring the binoculars."),
];

/// People who have met, with a home each below one directory.
#[derive(Debug)]
pub struct Company {
    program: PathBuf,
    homes: PathBuf,
    origin: String,
}

impl Company {
    /// Makes the four accounts at a host and lets them talk: a direct conversation, and two groups.
    ///
    /// # Errors
    ///
    /// A command fails that should not; for example where the names are taken.
    pub fn gathers(program: &Path, homes: &Path, origin: &str) -> anyhow::Result<Self> {
        std::fs::create_dir_all(homes)?;
        let company = Self {
            program: program.to_owned(),
            homes: homes.to_owned(),
            origin: origin.to_owned(),
        };
        for (name, _) in PEOPLE {
            company.does(name, &["signup", "--server", origin, "--name", name])?;
        }
        company.does("omar", &["send", "@layla", "Did the book arrive?"])?;
        company.takes_part("layla", "omar")?;
        let guests = ["group", "create", WALK, "@omar", "@salma", "@daoud"];
        company.does("layla", &guests)?;
        company.takes_part("salma", "layla")?;
        company.takes_part("daoud", "layla")?;
        company.does("salma", &["group", "create", BOOKS, "@layla", "@daoud"])?;
        company.takes_part("layla", "salma")?;
        company.takes_part("daoud", "salma")?;
        company.say(BEFORE)?;
        Ok(company)
    }

    /// Greets somebody by this name (without `@`): two people write, and two groups ask. `false`:
    /// nobody at the host is called so yet.
    ///
    /// # Errors
    ///
    /// A command fails that should not.
    pub fn greets(&self, guest: &str) -> anyhow::Result<bool> {
        let to = format!("@{guest}");
        let hello = "Welcome! I am one of four people who live in this demonstration.";
        let sent = self.command("omar", &["send", &to, hello]).output()?;
        if sent.status.code() == Some(NOBODY) {
            return Ok(false);
        }
        if !sent.status.success() {
            bail!(
                "omar greets {to}: {}",
                String::from_utf8_lossy(&sent.stderr)
            );
        }
        let marhaba = "مرحباً! هذه محادثة بيني وبينك، ولا يقرؤها غيرنا.";
        self.does("salma", &["send", &to, marhaba])?;
        self.does("layla", &["group", "add", WALK, &to])?;
        self.does("salma", &["group", "add", BOOKS, &to])?;
        Ok(true)
    }

    /// Says what there is to say to somebody new, with so much time between two lines.
    ///
    /// # Errors
    ///
    /// A command fails that should not.
    pub fn goes_on(&self, between: Duration) -> anyhow::Result<()> {
        for line in AFTER {
            std::thread::sleep(between);
            self.say(std::slice::from_ref(line))?;
        }
        Ok(())
    }

    /// What to type to be one of them, whole screen.
    #[must_use]
    pub fn invocation(&self, name: &str) -> String {
        let shown = |path: PathBuf| path.display().to_string();
        format!(
            "{} chat --home {} --key-file {}",
            self.program.display(),
            shown(self.homes.join(name)),
            shown(self.key_of(name)),
        )
    }

    fn say(&self, lines: &[(&str, &str, &str)]) -> anyhow::Result<()> {
        for (who, to, text) in lines {
            self.until(who, &["send", to, text])?;
        }
        Ok(())
    }

    fn takes_part(&self, who: &str, inviter: &str) -> anyhow::Result<()> {
        self.until(who, &["requests", "accept", &format!("@{inviter}")])
    }

    fn key_of(&self, name: &str) -> PathBuf {
        self.homes.join(format!("{name}.key"))
    }

    fn command(&self, name: &str, arguments: &[&str]) -> Command {
        let language = PEOPLE.iter().find(|(known, _)| *known == name);
        let mut command = Command::new(&self.program);
        command
            .args(arguments)
            .env_clear()
            .env("HUDHUD_HOME", self.homes.join(name))
            .env("HUDHUD_KEY_FILE", self.key_of(name))
            .env(
                "HUDHUD_LANG",
                language.map_or("en", |(_, language)| language),
            )
            .stdin(Stdio::null());
        command
    }

    fn does(&self, name: &str, arguments: &[&str]) -> anyhow::Result<()> {
        let ran = self.command(name, arguments).output();
        let ended = ran.with_context(|| format!("could not run {}", self.program.display()))?;
        if !ended.status.success() {
            let said = String::from_utf8_lossy(&ended.stderr);
            bail!("{name} typed {arguments:?} at {}: {said}", self.origin);
        }
        Ok(())
    }

    /// The same, until what it is about has arrived.
    fn until(&self, name: &str, arguments: &[&str]) -> anyhow::Result<()> {
        let started = Instant::now();
        loop {
            match self.does(name, arguments) {
                Err(error) if started.elapsed() > PATIENCE => return Err(error),
                Err(_) => std::thread::sleep(Duration::from_millis(200)),
                Ok(()) => return Ok(()),
            }
        }
    }
}
