//! Conversations and messages of real people, written in terminals and accepted in the browser.

use std::time::Instant;

use futures_util::future::try_join_all;
use hudhud_browser::{Peer, Person};

use super::say::say;

/// How much.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    /// Groups, one person and the reader in each.
    pub(crate) conversations: usize,
    /// In all of them together.
    pub(crate) messages: usize,
}

/// Who writes: as many as there are processors.
const PEERS: usize = 2;

/// Both scripts, and words that recur at different rates.
const WORDS: [&str; 12] = [
    "meeting",
    "اجتماع",
    "tomorrow",
    "غداً",
    "library",
    "المكتبة",
    "the report",
    "التقرير",
    "coffee",
    "قهوة",
    "train",
    "القطار",
];

/// Fills the reader's store, and tells who wrote.
pub(crate) async fn fill(origin: &str, reader: &Person, size: &Size) -> anyhow::Result<Vec<Peer>> {
    let begun = Instant::now();
    let names: Vec<_> = (0..PEERS).map(|number| format!("peer{number}")).collect();
    let peers = try_join_all(names.iter().map(|name| Peer::joins(origin, name))).await?;
    let each = size.conversations / PEERS;
    let address = format!("@{}", reader.name);
    try_join_all(peers.iter().enumerate().map(|(number, peer)| {
        let address = address.as_str();
        async move {
            for group in 0..each {
                peer.does(&["group", "create", &title(number, group), address])
                    .await?;
            }
            anyhow::Ok(())
        }
    }))
    .await?;
    say(&format!(
        "<!-- groups made after {:.0} s -->",
        begun.elapsed().as_secs_f64()
    ))?;
    reader.accepts_everybody(each * PEERS).await?;
    say(&format!(
        "<!-- accepted after {:.0} s -->",
        begun.elapsed().as_secs_f64()
    ))?;
    let in_each = size.messages / size.conversations;
    try_join_all(peers.iter().enumerate().map(|(number, peer)| async move {
        for group in 0..each {
            let lines: Vec<_> = (0..in_each)
                .map(|line| sentence(group * in_each + line))
                .collect();
            peer.pours(&title(number, group), &lines).await?;
        }
        anyhow::Ok(())
    }))
    .await?;
    say(&format!(
        "<!-- written after {:.0} s -->",
        begun.elapsed().as_secs_f64()
    ))?;
    // What was written last is read last.
    for (number, name) in names.iter().enumerate() {
        let last = title(number, each - 1);
        reader
            .page
            .shows_text(".pane.list .row.conversation", &last)
            .await
            .map_err(|error| error.context(format!("of {name}")))?;
    }
    reader.has_a_connection().await?;
    say(&format!(
        "<!-- read after {:.0} s -->",
        begun.elapsed().as_secs_f64()
    ))?;
    Ok(peers)
}

/// Fixed width: no title is the beginning of another one.
pub(crate) fn title(peer: usize, group: usize) -> String {
    format!("circle {peer}-{group:04}")
}

fn sentence(number: usize) -> String {
    let word = |step: usize| WORDS[(number / step) % WORDS.len()];
    format!("{} {} {} {number}.", word(1), word(7), word(31))
}
