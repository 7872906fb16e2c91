//! Beginning conversations, answering those who begin one, and the life of groups.

use hudhud_engine::{Answer, Command, Person};

use crate::story::ask::{Answered, NoAnswer};
use crate::story::{Conversation, DeviceNumber, HostNumber};
use crate::world::World;

impl World {
    /// Looks for somebody, and begins a direct conversation with them.
    ///
    /// # Errors
    /// [`NoAnswer`].
    pub fn starts(&mut self, device: DeviceNumber, other: DeviceNumber) -> Answered {
        let person = self.person(other);
        self.asks(device, Command::Start { person })
    }

    /// Says something to somebody, with whom there may be no conversation yet.
    ///
    /// # Errors
    /// [`NoAnswer`].
    pub fn greets(&mut self, device: DeviceNumber, other: DeviceNumber, text: &str) -> Answered {
        let (person, body) = (self.person(other), text.to_owned());
        self.asks(device, Command::Greet { person, body })
    }

    /// Looks for somebody by a name at the first host.
    ///
    /// # Errors
    /// [`NoAnswer`].
    pub fn starts_with_name(&mut self, device: DeviceNumber, name: &str) -> Answered {
        let person = self.named(name);
        self.asks(device, Command::Start { person })
    }

    fn named(&self, name: &str) -> Person {
        Person::Name {
            name: name.to_owned(),
            host: self.url(HostNumber(0)),
        }
    }

    /// Begins a group.
    ///
    /// # Errors
    /// [`NoAnswer`].
    #[track_caller]
    pub fn creates_group(
        &mut self,
        device: DeviceNumber,
        title: &str,
        others: &[DeviceNumber],
    ) -> Answered<Conversation> {
        let members = others.iter().map(|other| self.person(*other)).collect();
        self.begins_group(device, title, members)
    }

    /// Begins a group with people who are named, whether they are there or not.
    ///
    /// # Errors
    /// [`NoAnswer`].
    #[track_caller]
    pub fn creates_group_with_names(
        &mut self,
        device: DeviceNumber,
        title: &str,
        names: &[&str],
    ) -> Answered<Conversation> {
        let members = names.iter().map(|name| self.named(name)).collect();
        self.begins_group(device, title, members)
    }

    #[track_caller]
    fn begins_group(
        &mut self,
        device: DeviceNumber,
        title: &str,
        members: Vec<Person>,
    ) -> Answered<Conversation> {
        let title = title.to_owned();
        match self.asks(device, Command::CreateGroup { title, members })? {
            Answer::Began { conversation, .. } => Ok(self.known(device, conversation)),
            Answer::Done | Answer::Intent(_) | Answer::There(_) | Answer::Queued(_) => {
                Err(NoAnswer::NoTurn)
            }
        }
    }

    /// Takes part in what somebody began.
    ///
    /// # Errors
    /// [`NoAnswer`].
    #[track_caller]
    pub fn accepts(&mut self, device: DeviceNumber, conversation: Conversation) -> Answered {
        let conversation = self.number(device, conversation);
        self.asks(device, Command::Accept { conversation })
    }

    /// Does not.
    ///
    /// # Errors
    /// [`NoAnswer`].
    #[track_caller]
    pub fn declines(&mut self, device: DeviceNumber, conversation: Conversation) -> Answered {
        let conversation = self.number(device, conversation);
        self.asks(device, Command::Decline { conversation })
    }

    /// Gives a group another title.
    ///
    /// # Errors
    /// [`NoAnswer`].
    #[track_caller]
    pub fn renames(
        &mut self,
        device: DeviceNumber,
        conversation: Conversation,
        title: &str,
    ) -> Answered {
        let rename = Command::Rename {
            conversation: self.number(device, conversation),
            title: title.to_owned(),
        };
        self.asks(device, rename)
    }

    /// Adds people.
    ///
    /// # Errors
    /// [`NoAnswer`].
    #[track_caller]
    pub fn adds(
        &mut self,
        device: DeviceNumber,
        conversation: Conversation,
        others: &[DeviceNumber],
    ) -> Answered {
        let add = Command::AddMembers {
            conversation: self.number(device, conversation),
            members: others.iter().map(|other| self.person(*other)).collect(),
        };
        self.asks(device, add)
    }

    /// Adds people who are named, whether they are there or not.
    ///
    /// # Errors
    /// [`NoAnswer`].
    #[track_caller]
    pub fn adds_names(
        &mut self,
        device: DeviceNumber,
        conversation: Conversation,
        names: &[&str],
    ) -> Answered {
        let add = Command::AddMembers {
            conversation: self.number(device, conversation),
            members: names.iter().map(|name| self.named(name)).collect(),
        };
        self.asks(device, add)
    }

    /// Removes somebody.
    ///
    /// # Errors
    /// [`NoAnswer`].
    #[track_caller]
    pub fn removes(
        &mut self,
        device: DeviceNumber,
        conversation: Conversation,
        other: DeviceNumber,
    ) -> Answered {
        let remove = Command::RemoveMember {
            conversation: self.number(device, conversation),
            account: self.account(other),
        };
        self.asks(device, remove)
    }

    /// Makes somebody an admin.
    ///
    /// # Errors
    /// [`NoAnswer`].
    #[track_caller]
    pub fn promotes(
        &mut self,
        device: DeviceNumber,
        conversation: Conversation,
        other: DeviceNumber,
    ) -> Answered {
        let promote = Command::Promote {
            conversation: self.number(device, conversation),
            account: self.account(other),
        };
        self.asks(device, promote)
    }

    /// Makes an admin an ordinary member again.
    ///
    /// # Errors
    /// [`NoAnswer`].
    #[track_caller]
    pub fn demotes(
        &mut self,
        device: DeviceNumber,
        conversation: Conversation,
        other: DeviceNumber,
    ) -> Answered {
        let demote = Command::Demote {
            conversation: self.number(device, conversation),
            account: self.account(other),
        };
        self.asks(device, demote)
    }

    /// Leaves.
    ///
    /// # Errors
    /// [`NoAnswer`].
    #[track_caller]
    pub fn leaves(&mut self, device: DeviceNumber, conversation: Conversation) -> Answered {
        let conversation = self.number(device, conversation);
        self.asks(device, Command::Leave { conversation })
    }

    /// Wants another name.
    ///
    /// # Errors
    /// [`NoAnswer`].
    pub fn claims(&mut self, device: DeviceNumber, name: &str) -> Answered {
        let name = name.to_owned();
        self.asks(device, Command::ClaimName { name })
    }
}
