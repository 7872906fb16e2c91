//! The conversation: five people, eight scenes, and the check at the end.

use std::path::Path;

use anyhow::bail;
use hudhud_trial::Host;

use super::agreement::{complete, same};
use super::person::{Person, Terminal};
use super::transcript::Transcript;

const GROUP: &str = "نادي الكتاب";
const HELLO: &str = "صباح الخير يا باسم، أنا أمل";
const WELCOME: &str = "أهلًا بكم في نادي الكتاب! Welcome, everybody";
const QUESTION: &str = "Which book, and when? Thursday at five?";
const PROPOSAL: &str = "اقترح «موسم الهجرة إلى الشمال»";
const PROPOSAL_EDITED: &str = "أقترح «موسم الهجرة إلى الشمال» للطيب صالح";
const ANSWER: &str = "الخميس يناسبني";
const WHILE_AWAY: &str = "Written while the host was down";
const BACK: &str = "عاد المضيف";
const AFTER_REMOVAL: &str = "دليا غادرتنا؛ the next book stays between us";
/// Lines that are poured in at once, so that a program can be killed in the middle.
const POURED: usize = 10;

/// Everybody, and all that was written in the group so far.
struct Cast<'a> {
    amal: Person<'a>,
    basim: Person<'a>,
    dalia: Person<'a>,
    ehab: Person<'a>,
    salma: Person<'a>,
    host: Host,
    written: Vec<String>,
    transcript: &'a Transcript,
}

/// Plays all scenes; what was checked, in sentences.
pub(crate) fn play(
    program: &Path,
    directory: &Path,
    host: Host,
    transcript: &Transcript,
) -> anyhow::Result<Vec<String>> {
    let terminal = Terminal::of(program, directory);
    let person = |name, language| Person::new(name, language, &terminal, transcript);
    let mut cast = Cast {
        amal: person("amal", "en"),
        basim: person("basim", "ar"),
        dalia: person("dalia", "en"),
        ehab: person("ehab", "en"),
        salma: person("سلمى", "ar"),
        host,
        written: Vec::new(),
        transcript,
    };
    cast.first_contact()?;
    cast.group_of_five()?;
    cast.reply_edit_reaction()?;
    cast.host_stops()?;
    cast.client_killed()?;
    cast.host_killed()?;
    cast.removal()?;
    cast.last_look()?;
    cast.check()
}

impl<'a> Cast<'a> {
    fn everybody(&self) -> [&Person<'a>; 5] {
        [
            &self.amal,
            &self.basim,
            &self.dalia,
            &self.ehab,
            &self.salma,
        ]
    }

    fn writes(&mut self, body: &str) {
        self.written.push(body.to_owned());
    }

    fn first_contact(&self) -> anyhow::Result<()> {
        let url = self.host.origin();
        self.transcript
            .heading("1. Five accounts, one first contact");
        self.transcript.narrate(&format!(
            "A host serves on {url}. Five people have a home each; two of them read Arabic."
        ));
        for person in self.everybody() {
            person.does(&["signup", "--server", &url, "--name", person.name])?;
        }
        self.amal.does(&["send", "@basim", HELLO])?;
        self.transcript
            .narrate("Amal is a stranger to Basim: he sees a request, and nothing of its text.");
        self.basim.accepts()?;
        self.basim.sees("@amal", HELLO)?;
        let answer = "صباح النور! Good to hear from you";
        self.basim.does(&["send", "@amal", answer])?;
        self.amal.sees("@basim", answer)
    }

    fn group_of_five(&mut self) -> anyhow::Result<()> {
        self.transcript.heading("2. A group of five");
        let people = ["@basim", "@dalia", "@ehab", "@سلمى"];
        self.amal
            .does(&[&["group", "create", GROUP], &people[..]].concat())?;
        self.transcript
            .narrate("Basim knows Amal and is in at once; the others are asked.");
        for person in [&self.dalia, &self.ehab, &self.salma] {
            person.accepts()?;
        }
        self.amal.until(&["group", "members", GROUP], |members| {
            members.len() == people.len() + 1
        })?;
        self.amal.does(&["group", "members", GROUP])?;
        let listening = self.salma.listens(2)?;
        self.amal.does(&["send", GROUP, WELCOME])?;
        self.dalia.does(&["send", GROUP, QUESTION])?;
        listening.shows()?;
        self.writes(WELCOME);
        self.writes(QUESTION);
        Ok(())
    }

    fn reply_edit_reaction(&mut self) -> anyhow::Result<()> {
        self.transcript.heading("3. A reply, an edit, a reaction");
        self.transcript
            .narrate("A message is named by its number, which is each device's own.");
        self.basim.does(&["send", GROUP, PROPOSAL])?;
        let number = self.basim.find(GROUP, PROPOSAL)?;
        self.basim.does(&["edit", &number, PROPOSAL_EDITED])?;
        let number = self.ehab.find(GROUP, PROPOSAL_EDITED)?;
        self.ehab.does(&["react", &number, "👍"])?;
        let number = self.salma.find(GROUP, QUESTION)?;
        self.salma
            .does(&["send", GROUP, ANSWER, "--reply-to", &number])?;
        self.writes(PROPOSAL_EDITED);
        self.writes(ANSWER);
        self.dalia.sees(GROUP, ANSWER)?;
        self.basim.sees(GROUP, ANSWER)
    }

