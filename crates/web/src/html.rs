//! Elements of the page: one type for all of them.
//!
//! Leptos gives each element a type made of the types of its attributes and children, and compiles
//! building, comparing and removing anew for each. Here what an element consists of is erased while
//! it is described, so that all of this is compiled once; what is shown and how it follows signals is
//! the same. A closure where a value or a child can stand is asked again when what it read changes.
//!
//! An element that is described again at the same place in the code is changed where it stands and
//! keeps focus and scrolling; another takes its place.

mod child;
mod setting;

use std::panic::Location;

use leptos::prelude::{AnyView, IntoAny as _};
use leptos::tachys::html::attribute::Attribute;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::html::element::ElementType;
use leptos::tachys::html::event::EventDescriptor;
use leptos::tachys::html::node_ref::NodeRefContainer;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::Rndr;
use leptos::tachys::view::add_attr::AddAnyAttr;
use leptos::tachys::view::any_view::AnyViewState;
use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderHtml};
use wasm_bindgen::JsCast;

use child::IntoChildren;
pub(crate) use child::view;
use setting::{Applied, IntoProperty, IntoText, Place, Setting};

/// The namespace of drawings.
const SVG: &str = "http://www.w3.org/2000/svg";

/// An element, described.
#[must_use]
pub(crate) struct Element {
    tag: &'static str,
    namespace: Option<&'static str>,
    /// Where in the code it is described.
    place: &'static Location<'static>,
    settings: Vec<Setting>,
    children: Vec<AnyView>,
}

macro_rules! elements {
    ($namespace:expr; $($tag:ident)*) => {
        $(
            #[doc = concat!("An element `", stringify!($tag), "` with nothing in it.")]
            #[track_caller]
            pub(crate) fn $tag() -> Element {
                Element::new(stringify!($tag), $namespace)
            }
        )*
    };
}

elements! { None;
    a article bdi blockquote button code dd dialog div dl dt em figure footer form h1 h2 h3 header img input kbd label li main
    mark nav option p pre progress s section select span strong textarea time ul
}
elements! { Some(SVG); path svg }

impl Element {
    #[track_caller]
    fn new(tag: &'static str, namespace: Option<&'static str>) -> Self {
        Self {
            tag,
            namespace,
            place: Location::caller(),
            settings: Vec::new(),
            children: Vec::new(),
        }
    }

    /// Sets an attribute, or leaves it away where the value is `None`.
    pub(crate) fn attr(mut self, name: &'static str, value: impl IntoText) -> Self {
        self.settings
            .push(Setting::Text(Place::Attribute, name, value.into_text()));
        self
    }

    /// Sets its classes, all of them.
    pub(crate) fn class(self, value: impl IntoText) -> Self {
        self.attr("class", value)
    }

    /// Sets its identifier.
    pub(crate) fn id(self, value: impl IntoText) -> Self {
        self.attr("id", value)
    }

    /// Sets one property of its style.
    pub(crate) fn style(mut self, (name, value): (&'static str, impl IntoText)) -> Self {
        self.settings
            .push(Setting::Text(Place::Style, name, value.into_text()));
        self
    }

    /// Sets a property of the object that the document has for it.
    pub(crate) fn prop(mut self, name: &'static str, value: impl IntoProperty) -> Self {
        self.settings
            .push(Setting::Property(name, value.into_property()));
        self
    }

    /// Listens to an event. A signal, a callback or an effect that the listener makes ends when it
    /// returns: what is to last longer is made by the view, or counted.
    pub(crate) fn on<E: EventDescriptor>(
        mut self,
        event: E,
        mut listener: impl FnMut(E::EventType) + 'static,
    ) -> Self
    where
        E::EventType: JsCast,
    {
        let name = event.name();
        let listener = Box::new(move |event: web_sys::Event| listener(event.unchecked_into()));
        self.settings.push(Setting::listener(name, listener));
        self
    }

    /// Fills a reference with the element when it is made.
    pub(crate) fn node_ref<E: ElementType>(mut self, node: impl NodeRefContainer<E>) -> Self
    where
        E::Output: 'static,
    {
        self.settings
            .push(Setting::reference(move |element| node.load(element)));
        self
    }

    /// Puts something into it, after what is there.
    pub(crate) fn child(mut self, child: impl IntoChildren) -> Self {
        child.add_to(&mut self.children);
        self
    }
}

impl IntoChildren for Element {
    fn add_to(self, children: &mut Vec<AnyView>) {
        children.push(self.into_any());
    }
}

/// What stands in the document for an element.
pub(crate) struct Built {
    place: &'static Location<'static>,
    node: web_sys::Element,
    settings: Vec<Applied>,
    children: Vec<AnyViewState>,
}

impl Built {
    /// Whether what `element` says can be said of what stands here.
    fn fits(&self, element: &Element) -> bool {
        self.place == element.place
            && self.children.len() == element.children.len()
            && self.settings.len() == element.settings.len()
            && self
                .settings
                .iter()
                .zip(&element.settings)
                .all(|(applied, setting)| applied.fits(setting))
    }
}

impl Render for Element {
    type State = Built;

    fn build(self) -> Built {
        let node = Rndr::create_element(self.tag, self.namespace);
        let settings = self.settings.into_iter();
        let settings = settings.map(|setting| setting.apply(&node)).collect();
        let children = self.children.into_iter().map(|child| {
            let mut child = child.build();
            child.mount(&node, None);
            child
        });
        Built {
            place: self.place,
            children: children.collect(),
            settings,
            node,
        }
    }

    fn rebuild(self, built: &mut Built) {
        if !built.fits(&self) {
            let mut new = self.build();
            built.insert_before_this(&mut new);
            built.unmount();
            *built = new;
            return;
        }
        for (applied, setting) in built.settings.iter_mut().zip(self.settings) {
            setting.apply_again(&built.node, applied);
        }
        for (state, child) in built.children.iter_mut().zip(self.children) {
            child.rebuild(state);
        }
    }
}

impl Mountable for Built {
    fn unmount(&mut self) {
        self.node.remove();
    }

    fn mount(&mut self, parent: &web_sys::Element, marker: Option<&web_sys::Node>) {
        // It fails only where the marker is no longer in the parent, and then the parent goes too.
        let _ = parent.insert_before(&self.node, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let parent = self.node.parent_element();
        if let Some(parent) = &parent {
            child.mount(parent, Some(&self.node));
        }
        parent.is_some()
    }

    fn elements(&self) -> Vec<web_sys::Element> {
        vec![self.node.clone()]
    }
}

/// Nothing is added from outside.
impl AddAnyAttr for Element {
    type Output<A: Attribute> = Self;

    fn add_any_attr<A: Attribute>(self, _attribute: A) -> Self {
        self
    }
}

/// What Leptos wants of everything that can be a child. The page is never made on a server.
impl RenderHtml for Element {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        _: &mut String,
        _: &mut Position,
        _: bool,
        _: bool,
        _: Vec<AnyAttribute>,
    ) {
    }

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> Built {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}
