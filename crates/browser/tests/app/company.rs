//! What somebody finds who looks at Hudhud for the first time.

use std::time::Duration;

use hudhud_browser::{Host, Person, hudhud};
use hudhud_trial::Company;

#[tokio::test]
async fn whoever_comes_to_the_demonstration_is_greeted_and_sees_people_talk() -> anyhow::Result<()>
{
    let host = Host::start()?;
    let homes = tempfile::tempdir()?;
    let company = Company::gathers(&hudhud()?, homes.path(), &host.origin())?;
    assert!(!company.greets("guest")?, "nobody is called so yet");
    let guest = Person::joins(&host.origin(), "guest", "en").await?;
    assert!(company.greets("guest")?);
    guest.has_request_from("omar").await?;
    guest.accepts_everybody(4).await?;
    company.goes_on(Duration::ZERO)?;
    guest.goes("/").await?;
    guest.opens("Hoopoe walk").await?;
    guest.sees("Coming along?").await?;
    guest.sees("أهلاً وسهلاً!").await?;
    guest.says("With pleasure").await?;
    guest.sees_state("With pleasure", "sent").await?;
    guest.is_undisturbed()
}
