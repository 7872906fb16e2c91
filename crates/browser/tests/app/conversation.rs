//! Two people from the first word on: requests, replies, edits, reactions, marks.

use hudhud_browser::{Host, Look, Peer, Person};

use super::people::{met, one_at_a_terminal, two};

#[tokio::test]
async fn a_long_title_is_cut_off_before_what_stands_beside_it() -> anyhow::Result<()> {
    let (_host, layla, _omar) = two().await?;
    let narrow = Look {
        width: 360,
        ..Look::default()
    };
    layla
        .begins_group("رحلة إلى الوادي الكبير وما بعده", &["omar"])
        .await?;
    layla.page.look(&narrow).await?;
    let apart = "(() => {
        const [title, search] = ['.head-name > bdi', '[data-part=search-here]']
            .map((part) => document.querySelector(part).getBoundingClientRect());
        return title.left >= search.right || title.right <= search.left;
    })()";
    layla.page.wait_for(apart).await
}

#[tokio::test]
async fn a_stranger_is_a_request_first_and_shows_one_line_of_what_they_wrote() -> anyhow::Result<()>
{
    let (_host, layla, omar) = two().await?;
    layla.begins_with("omar").await?;
    let words = format!("كلام يظهر أوله {} وآخره لا يظهر", "ثم كلام ".repeat(30));
    layla.says(&words).await?;
    omar.has_request_from("layla").await?;
    let seen: String = omar.page.evaluate("document.body.textContent").await?;
    assert!(seen.contains("كلام يظهر أوله"), "nothing to judge by");
    assert!(
        !seen.contains("وآخره"),
        "a stranger's words fill the screen"
    );
    omar.accepts("layla").await?;
    omar.sees("وآخره لا يظهر").await?;
    layla.is_undisturbed()?;
    omar.is_undisturbed()
}

#[tokio::test]
pub(super) async fn two_people_answer_change_react_and_see_what_was_read() -> anyhow::Result<()> {
    let (_host, layla, omar) = met().await?;
    omar.answers("السلام عليكم", "shall we meet on Thursday?")
        .await?;
    layla.sees("shall we meet on Thursday?").await?;
    layla
        .sees_quote("shall we meet on Thursday?", "السلام عليكم")
        .await?;
    omar.changes("shall we meet on Thursday?", "shall we meet on Friday?")
        .await?;
    layla.sees("shall we meet on Friday?").await?;
    layla.sees_changed("shall we meet on Friday?").await?;
    layla.reacts("shall we meet on Friday?", "👍").await?;
    omar.sees_reaction("shall we meet on Friday?", "👍").await?;
    layla.says("نعم، في السادسة").await?;
    omar.sees("نعم، في السادسة").await?;
    layla.sees_state("نعم، في السادسة", "read").await?;
    layla.takes_back("نعم، في السادسة").await?;
    omar.no_longer_sees("نعم، في السادسة").await?;
    layla.is_undisturbed()?;
    omar.is_undisturbed()
}

#[tokio::test]
pub(super) async fn a_finger_that_draws_a_message_towards_the_start_answers_it()
-> anyhow::Result<()> {
    let (_host, layla, omar) = met().await?;
    let telephone = Look {
        width: 390,
        height: 844,
        touch: true,
        ..Look::default()
    };
    for (person, text, right) in [(&omar, "السلام عليكم", -120.0), (&layla, "and peace", 120.0)]
    {
        person.page.look(&telephone).await?;
        person.page.settled().await?;
        // Not far enough, then the other way: nothing.
        for other in [right / 5.0, -right] {
            person.page.draw("[data-part=bubble]", text, other).await?;
            assert_eq!(person.page.count("[data-part=reply-strip]").await?, 0);
        }
        person.page.draw("[data-part=bubble]", text, right).await?;
        person.page.shows("[data-part=reply-strip]").await?;
        person.is_undisturbed()?;
    }
    Ok(())
}

#[tokio::test]
async fn what_was_said_is_found_again_in_both_scripts() -> anyhow::Result<()> {
    let (_host, layla, omar) = met().await?;
    layla.says("الاجتماع في المكتبة الكبيرة").await?;
    omar.sees("الاجتماع في المكتبة الكبيرة").await?;
    let found = omar.searches("المكتبة").await?;
    assert!(
        found.iter().any(|hit| hit.contains("المكتبة الكبيرة")),
        "{found:?}"
    );
    let found = layla.searches("peace").await?;
    assert!(
        found.iter().any(|hit| hit.contains("and peace on you")),
        "{found:?}"
    );
    layla.is_undisturbed()?;
    omar.is_undisturbed()
}

