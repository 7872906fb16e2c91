//! What the device says by itself, and what came of a wish.

use hudhud_base::{AccountId, ConversationId, LinkKind, MessageRow};
use hudhud_client::Heard;
use hudhud_dialogue::{Answer, ConversationView, Event, Failure, IntentEnd, MessageView};

use super::{Focus, Over, State};
use crate::problem::Problem;
use crate::screen::log::Log;
use crate::screen::talk::Talk;
use crate::screen::traffic::{Opened, Told, Wish};
use crate::words::Phrase;

impl State {
    /// The device says something.
    pub(crate) fn heard(&mut self, heard: Heard) {
        match heard {
            Heard::Lost => {
                self.wishes.push(Wish::List(None));
                if let Some(talk) = &self.talk {
                    self.wishes.push(Wish::Open(talk.log.conversation, None));
                }
            }
            Heard::Event(event) => self.event(event),
        }
    }

    fn event(&mut self, event: Event) {
        match event {
            Event::Conversation(id) | Event::Request(id) => self.look_again(id),
            Event::Message {
                conversation,
                message,
            }
            | Event::MessageChanged {
                conversation,
                message,
            } => {
                self.changed.insert(conversation);
                if self.is_open(conversation) {
                    self.changed_messages.insert(message);
                }
            }
            Event::Moved {
                conversation,
                moved,
            } => {
                if self.is_open(conversation)
                    && let Some(talk) = &mut self.talk
                {
                    talk.log.put_moved(moved);
                }
            }
            Event::Person(account) => self.look_at_person(&account),
            Event::Typing {
                conversation,
                account,
            } => {
                let now = self.look.now;
                if self.is_open(conversation)
                    && let Some(talk) = &mut self.talk
                {
                    talk.hear_writing(account, now);
                }
            }
            Event::Disagreement { conversation } => {
                self.look_again(conversation);
                if let Some(found) = self.list.get(conversation) {
                    let name = crate::show::title(&self.look.ui, found);
                    self.remark = Some(self.look.say(Phrase::Disagreement, &[&name]));
                }
            }
            Event::LinkChanged { link, up } if link.kind == LinkKind::Inbox => {
                self.is_connected = Some(up);
            }
            Event::Access(access) => {
                self.own.access = access;
                match Problem::of_access(access) {
                    Some(problem) => self.say(problem),
                    None => self.remark = Some(self.look.say(Phrase::OwnOpen, &[])),
                }
            }
            Event::IntentEnded(end) => self.ended(end),
            Event::SignedUp
            | Event::LinkChanged { .. }
            | Event::CaughtUp(_)
            | Event::InboxCaughtUp => {}
        }
    }

    /// Somebody shows themselves otherwise, wherever they are on the screen.
    fn look_at_person(&mut self, account: &AccountId) {
        let shows = |one: &ConversationView| {
            let sender = one.last.as_ref().map(|last| &last.sender);
            let mut people = one.peer.iter().chain(&one.inviter).chain(sender);
            people.any(|person| person.account == *account)
        };
        self.changed
            .extend(self.list.every().filter(|one| shows(one)).map(|one| one.id));
        let Some(talk) = &self.talk else {
            return;
        };
        let messages = talk.log.messages().iter();
        let theirs = messages.filter(|message| message.sender.account == *account);
        self.changed_messages
            .extend(theirs.map(|message| message.id));
        self.wishes.push(Wish::Members(talk.log.conversation));
    }

    fn is_open(&self, conversation: ConversationId) -> bool {
        self.talk
            .as_ref()
            .is_some_and(|talk| talk.log.conversation == conversation)
    }

    fn look_again(&mut self, conversation: ConversationId) {
        self.changed.insert(conversation);
        if self.is_open(conversation) {
            self.wishes.push(Wish::Members(conversation));
            // Receipts are a conversation's, and concern many of its messages at once.
            if let Some((first, last)) = self.talk.as_ref().and_then(|talk| talk.log.reach()) {
                self.wishes.push(Wish::States(conversation, first, last));
            }
        }
    }

    /// What took the network has ended.
    fn ended(&mut self, end: IntentEnd) {
        match end.result {
            Ok(ended) => {
                for not_added in ended.not_added {
                    if not_added.failure != Failure::Yourself {
                        let name = self.own.written(&not_added.person);
                        self.say(Problem::from(not_added.failure).about(name));
                    }
                }
            }
            Err(failure) => {
                // What fails so soon is about whom the person has named last.
                let named = self.named.clone().unwrap_or_default();
                self.say(Problem::from(failure).about(named));
            }
        }
    }

    fn say(&mut self, problem: Problem) {
        self.remark = Some(problem.sentence(self.look.ui.language));
    }

