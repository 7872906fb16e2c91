//! What lies over the rest: keys, details, finding, and questions.

use hudhud_dialogue::{HitView, MemberView};

use crate::sanitise;
use crate::screen::bidi::Way;
use crate::screen::cell::{Area, Grid, Ink};
use crate::screen::find::{Find, Search};
use crate::screen::look::{Field, Look};
use crate::screen::pen::Pen;
use crate::screen::rows::Row;
use crate::screen::state::{Over, REACTIONS, State};
use crate::show;
use crate::words::Phrase;

/// Columns of the box at most.
const COLUMNS: usize = 76;
/// Columns of the keys beside what they do.
const KEYS: usize = 20;

/// Keys, and what they do. The keys themselves are the same in every language.
const HELP: [(&str, Phrase); 18] = [
    ("Enter", Phrase::KeySend),
    ("Alt-Enter  Ctrl-J", Phrase::KeyBreak),
    ("Tab", Phrase::KeyTab),
    ("Esc", Phrase::KeyBack),
    ("Ctrl-K", Phrase::KeyFind),
    ("Ctrl-N  Ctrl-P", Phrase::KeyNext),
    ("PgUp  PgDn", Phrase::KeyScroll),
    ("Ctrl-G", Phrase::KeyNewest),
    ("Ctrl-Up  Ctrl-Down", Phrase::KeyChoose),
    ("r  e  d  +  f", Phrase::KeyMessage),
    ("s  x", Phrase::KeyFailed),
    ("Up", Phrase::KeyUp),
    ("Ctrl-O", Phrase::KeyDetails),
    ("a  d", Phrase::KeyRequest),
    ("/write @name", Phrase::KeyWrite),
    ("/group Title @name", Phrase::KeyGroup),
    ("/add /leave /mute …", Phrase::KeyCommands),
    ("Ctrl-Q", Phrase::KeyQuit),
];

pub(super) fn draw(state: &State, over: &Over, grid: &mut Grid) {
    let look = &state.look;
    let columns = state.columns.min(COLUMNS).saturating_sub(2);
    let (title, rows, chosen) = match over {
        Over::Help => (look.say(Phrase::Keys, &[]), help(look, columns), None),
        Over::Details => details(state, columns),
        Over::Find(search) => {
            let (rows, chosen) = finding(state, search, columns);
            (look.say(Phrase::Finding, &[]), rows, Some(chosen))
        }
        Over::Delete(_) => {
            let rows = vec![row(vec![look.field(
                &look.say(Phrase::AskDelete, &[]),
                Ink::Strong,
                columns,
            )])];
            (String::new(), rows, None)
        }
        Over::React(_) => (
            look.say(Phrase::AskReaction, &[]),
            vec![reactions(look, columns)],
            None,
        ),
    };
    let height = (rows.len() + 2).min(state.rows.saturating_sub(1));
    let area = Area {
        x: state.columns.saturating_sub(columns + 2) / 2,
        y: (state.rows.saturating_sub(1) - height) / 2,
        columns: columns + 2,
        rows: height,
    };
    grid.clear(area);
    grid.cursor = None;
    let mut pen = Pen::new(grid, look, area);
    let rule = |text: &str| Row {
        fields: vec![look.field(text, Ink::Strong, columns)],
        is_rule: true,
        ..Row::default()
    };
    let heading = if title.is_empty() {
        title
    } else {
        format!(" {title} ")
    };
    pen.row(0, &rule(&heading));
    pen.row(height.saturating_sub(1), &rule(""));
    let inner = Area {
        x: area.x + 1,
        y: area.y + 1,
        columns,
        rows: height.saturating_sub(2),
    };
    // What is chosen stays in sight.
    let top = chosen.map_or(0, |chosen| (chosen + 1).saturating_sub(inner.rows));
    let mut pen = Pen::new(grid, look, inner);
    for (index, row) in rows.iter().enumerate().skip(top) {
        pen.row(index - top, row);
        if chosen == Some(index) {
            pen.mark(index - top);
        }
    }
    if let Over::Find(search) = over {
        place_cursor(look, search, grid, inner);
    }
}

fn row(fields: Vec<Field>) -> Row {
    Row {
        fields,
        ..Row::default()
    }
}

fn help(look: &Look, columns: usize) -> Vec<Row> {
    let keys = KEYS.min(columns / 2);
    let one = |(key, phrase): &(&str, Phrase)| {
        let mut name = Field {
            line: look.setter.line(key, Way::Left, keys),
            paint: Ink::Strong.into(),
        };
        let pad = keys.saturating_sub(name.line.columns);
        if pad > 0 {
            name.line
                .glyphs
                .extend(crate::screen::bidi::Line::blank(pad).glyphs);
            name.line.columns += pad;
        }
        let room = columns.saturating_sub(keys + 1);
        let text = format!(" {}", look.say(*phrase, &[]));
        row(vec![name, look.field(&text, Ink::Plain, room + 1)])
    };
    HELP.iter().map(one).collect()
}

