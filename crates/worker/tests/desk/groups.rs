//! Groups: who is in, who is out, who may what; and messages that were given up.

use hudhud_base::{AccountId, ConversationId};
use hudhud_dialogue::page::{Ask, Reply};
use hudhud_dialogue::{
    Answer, Command, CommandError, ConversationState, Failure, MessageState, NotAdded, NoticeView,
    Person,
};

use super::page::Page;
use super::world::{World, run};

/// A group that amal leads and basim is in, and its number at each.
async fn two_in_a_group(world: &World) -> ((Page, ConversationId), (Page, ConversationId)) {
    let mut amal = world.person("amal").await;
    let mut basim = world.person("basim").await;
    let at_amal = amal.create_group("Book club", &["@basim"]).await;
    let at_basim = basim.accept_request().await;
    amal.send(at_amal, "welcome").await;
    basim.last_becomes(at_basim, "welcome").await;
    ((amal, at_amal), (basim, at_basim))
}

async fn account(page: &Page) -> AccountId {
    let account = page.client.account().await.unwrap().unwrap();
    account.person.account
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
        let rename = |conversation, title: &str| Command::Rename {
            conversation,
            title: title.to_owned(),
        };
        let refused = basim.ask(rename(at_basim, "Mine")).await;
        assert_eq!(refused, Err(CommandError::NotAllowed.into()));
        amal.done(rename(at_amal, "نادي الكتاب")).await;
        let renamed = |page: &Page| {
            let details = page.details.last();
            details.is_some_and(|details| details.conversation.title == "نادي الكتاب")
        };
        amal.until(renamed).await;
        basim
            .until(|page| page.list[&at_basim].title == "نادي الكتاب")
            .await;
        amal.done(Command::Promote {
            conversation: at_amal,
            account: account(&basim).await,
        })
        .await;
        amal.until(|page| {
            let details = page.details.last().unwrap();
            details.members.iter().all(|member| member.admin)
        })
        .await;
        amal.done(Command::Demote {
            conversation: at_amal,
            account: account(&basim).await,
        })
        .await;
        amal.until(|page| {
            let details = page.details.last().unwrap();
            details.members.iter().filter(|member| member.admin).count() == 1
        })
        .await;
    });
}

#[test]
fn somebody_removed_reads_no_further_and_sees_a_line_that_says_so() {
    run(|world| async move {
        let ((mut amal, at_amal), (mut basim, at_basim)) = two_in_a_group(&world).await;
        basim.watch(at_basim, None).await;
        let removal = Command::RemoveMember {
            conversation: at_amal,
            account: account(&basim).await,
        };
        let done = amal.done(removal.clone()).await;
        amal.end_of(done).await.unwrap();
        amal.send(at_amal, "after").await;
        basim.becomes(at_basim, ConversationState::Removed).await;
        basim
            .until(|page| {
                let mut notices = page.window.values().filter_map(|one| one.notice.as_ref());
                notices.any(|notice| matches!(notice, NoticeView::Removed(people) if people[0].own))
            })
            .await;
        assert!(!basim.bodies().contains(&"after"));
        let send = Command::Send {
            conversation: at_basim,
            body: "let me in".to_owned(),
            reply_to: None,
        };
        assert_eq!(basim.ask(send).await, Err(CommandError::NotActive.into()));
        assert_eq!(
            amal.ask(removal).await,
            Err(CommandError::NotAMember.into())
        );
    });
}

