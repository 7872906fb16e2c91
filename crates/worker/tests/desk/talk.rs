//! Two people: finding each other, writing, changing what was said, being notified.

use hudhud_base::{ConversationId, MessageRow, RefusalCode};
use hudhud_dialogue::page::{Ask, Connection, Details, Reply};
use hudhud_dialogue::{
    Answer, Command, CommandError, ConversationState, Failure, Hearing, MessageState, Person,
    QuoteView, Trouble,
};

use super::page::Page;
use super::world::{run, serve};

#[test]
fn a_new_device_has_an_empty_list_that_is_complete_and_after_a_sign_up_a_name() {
    run(|world| async move {
        let mut amal = world.page("amal").await;
        amal.until(|page| page.complete == 1).await;
        assert_eq!(amal.list.len(), 0);
        assert_eq!(
            amal.ask(Ask::Held).await,
            Err(CommandError::NotSignedUp.into())
        );
        amal.sign_up(&world.host, "amal").await;
        amal.until(|page| page.accounts > 0).await;
        amal.until(|page| page.connections.last() == Some(&Connection::Current))
            .await;
        let Ok(Reply::Held(held)) = amal.ask(Ask::Held).await else {
            panic!("nothing is held");
        };
        let (account, holdings) = (held.account, held.holdings);
        assert_eq!(account.person.name.as_deref(), Some("amal"));
        assert_eq!(
            (account.host().as_str(), holdings.devices),
            ("test.example", 1)
        );
        assert_eq!((holdings.key_packages, holdings.logs), (20, 0));
        assert!(holdings.bytes > 0);
        assert_eq!(amal.client.account().await, Ok(Some(account.clone())));
        assert!(account.person.own && account.signed_up);
    });
}

#[test]
fn a_name_that_is_taken_is_told_and_another_one_can_be_tried() {
    run(|world| async move {
        let _amal = world.person("amal").await;
        let mut other = world.page("other").await;
        let (host, name) = (world.host.clone(), Some("amal".to_owned()));
        let done = other
            .done(Command::SignUp {
                host,
                name,
                code: None,
            })
            .await;
        assert_eq!(
            other.end_of(done).await,
            Err(Failure::Refused(RefusalCode::NameTaken))
        );
        other.sign_up(&world.host, "other").await;
    });
}

#[test]
fn a_request_shows_who_asks_and_no_words_and_a_declined_one_is_gone() {
    run(|world| async move {
        let mut amal = world.person("amal").await;
        let mut basim = world.person("basim").await;
        let at_amal = amal.start("basim").await;
        amal.send(at_amal, "are you there?").await;
        let request = basim.request().await;
        basim
            .until(|page| {
                let inviter = page.list[&request].inviter.as_ref();
                inviter.is_some_and(|inviter| inviter.name.is_some())
            })
            .await;
        let line = &basim.list[&request];
        assert_eq!(line.inviter.as_ref().unwrap().name.as_deref(), Some("amal"));
        assert_eq!(line.inviter.as_ref().unwrap().foreign_host(), "");
        assert_eq!(line.last, None);
        basim.until(|page| !page.notified.is_empty()).await;
        let notified = &basim.notified[0];
        assert!(notified.request && notified.body.is_empty() && notified.title.is_empty());
        basim
            .done(Command::Decline {
                conversation: request,
            })
            .await;
        basim.until(|page| page.list.is_empty()).await;
        let again = basim.ask(Command::Accept {
            conversation: request,
        });
        assert_eq!(again.await, Err(CommandError::NoSuchConversation.into()));
    });
}

