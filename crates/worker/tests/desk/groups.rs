//! Groups: who is in, who is out, who may what; and messages that were given up.

use hudhud_dialogue::{Ask, Delivery, NoticeView, Problem, Reply, Standing, Whom};

use super::page::Page;
use super::world::{World, run};

/// A group that amal leads and basim is in, and its number at each.
async fn two_in_a_group(world: &World) -> ((Page, i64), (Page, i64)) {
    let mut amal = world.person("amal").await;
    let mut basim = world.person("basim").await;
    let at_amal = amal.create_group("Book club", &["@basim"]).await;
    let at_basim = basim.accept_request().await;
    amal.send(at_amal, "welcome").await;
    basim.last_becomes(at_basim, "welcome").await;
    ((amal, at_amal), (basim, at_basim))
}

async fn account(page: &Page) -> String {
    let account = page.client.account().await.unwrap().unwrap();
    account.contact.account.to_string()
}

#[test]
fn details_tell_who_is_in_and_follow_what_changes() {
    run(|world| async move {
        let ((mut amal, at_amal), (mut basim, at_basim)) = two_in_a_group(&world).await;
        let Ok(Reply::Details(details)) = amal
            .ask(Ask::Details {
                conversation: at_amal,
            })
            .await
        else {
            panic!("no details");
        };
        let names: Vec<_> = details
            .members
            .iter()
            .map(|member| (member.person.name.as_deref().unwrap(), member.admin))
            .collect();
        assert_eq!(names, [("amal", true), ("basim", false)]);
        assert!(details.admin && details.members_max >= 100);
        let rename = |conversation, title: &str| Ask::Rename {
            conversation,
            title: title.to_owned(),
        };
        let refused = basim.ask(rename(at_basim, "Mine")).await;
        assert_eq!(refused, Err(Problem::NotAllowed));
        amal.done(rename(at_amal, "نادي الكتاب")).await;
        let renamed = |page: &Page| {
            let details = page.details.last();
            details.is_some_and(|details| details.conversation.title == "نادي الكتاب")
        };
        amal.until(renamed).await;
        basim
            .until(|page| page.list[&at_basim].title == "نادي الكتاب")
            .await;
        amal.done(Ask::Promote {
            conversation: at_amal,
            account: account(&basim).await,
        })
        .await;
        amal.until(|page| {
            let details = page.details.last().unwrap();
            details.members.iter().all(|member| member.admin)
        })
        .await;
    });
}

#[test]
fn somebody_removed_reads_no_further_and_sees_a_line_that_says_so() {
    run(|world| async move {
        let ((mut amal, at_amal), (mut basim, at_basim)) = two_in_a_group(&world).await;
        basim.watch(at_basim, None).await;
        let removal = Ask::RemoveMember {
            conversation: at_amal,
            account: account(&basim).await,
        };
        let done = amal.done(removal.clone()).await;
        amal.end_of(done).await.unwrap();
        amal.send(at_amal, "after").await;
        basim.becomes(at_basim, Standing::Removed).await;
        basim
            .until(|page| {
                let mut notices = page.window.values().filter_map(|one| one.notice.as_ref());
                notices.any(|notice| matches!(notice, NoticeView::Removed(people) if people[0].own))
            })
            .await;
        assert!(!basim.bodies().contains(&"after"));
        let send = Ask::Send {
            conversation: at_basim,
            body: "let me in".to_owned(),
            reply_to: None,
        };
        assert_eq!(basim.ask(send).await, Err(Problem::NotActive));
        assert_eq!(amal.ask(removal).await, Err(Problem::NotAMember));
    });
}

