//! Content to bytes.

use super::{Expiration, ExternalPart, MessageId, MimiContent, NestedPart, Part, PartSemantics};
use crate::cbor::Writer;

impl MimiContent {
    /// The one deterministic encoding.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.array(7);
        writer.bytes(&self.salt);
        message_id(&mut writer, self.replaces);
        writer.bytes(&self.topic_id);
        expiration(&mut writer, self.expires);
        message_id(&mut writer, self.in_reply_to);
        writer.map(self.extensions.len());
        for (key, value) in &self.extensions {
            key.encode(&mut writer);
            writer.raw(value.as_bytes());
        }
        nested_part(&mut writer, &self.nested_part);
        writer.into_bytes()
    }
}

fn message_id(writer: &mut Writer, id: Option<MessageId>) {
    match id {
        Some(id) => writer.bytes(&id.0),
        None => writer.null(),
    }
}

fn expiration(writer: &mut Writer, expires: Option<Expiration>) {
    let (relative, seconds) = match expires {
        None => return writer.null(),
        Some(Expiration::At(seconds)) => (false, seconds),
        Some(Expiration::AfterRead(seconds)) => (true, seconds),
    };
    writer.array(2);
    writer.bool(relative);
    writer.unsigned(seconds.into());
}

fn nested_part(writer: &mut Writer, nested: &NestedPart) {
    let (fields, cardinality) = match &nested.part {
        Part::Null => (3, 0),
        Part::Single { .. } => (5, 1),
        Part::External(_) => (15, 2),
        Part::Multi { .. } => (5, 3),
    };
    writer.array(fields);
    writer.unsigned(nested.disposition.0.into());
    writer.text(&nested.language);
    writer.unsigned(cardinality);
    match &nested.part {
        Part::Null => {}
        Part::Single {
            content_type,
            content,
        } => {
            writer.text(content_type);
            writer.bytes(content);
        }
        Part::External(part) => external_part(writer, part),
        Part::Multi { semantics, parts } => {
            writer.unsigned(match semantics {
                PartSemantics::ChooseOne => 0,
                PartSemantics::SingleUnit => 1,
                PartSemantics::ProcessAll => 2,
            });
            writer.array(parts.len());
            parts.iter().for_each(|part| nested_part(writer, part));
        }
    }
}

fn external_part(writer: &mut Writer, part: &ExternalPart) {
    writer.text(&part.content_type);
    writer.text(&part.url);
    writer.unsigned(part.expires.into());
    writer.unsigned(part.size);
    writer.unsigned(part.encryption.into());
    writer.bytes(&part.key);
    writer.bytes(&part.nonce);
    writer.bytes(&part.aad);
    writer.unsigned(part.hash_algorithm.into());
    writer.bytes(&part.content_hash);
    writer.text(&part.description);
    writer.text(&part.filename);
}
