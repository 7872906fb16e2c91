//! Two people and a terminal do whatever can be done.

use hudhud_browser::{Axe, Walk};

#[tokio::test]
async fn whatever_three_people_do_at_random_leads_nowhere_wrong() -> anyhow::Result<()> {
    let walk = Walk { seed: 1, steps: 60 };
    walk.perform(&Axe::load()?).await?;
    Ok(())
}