fn details(state: &State, columns: usize) -> (String, Vec<Row>, Option<usize>) {
    let look = &state.look;
    let (Some(conversation), Some(talk)) = (state.conversation(), &state.talk) else {
        return (String::new(), Vec::new(), None);
    };
    let line = |text: &str, ink| row(vec![look.field(text, ink, columns)]);
    let mut rows = Vec::new();
    if let Some(state) = show::state(conversation) {
        rows.push(line(&look.say(state, &[]), Ink::Strong));
    }
    let arranged = conversation.arranged;
    for (is_so, phrase) in [
        (arranged.pinned, Phrase::Pinned),
        (arranged.is_muted(look.now), Phrase::Muted),
        (arranged.archived, Phrase::Archived),
    ] {
        if is_so {
            rows.push(line(&look.say(phrase, &[]), Ink::Dim));
        }
    }
    for MemberView { person, admin } in &talk.members {
        let mut name = show::called(&look.ui, person);
        if *admin {
            name.push_str(&format!("  [{}]", look.say(Phrase::Admin, &[])));
        }
        let ink = if person.own { Ink::Own } else { Ink::Person };
        rows.push(line(&name, ink));
        let account = look.say(Phrase::AccountLine, &[&person.account.to_string()]);
        rows.push(line(&format!("  {account}"), Ink::Dim));
        let host = show::apart(&look.ui, sanitise::line(&person.host));
        rows.push(line(
            &format!("  {}", look.say(Phrase::HostLine, &[&host])),
            Ink::Dim,
        ));
    }
    (show::title(&look.ui, conversation), rows, None)
}

fn reactions(look: &Look, columns: usize) -> Row {
    let all = REACTIONS.iter().enumerate();
    let shown: Vec<String> = all
        .map(|(index, emoji)| format!("{} {emoji}", index + 1))
        .collect();
    row(vec![look.field(&shown.join("   "), Ink::Plain, columns)])
}

/// What is typed, and what it finds; which row is chosen.
fn finding(state: &State, search: &Search, columns: usize) -> (Vec<Row>, usize) {
    let look = &state.look;
    let typed = Field {
        line: look
            .setter
            .line(search.editor.text(), Way::ByItself, columns),
        paint: Ink::Strong.into(),
    };
    let mut rows = vec![row(vec![typed]), row(vec![])];
    for find in state.finds(search) {
        rows.push(match find {
            Find::Conversation(id) => {
                let title = state.list.get(id).map(|one| show::title(&look.ui, one));
                row(vec![look.field(
                    &title.unwrap_or_default(),
                    Ink::Person,
                    columns,
                )])
            }
            Find::Person(text) => {
                let text = look.say(
                    Phrase::WriteTo,
                    &[&show::apart(&look.ui, sanitise::line(&text))],
                );
                row(vec![look.field(&text, Ink::Own, columns)])
            }
            Find::Message(_, id) => {
                let hit = search.hits().iter().find(|hit| hit.message.id == id);
                hit.map_or_else(Row::default, |hit| message(look, hit, columns))
            }
        });
    }
    (rows, search.chosen() + 2)
}

fn message(look: &Look, hit: &HitView, columns: usize) -> Row {
    let end = look.field(&look.when(hit.message.sent), Ink::Dim, columns / 2);
    let place = show::apart(&look.ui, sanitise::line(&hit.place));
    let place = look.field(&format!("{place} "), Ink::Person, columns / 3);
    let room = columns.saturating_sub(end.line.columns + place.line.columns + 1);
    // What was found stands in sight, also in a long text.
    let begin = hit
        .highlights
        .first()
        .map_or(0, |(begin, _)| *begin as usize);
    let skip = begin.saturating_sub(room / 3);
    let text: String = hudhud_text::plain(&hit.message.body)
        .chars()
        .skip(skip)
        .take(room * 2)
        .collect();
    let text = look.field(
        &show::apart(&look.ui, sanitise::line(&text)),
        Ink::Plain,
        room,
    );
    Row {
        fields: vec![place, text],
        end: Some(end),
        ..Row::default()
    }
}

fn place_cursor(look: &Look, search: &Search, grid: &mut Grid, area: Area) {
    let line = look
        .setter
        .line(search.editor.text(), Way::ByItself, area.columns);
    let cursor = search.editor.cursor();
    let place = line.glyphs.iter().position(|glyph| glyph.at == cursor);
    let before = |count: usize| {
        line.glyphs
            .iter()
            .take(count)
            .map(|glyph| glyph.columns)
            .sum::<usize>()
    };
    let begin = if look.is_rtl() {
        area.columns - line.columns
    } else {
        0
    };
    let x = match place {
        Some(place) => begin + before(place),
        None if line.is_rtl || (look.is_rtl() && line.glyphs.is_empty()) => begin.saturating_sub(1),
        None => (begin + line.columns).min(area.columns.saturating_sub(1)),
    };
    if area.rows > 0 {
        grid.cursor = Some((area.x + x, area.y));
    }
}
