use hudhud_browser::{Host, Person, Relay};

/// What the relay puts in place of this build's name, so that another one seems to be there.
fn other_build(build: &str, first: char) -> String {
    let rest = build.chars().skip(1);
    std::iter::once(first).chain(rest).collect()
}

#[tokio::test]
async fn a_new_build_waits_for_the_person_and_takes_no_draft_away() -> anyhow::Result<()> {
    let host = Host::start()?;
    let build = host.build()?;
    let relay = Relay::start(host.port())?;
    // A build for development is not kept by browsers: this one bears another name from the start.
    let first = other_build(&build, 'y');
    relay.change(&build, &first)?;
    let origin = relay.origin();
    let (mira, noor) = tokio::try_join!(
        Person::joins(&origin, "mira", "en"),
        Person::joins(&origin, "noor", "ar"),
    )?;
    mira.begins_with("noor").await?;
    mira.says("hello").await?;
    mira.keeps_a_copy_of_the_app().await?;
    mira.drafts("not yet finished").await?;
    relay.change(&build, &other_build(&build, 'z'))?;
    mira.page
        .evaluate::<bool>("(globalThis.hudhud.checkUpdate(), true)")
        .await?;
    mira.takes_the_update().await?;
    let shown: String = mira
        .page
        .evaluate("document.documentElement.dataset.build")
        .await?;
    assert_eq!(shown, other_build(&build, 'z'));
    mira.opens("noor").await?;
    assert_eq!(mira.drafted().await?, "not yet finished");
    mira.sees("hello").await?;
    noor.is_undisturbed()?;
    mira.is_undisturbed()
}
