//! The page: what a person sees of Hudhud, and nothing else.
//!
//! It has no engine, no keys and no database: it asks the worker by `hudhud-dialogue` and shows
//! what it is told. Views are plain functions over the builders of `html`, which stand in for Leptos'
//! own and are compiled once. The policies of the page forbid markup from strings, so there is no
//! `view!`, no `inner_html` and no `style` attribute (a style property is set as a pair:
//! `.style(("height", …))`).
//!
//! Where things are: `app` chooses the screen; `state` is everything the screens show, and calls none
//! of them; `worker` is the link to the device, `device` its life (opening, failing, another tab) and
//! `news` what it tells; `words` are the strings of both languages; `parts` are what screens are made
//! of.

mod app;
mod called;
mod composer;
mod conversation;
mod declining;
mod details;
mod device;
mod disclosure;
mod display_name;
mod dom;
mod first_contact;
mod home;
mod html;
mod kept;
mod keyboard;
mod lead;
mod lock;
mod matching;
mod met;
mod news;
mod notices;
mod notify;
mod parts;
mod people;
mod route;
mod search;
mod settings;
mod share;
mod start;
mod state;
mod wait;
mod words;
mod worker;

fn main() {
    app::start();
}
