//! The list is the person's own: what can be done with a conversation in it, and that it stays done.

use hudhud_browser::{Key, Look, Person};

use super::people::{met, met_from_a_terminal, two};

const ROW: &str = ".pane.list .row.conversation";
/// What its first line begins with: a group's last message may begin with the name of a person.
const TITLE: &str = ".pane.list .row.conversation .row-title";

/// Chooses something of the menu of the conversation that is called so.
async fn chooses(person: &Person, title: &str, item: &str) -> anyhow::Result<()> {
    person.page.right_click_on(TITLE, title).await?;
    person
        .page
        .click(&format!("[data-part=row-menu] [data-part={item}]"))
        .await
}

/// Whether the part of the page that is called so has the focus.
fn has_focus(part: &str) -> String {
    format!("document.activeElement?.dataset.part === '{part}'")
}

#[tokio::test]
async fn what_is_archived_stands_apart_after_a_reload_and_comes_back_when_somebody_writes()
-> anyhow::Result<()> {
    let (_host, layla, omar) = met().await?;
    omar.visits("/").await?;
    chooses(&omar, "layla", "row-archive").await?;
    omar.page.shows("[data-part=archive]").await?;
    omar.page.hides_text(ROW, "layla").await?;
    omar.page.click("[data-part=toast-action]").await?;
    omar.page.shows_text(ROW, "layla").await?;
    chooses(&omar, "layla", "row-archive").await?;
    omar.page.hides_text(ROW, "layla").await?;
    omar.visits("/archive").await?;
    omar.page.shows_text(ROW, "layla").await?;
    omar.visits("/").await?;
    layla.says("أين أنت؟").await?;
    omar.page.shows_text(ROW, "أين أنت؟").await?;
    omar.is_undisturbed()
}

#[tokio::test]
async fn what_is_pinned_stands_first_and_what_is_muted_says_so() -> anyhow::Result<()> {
    let (_host, layla, omar) = met().await?;
    omar.begins_group("Mountain", &["layla"]).await?;
    layla.opens("Mountain").await?;
    // By its title: whom it tells of may stand in another row too.
    let first = |title: &str| {
        format!("document.querySelector('{ROW} .row-title')?.textContent.includes('{title}')")
    };
    omar.page.wait_for(&first("Mountain")).await?;
    chooses(&omar, "layla", "row-pin").await?;
    omar.page.wait_for(&first("layla")).await?;
    chooses(&omar, "Mountain", "row-mute").await?;
    omar.page
        .click("[data-part=row-menu] [data-part=mute-always]")
        .await?;
    omar.visits("/").await?;
    omar.page.wait_for(&first("layla")).await?;
    omar.page.shows("[data-part=pinned]").await?;
    omar.page.shows("[data-part=muted]").await?;
    // Nobody is called for it, and it is counted nowhere but in its own row.
    layla.says("الطريق مفتوح").await?;
    omar.page.shows_text(ROW, "الطريق مفتوح").await?;
    omar.page.wait_for("document.title === 'Hudhud'").await?;
    omar.is_undisturbed()
}

#[tokio::test]
async fn a_conversation_is_marked_as_unread_and_read_by_the_keyboard() -> anyhow::Result<()> {
    let (_host, _layla, omar) = met().await?;
    omar.visits("/").await?;
    omar.page.shows_text(ROW, "layla").await?;
    // As the key for menus does, at what has the focus.
    let asks = "(() => {
        const row = document.querySelector('.pane.list .row.conversation');
        row.focus();
        return row.dispatchEvent(new MouseEvent('contextmenu',
            { bubbles: true, cancelable: true, clientX: 40, clientY: 120 }));
    })()";
    assert!(!omar.page.evaluate::<bool>(asks).await?);
    omar.page.shows("[data-part=row-menu]").await?;
    omar.page.press(Key::Enter).await?;
    omar.page.shows("[data-part=marked-unread]").await?;
    omar.page.wait_for("document.title.includes('1')").await?;
    omar.opens("layla").await?;
    omar.page
        .wait_for("document.querySelector('[data-part=marked-unread]') === null")
        .await?;
    omar.is_undisturbed()
}

#[tokio::test]
async fn what_is_cleared_is_gone_here_and_stays_with_the_others() -> anyhow::Result<()> {
    let (_host, layla, omar) = met().await?;
    chooses(&omar, "layla", "row-clear").await?;
    omar.page
        .shows_text("[data-part=row-question]", "layla")
        .await?;
    omar.page
        .click("[data-part=row-question] [data-part=yes]")
        .await?;
    omar.no_longer_sees("and peace on you").await?;
    omar.says("a fresh page").await?;
    layla.sees("a fresh page").await?;
    layla.sees("and peace on you").await?;
    omar.is_undisturbed()
}