#[test]
fn two_people_write_both_ways_and_see_how_far_a_message_has_come() {
    run(|world| async move {
        let ((mut amal, at_amal), (mut basim, at_basim)) = world.two_who_talk().await;
        amal.watch(at_amal, None).await;
        let greeting = "صباح الخير";
        let id = amal.send(at_amal, greeting).await;
        amal.shows(greeting).await;
        amal.until(|page| page.window[&id].state >= MessageState::Delivered)
            .await;
        basim.last_becomes(at_basim, greeting).await;
        assert_eq!(basim.list[&at_basim].unread, 2);
        let window = basim.watch(at_basim, None).await;
        let last = basim.message(greeting).id;
        assert_eq!(window.first_unread, Some(basim.message("first").id));
        basim
            .done(Command::MarkRead {
                conversation: at_basim,
                last,
            })
            .await;
        basim.until(|page| page.list[&at_basim].unread == 0).await;
        amal.until(|page| page.window[&id].state == MessageState::Read)
            .await;
        basim.send(at_basim, "Good morning").await;
        amal.shows("Good morning").await;
        assert_eq!(amal.bodies(), ["first", greeting, "Good morning"]);
        let sender = &amal.message("Good morning").sender;
        assert_eq!((sender.name.as_deref(), sender.own), (Some("basim"), false));
    });
}

#[test]
fn a_message_is_answered_changed_and_taken_back_and_so_is_what_quotes_it() {
    run(|world| async move {
        let ((mut amal, at_amal), (mut basim, at_basim)) = world.two_who_talk().await;
        amal.watch(at_amal, None).await;
        basim.watch(at_basim, None).await;
        let own = amal.send(at_amal, "Thursday at five").await;
        basim.shows("Thursday at five").await;
        let theirs = basim.message("Thursday at five").id;
        basim.answer(at_basim, "I will come", Some(theirs)).await;
        amal.shows("I will come").await;
        let quoted = |page: &Page, words: &str| {
            let answer = page.message("I will come").reply_to.clone();
            matches!(answer, Some(QuoteView::Known { body, .. }) if body == words)
        };
        assert!(quoted(&amal, "Thursday at five"));

        let body = "Thursday at six".to_owned();
        amal.done(Command::Edit { message: own, body }).await;
        basim.shows("Thursday at six").await;
        assert!(basim.window[&theirs].edited);
        basim.until(|page| quoted(page, "Thursday at six")).await;
        let forged = Command::Edit {
            message: theirs,
            body: "forged".to_owned(),
        };
        assert_eq!(basim.ask(forged).await, Err(CommandError::NotYours.into()));

        amal.done(Command::Delete { message: own }).await;
        basim.until(|page| page.window[&theirs].deleted).await;
        assert_eq!(basim.window[&theirs].body, "");
        basim.until(|page| quoted(page, "")).await;
        amal.until(|page| quoted(page, "")).await;
    });
}

#[test]
fn reactions_come_go_and_are_counted_together() {
    run(|world| async move {
        let ((mut amal, at_amal), (mut basim, at_basim)) = world.two_who_talk().await;
        amal.watch(at_amal, None).await;
        basim.watch(at_basim, None).await;
        let (own, theirs) = (amal.message("first").id, basim.message("first").id);
        for emoji in ["👍", "🌿"] {
            let emoji = emoji.to_owned();
            let message = theirs;
            basim.done(Command::React { message, emoji }).await;
        }
        amal.until(|page| page.window[&own].reactions.len() == 2)
            .await;
        let emoji = "👍".to_owned();
        let message = own;
        amal.done(Command::React { message, emoji }).await;
        basim
            .until(|page| page.window[&theirs].reactions[0].people.len() == 2)
            .await;
        assert!(basim.window[&theirs].reactions[0].own);
        let emoji = "👍".to_owned();
        let message = theirs;
        basim.done(Command::Unreact { message, emoji }).await;
        amal.until(|page| {
            page.window[&own].reactions.len() == 2
                && page.window[&own]
                    .reactions
                    .iter()
                    .all(|reaction| reaction.people.len() == 1)
        })
        .await;
    });
}