#[tokio::test]
async fn whoever_writes_first_is_told_that_it_waits_and_a_refusal_can_be_undone()
-> anyhow::Result<()> {
    let (_host, layla, omar) = two().await?;
    omar.begins_with("layla").await?;
    omar.says("good morning").await?;
    omar.page
        .shows_text("[data-part=foot-sentence]", "until they accept")
        .await?;
    layla.declines("omar").await?;
    layla.page.click("[data-part=toast-action]").await?;
    layla.accepts("omar").await?;
    layla.sees("good morning").await?;
    omar.sees_state("good morning", "delivered").await?;
    omar.page
        .hides_text("[data-part=foot-sentence]", "until they accept")
        .await?;
    layla.is_undisturbed()?;
    omar.is_undisturbed()
}

#[tokio::test]
async fn a_refusal_holds_although_the_page_is_left_at_once() -> anyhow::Result<()> {
    let (host, layla, omar) = two().await?;
    omar.begins_with("layla").await?;
    omar.says("good morning").await?;
    layla.declines("omar").await?;
    layla.page.open(&host.origin()).await?;
    layla.is_home().await?;
    let requests = layla.page.count("[data-part=requests]").await?;
    anyhow::ensure!(requests == 0, "the request is there again");
    layla.is_undisturbed()?;
    omar.is_undisturbed()
}

#[tokio::test]
async fn looking_sends_nothing_and_a_request_shows_how_somebody_begins() -> anyhow::Result<()> {
    let host = Host::start()?;
    let origin = host.origin();
    let (layla, sara, omar) = tokio::try_join!(
        Peer::joins(&origin, "layla"),
        Peer::joins(&origin, "sara"),
        Person::joins(&origin, "omar", "en"),
    )?;
    omar.begins_with("layla").await?;
    let none = layla.does(&["requests"]).await?;
    assert!(!none.contains("omar"), "{none}");
    omar.says("صباح الخير يا ليلى").await?;
    layla.learns(&["requests"], "صباح الخير يا ليلى").await?;
    sara.does(&["send", "@omar", "it is about the garden"])
        .await?;
    omar.page
        .shows_text("[data-part=requests]", "it is about the garden")
        .await?;
    omar.has_request_from("sara").await?;
    omar.page
        .shows_text("[data-part=request-opening]", "it is about the garden")
        .await?;
    omar.page
        .shows_text("[data-part=requests-list]", "They know your name")
        .await?;
    omar.accepts("sara").await?;
    omar.sees("it is about the garden").await?;
    omar.is_undisturbed()
}

/// Notes where *Accept* stands in its card, whenever anything changes on the page.
const NOTE: &str = "() => {
    globalThis.places = new Set();
    const note = () => {
        const card = document.querySelector('[data-part=request]');
        const accept = card?.querySelector('[data-part=accept]');
        if (accept) {
            const [outer, inner] = [card, accept].map((part) => part.getBoundingClientRect());
            places.add(inner.top - outer.top);
        }
    };
    new MutationObserver(note).observe(document.body, {
        subtree: true,
        childList: true,
        characterData: true,
    });
    return true;
}";

#[tokio::test]
async fn what_comes_late_into_a_request_moves_none_of_its_buttons() -> anyhow::Result<()> {
    let (_host, layla, omar) = one_at_a_terminal().await?;
    omar.goes("/requests").await?;
    omar.page.shows("[data-part=requests-list]").await?;
    let _notes: bool = omar.page.call(NOTE, serde_json::json!([])).await?;
    let words = format!("it is about the garden {}", "and the wall ".repeat(20));
    layla.does(&["send", "@omar", &words]).await?;
    omar.has_request_from("layla").await?;
    omar.page
        .shows_text("[data-part=request-opening]", "it is about the garden")
        .await?;
    let places: Vec<f64> = omar.page.evaluate("[...places]").await?;
    anyhow::ensure!(places.len() == 1, "the button stood at {places:?}");
    omar.is_undisturbed()
}