    fn host_stops(&mut self) -> anyhow::Result<()> {
        self.transcript
            .heading("4. The host is restarted in the middle");
        self.host.stop()?;
        self.transcript
            .narrate("The host was told to stop (SIGTERM). Ehab writes all the same:");
        self.ehab
            .ends(&["send", GROUP, WHILE_AWAY, "--timeout", "1"], 66)?;
        self.writes(WHILE_AWAY);
        self.host.start_again()?;
        self.transcript
            .narrate("The host is back. Whatever Ehab runs next sends what waits:");
        self.ehab
            .until(&["history", GROUP, "--keep-unread"], nothing_waits)?;
        self.ehab.does(&["history", GROUP, "--limit", "1"])?;
        self.salma.find(GROUP, WHILE_AWAY)?;
        self.salma.does(&["send", GROUP, BACK])?;
        self.writes(BACK);
        self.amal.find(GROUP, BACK)?;
        self.amal.does(&["history", GROUP, "--limit", "2"])
    }

    fn client_killed(&mut self) -> anyhow::Result<()> {
        self.transcript
            .heading("5. A client is killed while it sends, and goes on");
        let lines = lines_of("note");
        let pouring = self.ehab.pours(GROUP, &lines)?;
        pouring.kill()?;
        let history = ["history", GROUP, "--limit", "500", "--keep-unread"];
        let kept = self
            .ehab
            .objects(&[&history[..], &["--offline"]].concat())?;
        let waits = kept.iter().filter(|object| object["state"] == "queued");
        self.transcript.narrate(&format!(
            "Ehab pipes {POURED} lines in; his program is killed (SIGKILL) at the first confirmation. \
             On its disk {} still wait.",
            waits.count()
        ));
        self.ehab.until(&history, nothing_waits)?;
        self.transcript
            .narrate("He runs any command, and it goes on where it stopped:");
        self.ehab.does(&["history", GROUP, "--limit", "2"])?;
        self.receive_all(&lines)
    }

    fn host_killed(&mut self) -> anyhow::Result<()> {
        self.transcript
            .heading("6. The host is killed while somebody sends");
        let lines = lines_of("سطر");
        let pouring = self.salma.pours(GROUP, &lines)?;
        self.host.kill()?;
        self.host.start_again()?;
        pouring.finish()?;
        self.transcript.narrate(&format!(
            "The host was killed (SIGKILL) after the first of {POURED} lines, and started again; \
             Salma's program went on by itself."
        ));
        self.salma.does(&["history", GROUP, "--limit", "2"])?;
        self.receive_all(&lines)
    }

    fn receive_all(&mut self, lines: &[String]) -> anyhow::Result<()> {
        self.written.extend_from_slice(lines);
        if let Some(last) = lines.last() {
            self.dalia.find(GROUP, last)?;
        }
        self.dalia.does(&["history", GROUP, "--limit", "2"])
    }

    fn removal(&mut self) -> anyhow::Result<()> {
        self.transcript.heading("7. Dalia is removed");
        let before = self.written.len();
        self.amal.does(&["group", "remove", GROUP, "@dalia"])?;
        self.amal.does(&["send", GROUP, AFTER_REMOVAL])?;
        self.writes(AFTER_REMOVAL);
        self.basim.find(GROUP, AFTER_REMOVAL)?;
        self.dalia.until(&["conversations"], |conversations| {
            conversations
                .iter()
                .any(|conversation| conversation["state"] == "removed")
        })?;
        self.transcript.narrate(
            "Dalia sees that she was removed, nothing that was said later, and cannot write:",
        );
        self.dalia.does(&["conversations"])?;
        self.dalia.ends(&["send", GROUP, "Let me in"], 73)?;
        complete("dalia", &self.dalia.said(GROUP)?, &self.written[..before])
    }

    fn last_look(&self) -> anyhow::Result<()> {
        self.transcript.heading("8. What each of the five sees");
        for person in self.everybody() {
            person.does(&["history", GROUP, "--limit", "500"])?;
        }
        Ok(())
    }

    /// What all of them see has to agree.
    fn check(&self) -> anyhow::Result<Vec<String>> {
        let amal = self.amal.said(GROUP)?;
        complete("amal", &amal, &self.written)?;
        for person in [&self.basim, &self.ehab, &self.salma] {
            person.find(GROUP, AFTER_REMOVAL)?;
            same(("amal", &amal), (person.name, &person.said(GROUP)?))?;
        }
        let dalia = self.dalia.said(GROUP)?;
        let Some(until_removal) = amal.get(..dalia.len()) else {
            bail!("dalia sees more than amal");
        };
        same(("amal", until_removal), ("dalia", &dalia))?;
        if dalia.iter().any(|said| said.body == AFTER_REMOVAL) {
            bail!("dalia reads what was said after her removal");
        }
        let direct = self.amal.said("@basim")?;
        same(("amal", &direct), ("basim", &self.basim.said("@amal")?))?;
        Ok(vec![
            format!(
                "Amal, Basim, Ehab and Salma see the same {} messages in the same order: none lost, none twice.",
                amal.len()
            ),
            format!(
                "Dalia sees the first {}, and nothing after her removal.",
                dalia.len()
            ),
            "Edits, reactions and replies are the same on every device.".to_owned(),
            format!(
                "The host was stopped once and killed once, a client killed once; \
                 the direct conversation of {} messages agrees too.",
                direct.len()
            ),
        ])
    }
}

fn lines_of(word: &str) -> Vec<String> {
    (1..=POURED).map(|n| format!("{word} {n}")).collect()
}

fn nothing_waits(objects: &[serde_json::Value]) -> bool {
    objects.iter().all(|object| object["state"] != "queued")
}
