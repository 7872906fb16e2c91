//! Puts the proxies that `packaging/proxies` has files for in front of a host, and uses it through them.
//!
//! The proxies are this machine's own, as a distribution has them; of their files only what has to be
//! replaced is. Everything listens on loopback.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use hudhud_trial::{Authority, Plan};
use serde_json::Value;

use super::tools::output_of;
use crate::prerequisite;
use crate::step::step;

/// How long a proxy may take to listen.
const LISTENS_WITHIN: Duration = Duration::from_secs(20);
/// Longer than any of the two is patient with silence by itself.
const SILENCE_SECONDS: &str = "75";
/// More than nginx takes of a body by itself.
const PIECE_BYTES: usize = 2 * 1024 * 1024;
/// The hash of so many zeros.
const PIECE_SHA_256: &str = "VkfwXsGJWJR9ModO63iPo5agXQurfBtx8RLOt+mzHu4=";
/// A blob's name: 32 bytes, in hexadecimal.
const BLOB: &str = "v1/blobs/0707070707070707070707070707070707070707070707070707070707070707";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Nginx,
    Haproxy,
}

/// A proxy that runs in front of a host; killed when dropped.
struct Front {
    proxy: Child,
    // Dropped after it.
    _host: hudhud_trial::Host,
    port: u16,
    program: PathBuf,
    directory: tempfile::TempDir,
}

/// Uses a host through each of them.
pub(super) fn perform(program: &Path) -> anyhow::Result<()> {
    let needed = ["nginx", "haproxy", "curl"];
    let missing: Vec<&str> = needed
        .into_iter()
        .filter(|name| !prerequisite::is_on_path(name))
        .collect();
    if !missing.is_empty() {
        prerequisite::debian(&missing)?;
    }
    for (kind, name) in [(Kind::Nginx, "nginx"), (Kind::Haproxy, "HAProxy")] {
        step(&format!("people behind {name}"), || {
            Front::begin(program, kind)?.is_used()
        })?;
    }
    Ok(())
}

impl Front {
    fn begin(program: &Path, kind: Kind) -> anyhow::Result<Self> {
        let directory = tempfile::tempdir()?;
        let authority = Authority::opens(directory.path())?;
        let identity = directory.path().join("identity.pem");
        std::fs::write(&identity, authority.identity("127.0.0.1", (1, 1))?)?;
        let mut plan = Plan::new(program, &directory.path().join("data"))
            .flags(["--domain", "hudhud.example", "--proxies", "127.0.0.1"])
            .flags([
                "--blob-bits",
                "0",
                "--sign-up-bits",
                "0",
                "--contact-bits",
                "0",
            ]);
        if kind == Kind::Haproxy {
            plan = plan.flags(["--proxy-protocol"]);
        }
        let host = plan.start()?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let place = Place {
            directory: directory.path(),
            identity: &identity,
            host: host.port(),
            port,
        };
        let front = Self {
            proxy: place.start(kind)?,
            _host: host,
            port,
            program: program.to_owned(),
            directory,
        };
        front.listens()?;
        Ok(front)
    }

    fn listens(&self) -> anyhow::Result<()> {
        let started = Instant::now();
        loop {
            match self.curl(&["--fail"], "readyz") {
                Ok(_) => return Ok(()),
                Err(error) if started.elapsed() > LISTENS_WITHIN => {
                    return Err(error.context("the proxy does not answer"));
                }
                Err(_) => std::thread::sleep(Duration::from_millis(100)),
            }
        }
    }

    fn url(&self, path: &str) -> String {
        format!("https://127.0.0.1:{}/{path}", self.port)
    }

    fn ca(&self) -> PathBuf {
        self.directory.path().join("authority.pem")
    }

    /// What is answered.
    fn curl(&self, words: &[&str], path: &str) -> anyhow::Result<String> {
        let mut command = Command::new("curl");
        command.args(["--silent", "--show-error", "--max-time", "20", "--cacert"]);
        output_of(command.arg(self.ca()).args(words).arg(self.url(path)))
    }

    fn status(&self, words: &[&str], path: &str) -> anyhow::Result<String> {
        let mut all = vec!["--output", "/dev/null", "--write-out", "%{http_code}"];
        all.extend(words);
        self.curl(&all, path)
    }

    /// What a person's program prints.
    fn person(&self, name: &str, words: &[&str]) -> anyhow::Result<Vec<Value>> {
        let home = self.directory.path().join(name);
        let printed = output_of(
            Command::new(&self.program)
                .arg("--json")
                .args(words)
                .env_clear()
                .env("HUDHUD_HOME", &home)
                .env("HUDHUD_KEY_FILE", home.with_extension("key"))
                .env("HUDHUD_CA", self.ca())
                .stdin(Stdio::null()),
        )?;
        let lines = printed.lines().map(serde_json::from_str);
        Ok(lines.collect::<Result<_, _>>()?)
    }

