//! What an element is told besides its children: attributes, styles, properties, listeners.

use std::borrow::Cow;

use leptos::prelude::{Get as _, Owner, RenderEffect, Signal};
use send_wrapper::SendWrapper;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Element, HtmlElement};

/// A text that is there or not.
type Said = Option<Cow<'static, str>>;

/// The text of an attribute or a style.
pub(crate) enum Text {
    /// It stays as it is.
    Fixed(Said),
    /// It follows what the function reads.
    Live(Box<dyn Fn() -> Said + Send>),
}

/// What can be the text of an attribute or a style.
pub(crate) trait IntoText {
    fn into_text(self) -> Text;
}

/// What a closure may return where a text is wanted.
pub(crate) trait Plain {
    fn said(self) -> Said;
}

impl Plain for &'static str {
    fn said(self) -> Said {
        Some(Cow::Borrowed(self))
    }
}

impl Plain for String {
    fn said(self) -> Said {
        Some(Cow::Owned(self))
    }
}

impl<T: Plain> Plain for Option<T> {
    fn said(self) -> Said {
        self.and_then(Plain::said)
    }
}

impl<T: Plain, F: Fn() -> T + Send + 'static> IntoText for F {
    fn into_text(self) -> Text {
        Text::Live(Box::new(move || self().said()))
    }
}

impl IntoText for &'static str {
    fn into_text(self) -> Text {
        Text::Fixed(self.said())
    }
}

impl IntoText for String {
    fn into_text(self) -> Text {
        Text::Fixed(self.said())
    }
}

impl<T: Plain> IntoText for Option<T> {
    fn into_text(self) -> Text {
        Text::Fixed(self.said())
    }
}

impl IntoText for Signal<String> {
    fn into_text(self) -> Text {
        (move || self.get()).into_text()
    }
}

/// The value of a property: it follows what the function reads.
pub(crate) type Property = Box<dyn Fn() -> JsValue + Send>;

/// What can be the value of a property.
pub(crate) trait IntoProperty {
    fn into_property(self) -> Property;
}

impl<T: Into<JsValue>, F: Fn() -> T + Send + 'static> IntoProperty for F {
    fn into_property(self) -> Property {
        Box::new(move || self().into())
    }
}

type Call = Box<dyn FnMut(web_sys::Event)>;
type Fill = Box<dyn FnOnce(&Element)>;

/// Where a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Attribute,
    Style,
}

