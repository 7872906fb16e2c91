use std::fs;
use std::path::{Path, PathBuf};

use hudhud_browser::{Browser, Host, Look, Manner, Person};

use super::people::met;

/// Where a file of the private file system begins; before it stands its name.
const HEADER_BYTES: usize = 4096;

/// The database among the files of the private file system in a profile, by the name in its header.
fn database(profile: &Path) -> anyhow::Result<PathBuf> {
    let mut left = vec![profile.join("Default/File System")];
    while let Some(directory) = left.pop() {
        for entry in fs::read_dir(directory)? {
            let path = entry?.path();
            if path.is_dir() {
                left.push(path);
                continue;
            }
            let bytes = fs::read(&path)?;
            let name = bytes.split(|&byte| byte == 0).next().unwrap_or_default();
            let is_kept = name.starts_with(b"/") && bytes.len() > HEADER_BYTES;
            if is_kept && !name.ends_with(b"-wal") && !name.ends_with(b"-journal") {
                return Ok(path);
            }
        }
    }
    anyhow::bail!("no database is kept")
}

/// Inverts bytes in the first page of the database and in every later one.
fn damage(path: &Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = fs::read(path)?;
    for byte in bytes[HEADER_BYTES + 100..].iter_mut().step_by(64) {
        *byte = !*byte;
    }
    fs::write(path, &bytes)?;
    Ok(bytes)
}

#[tokio::test]
async fn a_damaged_database_is_told_honestly_and_nothing_is_wiped() -> anyhow::Result<()> {
    let (_host, _layla, mut omar) = met().await?;
    omar.browser.kill()?;
    let path = database(omar.browser.profile())?;
    let damaged = damage(&path)?;
    omar.browser.start_again().await?;
    omar.page = omar.browser.page(&Look::default()).await?;
    omar.visits("/").await?;
    omar.page
        .shows("[data-part=unopened] [data-why=Damaged]")
        .await?;
    omar.page.shows("[data-part=rescue]").await?;
    omar.page.click("[data-part=again]").await?;
    omar.page
        .shows("[data-part=unopened] [data-why=Damaged]")
        .await?;
    omar.browser.kill()?;
    assert!(fs::read(&path)? == damaged, "the damaged file was changed");
    Ok(())
}

#[tokio::test]
async fn a_browser_without_a_file_system_keeps_the_device_in_memory_and_says_so()
-> anyhow::Result<()> {
    let host = Host::start()?;
    let without = "delete StorageManager.prototype.getDirectory".to_owned();
    let manner = Manner {
        page_scripts: vec![without.clone()],
        worker_scripts: vec![without],
        ..Manner::default()
    };
    let guest = Person::arrives_with(&host.origin(), "guest", manner, Look::default()).await?;
    guest.page.click("[data-part=in-memory]").await?;
    guest.signs_up().await?;
    guest.page.shows("[data-part=in-memory-line]").await?;
    let omar = Person::joins(&host.origin(), "omar", "en").await?;
    guest.begins_with("omar").await?;
    guest.says("only passing through").await?;
    omar.accepts("guest").await?;
    omar.sees("only passing through").await?;
    guest.is_undisturbed()?;
    omar.is_undisturbed()
}

#[tokio::test]
async fn a_key_that_is_gone_is_told_and_nothing_is_wiped() -> anyhow::Result<()> {
    let host = Host::start()?;
    let mut omar = Person::joins(&host.origin(), "omar", "en").await?;
    let forget = "indexedDB.databases().then(all => Promise.all(all.map(one =>
        new Promise(resolve => {
            const gone = indexedDB.deleteDatabase(one.name);
            gone.onsuccess = gone.onblocked = () => resolve(true);
        }))))";
    // From a page of the origin that does not have the device open.
    let bare: &Browser = &omar.browser;
    let other = bare.page(&Look::default()).await?;
    omar.page.open("about:blank").await?;
    other
        .open(&format!("{}/manifest.webmanifest", omar.origin))
        .await?;
    let _gone: Vec<bool> = other.evaluate(forget).await?;
    omar.is_cut_off().await?;
    omar.page
        .shows("[data-part=unopened] [data-why=KeyMissing]")
        .await?;
    omar.is_undisturbed()
}