    /// Something that was wished for has come.
    pub(crate) fn told(&mut self, told: Told) {
        match told {
            Told::List(found, is_all) => {
                let after = found.last().map(|one| (one.last_activity, one.id));
                self.list.put_all(found);
                if self.list.chosen().is_none() {
                    self.list.step(0);
                }
                if !is_all && after.is_some() {
                    self.wishes.push(Wish::List(after));
                }
            }
            Told::Conversations(asked, found) => {
                self.is_looking = false;
                for id in asked {
                    if !found.iter().any(|one| one.id == id) {
                        self.gone(id);
                    }
                }
                self.list.put_all(found);
                self.settle();
            }
            Told::Opened(opened) => self.opened(*opened),
            Told::More(more, window) => {
                if let Some(talk) = &mut self.talk {
                    talk.log.join(more, window);
                }
                self.settle();
            }
            Told::Messages(asked, found) => self.messages(&asked, found),
            Told::States(states) => {
                if let Some(talk) = &mut self.talk {
                    talk.log.put_states(states);
                }
            }
            Told::Members(conversation, members) => {
                if let Some(talk) = &mut self.talk
                    && talk.log.conversation == conversation
                {
                    talk.members = members;
                }
            }
            Told::Found(number, hits) => {
                if let Some(Over::Find(search)) = &mut self.over {
                    search.found(number, hits);
                }
            }
            Told::Begun(conversation) => {
                self.remark = None;
                self.open(conversation, None);
                self.focus = Focus::Writing;
            }
            Told::Done(answer) => self.answered(answer),
            Told::Refused(sentence) => {
                self.remark = Some(sentence);
                // Whatever it was, it is not under way any more.
                (self.is_looking, self.is_looking_at_messages) = (false, false);
                if let Some(talk) = &mut self.talk {
                    talk.log.give_up_asking();
                }
            }
        }
    }

    fn answered(&mut self, answer: Answer) {
        match answer {
            Answer::Began { conversation, .. } if !self.is_open(conversation) => {
                self.open(conversation, None);
                self.focus = Focus::Writing;
            }
            Answer::Intent(_)
            | Answer::Began { .. }
            | Answer::There(_)
            | Answer::Done
            | Answer::Queued(_) => {}
        }
    }

    fn gone(&mut self, id: ConversationId) {
        self.list.drop_conversation(id);
        if self.is_open(id) {
            self.talk = None;
            self.focus = Focus::List;
        }
    }

    fn opened(&mut self, opened: Opened) {
        let Opened {
            id,
            around,
            conversation,
            window,
        } = opened;
        // Another one may have been chosen meanwhile.
        let is_again = self.is_open(id) && self.coming.is_none();
        if self.coming != Some(id) && !is_again {
            return;
        }
        self.coming = None;
        let Some(window) = window else {
            let problem = hudhud_dialogue::CommandError::NoSuchMessage;
            self.say(Problem::from(problem));
            return;
        };
        self.list.put_all(conversation.into_iter().collect());
        let log = Log::new(window);
        if self.is_open(id)
            && let Some(talk) = &mut self.talk
        {
            talk.log = log;
        } else {
            let draft = self.list.get(id).map(|one| one.draft.clone());
            self.talk = Some(Talk::new(log, &draft.unwrap_or_default()));
        }
        if let Some(talk) = &mut self.talk {
            talk.chosen = around;
        }
        if around.is_some() {
            self.focus = Focus::Messages;
        }
        self.read = None;
        self.wishes.push(Wish::Members(id));
        self.show_first(around);
        self.settle();
    }

    /// The message it was opened round, or what was not read, begins at the top of the screen, if there
    /// is more of it than fits.
    fn show_first(&mut self, around: Option<MessageRow>) {
        let height = self.layout().log.rows;
        let unread = self.talk.as_ref().and_then(|talk| talk.log.first_unread());
        let Some(first) = around.or(unread) else {
            return;
        };
        let anchor = self.sheet().map(|sheet| sheet.showing(first, height));
        if let (Some(talk), Some(anchor)) = (&mut self.talk, anchor) {
            talk.log.anchor = anchor;
        }
    }

    fn messages(&mut self, asked: &[MessageRow], found: Vec<MessageView>) {
        self.is_looking_at_messages = false;
        if let Some(talk) = &mut self.talk {
            for id in asked {
                if !found.iter().any(|one| one.id == *id) {
                    talk.log.drop_message(*id);
                }
            }
            for message in found {
                if message.conversation == talk.log.conversation {
                    talk.has_said(message.sender.account);
                    talk.log.put(message);
                }
            }
            if talk.chosen.is_some_and(|id| talk.log.index(id).is_none()) {
                talk.chosen = None;
            }
        }
        self.settle();
    }
}