#[test]
fn what_comes_is_notified_and_what_is_done_here_is_not() {
    run(|world| async move {
        let ((mut amal, at_amal), (mut basim, at_basim)) = world.two_who_talk().await;
        basim
            .until(|page| page.notified.iter().any(|one| one.body == "first"))
            .await;
        amal.send(at_amal, "second").await;
        basim
            .until(|page| page.notified.iter().any(|one| one.body == "second"))
            .await;
        let last = basim.notified.last().unwrap();
        assert_eq!(last.sender.name.as_deref(), Some("amal"));
        assert_eq!((last.conversation, last.request), (at_basim, false));
        basim.send(at_basim, "third").await;
        amal.until(|page| page.notified.iter().any(|one| one.body == "third"))
            .await;
        assert!(amal.notified.iter().all(|one| one.body == "third"));
    });
}

#[test]
fn of_what_was_missed_only_the_last_message_is_notified() {
    run(|world| async move {
        let ((mut amal, at_amal), (basim, at_basim)) = world.two_who_talk().await;
        basim.close().await;
        for number in 1..=30 {
            amal.send(at_amal, &format!("number {number}")).await;
        }
        amal.watch(at_amal, None).await;
        amal.until(|page| page.message("number 30").state >= MessageState::Sent)
            .await;
        let mut basim = world.page("basim").await;
        basim.last_becomes(at_basim, "number 30").await;
        amal.send(at_amal, "and now").await;
        basim
            .until(|page| page.notified.iter().any(|one| one.body == "and now"))
            .await;
        let bodies: Vec<&str> = basim.notified.iter().map(|one| one.body.as_str()).collect();
        assert_eq!(bodies, ["number 30", "and now"]);
    });
}

#[test]
fn somebody_who_writes_is_seen_writing() {
    run(|world| async move {
        let ((mut amal, at_amal), (mut basim, at_basim)) = world.two_who_talk().await;
        let conversation = at_amal;
        amal.done(Command::Typing { conversation }).await;
        basim.until(|page| !page.typing.is_empty()).await;
        assert_eq!(basim.typing, [(at_basim, "amal".to_owned())]);
    });
}

#[test]
fn a_draft_is_kept_until_it_is_sent_and_after_the_device_was_closed() {
    run(|world| async move {
        let ((mut amal, at_amal), _basim) = world.two_who_talk().await;
        let text = "half a thou".to_owned();
        amal.done(Command::Draft {
            conversation: at_amal,
            text,
        })
        .await;
        amal.until(|page| page.list[&at_amal].draft == "half a thou")
            .await;
        amal.close().await;
        let mut amal = world.page("amal").await;
        amal.until(|page| page.complete == 1).await;
        assert_eq!(amal.list[&at_amal].draft, "half a thou");
        amal.send(at_amal, "a whole thought").await;
        amal.until(|page| page.list[&at_amal].draft.is_empty())
            .await;
    });
}

#[test]
fn what_cannot_be_sent_is_refused_with_the_reason() {
    run(|world| async move {
        let ((mut amal, at_amal), _basim) = world.two_who_talk().await;
        let send = |body: String| Command::Send {
            conversation: at_amal,
            body,
            reply_to: None,
        };
        let long = amal.ask(send("x".repeat(40_000))).await;
        assert_eq!(
            long,
            Err(CommandError::TooLong {
                limit_bytes: 32_768
            }
            .into())
        );
        assert_eq!(
            amal.ask(send("  ".to_owned())).await,
            Err(CommandError::Empty.into())
        );
        let nowhere = Command::Send {
            conversation: ConversationId(99),
            body: "hello".to_owned(),
            reply_to: None,
        };
        assert_eq!(
            amal.ask(nowhere).await,
            Err(CommandError::NoSuchConversation.into())
        );
        let watched = amal.ask(Ask::Watch {
            conversation: ConversationId(99),
            around: None,
        });
        assert_eq!(watched.await, Err(CommandError::NoSuchConversation.into()));
        let watched = amal.ask(Ask::Watch {
            conversation: at_amal,
            around: Some(MessageRow(99)),
        });
        assert_eq!(watched.await, Err(CommandError::NoSuchMessage.into()));
    });
}