#[tokio::test]
async fn a_group_is_left_and_then_deleted_from_its_row() -> anyhow::Result<()> {
    let (_host, layla, omar) = two().await?;
    layla.begins_group("رحلة", &["omar"]).await?;
    omar.accepts("layla").await?;
    chooses(&omar, "رحلة", "row-leave").await?;
    omar.page
        .click("[data-part=row-question] [data-part=yes]")
        .await?;
    omar.page.shows_text(ROW, "You left").await?;
    chooses(&omar, "رحلة", "row-forget").await?;
    omar.page
        .click("[data-part=row-question] [data-part=yes]")
        .await?;
    omar.page.hides_text(ROW, "رحلة").await?;
    omar.visits("/").await?;
    omar.page.shows("[data-part=no-conversations]").await?;
    omar.is_undisturbed()
}

#[tokio::test]
async fn a_finger_that_stays_on_a_row_opens_its_menu() -> anyhow::Result<()> {
    let (_host, _layla, omar) = met().await?;
    omar.visits("/").await?;
    omar.page
        .look(&Look {
            width: 390,
            height: 844,
            touch: true,
            ..Look::default()
        })
        .await?;
    omar.page.shows_text(ROW, "layla").await?;
    let stays = "(() => {
        const row = document.querySelector('.pane.list .row.conversation');
        row.dispatchEvent(new PointerEvent('pointerdown',
            { bubbles: true, pointerType: 'touch', clientX: 60, clientY: 120 }));
        return true;
    })()";
    omar.page.evaluate::<bool>(stays).await?;
    omar.page.shows("[data-part=row-menu]").await?;
    omar.page.press(Key::Escape).await?;
    omar.page.wait_for(&has_focus("conversation")).await?;
    // Whoever does not think of that sees a button, and meets it with a finger.
    let room = "(() => {
        const own = document.querySelector('[data-part=row-things]').getBoundingClientRect();
        return own.width >= 44 && own.height >= 44;
    })()";
    assert!(omar.page.evaluate::<bool>(room).await?);
    omar.page.click("[data-part=row-things]").await?;
    omar.page.shows("[data-part=row-menu]").await?;
    omar.is_undisturbed()
}

#[tokio::test]
async fn a_row_has_a_button_for_its_menu_and_the_focus_comes_back_to_it() -> anyhow::Result<()> {
    let (_host, layla, omar) = met_from_a_terminal().await?;
    // What is no conversation here says so, and leads home.
    omar.visits("/c/999").await?;
    omar.page.click("[data-part=home]").await?;
    omar.page.wait_for("location.pathname === '/'").await?;
    omar.tabs_to("[data-part=row-things]").await?;
    omar.page.press(Key::Enter).await?;
    omar.page.shows("[data-part=row-menu]").await?;
    omar.page.press(Key::Escape).await?;
    omar.page.wait_for(&has_focus("row-things")).await?;
    // The second half of a double click does not choose what comes to stand there.
    omar.page.press(Key::Enter).await?;
    omar.page.double_click("[data-part=row-mute]").await?;
    omar.page.shows("[data-part=mute-hour]").await?;
    assert_eq!(omar.page.count("[data-part=muted]").await?, 0);
    omar.page.click("[data-part=mute-hour]").await?;
    omar.page.shows_text("[data-part=toast]", "1 hour").await?;
    omar.page.wait_for(&has_focus("row-things")).await?;
    // What is muted stays in the archive, whose row tells what waits there.
    chooses(&omar, "layla", "row-archive").await?;
    layla.does(&["send", "@omar", "one"]).await?;
    layla.does(&["send", "@omar", "two"]).await?;
    omar.page.shows_text("[data-part=archive]", "layla").await?;
    omar.page
        .shows_text("[data-part=archive] .badge", "2")
        .await?;
    omar.page.click("[data-part=archive]").await?;
    chooses(&omar, "layla", "row-clear").await?;
    omar.page.click("[data-part=yes]").await?;
    omar.page.shows_text(ROW, "No messages here").await?;
    omar.page.wait_for(&has_focus("conversation")).await?;
    omar.is_undisturbed()
}

#[tokio::test]
async fn a_menu_at_the_edge_of_the_window_keeps_its_distance() -> anyhow::Result<()> {
    let (_host, layla, omar) = met().await?;
    let look = Look {
        width: 390,
        height: 420,
        still: false,
        ..Look::default()
    };
    for (person, text) in [(&omar, "and peace"), (&layla, "السلام")] {
        person.page.look(&look).await?;
        person.page.settled().await?;
        person
            .page
            .right_click_on("[data-part=message] [data-part=body]", text)
            .await?;
        person.page.shows("[role=menu]").await?;
        person.page.settled().await?;
        let free: f64 = person
            .page
            .evaluate(
                "(() => {
                    const box = document.querySelector('[role=menu]').getBoundingClientRect();
                    return Math.min(box.left, innerWidth - box.right, innerHeight - box.bottom);
                })()",
            )
            .await?;
        assert!((7.5..60.0).contains(&free), "{free} pixels are free");
        person.is_undisturbed()?;
    }
    Ok(())
}
