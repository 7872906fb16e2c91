//! Every string that is shown: Fluent files in both languages, and the numbers and times in them.
//!
//! A key stands in `words/en.ftl` and `words/ar.ftl`; a test finds the ones that do not. A view
//! says `app.say("key")` where nothing has to be filled in, and `app.words.with("key", &[…])` in a
//! closure where something has: both follow the language. A key that is chosen by a `match` is
//! written `key("…")`, so that the test sees it. What people wrote is never a key, and is isolated
//! by Fluent (FSI, PDI) wherever it is filled in.

mod clock;
mod digits;
mod language;
mod names;
mod problems;
#[cfg(test)]
mod tests;

use std::rc::Rc;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use leptos::prelude::{
    Get as _, GetUntracked as _, LocalStorage, RwSignal, StoredValue, WithValue as _,
};
use leptos::reactive::graph::Observer;
use unic_langid::LanguageIdentifier;

pub(crate) use clock::Clock;
pub(crate) use language::{Language, key};
pub(crate) use names::{asked_name, attached_key, name_problem};
pub(crate) use problems::{problem, standing};

const ENGLISH: &str = include_str!("../words/en.ftl");
const ARABIC: &str = include_str!("../words/ar.ftl");

type Bundle = FluentBundle<FluentResource>;

/// The strings, following the language. A small handle: copy it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words {
    language: RwSignal<Language>,
    bundles: StoredValue<(Rc<Speaker>, Rc<Speaker>), LocalStorage>,
}

impl Words {
    /// Both languages, speaking the one in the signal.
    pub(crate) fn new(language: RwSignal<Language>) -> Self {
        Self {
            language,
            bundles: StoredValue::new_local((
                Rc::new(Speaker::new(Language::English)),
                Rc::new(Speaker::new(Language::Arabic)),
            )),
        }
    }

    /// The language now; whoever asks in a closure is asked again when it changes. What is said
    /// in passing stays as it was said.
    pub(crate) fn language(self) -> Language {
        if Observer::get().is_some() {
            self.language.get()
        } else {
            self.language.get_untracked()
        }
    }

    /// The string under a key.
    pub(crate) fn text(self, key: &'static str) -> String {
        self.with(key, &[])
    }

    /// The string under a key, with what is to be filled in: names, and numbers as [`count`].
    pub(crate) fn with(
        self,
        key: &'static str,
        arguments: &[(&'static str, FluentValue<'_>)],
    ) -> String {
        self.speaker().say(key, arguments)
    }

    /// A whole number with the language's digits and separators.
    pub(crate) fn number(self, value: u64) -> String {
        digits::whole(self.language(), value)
    }

    /// A size with its unit: `1.2 MB`.
    pub(crate) fn bytes(self, bytes: u64) -> String {
        let (key, tenths) = digits::size(bytes);
        let shown = digits::tenths(self.language(), tenths);
        self.with(key, &[("size", FluentValue::from(shown))])
    }

    fn speaker(self) -> Rc<Speaker> {
        let language = self.language();
        self.bundles.with_value(|(english, arabic)| match language {
            Language::English => Rc::clone(english),
            Language::Arabic => Rc::clone(arabic),
        })
    }
}

/// A number to fill in: it chooses the plural form, and is shown with the language's digits.
pub(crate) fn count(value: u64) -> FluentValue<'static> {
    FluentValue::from(value)
}

/// One language.
pub(crate) struct Speaker {
    bundle: Bundle,
}

impl std::fmt::Debug for Speaker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Speaker")
    }
}

impl Speaker {
    /// Reads the language's file. What the tests would refuse is left out here.
    pub(crate) fn new(language: Language) -> Self {
        let (source, formatter): (_, fn(&FluentValue<'_>, &_) -> Option<String>) = match language {
            Language::English => (ENGLISH, |value, _| shown(Language::English, value)),
            Language::Arabic => (ARABIC, |value, _| shown(Language::Arabic, value)),
        };
        let identifier = LanguageIdentifier::from_bytes(language.tag().as_bytes());
        let mut bundle = Bundle::new(identifier.into_iter().collect());
        let resource = match FluentResource::try_new(source.to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        // A key that stands twice keeps its first meaning.
        let _ = bundle.add_resource(resource);
        bundle.set_formatter(Some(formatter));
        Self { bundle }
    }

    /// The string under a key; the key itself if there is none, which the tests do not let happen.
    pub(crate) fn say(&self, key: &str, arguments: &[(&'static str, FluentValue<'_>)]) -> String {
        let Some(pattern) = self
            .bundle
            .get_message(key)
            .and_then(|message| message.value())
        else {
            return key.to_owned();
        };
        let arguments: FluentArgs<'_> = arguments.iter().cloned().collect();
        let mut faults = Vec::new();
        self.bundle
            .format_pattern(pattern, Some(&arguments), &mut faults)
            .into_owned()
    }
}

/// Numbers with the language's digits; everything else as Fluent has it.
fn shown(language: Language, value: &FluentValue<'_>) -> Option<String> {
    if let FluentValue::Number(number) = value
        && number.value >= 0.0
        && number.value.fract() == 0.0
    {
        Some(digits::whole(language, number.value as u64))
    } else {
        None
    }
}