/// One thing that an element is told.
pub(super) enum Setting {
    /// A text under a name.
    Text(Place, &'static str, Text),
    /// A property of its object.
    Property(&'static str, Property),
    /// What is called with each event of a name.
    Listener(Cow<'static, str>, SendWrapper<Call>),
    /// Whoever wants to know it.
    Reference(SendWrapper<Fill>),
}

/// The same, once it is so.
pub(super) enum Applied {
    Text(Place, &'static str, Written),
    Property(&'static str, RenderEffect<()>),
    Listener(Listening),
    Reference,
}

/// A listener that is called until this is dropped.
pub(super) struct Listening {
    element: Element,
    name: Cow<'static, str>,
    call: Closure<dyn FnMut(web_sys::Event)>,
}

impl Listening {
    fn new(element: &Element, name: Cow<'static, str>, call: Call) -> Self {
        let call = Closure::wrap(call);
        // Adding a listener does not fail.
        let _ = element.add_event_listener_with_callback(&name, call.as_ref().unchecked_ref());
        Self {
            element: element.clone(),
            name,
            call,
        }
    }
}

impl Drop for Listening {
    /// Some events come after their element has gone: that a dialog was closed, for one.
    fn drop(&mut self) {
        let call = self.call.as_ref().unchecked_ref();
        let _ = self
            .element
            .remove_event_listener_with_callback(&self.name, call);
    }
}

/// A text that stands in the document.
pub(super) enum Written {
    Fixed(Said),
    Live(RenderEffect<Said>),
}

impl Setting {
    /// What a listener makes with an owner (a signal, a callback, an effect) ends when it returns.
    ///
    /// It could belong to what is shown instead, and would end with that: a signal made by a press on
    /// a row, and read after the row has gone, would stop the page, but only then. This way the first
    /// press shows the mistake. What is to outlive the press is made by the view, or counted (`Arc`).
    pub(super) fn listener(name: Cow<'static, str>, mut call: Call) -> Self {
        let call: Call = Box::new(move |event| Owner::default().with(|| call(event)));
        Self::Listener(name, SendWrapper::new(call))
    }

    pub(super) fn reference(fill: impl FnOnce(&Element) + 'static) -> Self {
        Self::Reference(SendWrapper::new(Box::new(fill)))
    }

    /// Tells a new element.
    pub(super) fn apply(self, element: &Element) -> Applied {
        match self {
            Self::Text(place, name, text) => {
                Applied::Text(place, name, text.show(None, writer(element, place, name)))
            }
            Self::Property(name, value) => Applied::Property(name, follow(element, name, value)),
            Self::Listener(name, call) => {
                Applied::Listener(Listening::new(element, name, call.take()))
            }
            Self::Reference(fill) => {
                fill.take()(element);
                Applied::Reference
            }
        }
    }

    /// Tells an element that was told `applied`, where the two fit.
    pub(super) fn apply_again(self, element: &Element, applied: &mut Applied) {
        match (self, &mut *applied) {
            (Self::Text(place, name, text), Applied::Text(_, _, shown)) => {
                let before = shown.take();
                *shown = text.show(before, writer(element, place, name));
            }
            (Self::Property(name, value), Applied::Property(_, effect)) => {
                *effect = follow(element, name, value);
            }
            (setting, _) => *applied = setting.apply(element),
        }
    }
}

impl Applied {
    /// Whether `setting` says the same kind of thing.
    pub(super) fn fits(&self, setting: &Setting) -> bool {
        match (self, setting) {
            (Self::Text(place, one, _), Setting::Text(other_place, other, _)) => {
                (place, one) == (other_place, other)
            }
            (Self::Property(one, _), Setting::Property(other, _)) => one == other,
            (Self::Listener(one), Setting::Listener(other, _)) => one.name == *other,
            (Self::Reference, Setting::Reference(_)) => true,
            _ => false,
        }
    }
}

impl Written {
    /// What was shown last; `None` if nothing ever was.
    fn take(&mut self) -> Option<Said> {
        match self {
            Self::Fixed(said) => Some(said.take()),
            Self::Live(effect) => effect.take_value(),
        }
    }
}

impl Text {
    /// Writes the text, now and whenever it changes, unless it is what was there `before`.
    fn show(self, before: Option<Said>, write: impl Fn(&Said) + 'static) -> Written {
        match self {
            Self::Fixed(said) => {
                if before.unwrap_or_default() != said {
                    write(&said);
                }
                Written::Fixed(said)
            }
            Self::Live(read) => Written::Live(RenderEffect::new_with_value(
                move |before: Option<Said>| {
                    let said = read();
                    if before.unwrap_or_default() != said {
                        write(&said);
                    }
                    said
                },
                before,
            )),
        }
    }
}

fn writer(element: &Element, place: Place, name: &'static str) -> impl Fn(&Said) + 'static {
    let element = element.clone();
    move |said| {
        // A name that the document refuses would be refused in every test.
        let _ = match (place, said.as_deref()) {
            (Place::Attribute, Some(text)) => element.set_attribute(name, text),
            (Place::Attribute, None) => element.remove_attribute(name),
            (Place::Style, text) => {
                let style = element.unchecked_ref::<HtmlElement>().style();
                match text {
                    Some(text) => style.set_property(name, text),
                    None => style.remove_property(name).map(drop),
                }
            }
        };
    }
}

fn follow(element: &Element, name: &'static str, read: Property) -> RenderEffect<()> {
    let element = element.clone();
    let write = move |_| {
        let value = read();
        let name = JsValue::from_str(name);
        // What the person did with it may have made it another: it is the element that is asked.
        if js_sys::Reflect::get(&element, &name).as_ref() != Ok(&value) {
            let _ = js_sys::Reflect::set(&element, &name, &value);
        }
    };
    RenderEffect::new(write)
}
