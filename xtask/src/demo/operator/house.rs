//! A machine with a host, and the operator who types there.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail, ensure};
use hudhud_trial::Authority;

use crate::demo::person::Terminal;
use crate::demo::transcript::Transcript;
use crate::package::machine::{DATA, Machine, Running, SETTINGS, free_port};

/// The host's own domain, which this machine alone knows.
const DOMAIN: &str = "hudhud.example";
/// Where the data lies after it was restored.
const ELSEWHERE: &str = "/srv/hudhud";
/// Where copies are kept.
const COPIES: &str = "/var/backups/hudhud";
/// Where the authority's own certificate lies.
const AUTHORITY: &str = "/etc/authority";
const WHO: &str = "operator";
const AS_HOST: [&str; 4] = ["runuser", "-u", "hudhud", "--"];

/// The machine, its host, and the authority that certifies it.
pub(super) struct House<'a> {
    // Ends before its machine is gone.
    host: Option<Running>,
    machine: Machine,
    authority: Authority,
    port: u16,
    health: String,
    data: &'static str,
    log: PathBuf,
    transcript: &'a Transcript,
}

impl<'a> House<'a> {
    /// A machine on which nothing of ours is installed.
    pub(super) fn new(
        machine: Machine,
        log: PathBuf,
        transcript: &'a Transcript,
    ) -> anyhow::Result<Self> {
        let hosts = format!("127.0.0.1 localhost {DOMAIN}\n");
        std::fs::write(machine.path("etc/hosts"), hosts)?;
        let authority = Authority::opens(&machine.path(AUTHORITY))?;
        let port = free_port()?;
        authority.finds(port);
        Ok(Self {
            host: None,
            authority,
            port,
            health: format!("127.0.0.1:{}", free_port()?),
            machine,
            data: DATA,
            log,
            transcript,
        })
    }

    /// Where people find the host.
    pub(super) fn origin(&self) -> String {
        format!("https://{DOMAIN}:{}", self.port)
    }

    /// How people on this machine start the program.
    pub(super) fn terminal(&self) -> Terminal {
        let authority = format!("{AUTHORITY}/authority.pem");
        Terminal::within(self.machine.root(), &authority)
    }

    /// Where a file of that machine lies on this one.
    pub(super) fn path(&self, place: &str) -> PathBuf {
        self.machine.path(place)
    }

    /// What the operator types, and sees; it has to succeed.
    fn types(&self, words: &[&str]) -> anyhow::Result<String> {
        self.transcript.typed(WHO, words);
        let output = self.machine.command(words).output()?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let said = text(&output.stdout) + &text(&output.stderr);
        self.transcript.screen(&said);
        if !output.status.success() {
            bail!("the operator typed {words:?}: {}", output.status);
        }
        Ok(said)
    }

    /// The same as the user as whom the host runs.
    fn types_as_host(&self, words: &[&str]) -> anyhow::Result<String> {
        self.types(&[&AS_HOST[..], words].concat())
    }

    /// Installs a package, over the one that is there if there is one.
    pub(super) fn installs(&self, package: &Path) -> anyhow::Result<()> {
        std::fs::copy(package, self.machine.path("hudhud.deb"))?;
        self.types(&["dpkg", "--install", "/hudhud.deb"])?;
        self.types(&["hudhud", "--version"]).map(drop)
    }

    /// Writes the settings of this host behind those that were installed.
    pub(super) fn settles(&self) -> anyhow::Result<()> {
        let place = self.machine.path(SETTINGS);
        let root = self.machine.root().display().to_string();
        let mut added = format!(
            "domain = \"{DOMAIN}\"\nlisten = \"127.0.0.1:{}\"\nmetrics_listen = \"{}\"\nreturn_seconds = 1\n",
            self.port, self.health
        );
        for pair in self.authority.flags().chunks(2) {
            let [flag, value] = pair else { continue };
            let key = flag.trim_start_matches('-').replace('-', "_");
            let value = value.strip_prefix(&root).unwrap_or(value);
            added.push_str(&format!("{key} = \"{value}\"\n"));
        }
        let text = std::fs::read_to_string(&place)?;
        std::fs::write(&place, format!("{text}\n{added}"))?;
        self.transcript
            .narrate(&format!("The operator writes into /{SETTINGS}:"));
        self.transcript.screen(&added);
        for directory in [DATA, COPIES] {
            self.machine.give(directory)?;
        }
        Ok(())
    }

