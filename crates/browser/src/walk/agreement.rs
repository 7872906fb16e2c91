//! Whether all who take part in a conversation see the same of it.

use std::time::Instant;

use anyhow::{Context as _, ensure};
use serde_json::Value;

use super::texts::mark_in;
use crate::peer::Peer;
use crate::person::Person;
use crate::socket::PATIENCE;

const GROUP: &str = "Hoopoes";

/// A conversation, as each of them finds it.
#[derive(Debug)]
pub(super) struct Talk {
    /// Its place at omar's.
    at_omar: Option<String>,
    /// Its place at layla's.
    at_layla: Option<String>,
    /// Its number at the terminal.
    pub(super) at_terminal: Option<String>,
}

/// Lets the three meet: a group, and two conversations of two.
pub(super) async fn begin(
    omar: &Person,
    layla: &Person,
    salma: &Peer,
) -> anyhow::Result<Vec<Talk>> {
    let place = async |person: &Person| -> anyhow::Result<String> {
        person
            .page
            .wait_for("location.pathname.startsWith('/c/')")
            .await?;
        person.page.evaluate("location.pathname").await
    };
    layla.begins_with("omar").await?;
    layla.says("w#900 السلام عليكم").await?;
    omar.accepts("layla").await?;
    omar.says("w#901 and peace on you").await?;
    let pair = Talk {
        at_omar: Some(place(omar).await?),
        at_layla: Some(place(layla).await?),
        at_terminal: None,
    };
    salma.does(&["send", "@omar", "w#902 good morning"]).await?;
    omar.accepts("salma").await?;
    omar.says("w#903 good morning to you").await?;
    let terminal = Talk {
        at_omar: Some(place(omar).await?),
        at_layla: None,
        at_terminal: Some(number(salma, |row| row["kind"] == "direct").await?),
    };
    omar.begins_group(GROUP, &["layla", "salma"]).await?;
    omar.says("w#904 welcome, everybody").await?;
    layla.goes("/").await?;
    layla.opens(GROUP).await?;
    layla.says("w#905 أهلاً").await?;
    let group = Talk {
        at_omar: Some(place(omar).await?),
        at_layla: Some(place(layla).await?),
        at_terminal: Some(
            number(salma, |row| {
                row["kind"] == "group" && row["state"] == "active"
            })
            .await?,
        ),
    };
    Ok(vec![pair, terminal, group])
}

/// The number of a conversation at the terminal, once it is there.
async fn number(salma: &Peer, is_it: impl Fn(&Value) -> bool) -> anyhow::Result<String> {
    let until = Instant::now() + PATIENCE;
    while Instant::now() < until {
        let rows = objects(salma, &["conversations"]).await?;
        if let Some(row) = rows.iter().find(|row| is_it(row)) {
            return Ok(row["id"].to_string());
        }
    }
    anyhow::bail!("salma never has the conversation")
}

async fn objects(salma: &Peer, arguments: &[&str]) -> anyhow::Result<Vec<Value>> {
    let told = salma.does(&[arguments, &["--json"]].concat()).await?;
    told.lines()
        .map(|line| serde_json::from_str(line).context("not an object"))
        .collect()
}

/// Waits until everybody sees the same marks in the same order; fails with what each sees.
pub(super) async fn compare(
    talk: &Talk,
    omar: &Person,
    layla: &Person,
    salma: &Peer,
) -> anyhow::Result<()> {
    let mut seen: Vec<(&str, Vec<String>)> = Vec::new();
    let until = Instant::now() + PATIENCE;
    while Instant::now() < until {
        seen.clear();
        for (person, place) in [(omar, &talk.at_omar), (layla, &talk.at_layla)] {
            if let Some(place) = place {
                seen.push((&person.name, on_screen(person, place).await?));
            }
        }
        if let Some(number) = &talk.at_terminal {
            seen.push(("salma", at_terminal(salma, number).await?));
        }
        if same(&seen) {
            return Ok(());
        }
    }
    ensure!(false, "they do not see the same: {seen:#?}");
    Ok(())
}

/// Whether what each sees is the end of what the others see, who may have more at hand.
fn same(seen: &[(&str, Vec<String>)]) -> bool {
    let shortest = seen.iter().map(|(_, marks)| marks.len()).min().unwrap_or(0);
    let ends: Vec<_> = seen
        .iter()
        .map(|(_, marks)| &marks[marks.len() - shortest..])
        .collect();
    shortest > 0 && ends.windows(2).all(|pair| pair[0] == pair[1])
}

async fn on_screen(person: &Person, place: &str) -> anyhow::Result<Vec<String>> {
    let here: String = person.page.evaluate("location.pathname").await?;
    if here != place {
        person.goes(place).await?;
    }
    person.page.settled().await?;
    Ok(marks(person.bodies().await?.iter().map(String::as_str)))
}

async fn at_terminal(salma: &Peer, number: &str) -> anyhow::Result<Vec<String>> {
    let history = ["history", number, "--limit", "500", "--keep-unread"];
    let messages = objects(salma, &history).await?;
    Ok(marks(
        messages
            .iter()
            .filter_map(|message| message["body"].as_str()),
    ))
}

fn marks<'a>(bodies: impl Iterator<Item = &'a str>) -> Vec<String> {
    bodies.filter_map(mark_in).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::same;

    #[test]
    fn who_has_less_at_hand_agrees_and_who_lacks_something_does_not() {
        let of = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert!(same(&[("a", of("1 2 3")), ("b", of("2 3"))]));
        assert!(!same(&[("a", of("1 2 3")), ("b", of("1 3"))]));
        assert!(!same(&[("a", of("1")), ("b", Vec::new())]));
    }
}
