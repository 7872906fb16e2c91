//! A walk through the app without a pointer.

use hudhud_browser::{Chord, Host, Key, Person};

use super::people::met;

/// The focus can be seen: the element has it and is drawn with a ring or another border.
const SEEN: &str = "(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return false;
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0;
})()";

/// Enter in the search for conversations, and Escape before anything is drawn.
const AT_ONCE: &str = "(async () => {
    const press = key => (document.activeElement ?? document.body).dispatchEvent(
        new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    press('Enter');
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    press('Escape');
    return true;
})()";

#[tokio::test]
pub(super) async fn from_sign_up_to_search_without_a_mouse() -> anyhow::Result<()> {
    let host = Host::start()?;
    let omar = Person::joins(&host.origin(), "omar", "en").await?;
    let layla = Person::arrives(&host.origin(), "layla", "en").await?;
    let page = &layla.page;
    // The one field has the focus already.
    page.wait_for("document.activeElement?.dataset.part === 'name'")
        .await?;
    page.write("layla").await?;
    page.press(Key::Enter).await?;
    page.wait_for("document.activeElement?.dataset.part === 'display-name'")
        .await?;
    page.write("Layla Haddad").await?;
    page.press(Key::Enter).await?;
    layla.is_home().await?;
    layla.tabs_to("[data-part=new]").await?;
    assert!(page.evaluate::<bool>(SEEN).await?, "the focus is not seen");
    page.press(Key::Enter).await?;
    page.wait_for("document.activeElement?.dataset.part === 'whom'")
        .await?;
    page.write("omar").await?;
    page.press(Key::Enter).await?;
    page.wait_for("document.activeElement?.tagName === 'TEXTAREA'")
        .await?;
    page.write("written without a mouse").await?;
    page.press(Key::Enter).await?;
    layla.sees("written without a mouse").await?;
    omar.accepts("layla").await?;
    omar.sees("written without a mouse").await?;
    page.press(Chord::Control('k')).await?;
    page.wait_for("document.activeElement?.tagName === 'INPUT'")
        .await?;
    page.write("oma").await?;
    page.press(Key::Enter).await?;
    layla.sees("written without a mouse").await?;
    page.press(Key::Escape).await?;
    // One step back stands where one came from, and arrows go on from there.
    page.wait_for("document.activeElement?.dataset.part === 'conversation'")
        .await?;
    page.press(Key::Enter).await?;
    page.wait_for("document.activeElement?.tagName === 'TEXTAREA'")
        .await?;
    // Also at once after it was found: what the search gives back comes later than Escape.
    page.press(Chord::Control('k')).await?;
    page.wait_for("document.activeElement?.id === 'switcher'")
        .await?;
    page.write("oma").await?;
    let pressed: bool = page.evaluate(AT_ONCE).await?;
    assert!(pressed);
    page.wait_for("location.pathname === '/'").await?;
    page.settled().await?;
    page.wait_for("document.activeElement?.dataset.part === 'conversation'")
        .await?;
    layla.is_undisturbed()?;
    omar.is_undisturbed()
}

#[tokio::test]
pub(super) async fn one_menu_and_no_more_opens_from_the_keyboard() -> anyhow::Result<()> {
    let (_host, _layla, omar) = met().await?;
    let page = &omar.page;
    let _: bool = page
        .evaluate("([...document.querySelectorAll('[data-message]')].at(-1).focus(), true)")
        .await?;
    page.press(Chord::Shift(Key::F10)).await?;
    page.wait_for("document.activeElement?.getAttribute('role') === 'menuitem'")
        .await?;
    // Some browsers ask for theirs as well, at what has the focus by then.
    let prevented = "!document.activeElement.dispatchEvent(
        new MouseEvent('contextmenu', { bubbles: true, cancelable: true }))";
    assert!(page.evaluate::<bool>(prevented).await?);
    assert_eq!(page.count("[role=menu]").await?, 1);
    page.press(Key::Escape).await?;
    page.wait_for("document.activeElement?.hasAttribute('data-message')")
        .await?;
    omar.is_undisturbed()
}
