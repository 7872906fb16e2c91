//! The form for a new group: its title, who is to be in it, and how making it goes on.
//!
//! A guest is a plain value in the one list that the form owns. No guest has a signal of its own: what
//! is made by a press on a row would go with that row, while the form goes on reading it.

use hudhud_base::ConversationId;
use hudhud_dialogue::page::Problem;
use hudhud_dialogue::{Command, Ended, Person, PersonView};
use leptos::prelude::*;

use crate::met;
use crate::people;
use crate::route::Route;
use crate::state::App;

/// How far the adding of one guest has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Chosen,
    Adding,
    Added,
    Failed(Problem),
}

/// Somebody to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Guest {
    /// As they were chosen or typed. No two guests share it.
    pub(super) name: String,
    /// Who they are, if they were chosen among the people known.
    pub(super) person: Option<PersonView>,
    pub(super) stage: Stage,
}

impl Guest {
    /// Whether that person is meant, chosen or typed.
    pub(super) fn is(&self, app: App, person: &PersonView) -> bool {
        match &self.person {
            Some(chosen) => chosen.account == person.account,
            None => self.name == people::handle(app.words, person),
        }
    }

    /// # Errors
    /// What was typed is not a name.
    fn whom(&self, app: App) -> Result<Person, Problem> {
        match &self.person {
            Some(person) => Ok(met::whom(person)),
            None => app.named(&self.name),
        }
    }
}

/// The form's state. A small handle of signals that the pane owns: copy it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    pub(super) title: RwSignal<String>,
    /// What stands in the field for people.
    pub(super) typed: RwSignal<String>,
    pub(super) guests: RwSignal<Vec<Guest>>,
    /// The group, once it is there.
    pub(super) group: RwSignal<Option<ConversationId>>,
    pub(super) busy: RwSignal<bool>,
    /// Why the group could not be made.
    pub(super) failed: RwSignal<Option<Problem>>,
}

impl Form {
    /// An empty one, owned by whoever is being shown.
    pub(super) fn new() -> Self {
        Self {
            title: RwSignal::new(String::new()),
            typed: RwSignal::new(String::new()),
            guests: RwSignal::new(Vec::new()),
            group: RwSignal::new(None),
            busy: RwSignal::new(false),
            failed: RwSignal::new(None),
        }
    }

    /// Adds a guest who was chosen.
    pub(super) fn add_person(self, app: App, person: PersonView) {
        self.add(people::called(app.words, &person), Some(person));
        self.typed.set(String::new());
    }

    /// Adds everybody whose name still stands in the field. A name that only begins like that of
    /// somebody met before means them.
    pub(super) async fn add_typed(self, app: App) -> Option<()> {
        let typed = self.typed.try_get_untracked()?;
        for name in typed.split([',', '،', ' ']).map(str::trim) {
            if name.is_empty() {
                continue;
            }
            match met::meant(app, name).await {
                Some(person) => self.add(people::called(app.words, &person), Some(person))?,
                None => self.add(people::line(name.trim_start_matches('@')), None)?,
            }
        }
        self.typed.try_set(String::new());
        Some(())
    }

    /// `None`: the form is gone.
    fn add(self, name: String, person: Option<PersonView>) -> Option<()> {
        let known = |guests: &Vec<Guest>| guests.iter().any(|guest| guest.name == name);
        if name.is_empty() || self.guests.try_with_untracked(known)? {
            return Some(());
        }
        self.guests.try_update(|guests| {
            guests.push(Guest {
                name,
                person,
                stage: Stage::Chosen,
            });
        })
    }

    /// Takes a guest out again.
    pub(super) fn remove(self, name: &str) {
        self.guests
            .update(|guests| guests.retain(|guest| guest.name != name));
    }

    /// How far this guest has come, followed as it changes.
    pub(super) fn stage(self, name: &str) -> Stage {
        self.guests.with(|guests| {
            let guest = guests.iter().find(|guest| guest.name == name);
            guest.map_or(Stage::Chosen, |guest| guest.stage)
        })
    }