    /// Starts the host as its unit would, and waits until it serves with a certificate.
    pub(super) fn starts(&mut self) -> anyhow::Result<()> {
        let started = self.machine.serve(self.data, &self.health, &self.log);
        self.host = Some(started?);
        self.authority.meets(self.port, DOMAIN)?;
        self.transcript
            .narrate(&format!("The host serves from {}; its log:", self.data));
        self.transcript.screen(&std::fs::read_to_string(&self.log)?);
        Ok(())
    }

    /// How often the authority gave a certificate up to now.
    pub(super) fn certificates(&self) -> usize {
        self.authority.counts().1
    }

    /// Looks the host over.
    pub(super) fn looks(&self) -> anyhow::Result<()> {
        let settings = format!("/{SETTINGS}");
        let words = [
            "hudhud", "doctor", "--config", &settings, "--data", self.data,
        ];
        self.types_as_host(&words).map(drop)
    }

    /// Who has an account, and what there is.
    pub(super) fn asks_about_people(&self) -> anyhow::Result<()> {
        for what in ["accounts", "usage"] {
            self.types_as_host(&["hudhud", "admin", "--data", self.data, what])?;
        }
        Ok(())
    }

    fn copy(name: &str) -> String {
        format!("{COPIES}/{name}")
    }

    /// Copies all of it while it serves, beside an earlier copy if there is one.
    pub(super) fn copies(&self, name: &str, after: Option<&str>) -> anyhow::Result<()> {
        let (copy, after) = (Self::copy(name), after.map(Self::copy));
        let mut words = vec!["hudhud", "backup", self.data, &copy];
        // So slowly that people can be seen to go on meanwhile.
        words.extend(["--mib-per-second", "1"]);
        if let Some(after) = &after {
            words.extend(["--after", after]);
        }
        self.types_as_host(&words)?;
        let bytes = self.machine.path(&copy).metadata()?.len();
        let mebibytes = bytes as f64 / f64::from(1 << 20);
        self.transcript
            .narrate(&format!("The copy has {mebibytes:.1} MiB."));
        let verify = ["hudhud", "restore", &copy, "--verify"];
        self.types_as_host(&verify).map(drop)
    }

    /// The host ends without a word, and its directory is gone.
    pub(super) fn is_destroyed(&mut self) -> anyhow::Result<()> {
        self.host.take().context("no host runs")?.kill()?;
        self.transcript.narrate(
            "The host was killed (SIGKILL). Then its directory is removed, as by a lost disk:",
        );
        self.types(&["rm", "-r", self.data])?;
        ensure!(!self.machine.path(self.data).exists(), "the data is there");
        Ok(())
    }

    /// Restores the later copy, with the earlier one, on another path.
    pub(super) fn restores(&mut self, name: &str, earlier: &str) -> anyhow::Result<()> {
        let (copy, earlier) = (Self::copy(name), Self::copy(earlier));
        self.machine.give(ELSEWHERE)?;
        let words = ["hudhud", "restore", &copy, ELSEWHERE, "--earlier", &earlier];
        self.types_as_host(&words)?;
        self.data = ELSEWHERE;
        Ok(())
    }

    /// The host is told to stop, and does.
    pub(super) fn stops(&mut self) -> anyhow::Result<()> {
        self.host.take().context("no host runs")?.stop()?;
        self.transcript
            .narrate("The host was told to stop (SIGTERM), and has.");
        Ok(())
    }

    /// The settings as they are.
    pub(super) fn settings(&self) -> anyhow::Result<String> {
        Ok(std::fs::read_to_string(self.machine.path(SETTINGS))?)
    }

    /// Whether two files of that machine have the same bytes.
    pub(super) fn same(&self, one: &str, other: &str) -> anyhow::Result<bool> {
        let [one, other] = [one, other].map(|place| self.machine.path(place));
        let mut compared = Command::new("cmp");
        let status = compared.arg("--silent").args([one, other]).status()?;
        Ok(status.success())
    }
}
