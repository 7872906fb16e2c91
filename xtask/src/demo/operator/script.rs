//! What happens to a host and its people, and the check at the end.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use serde_json::Value;

use super::house::House;
use crate::demo::agreement::complete;
use crate::demo::person::Person;
use crate::demo::transcript::Transcript;

const GROUP: &str = "حديقة الحي · The garden";
const HELLO: &str = "صباح الخير يا باسم، أنا أمل";
const ANSWER: &str = "صباح النور! The tomatoes are doing well";
const PLAN: &str = "Who waters when: the plan for June";
const MAP: &str = "And the map of the beds";
const GOOD_NIGHT: &str = "شكرًا، إلى الغد";
/// Between the copy and the end of the disk.
const LOST: [&str; 2] = ["Somebody left the gate open", "أغلقتها قبل قليل"];
const WHILE_GONE: &str = "Is the server gone, or is it me?";
const ASKED: &str = "Is everybody back?";
const BACK: &str = "نعم، عدت";
const AFTER_UPGRADE: &str = "Everything is as it was here";

/// Copies by name, as the operator keeps them.
const COPIES: [&str; 2] = ["sunday.hudhud", "monday.hudhud"];
/// Attached files: where they lie, and how many lines they have.
const FILES: [(&str, usize); 2] = [("/home/plan.txt", 40_000), ("/home/map.txt", 70_000)];
/// Where somebody puts what they save.
const SAVED: &str = "/home/saved";

/// For so long a host may still show again what it has lost, before a device acts on it
/// (docs/spec/conversations.md, A lost log), and a little more.
const LOSS: Duration = Duration::from_secs(605);
/// What does not come about within this will not.
const PATIENCE: Duration = Duration::from_secs(180);

/// Everybody, and what was written in the group.
pub(super) struct Company<'a> {
    house: House<'a>,
    amal: Person<'a>,
    basim: Person<'a>,
    dalia: Person<'a>,
    salma: Person<'a>,
    ehab: Person<'a>,
    /// All of it is in the later copy.
    kept: Vec<String>,
    /// Lines that were written while the later copy was taken, and how many the host had before.
    poured: Vec<String>,
    confirmed: usize,
    /// What was written in the log that replaced the lost one.
    later: Vec<String>,
    transcript: &'a Transcript,
}

impl<'a> Company<'a> {
    pub(super) fn new(house: House<'a>, transcript: &'a Transcript) -> Self {
        let terminal = house.terminal();
        let person = |name, language| Person::new(name, language, &terminal, transcript);
        Self {
            amal: person("amal", "en"),
            basim: person("basim", "ar"),
            dalia: person("dalia", "en"),
            salma: person("سلمى", "ar"),
            ehab: person("ehab", "en"),
            house,
            kept: Vec::new(),
            poured: Vec::new(),
            confirmed: 0,
            later: Vec::new(),
            transcript,
        }
    }

    /// All of it; what was checked, in sentences.
    pub(super) fn live(
        mut self,
        (package, newer): (&Path, &Path),
        brief: bool,
    ) -> anyhow::Result<Vec<String>> {
        self.is_installed(package)?;
        self.people_come()?;
        self.is_copied()?;
        self.goes_on()?;
        self.is_destroyed()?;
        self.is_restored()?;
        let since = self.people_look()?;
        self.is_upgraded(newer)?;
        if !brief {
            self.group_goes_on(since)?;
        }
        let summary = self.check(brief);
        self.house.stops()?;
        summary
    }

    fn is_installed(&mut self, package: &Path) -> anyhow::Result<()> {
        self.transcript
            .heading("1. A host is installed from its package, and gets a certificate");
        self.transcript
            .narrate("A fresh Debian. Nothing of ours is on it.");
        self.house.installs(package)?;
        self.house.settles()?;
        self.house.starts()?;
        let certificates = self.house.certificates();
        ensure!(certificates == 1, "{certificates} certificates were given");
        self.transcript.narrate(
            "It asked the authority by itself. Whoever trusts that authority meets the certificate.",
        );
        self.house.looks()
    }