    /// The share of the work that is done, in percent.
    pub(super) fn percent(self) -> u32 {
        let made = usize::from(self.group.get().is_some());
        self.guests.with(|guests| {
            let ended = |guest: &&Guest| matches!(guest.stage, Stage::Added | Stage::Failed(_));
            let done = made + guests.iter().filter(ended).count();
            u32::try_from(done * 100 / (guests.len() + 1)).unwrap_or(0)
        })
    }

    /// Makes the group if it is not there yet, adds who is not in it, and goes there if all are.
    pub(super) fn submit(self, app: App) {
        self.busy.set(true);
        self.failed.set(None);
        let title = self.title.get_untracked().trim().to_owned();
        let group = self.group.get_untracked();
        leptos::task::spawn_local(async move {
            if self.add_typed(app).await.is_none() {
                return;
            }
            let complete = self.make(app, title, group).await;
            // The form may be gone by now: the person looked at something else meanwhile.
            if complete == Some(false) {
                let _ = self.busy.try_set(false);
            }
        });
    }

    /// Whether everybody is in the group; `None` if the form is gone.
    async fn make(self, app: App, title: String, group: Option<ConversationId>) -> Option<bool> {
        let id = match group {
            Some(id) => id,
            None => {
                let members = Vec::new();
                match app.complete(Command::CreateGroup { title, members }).await {
                    Ok(made) => match made.conversation {
                        Some(id) => id,
                        None => return Some(false),
                    },
                    Err(problem) => {
                        let _ = self.failed.try_set(Some(problem));
                        return Some(false);
                    }
                }
            }
        };
        let _ = self.group.try_set(Some(id));
        let all = self.add_everybody(app, id).await?;
        if all {
            app.go(Route::Conversation { id, at: None });
        }
        Some(all)
    }

    /// Adds all in one step: each who cannot be added is marked with the reason, and keeps nobody
    /// else out.
    async fn add_everybody(self, app: App, conversation: ConversationId) -> Option<bool> {
        self.guests.try_update(|guests| {
            for guest in guests
                .iter_mut()
                .filter(|guest| guest.stage != Stage::Added)
            {
                guest.stage = Stage::Adding;
            }
        })?;
        let guests = self.guests.try_get_untracked()?;
        let mut asked = Vec::new();
        for guest in guests.iter().filter(|guest| guest.stage == Stage::Adding) {
            match guest.whom(app) {
                Ok(person) => asked.push((guest.name.clone(), person)),
                Err(problem) => self.reach(&guest.name, Stage::Failed(problem)),
            }
        }
        if !asked.is_empty() {
            let members = asked.iter().map(|(_, person)| person.clone()).collect();
            let command = Command::AddMembers {
                conversation,
                members,
            };
            let ended = app.complete(command).await;
            for (name, person) in asked {
                self.reach(&name, stage_of(&ended, &person));
            }
        }
        // Who could not be added may have been taken out of the form meanwhile.
        let is_added = |guest: &Guest| guest.stage == Stage::Added;
        self.guests
            .try_with_untracked(|guests| guests.iter().all(is_added))
    }

    /// Marks how far a guest has come, if they and the form are still there.
    fn reach(self, name: &str, stage: Stage) {
        let _ = self.guests.try_update(|guests| {
            for known in guests.iter_mut().filter(|known| known.name == name) {
                known.stage = stage;
            }
        });
    }
}

/// How far one of several people has come who were added together.
fn stage_of(ended: &Result<Ended, Problem>, person: &Person) -> Stage {
    match ended {
        Err(problem) => Stage::Failed(*problem),
        Ok(ended) => {
            let mut not_added = ended.not_added.iter();
            let this = not_added.find(|one| one.person == *person);
            this.map_or(Stage::Added, |one| {
                Stage::Failed(Problem::Failed(one.failure))
            })
        }
    }
}
