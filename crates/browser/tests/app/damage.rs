//! Databases that are damaged, locked or not to be had: said, and never wiped.

use std::fs;
use std::path::{Path, PathBuf};

use hudhud_browser::{Browser, Host, Look, Manner, Person};

use super::people::met;

/// Where a file of the private file system begins; before it stands its name.
const HEADER_BYTES: usize = 4096;

/// What the files of the database are called in their headers.
const NAME: &[u8] = b"hudhud.db";

/// The database and its log among the files of the private file system in a profile.
fn database(profile: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut left = vec![profile.join("Default/File System")];
    let mut found = Vec::new();
    while let Some(directory) = left.pop() {
        for entry in fs::read_dir(directory)? {
            let path = entry?.path();
            if path.is_dir() {
                left.push(path);
            } else if fs::read(&path)?.starts_with(NAME) {
                found.push(path);
            }
        }
    }
    anyhow::ensure!(!found.is_empty(), "no database is kept");
    Ok(found)
}

/// Inverts bytes everywhere in a file but its header.
fn damage(path: &Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = fs::read(path)?;
    for byte in bytes.iter_mut().skip(HEADER_BYTES + 100).step_by(64) {
        *byte = !*byte;
    }
    fs::write(path, &bytes)?;
    Ok(bytes)
}

#[tokio::test]
async fn a_damaged_database_is_told_honestly_and_nothing_is_wiped() -> anyhow::Result<()> {
    let (_host, _layla, mut omar) = met().await?;
    omar.browser.kill()?;
    let files = database(omar.browser.profile())?;
    let damaged: Vec<_> = files
        .iter()
        .map(|path| damage(path))
        .collect::<Result<_, _>>()?;
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
    for (path, damaged) in files.iter().zip(&damaged) {
        let now = fs::read(path)?;
        let name = String::from_utf8_lossy(&damaged[..16]).into_owned();
        assert!(
            now == *damaged,
            "{name}: {} bytes of {}",
            now.len(),
            damaged.len()
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_browser_without_a_file_system_keeps_the_device_in_memory_and_says_so()
-> anyhow::Result<()> {
    let host = Host::start()?;
    let manner = Manner {
        flags: vec!["--disable-blink-features=FileSystemAccessOriginPrivate".to_owned()],
        preferences: vec![("dom.fs.enabled", "false")],
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
    // A browser that shows a bare file asks for an icon that nobody has.
    omar.forgives();
    omar.page
        .shows("[data-part=unopened] [data-why=KeyMissing]")
        .await?;
    omar.is_undisturbed()
}