    /// The page, a blob in two pieces, and two people of whom one is silent for a while.
    fn is_used(&self) -> anyhow::Result<()> {
        let page = self.curl(&["--header", "accept: text/html"], "")?;
        ensure!(page.contains("Hudhud"), "the page is another one: {page}");
        self.brings_a_blob()?;
        for name in ["amal", "basim"] {
            let server = self.url("");
            let server = server.trim_end_matches('/');
            self.person(name, &["signup", "--server", server, "--name", name])?;
        }
        self.person("amal", &["send", "@basim", "one"])?;
        self.person("basim", &["requests", "accept", "@amal"])?;
        let heard = self.person("basim", &["listen", "--for", SILENCE_SECONDS])?;
        let lost = heard.iter().filter(|it| it["connected"] == false).count();
        ensure!(
            lost == 0,
            "the link broke {lost} times while nothing was said"
        );
        self.person("basim", &["send", "@amal", "two"])?;
        let heard = self.person(
            "amal",
            &["listen", "--unread", "--count", "1", "--for", "30"],
        )?;
        let said = heard.iter().any(|it| it["body"] == "two");
        ensure!(said, "what was written did not arrive: {heard:?}");
        Ok(())
    }

    fn brings_a_blob(&self) -> anyhow::Result<()> {
        let piece = self.directory.path().join("piece");
        std::fs::write(&piece, vec![0; PIECE_BYTES])?;
        let length = format!("upload-length: {}", 2 * PIECE_BYTES);
        let announced = self.status(
            &[
                "--request",
                "PUT",
                "--header",
                &length,
                "--header",
                "upload-complete: ?0",
            ],
            BLOB,
        )?;
        ensure!(announced == "201", "a blob is not announced: {announced}");
        let body = format!("@{}", piece.display());
        let digest = format!("content-digest: sha-256=:{PIECE_SHA_256}:");
        for (offset, complete) in [(0, "?0"), (PIECE_BYTES, "?1")] {
            let offset = format!("upload-offset: {offset}");
            let complete = format!("upload-complete: {complete}");
            let mut words = vec!["--request", "PATCH", "--data-binary", &body];
            let kind = "content-type: application/partial-upload";
            for header in [kind, &offset, &complete, &digest] {
                words.extend(["--header", header]);
            }
            let brought = self.status(&words, BLOB)?;
            ensure!(brought == "204", "a piece is not taken: {brought}");
        }
        let read = self.directory.path().join("read");
        let words = ["--output", read.to_str().context("a path of ours")?];
        self.curl(&words, BLOB)?;
        let length = read.metadata()?.len();
        ensure!(length == 2 * PIECE_BYTES as u64, "{length} bytes were read");
        Ok(())
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        // It may have ended already. It is asked: its processes end with it.
        let _told = Command::new("kill")
            .arg(self.proxy.id().to_string())
            .status();
        let _ended = self.proxy.wait();
    }
}

/// What has to be replaced in a proxy's file.
struct Place<'a> {
    directory: &'a Path,
    identity: &'a Path,
    host: u16,
    port: u16,
}

impl Place<'_> {
    fn start(&self, kind: Kind) -> anyhow::Result<Child> {
        let (file, name) = match kind {
            Kind::Nginx => ("packaging/proxies/nginx.conf", "nginx"),
            Kind::Haproxy => ("packaging/proxies/haproxy.cfg", "haproxy"),
        };
        let text = std::fs::read_to_string(crate::workspace::root()?.join(file))?;
        let identity = self.identity.display().to_string();
        let text = text
            .replace("127.0.0.1:8440", &format!("127.0.0.1:{}", self.host))
            .replace("/etc/hudhud/fullchain.pem", &identity)
            .replace("/etc/hudhud/key.pem", &identity)
            .replace("/etc/hudhud/identity.pem", &identity)
            .replace("listen [::]:443 ssl;", "")
            .replace(
                "listen 443 ssl;",
                &format!("listen 127.0.0.1:{} ssl;", self.port),
            )
            .replace("bind :443 ", &format!("bind 127.0.0.1:{} ", self.port));
        let path = self.directory.join("site");
        std::fs::write(&path, text)?;
        let mut command = Command::new(name);
        match kind {
            Kind::Nginx => {
                let whole = format!(
                    "user root; pid {0}/pid; error_log stderr; events {{}}\n\
                     http {{ client_body_temp_path {0}/body; proxy_temp_path {0}/proxy;\n\
                     fastcgi_temp_path {0}/a; uwsgi_temp_path {0}/b; scgi_temp_path {0}/c;\n\
                     include {0}/site; }}\n",
                    self.directory.display()
                );
                let main = self.directory.join("main");
                std::fs::write(&main, whole)?;
                command
                    .args(["-e", "stderr", "-g", "daemon off;", "-c"])
                    .arg(main);
            }
            Kind::Haproxy => {
                command.args(["-db", "-f"]).arg(path);
            }
        }
        let started = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn();
        started.with_context(|| format!("could not start {name}"))
    }
}
