//! The members of a group, oneself first, with what may be done about each.

use crate::html::{bdi, button, div, h2, li, p, section, span, ul};
use hudhud_dialogue::{MemberView, PersonView};
use leptos::ev;
use leptos::prelude::*;

use super::pane::{Action, Pane, is_active};
use crate::met;
use crate::parts::{self, Icon, Item, Look, Size, icon};
use crate::people;
use crate::words::count;

/// The section of the members.
pub(super) fn view(pane: Pane) -> AnyView {
    let app = pane.app;
    let many = Memo::new(move |_| {
        pane.details.with(|details| {
            details.as_ref().map_or((0, 0), |details| {
                (details.members.len() as u64, details.members_max)
            })
        })
    });
    let title = move || {
        let (members, _) = many.get();
        app.words
            .with("details-members", &[("count", count(members))])
    };
    // A member who becomes an admin is made anew; the others stay as they are.
    let members = Signal::derive(move || {
        pane.details.with(|details| {
            let Some(details) = details else {
                return Vec::new();
            };
            let lead = details.admin && is_active(details);
            let lead = details.members.iter().map(|member| (member.clone(), lead));
            lead.collect::<Vec<_>>()
        })
    });
    let key = |(member, lead): &(MemberView, bool)| {
        format!(
            "{}{}{lead}{}{:?}",
            member.person.account,
            member.admin,
            member.person.name.as_deref().unwrap_or_default(),
            member.person.profile,
        )
    };
    section()
        .class("section")
        .child((
            h2().class("section-title")
                .attr("data-part", "members-title")
                .child(title),
            move || add(pane, many.get()),
            ul().class("members")
                .attr("data-part", "members")
                .child(parts::each(members, key, move |(member, lead)| {
                    row(pane, member, lead)
                })),
        ))
        .into_any()
}

/// Any member may add; nobody beyond what a group can hold.
fn add(pane: Pane, (members, limit): (u64, u32)) -> AnyView {
    let app = pane.app;
    let active = Memo::new(move |_| {
        pane.details
            .with(|details| details.as_ref().is_some_and(is_active))
    });
    if members >= u64::from(limit) {
        return p()
            .class("hint")
            .child(app.say("details-add-full"))
            .into_any();
    }
    let view = move || {
        active.get().then(|| {
            button()
                .class("row")
                .attr("type", "button")
                .attr("data-part", "add")
                .on(ev::click, move |_| pane.action.set(Some(Action::Add)))
                .child((
                    span().class("row-sign").child(icon(Icon::AddPerson)),
                    span()
                        .class("row-body")
                        .child(span().class("row-title").child(app.say("details-add"))),
                ))
        })
    };
    view.into_any()
}

fn row(pane: Pane, member: MemberView, lead: bool) -> AnyView {
    let app = pane.app;
    let person = member.person.clone();
    let named = person.clone();
    let name = move || people::shown(app.words, &named);
    let you = person
        .own
        .then(|| span().class("row-text").child(app.say("details-you")));
    let handle = parts::handle(app, &person);
    li().class("row")
        .attr("data-part", "member")
        .child((
            parts::avatar(app, &person, Size::Small),
            span().class("row-body").child((
                span().class("row-title").child(bdi().child(name)),
                handle,
                you,
            )),
            member
                .admin
                .then(|| span().class("tag").child(app.say("details-admin"))),
            (!person.own).then(|| more(pane, member, lead)),
        ))
        .into_any()
}

/// The menu of one member.
fn more(pane: Pane, member: MemberView, lead: bool) -> AnyView {
    let app = pane.app;
    let open: RwSignal<Option<(i32, i32)>> = RwSignal::new(None);
    let person = member.person.clone();
    let label = move || {
        let name = people::name(app.words, &person);
        app.words.with("details-more", &[("name", name.into())])
    };
    let person = StoredValue::new(member.person.clone());
    div()
        .class("row-more")
        .child((
            button()
                .class("icon-button")
                .attr("type", "button")
                .attr("data-part", "member-more")
                .attr("aria-haspopup", "menu")
                .attr("aria-expanded", move || open.get().is_some().to_string())
                .attr("aria-label", label)
                .on(ev::click, move |event| {
                    open.set(Some(corner(&event)));
                })
                .child(icon(Icon::More)),
            move || {
                open.get().map(|at| {
                    let items = items(pane, person, member.admin, lead);
                    parts::menu(
                        "member-menu",
                        items,
                        Some(at),
                        Callback::new(move |()| open.set(None)),
                        None,
                    )
                })
            },
        ))
        .into_any()
}

/// Where the menu of a pressed button begins: under it, also when it was pressed by a key.
fn corner(event: &web_sys::MouseEvent) -> (i32, i32) {
    use wasm_bindgen::JsCast as _;
    event
        .current_target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .map_or((event.client_x(), event.client_y()), |element| {
            let place = element.get_bounding_client_rect();
            (place.left() as i32, place.bottom() as i32)
        })
}

fn items(pane: Pane, person: StoredValue<PersonView>, admin: bool, lead: bool) -> Vec<Item> {
    let app = pane.app;
    let mut items = vec![Item {
        part: "member-write",
        icon: Icon::Pencil,
        label: Signal::derive(move || {
            let name = people::name(app.words, &person.get_value());
            app.words.with("details-write", &[("name", name.into())])
        }),
        danger: false,
        action: Callback::new(move |()| met::write_to(app, Ok(met::whom(&person.get_value())))),
    }];
    if lead {
        items.push(role(pane, person, admin));
        items.push(Item {
            part: "member-remove",
            icon: Icon::Bin,
            label: app.say("details-remove"),
            danger: true,
            action: Callback::new(move |()| {
                pane.action.set(Some(Action::Remove(person.get_value())))
            }),
        });
    }
    items
}

/// What gives the role of an admin, or takes it: neither is for ever, so neither looks like a danger.
fn role(pane: Pane, person: StoredValue<PersonView>, admin: bool) -> Item {
    let (part, label) = if admin {
        ("member-demote", pane.app.say("details-demote"))
    } else {
        ("member-promote", pane.app.say("details-promote"))
    };
    Item {
        part,
        icon: Icon::Star,
        label,
        danger: false,
        action: Callback::new(move |()| {
            let person = person.get_value();
            pane.action.set(Some(if admin {
                Action::Demote(person)
            } else {
                Action::Promote(person)
            }));
        }),
    }
}

/// The section with the way out.
pub(super) fn leave(pane: Pane) -> AnyView {
    let app = pane.app;
    let active = Memo::new(move |_| {
        pane.details
            .with(|details| details.as_ref().is_some_and(is_active))
    });
    let view = move || {
        active.get().then(|| {
            section().class("section").child(parts::button(
                "leave",
                Look::QuietDanger,
                app.say("details-leave"),
                move || pane.action.set(Some(Action::Leave)),
            ))
        })
    };
    view.into_any()
}