#[test]
fn a_message_that_was_given_up_can_be_forgotten_or_sent_again_when_it_can() {
    run(|world| async move {
        let ((mut amal, at_amal), (basim, at_basim)) = two_in_a_group(&world).await;
        basim.close().await;
        let mut basim = Page::open(world.cut_off("basim").await);
        let kept = basim.send(at_basim, "sent too late").await;
        let dropped = basim.send(at_basim, "not worth it").await;
        basim.close().await;
        let member = account_of(&world).await;
        let done = amal
            .done(Command::RemoveMember {
                conversation: at_amal,
                account: member,
            })
            .await;
        amal.end_of(done).await.unwrap();

        let mut basim = world.page("basim").await;
        basim.becomes(at_basim, ConversationState::Removed).await;
        basim.watch(at_basim, None).await;
        assert_eq!(basim.window[&kept].state, MessageState::Failed);
        let again = basim.ask(Command::Resend { message: kept }).await;
        assert_eq!(again, Err(CommandError::NotActive.into()));
        basim.done(Command::Delete { message: dropped }).await;
        basim
            .until(|page| !page.window.contains_key(&dropped))
            .await;
        let twice = basim.ask(Command::Discard { message: dropped }).await;
        assert_eq!(twice, Err(CommandError::NoSuchMessage.into()));

        let done = amal
            .done(Command::AddMembers {
                conversation: at_amal,
                members: vec![amal.named("basim").await],
            })
            .await;
        amal.end_of(done).await.unwrap();
        assert_eq!(basim.accept_request().await, at_basim);
        let Answer::Queued(message) = basim.done(Command::Resend { message: kept }).await else {
            panic!("it is not sent again");
        };
        basim.until(|page| !page.window.contains_key(&kept)).await;
        amal.last_becomes(at_amal, "sent too late").await;
        basim
            .until(|page| page.window[&message].state >= MessageState::Sent)
            .await;
        let too_late = basim.ask(Command::Discard { message }).await;
        assert_eq!(too_late, Err(CommandError::NoSuchMessage.into()));
    });
}

/// The account of the device that was closed.
async fn account_of(world: &World) -> AccountId {
    let basim = Page::open(world.cut_off("basim").await);
    let account = account(&basim).await;
    basim.close().await;
    account
}

#[test]
fn leaving_is_final_and_what_was_said_stays() {
    run(|world| async move {
        let ((mut amal, at_amal), (mut basim, at_basim)) = two_in_a_group(&world).await;
        let done = basim
            .done(Command::Leave {
                conversation: at_basim,
            })
            .await;
        basim.end_of(done).await.unwrap();
        basim.becomes(at_basim, ConversationState::Left).await;
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
fn of_several_people_those_are_added_who_can_be_and_the_others_are_named_with_the_reason() {
    run(|world| async move {
        let ((mut amal, at_amal), _basim) = two_in_a_group(&world).await;
        let _dalia = world.person("dalia").await;
        let stranger = Person::Account(AccountId([9; 32]));
        let (nobody, oneself) = (amal.named("nobody").await, amal.named("@amal").await);
        let ended = amal
            .ended(Command::AddMembers {
                conversation: at_amal,
                members: vec![
                    nobody.clone(),
                    amal.named("@dalia").await,
                    oneself.clone(),
                    stranger.clone(),
                ],
            })
            .await;
        let not_added = |person, failure| NotAdded { person, failure };
        assert_eq!(
            ended.not_added,
            [
                not_added(nobody, Failure::NoSuchName),
                not_added(oneself, Failure::Yourself),
                not_added(stranger, Failure::NoSuchAccount),
            ]
        );
        let members = amal.client.members(at_amal).await.unwrap();
        let names = members.iter().map(|member| member.person.name.as_deref());
        let names: Vec<&str> = names.map(Option::unwrap).collect();
        assert_eq!(names, ["amal", "basim", "dalia"]);
        let added = |page: &Page| {
            let mut notices = page.window.values().filter_map(|one| one.notice.as_ref());
            notices.any(|notice| matches!(notice, NoticeView::Added(people) if people.len() == 1))
        };
        amal.watch(at_amal, None).await;
        amal.until(added).await;
    });
}

#[test]
fn oneself_among_those_to_be_added_keeps_nobody_out() {
    run(|world| async move {
        let mut amal = world.person("amal").await;
        let _basim = world.person("basim").await;
        let own = Person::Account(account(&amal).await);
        let members = vec![own.clone(), amal.named("basim").await];
        let title = "Book club".to_owned();
        let ended = amal.ended(Command::CreateGroup { title, members }).await;
        let failure = Failure::Yourself;
        assert_eq!(
            ended.not_added,
            [NotAdded {
                person: own,
                failure
            }]
        );
        let group = ended.conversation.unwrap();
        assert_eq!(amal.client.members(group).await.unwrap().len(), 2);
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
        // Her words may be here before her name, for which the host is asked.
        let is_named = |page: &Page| {
            let mut peers = page.list.values().filter_map(|row| row.peer.as_ref());
            peers.any(|peer| peer.name.as_deref() == Some("dalia"))
        };
        amal.until(is_named).await;
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