#[test]
fn a_message_that_was_given_up_can_be_forgotten_or_sent_again_when_it_can() {
    run(|world| async move {
        let ((mut amal, at_amal), (basim, at_basim)) = two_in_a_group(&world).await;
        basim.close().await;
        let mut basim = Page::open(world.cut_off("basim").await, &world.host);
        let kept = basim.send(at_basim, "sent too late").await;
        let dropped = basim.send(at_basim, "not worth it").await;
        basim.close().await;
        let member = account_of(&world).await;
        let done = amal
            .done(Ask::RemoveMember {
                conversation: at_amal,
                account: member,
            })
            .await;
        amal.end_of(done).await.unwrap();

        let mut basim = world.page("basim").await;
        basim.becomes(at_basim, Standing::Removed).await;
        basim.watch(at_basim, None).await;
        assert_eq!(basim.window[&kept].delivery, Delivery::Failed);
        let again = basim.ask(Ask::Resend { message: kept }).await;
        assert_eq!(again, Err(Problem::NotActive));
        basim.done(Ask::Delete { message: dropped }).await;
        basim
            .until(|page| !page.window.contains_key(&dropped))
            .await;
        let twice = basim.ask(Ask::Discard { message: dropped }).await;
        assert_eq!(twice, Err(Problem::NoSuchMessage));

        let done = amal
            .done(Ask::AddMembers {
                conversation: at_amal,
                members: vec![Whom::Name("basim".to_owned())],
            })
            .await;
        amal.end_of(done).await.unwrap();
        assert_eq!(basim.accept_request().await, at_basim);
        let Ok(Reply::Queued { message }) = basim.ask(Ask::Resend { message: kept }).await else {
            panic!("it is not sent again");
        };
        basim.until(|page| !page.window.contains_key(&kept)).await;
        amal.last_becomes(at_amal, "sent too late").await;
        basim
            .until(|page| page.window[&message].delivery >= Delivery::Sent)
            .await;
        let too_late = basim.ask(Ask::Discard { message }).await;
        assert_eq!(too_late, Err(Problem::NoSuchMessage));
    });
}

/// The account of the device that was closed.
async fn account_of(world: &World) -> String {
    let basim = Page::open(world.cut_off("basim").await, &world.host);
    let account = account(&basim).await;
    basim.close().await;
    account
}

#[test]
fn leaving_is_final_and_what_was_said_stays() {
    run(|world| async move {
        let ((mut amal, at_amal), (mut basim, at_basim)) = two_in_a_group(&world).await;
        let done = basim
            .done(Ask::Leave {
                conversation: at_basim,
            })
            .await;
        basim.end_of(done).await.unwrap();
        basim.becomes(at_basim, Standing::Left).await;
        basim.watch(at_basim, None).await;
        assert!(basim.bodies().contains(&"welcome"));
        amal.watch(at_amal, None).await;
        amal.until(|page| {
            let mut notices = page.window.values().filter_map(|one| one.notice.as_ref());
            notices.any(|notice| matches!(notice, NoticeView::Left(_)))
        })
        .await;
    });
}

#[test]
fn people_met_before_are_known_by_the_beginning_of_their_names() {
    run(|world| async move {
        let ((mut amal, _), (basim, _)) = two_in_a_group(&world).await;
        let mut dalia = world.person("dalia").await;
        let at_dalia = dalia.start("@amal").await;
        amal.accept_request().await;
        dalia.send(at_dalia, "hello").await;
        amal.until(|page| page.notified.iter().any(|one| one.body == "hello"))
            .await;
        let known = async |page: &mut Page, prefix: &str| {
            let prefix = prefix.to_owned();
            let Ok(Reply::People(people)) = page.ask(Ask::Known { prefix }).await else {
                panic!("no people");
            };
            let names = people.into_iter().map(|person| person.name.unwrap());
            names.collect::<Vec<_>>()
        };
        assert_eq!(known(&mut amal, "").await, ["dalia", "basim"]);
        assert_eq!(known(&mut amal, "@BA").await, ["basim"]);
        assert_eq!(known(&mut amal, "x").await, [""; 0]);
        drop(basim);
    });
}
