//! Photos and files: sealed for a page, fetched, and opened for it again.

use hudhud_base::{ConversationId, MessageRow};
use hudhud_dialogue::page::{Ask, Attaching, Chosen, Manner, Reply};
use hudhud_dialogue::{Answer, AttachmentState, Command};

use super::page::Page;
use super::world::run;

fn letter(conversation: ConversationId, bytes: &[u8]) -> Attaching {
    Attaching {
        conversation,
        body: "the plan".to_owned(),
        reply_to: None,
        chosen: vec![Chosen {
            name: "plan.pdf".to_owned(),
            description: String::new(),
            manner: Manner::WithoutTraces,
            thumbhash: Vec::new(),
            bytes: bytes.to_vec(),
        }],
    }
}

fn state(page: &Page, message: MessageRow) -> Option<AttachmentState> {
    Some(page.window.get(&message)?.attached.first()?.state)
}

/// Until it is on this device, and the page was told that all of it has come.
async fn has(page: &mut Page, message: MessageRow) {
    page.until(|page| {
        let is_whole = |one: &hudhud_dialogue::Moved| (one.message, one.percent) == (message, 100);
        state(page, message) == Some(AttachmentState::Here) && page.moved.iter().any(is_whole)
    })
    .await;
}

#[test]
fn a_page_is_told_how_far_what_it_sends_and_fetches_has_come_and_opens_what_was_sent() {
    run(|world| async move {
        let ((mut amal, at_amal), (mut basim, at_basim)) = world.two_who_talk().await;
        amal.watch(at_amal, None).await;
        basim.watch(at_basim, None).await;
        let content: Vec<u8> = (0..=255).cycle().take(3_000_000).collect();
        let sent = amal
            .done(Ask::SendAttached(letter(at_amal, &content)))
            .await;
        let Answer::Queued(sent) = sent else {
            panic!("{sent:?}");
        };
        has(&mut amal, sent).await;
        basim.shows("the plan").await;
        let message = basim.message("the plan").id;
        assert_eq!(state(&basim, message), Some(AttachmentState::There));
        basim
            .done(Command::FetchAttached { message, part: 0 })
            .await;
        has(&mut basim, message).await;
        let opened = basim.ask(Ask::OpenAttached { message, part: 0 }).await;
        let as_sent = Reply::Attached {
            name: "plan.pdf".to_owned(),
            picture: None,
            program: false,
            bytes: content,
        };
        assert_eq!(opened, Ok(as_sent));
    });
}