    fn people_come(&mut self) -> anyhow::Result<()> {
        self.transcript.heading("2. People use it");
        let url = self.house.origin();
        for person in [&self.amal, &self.basim, &self.dalia, &self.salma] {
            person.does(&["signup", "--server", &url, "--name", person.name])?;
        }
        self.amal.does(&["send", "@basim", HELLO])?;
        self.basim.accepts()?;
        self.basim.sees("@amal", HELLO)?;
        self.basim.does(&["send", "@amal", ANSWER])?;
        self.amal.sees("@basim", ANSWER)?;
        let people = ["@basim", "@dalia", "@سلمى"];
        self.amal
            .does(&[&["group", "create", GROUP], &people[..]].concat())?;
        for person in [&self.dalia, &self.salma] {
            person.accepts()?;
        }
        self.amal.until(&["group", "members", GROUP], |members| {
            members.len() == people.len() + 1
        })?;
        self.sends_file(PLAN, FILES[0])?;
        self.salma.sees(GROUP, PLAN)?;
        self.house.asks_about_people()
    }

    /// Amal sends a file to the group.
    fn sends_file(
        &mut self,
        words: &str,
        (place, lines): (&'static str, usize),
    ) -> anyhow::Result<()> {
        let text = (1..=lines).map(|line| format!("{words}: bed {line}, row {}\n", line * 7 % 97));
        std::fs::write(self.house.path(place), text.collect::<String>())?;
        self.amal.does(&["send", GROUP, words, "--file", place])?;
        self.kept.push(words.to_owned());
        Ok(())
    }

    fn is_copied(&mut self) -> anyhow::Result<()> {
        self.transcript
            .heading("3. It is copied while people write");
        self.house.copies(COPIES[0], None)?;
        self.transcript.narrate(
            "That was Sunday's. On Monday there is another file, and Basim writes a line after the other while \
             the second copy is taken. It spares what the first one has. Salma has gone to bed.",
        );
        self.sends_file(MAP, FILES[1])?;
        self.salma.sees(GROUP, MAP)?;
        self.salma.does(&["send", GROUP, GOOD_NIGHT])?;
        self.kept.push(GOOD_NIGHT.to_owned());
        let everybody = [&self.amal, &self.basim, &self.dalia, &self.salma];
        comes_about(&everybody, |person| has(person, GOOD_NIGHT))?;
        // From here on nothing is said between the two, not even that something was read.
        comes_about(&[&self.amal, &self.basim], has_told_directly)?;
        let writing = self.basim.writes_on(GROUP, "tomato")?;
        self.confirmed = writing.confirmed_beyond(0)?;
        self.house.copies(COPIES[1], Some(COPIES[0]))?;
        let meanwhile = writing.confirmed_beyond(self.confirmed)?;
        self.poured = writing.ends()?;
        self.transcript.narrate(&format!(
            "Of Basim's {} lines the host had {} before the copy was begun and {meanwhile} when it was there; he \
             waited for none of it.",
            self.poured.len(),
            self.confirmed,
        ));
        ensure!(self.poured.len() > self.confirmed, "nothing was written");
        Ok(())
    }

    fn goes_on(&mut self) -> anyhow::Result<()> {
        self.transcript
            .heading("4. What is said after the copy is in no copy");
        self.dalia.does(&["send", GROUP, LOST[0]])?;
        self.amal.find(GROUP, LOST[0])?;
        self.amal.does(&["send", GROUP, LOST[1]])?;
        for person in [&self.basim, &self.dalia, &self.amal] {
            person.find(GROUP, LOST[1])?;
        }
        self.basim.does(&["history", GROUP, "--limit", "4"])?;
        self.transcript
            .narrate("And Ehab comes. Nobody has written to him yet.");
        let url = self.house.origin();
        self.ehab
            .does(&["signup", "--server", &url, "--name", "ehab"])
    }

    fn is_destroyed(&mut self) -> anyhow::Result<()> {
        self.transcript.heading("5. The host is destroyed");
        self.house.is_destroyed()?;
        self.transcript
            .narrate("Basim writes to Amal all the same. It waits on his device:");
        let words = ["send", "@amal", WHILE_GONE, "--timeout", "1"];
        self.basim.ends(&words, 66)
    }

    fn is_restored(&mut self) -> anyhow::Result<()> {
        self.transcript.heading("6. It is restored on another path");
        self.house.restores(COPIES[1], COPIES[0])?;
        self.house.starts()?;
        let certificates = self.house.certificates();
        ensure!(certificates == 2, "{certificates} certificates were given");
        self.transcript
            .narrate("Certificates are in no copy: it asked for another one by itself.");
        self.house.looks()
    }

    /// What everybody sees at first; since when Amal's device knows of the loss.
    fn people_look(&mut self) -> anyhow::Result<Instant> {
        self.transcript.heading("7. What its people see");
        self.transcript.narrate(
            "Between Amal and Basim nothing was said after the copy: they go on, and what waited arrives.",
        );
        self.basim.does(&["history", "@amal", "--limit", "1"])?;
        self.amal.sees("@basim", WHILE_GONE)?;
        self.transcript.narrate(
            "In the group three have read more than the host has now. Their devices say so and send nothing there:",
        );
        for person in [&self.amal, &self.basim, &self.dalia] {
            person.until(&["conversations"], |all| doubt(all) == Some("host-behind"))?;
        }
        let since = Instant::now();
        self.amal.does(&["history", GROUP, "--limit", "4"])?;
        self.amal
            .ends(&["send", GROUP, ASKED, "--timeout", "3"], 66)?;
        self.transcript.narrate(
            "Salma was away. She has what is in the copy, the files of both days among it, and does not know \
             what she lacks:",
        );
        self.salma.sees(GROUP, GOOD_NIGHT)?;
        for (words, (place, _)) in [PLAN, MAP].into_iter().zip(FILES) {
            let number = self.salma.find(GROUP, words)?;
            self.salma.does(&["save", &number, SAVED])?;
            let name = place.rsplit('/').next().unwrap_or_default();
            let same = self.house.same(place, &format!("{SAVED}/{name}"))?;
            ensure!(same, "{name} has other bytes than were sent");
        }
        self.transcript.narrate(
            "Both files have the bytes that Amal sent. Ehab's account is younger than the copy:",
        );
        comes_about(&[&self.ehab], |ehab| {
            let said = ehab.objects(&["account"])?;
            Ok(said.iter().any(|object| object["access"] == "unknown"))
        })?;
        self.ehab.does(&["account"])?;
        Ok(since)
    }

    fn is_upgraded(&mut self, newer: &Path) -> anyhow::Result<()> {
        self.transcript.heading("8. The program is upgraded");
        let before = self.house.settings()?;
        self.house.installs(newer)?;
        self.house.stops()?;
        ensure!(
            self.house.settings()? == before,
            "the upgrade changed the settings"
        );
        self.house.starts()?;
        let certificates = self.house.certificates();
        ensure!(certificates == 2, "the certificate was not kept");
        self.amal.does(&["send", "@basim", AFTER_UPGRADE])?;
        self.basim.sees("@amal", AFTER_UPGRADE)
    }

    fn group_goes_on(&mut self, since: Instant) -> anyhow::Result<()> {
        self.transcript
            .heading("9. Ten minutes later the group goes on");
        self.transcript.narrate(
            "The host might still have found what it had lost. After ten minutes the device of Amal, who began \
             the group, takes it to a new log of the same host, and the others follow.",
        );
        std::thread::sleep(LOSS.saturating_sub(since.elapsed()));
        self.later = [ASKED, BACK].map(str::to_owned).into();
        let everybody = [&self.amal, &self.basim, &self.dalia, &self.salma];
        comes_about(&everybody, |person| has(person, ASKED))?;
        self.salma.does(&["send", GROUP, BACK])?;
        comes_about(&everybody, |person| has(person, BACK))?;
        for person in [&self.amal, &self.basim, &self.dalia] {
            person.until(&["conversations"], |all| doubt(all).is_none())?;
        }
        for person in everybody {
            person.does(&["history", GROUP, "--limit", "5"])?;
        }
        Ok(())
    }

    /// What everybody has, against what was written.
    fn check(&self, brief: bool) -> anyhow::Result<Vec<String>> {
        let lost = LOST.map(str::to_owned);
        let before = [&self.kept[..], &self.poured, &lost].concat();
        for person in [&self.amal, &self.basim, &self.dalia] {
            let mut all = [&before[..], &self.later].concat();
            if brief && person.name == "amal" {
                // It waits on her device.
                all.push(ASKED.to_owned());
            }
            complete(person.name, &person.said(GROUP)?, &all)?;
        }
        let salma = self.salma.said(GROUP)?;
        let around = self.kept.len() + self.later.len();
        let copied = salma.len().checked_sub(around);
        let copied = copied.context("salma lacks what was in the copy")?;
        ensure!(
            (self.confirmed..=self.poured.len()).contains(&copied),
            "salma has {copied} of the lines; {} were confirmed before the copy was begun",
            self.confirmed
        );
        let (there, missing) = self.poured.split_at(copied);
        let all = [&self.kept[..], there, &self.later].concat();
        complete(self.salma.name, &salma, &all)?;
        let direct = [HELLO, ANSWER, WHILE_GONE, AFTER_UPGRADE].map(str::to_owned);
        complete("amal", &self.amal.said("@basim")?, &direct)?;
        complete("basim", &self.basim.said("@amal")?, &direct)?;
        let mut summary = vec![
            format!(
                "Amal, Basim and Dalia have all {} messages of the group, once and in order, also the {} that \
                 the host has lost.",
                before.len() + self.later.len(),
                missing.len() + LOST.len()
            ),
            format!(
                "Salma, who was away, has {} of them, among them {copied} of the {} lines that were written \
                 while the copy was taken. Missing for her, and at the host: {} lines, «{}» and «{}». Nobody \
                 sends them again.",
                salma.len(),
                self.poured.len(),
                missing.len(),
                LOST[0],
                LOST[1]
            ),
            "Amal and Basim have all of what they said to each other, also what he wrote while there was no host."
                .to_owned(),
            "Both files came back with the bytes that were sent, one from each copy.".to_owned(),
            "Ehab, who came after the copy, is not known to the host any more, and is told so.".to_owned(),
            "Settings and certificate outlived the upgrade; the restored host got a certificate by itself."
                .to_owned(),
        ];
        if brief {
            summary.push(
                "The group waits for the ten minutes to be over; that was not waited for (--brief).".to_owned(),
            );
        }
        Ok(summary)
    }
}

/// What a device doubts about the group.
fn doubt(conversations: &[Value]) -> Option<&str> {
    let group = conversations.iter().find(|it| it["title"] == GROUP);
    group.and_then(|group| group["doubt"].as_str())
}

/// Whether nothing of somebody waits in a direct conversation.
fn has_told_directly(person: &Person<'_>) -> anyhow::Result<bool> {
    let all = person.objects(&["conversations", "--offline"])?;
    let groups: Vec<&Value> = all.iter().filter(|it| it["kind"] == "group").collect();
    let is_in_group = |it: &Value| groups.iter().any(|group| group["id"] == it["conversation"]);
    Ok(person.objects(&["outbox"])?.iter().all(is_in_group))
}

/// Whether somebody has this in the group, by what is on the device already.
fn has(person: &Person<'_>, body: &str) -> anyhow::Result<bool> {
    Ok(person.said(GROUP)?.iter().any(|said| said.body == body))
}

/// Lets everybody be there in turn until it is so for each.
fn comes_about(
    people: &[&Person<'_>],
    is_so: impl Fn(&Person<'_>) -> anyhow::Result<bool>,
) -> anyhow::Result<()> {
    let started = Instant::now();
    loop {
        let mut left = Vec::new();
        for person in people {
            person.objects(&["listen", "--for", "2"])?;
            if !is_so(person)? {
                left.push(person.name);
            }
        }
        if left.is_empty() {
            return Ok(());
        }
        ensure!(
            started.elapsed() < PATIENCE,
            "it does not come about for {left:?}"
        );
    }
}