#[test]
fn somebody_who_is_not_there_or_oneself_is_not_found() {
    run(|world| async move {
        let mut amal = world.person("amal").await;
        let person = amal.named("nobody_here").await;
        let done = amal.done(Command::Start { person }).await;
        assert_eq!(amal.end_of(done).await, Err(Failure::NoSuchName));
        let person = amal.named("@amal").await;
        let oneself = amal.ask(Command::Start { person }).await;
        assert_eq!(oneself, Err(CommandError::Yourself.into()));
    });
}

#[test]
fn a_conversation_that_is_there_is_found_without_the_network() {
    run(|world| async move {
        let ((amal, at_amal), (basim, _)) = world.two_who_talk().await;
        amal.close().await;
        let mut amal = Page::open(world.cut_off("amal").await);
        let account = basim
            .client
            .account()
            .await
            .unwrap()
            .unwrap()
            .person
            .account;
        for person in [
            amal.named("Basim").await,
            amal.named("@basim@test.example").await,
            Person::Account(account),
        ] {
            let answer = amal.done(Command::Start { person }).await;
            assert_eq!(answer, Answer::There(at_amal));
        }
    });
}

#[test]
fn without_a_host_the_page_is_told_so() {
    run(|world| async move {
        let device = world.device("amal").await;
        let mut amal = Page::open(device);
        amal.done(Command::SignUp {
            host: "http://127.0.0.1:1".to_owned(),
            name: None,
            code: None,
        })
        .await;
        amal.until(|page| {
            page.connections.last() == Some(&Connection::Offline(Trouble::Unreachable))
        })
        .await;
    });
}

#[test]
fn a_blocked_person_is_listed_and_can_be_unblocked() {
    run(|world| async move {
        let ((mut amal, at_amal), (basim, _)) = world.two_who_talk().await;
        let account = basim.client.account().await.unwrap().unwrap();
        let account = account.person.account;
        let Ok(Reply::Details(details)) = amal
            .ask(Ask::Details {
                conversation: at_amal,
            })
            .await
        else {
            panic!("no details");
        };
        let is_blocked = |details: &Details| details.conversation.hearing == Hearing::Blocked;
        assert!(!is_blocked(&details));
        amal.done(Command::Block { account }).await;
        amal.until(|page| page.details.iter().any(is_blocked)).await;
        amal.becomes(at_amal, ConversationState::Left).await;
        let Ok(Reply::People(blocked)) = amal.ask(Ask::Blocked).await else {
            panic!("no people");
        };
        assert_eq!(blocked[0].account, account);
        amal.done(Command::Unblock { account }).await;
        assert_eq!(amal.ask(Ask::Blocked).await, Ok(Reply::People(Vec::new())));
        amal.until(|page| {
            page.details
                .last()
                .is_some_and(|details| !is_blocked(details))
        })
        .await;
    });
}

#[test]
fn somebody_on_another_host_is_shown_with_it_and_found_again_by_account() {
    run(|world| async move {
        let elsewhere = serve(&world.directory("elsewhere"), "else.example");
        let authority = elsewhere.local_addr().to_string();
        let mut amal = world.person("amal").await;
        let device = world.device("basim").await;
        let mut basim = Page::open(device);
        basim.sign_up(&format!("http://{authority}"), "basim").await;
        let at_amal = amal.start(&format!("@basim@{authority}")).await;
        let peer = amal.list[&at_amal].peer.clone().unwrap();
        assert_eq!(peer.full_name(), format!("@basim@{authority}"));
        let at_basim = basim.accept_request().await;
        amal.send(at_amal, "over there?").await;
        basim.last_becomes(at_basim, "over there?").await;

        amal.done(Command::Leave {
            conversation: at_amal,
        })
        .await;
        amal.becomes(at_amal, ConversationState::Left).await;
        let person = Person::Account(peer.account);
        let again = amal.ended(Command::Start { person }).await;
        assert_ne!(again.conversation.unwrap(), at_amal);
        amal.close().await;
        basim.close().await;
        tokio::task::spawn_blocking(move || elsewhere.shutdown())
            .await
            .unwrap()
            .unwrap();
    });
}
