//! Commands. Each is checked by its room before anything changes.

use crate::api::{Answer, Command};
use crate::turn::{Step, Turn};

impl Turn<'_> {
    pub(crate) fn command(&mut self, command: Command) -> Step {
        let goes_on = goes_on(&command);
        let answer = self.answer_to(command)?;
        if goes_on {
            self.pump_intents()?;
        }
        // Last: if what it set going is refused, the command is.
        self.out.answer = Some(Ok(answer));
        Ok(())
    }

    fn answer_to(&mut self, command: Command) -> Step<Answer> {
        match command {
            Command::SignUp { host, name, code } => self.begin_sign_up(&host, name, code),
            Command::ClaimName { name } => self.begin_claim(name),
            Command::Profile { name } => self.call_oneself(&name),
            Command::Picture { picture } => self.show_picture(picture),
            Command::Start { person } => self.start(person),
            Command::Greet { person, body } => self.greet(person, body),
            Command::CreateGroup { title, members } => self.start_group(&title, members),
            Command::Send {
                conversation,
                body,
                reply_to,
            } => self.send(conversation, &body, reply_to),
            Command::SendAttached {
                conversation,
                body,
                reply_to,
                attached,
            } => self.send_attached(conversation, &body, (reply_to, attached)),
            Command::Forward { message, to, named } => self.forward(message, to, named),
            Command::FetchAttached { message, part } => self.fetch_attached(message, part),
            Command::StopFetching { message, part } => self.stop_fetching(message, part),
            Command::Edit { message, body } => self.edit(message, &body),
            Command::Delete { message } => self.delete_message(message),
            Command::Resend { message } => self.resend(message),
            Command::Discard { message } => self.discard_message(message),
            Command::React { message, emoji } => self.react(message, &emoji),
            Command::Unreact { message, emoji } => self.unreact(message, &emoji),
            Command::MarkRead { conversation, last } => self.mark_read(conversation, last),
            Command::Typing { conversation } => self.typing(conversation),
            Command::Draft { conversation, text } => self.draft(conversation, text),
            Command::FirstWords { to, text } => self.keep_first_words(to, text),
            Command::Accept { conversation } => self.accept(conversation),
            Command::Decline { conversation } => self.decline(conversation),
            Command::Block { account } => self.block(&account),
            Command::Unblock { account } => self.unblock(&account),
            Command::Rename {
                conversation,
                title,
            } => self.rename(conversation, &title),
            Command::AddMembers {
                conversation,
                members,
            } => self.add_members(conversation, members),
            Command::RemoveMember {
                conversation,
                account,
            } => self.remove_member(conversation, &account),
            Command::Promote {
                conversation,
                account,
            } => self.promote(conversation, &account),
            Command::Demote {
                conversation,
                account,
            } => self.demote(conversation, &account),
            Command::Leave { conversation } => self.ask_to_leave(conversation),
            Command::Cancel { intent } => self.cancel(intent),
            Command::TryAgain => self.try_again(),
            Command::Arrange {
                conversation,
                arrange,
            } => self.arrange(conversation, arrange),
            Command::Clear { conversation } => self.clear(conversation),
            Command::Forget { conversation } => self.forget_what_is_over(conversation),
        }
    }
}

/// Whether it leaves an intent that may go on at once, outside the room that wrote it.
const fn goes_on(command: &Command) -> bool {
    matches!(
        command,
        Command::Start { .. }
            | Command::Greet { .. }
            | Command::CreateGroup { .. }
            | Command::AddMembers { .. }
            | Command::Accept { .. }
            // What waited behind a request may be from somebody known.
            | Command::Decline { .. }
            | Command::Block { .. }
    )
}
