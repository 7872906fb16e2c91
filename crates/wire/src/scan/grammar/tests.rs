//! The table is compared with the schema.

use std::collections::BTreeMap;
use std::path::Path;

use hudhud_base::limits;

use super::{CLIENT_FRAME, Form, Message, SERVER_FRAME};

/// Number, name and form of each field, by message.
type Fields = BTreeMap<String, Vec<(i32, String, String)>>;

/// The schema's fields, in words that [`Form`] can be put into as well.
fn schema() -> Fields {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema");
    let files = protox::compile([root.join("wire.proto")], [root]).expect("the schema is valid");
    let messages = files.file.iter().flat_map(|file| &file.message_type);
    messages
        .map(|message| {
            let fields = message.field.iter().map(|field| {
                let repeated = field.label().as_str_name() == "LABEL_REPEATED";
                let kind = field
                    .r#type()
                    .as_str_name()
                    .trim_start_matches("TYPE_")
                    .to_lowercase();
                let inner = field.type_name().rsplit('.').next().unwrap_or_default();
                let marks = Marks {
                    repeated,
                    optional: field.proto3_optional(),
                    choice: field.oneof_index.is_some() && !field.proto3_optional(),
                };
                let inner = if kind == "message" { inner } else { "" };
                (
                    field.number(),
                    format!("{}.{}", message.name(), field.name()),
                    word(&kind, inner, &marks),
                )
            });
            (message.name().to_owned(), fields.collect())
        })
        .collect()
}

struct Marks {
    repeated: bool,
    optional: bool,
    choice: bool,
}

fn word(kind: &str, inner: &str, marks: &Marks) -> String {
    let mark = match (marks.choice, marks.optional, marks.repeated) {
        (true, ..) => "choice ",
        (_, true, _) => "optional ",
        (.., true) => "repeated ",
        (false, false, false) => "",
    };
    format!("{mark}{kind} {inner}").trim_end().to_owned()
}

fn word_of(form: Form) -> String {
    match form {
        Form::U32 => "uint32".to_owned(),
        Form::U64 => "uint64".to_owned(),
        Form::OptionalU64 => "optional uint64".to_owned(),
        Form::Enum => "enum".to_owned(),
        Form::Flag => "bool".to_owned(),
        Form::Bytes(_) => "bytes".to_owned(),
        Form::Text(_) => "string".to_owned(),
        Form::Message(inner) => format!("message {}", inner.name),
        Form::Choice(inner) => format!("choice message {}", inner.name),
        Form::Messages(_, inner) => format!("repeated message {}", inner.name),
        Form::ByteStrings { .. } => "repeated bytes".to_owned(),
        Form::PackedU32(_) => "repeated uint32".to_owned(),
    }
}

fn inner(form: Form) -> Option<&'static Message> {
    match form {
        Form::Message(inner) | Form::Choice(inner) | Form::Messages(_, inner) => Some(inner),
        Form::U32
        | Form::U64
        | Form::OptionalU64
        | Form::Enum
        | Form::Flag
        | Form::Bytes(_)
        | Form::Text(_)
        | Form::ByteStrings { .. }
        | Form::PackedU32(_) => None,
    }
}

fn collect(message: &'static Message, into: &mut Fields) {
    let fields = message.fields.iter().map(|field| {
        (
            i32::try_from(field.number).unwrap(),
            field.name.to_owned(),
            word_of(field.form),
        )
    });
    into.insert(message.name.to_owned(), fields.collect());
    message
        .fields
        .iter()
        .filter_map(|field| inner(field.form))
        .for_each(|inner| collect(inner, into));
}

fn depth(message: &'static Message) -> usize {
    1 + message
        .fields
        .iter()
        .filter_map(|field| inner(field.form))
        .map(depth)
        .max()
        .unwrap_or(0)
}

#[test]
fn the_table_says_what_the_schema_says() {
    let mut table = Fields::new();
    collect(&CLIENT_FRAME, &mut table);
    collect(&SERVER_FRAME, &mut table);
    assert_eq!(table, schema());
}

#[test]
fn field_numbers_ascend_in_every_message() {
    let mut table = Fields::new();
    collect(&CLIENT_FRAME, &mut table);
    collect(&SERVER_FRAME, &mut table);
    for fields in table.values() {
        assert!(fields.is_sorted_by(|a, b| a.0 < b.0), "{fields:?}");
    }
}

#[test]
fn messages_nest_at_most_five_deep() {
    assert_eq!(depth(&CLIENT_FRAME), 4);
    assert_eq!(depth(&SERVER_FRAME), 5);
}

/// Fields that a message of this kind has at most, itself not counted.
fn most_fields(message: &'static Message) -> usize {
    let (choices, others): (Vec<_>, Vec<_>) = message
        .fields
        .iter()
        .map(|field| field.form)
        .partition(|form| matches!(form, Form::Choice(_)));
    let most = |form: Form| {
        let packed = if let Form::PackedU32(count) = form {
            count
        } else {
            0
        };
        packed + form.count() * (1 + inner(form).map_or(0, most_fields))
    };
    choices.into_iter().map(most).max().unwrap_or(0) + others.into_iter().map(most).sum::<usize>()
}

#[test]
fn no_frame_within_the_bounds_of_its_lists_has_too_many_fields() {
    assert!(most_fields(&CLIENT_FRAME) <= limits::FRAME_FIELDS);
    assert!(most_fields(&SERVER_FRAME) <= limits::FRAME_FIELDS);
}
