//! Telling the page what it notifies of.

use hudhud_dialogue::page::{News, Notification};
use hudhud_dialogue::{MessageState, MessageView};

use super::glimpse;
use super::state::{Desk, OrGone};

impl Desk {
    /// Notifies of what the bell has heard, unless it has been read or taken back meanwhile.
    pub(super) async fn ring(&mut self) -> OrGone {
        let (messages, requests) = self.bell.ring();
        if !messages.is_empty() {
            let messages = self.client.messages_named(messages).await;
            let messages = self.or_behind(messages)?.unwrap_or_default();
            for message in messages.into_iter().filter(is_news) {
                self.notify_of(message).await?;
            }
        }
        if !requests.is_empty() {
            let requests = self.client.conversations_named(requests).await;
            for request in self.or_behind(requests)?.unwrap_or_default() {
                if let Some(inviter) = request.inviter {
                    let notification = Notification {
                        conversation: request.id,
                        title: String::new(),
                        sender: inviter,
                        body: String::new(),
                        attached: None,
                        request: true,
                    };
                    self.tell(News::Notify(notification)).await?;
                }
            }
        }
        Ok(())
    }

    async fn notify_of(&mut self, message: MessageView) -> OrGone {
        let conversation = self.client.conversation(message.conversation).await;
        let Some(conversation) = self.or_behind(conversation)?.flatten() else {
            return Ok(());
        };
        if conversation.unread == 0 {
            return Ok(());
        }
        let notification = Notification {
            conversation: conversation.id,
            title: glimpse::line(conversation).title,
            sender: message.sender,
            attached: message.attached.first().map(|first| first.about.kind),
            body: hudhud_text::plain(&message.body),
            request: false,
        };
        self.tell(News::Notify(notification)).await
    }
}

/// What somebody else wrote, and did not take back.
fn is_news(message: &MessageView) -> bool {
    !message.sender.own
        && !message.deleted
        && message.state == MessageState::Received
        && message.notice.is_none()
}
