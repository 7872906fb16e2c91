//! Looking for people and for words.

use super::people::{met, two};

#[tokio::test]
async fn whoever_is_not_found_can_be_written_to() -> anyhow::Result<()> {
    let (_host, layla, _omar) = two().await?;
    layla.page.click("[data-part=search]").await?;
    layla.page.write("omar").await?;
    layla.page.click("[data-part=search-write]").await?;
    layla.is_in("omar").await
}

#[tokio::test]
async fn what_was_found_shows_the_conversation_it_stands_in() -> anyhow::Result<()> {
    let (_host, layla, _omar) = met().await?;
    layla.goes("/").await?;
    layla.searches("السلام").await?;
    // Layla wrote it, to Omar: it is his letter that stands there, not her own.
    layla.page.shows_text("[data-part=hit] .avatar", "O").await
}
