//! Photos and files: sealed for a page, fetched, and opened for it again.

use hudhud_base::{ConversationId, MessageRow, limits};
use hudhud_dialogue::page::{Ask, Attaching, Chosen, Manner, Problem, Reply};
use hudhud_dialogue::{Answer, AttachmentState, Command, CommandError};

use super::page::Page;
use super::world::run;

fn letter(conversation: ConversationId, sealed: &[u32]) -> Attaching {
    Attaching {
        conversation,
        body: "the plan".to_owned(),
        reply_to: None,
        sealed: sealed.to_vec(),
    }
}

/// Seals a file; the number under which it is kept.
async fn seal(page: &mut Page, bytes: &[u8]) -> Result<u32, Problem> {
    let chosen = Chosen {
        name: "plan.pdf".to_owned(),
        description: String::new(),
        manner: Manner::WithoutTraces,
        thumbhash: Vec::new(),
        bytes: bytes.to_vec(),
    };
    let Reply::Sealed(number) = page.ask(Ask::Seal(chosen)).await? else {
        panic!("nothing is sealed");
    };
    Ok(number)
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
        let sealed = seal(&mut amal, &content).await.unwrap();
        let sent = amal
            .done(Ask::SendAttached(letter(at_amal, &[sealed])))
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

#[test]
fn what_was_sealed_is_sent_once_or_let_go_and_no_more_is_kept_than_one_message_takes() {
    run(|world| async move {
        let ((mut amal, at_amal), _) = world.two_who_talk().await;
        let mut sealed = Vec::new();
        for _ in 0..limits::ATTACHMENTS {
            sealed.push(seal(&mut amal, b"leaf").await.unwrap());
        }
        let full = seal(&mut amal, b"leaf").await;
        assert_eq!(full, Err(CommandError::TooMuchAttached.into()));
        amal.done(Ask::DropSealed(sealed.split_off(2))).await;
        let again = letter(at_amal, &sealed);
        let _sent = amal.done(Ask::SendAttached(again.clone())).await;
        let nothing = amal.ask(Ask::SendAttached(again)).await;
        assert_eq!(nothing, Err(Problem::FileNotKept));
        assert!(seal(&mut amal, b"leaf").await.is_ok());
    });
}
