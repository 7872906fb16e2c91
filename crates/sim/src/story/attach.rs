//! Photos and files: what people send each other, what lies on their devices, and what becomes of it.

use bytes::Bytes;
use hudhud_base::{BlobId, Minute};
use hudhud_crypto::blob::Lengths;
use hudhud_engine::{About, AttachmentKind, Command, SealedAnew, SealedAttachment, SecretBytes};
use hudhud_store::attachments::{self, AttachmentRow, AttachmentState};
use hudhud_store::forwards;
use rand_core::Rng as _;

use crate::story::ask::Answered;
use crate::story::{Conversation, DeviceNumber, HostNumber};
use crate::world::World;
use crate::world::files::{opened_with, seal_into};

/// Width and height of every picture here.
const SIDES: (u32, u32) = (640, 480);

/// What is in a file, and of a photo how large it is.
type Content<'c> = (&'c [u8], Option<(u32, u32)>);

impl World {
    /// Seals photos and sends them with these words.
    ///
    /// # Errors
    /// [`crate::NoAnswer`].
    #[track_caller]
    pub fn attaches(
        &mut self,
        device: DeviceNumber,
        conversation: Conversation,
        (text, photos): (&str, &[&[u8]]),
    ) -> Answered {
        let photos: Vec<_> = photos.iter().map(|photo| (*photo, Some(SIDES))).collect();
        self.attaches_all(device, conversation, (text, &photos))
    }

    /// Seals a file and sends it with these words.
    ///
    /// # Errors
    /// [`crate::NoAnswer`].
    #[track_caller]
    pub fn attaches_file(
        &mut self,
        device: DeviceNumber,
        conversation: Conversation,
        (text, file): (&str, &[u8]),
    ) -> Answered {
        self.attaches_all(device, conversation, (text, &[(file, None)]))
    }

    /// Seals photos and sends them, with words about each of them for those who do not see it.
    ///
    /// # Errors
    /// [`crate::NoAnswer`].
    #[track_caller]
    pub fn attaches_described(
        &mut self,
        device: DeviceNumber,
        conversation: Conversation,
        photos: &[(&[u8], &str)],
    ) -> Answered {
        let mut attached = Vec::with_capacity(photos.len());
        for (photo, description) in photos {
            let mut sealed = self.seals(device, photo, Some(SIDES));
            sealed.about.description = (*description).to_owned();
            attached.push(sealed);
        }
        self.sends_sealed(device, conversation, ("", attached))
    }

    #[track_caller]
    fn attaches_all(
        &mut self,
        device: DeviceNumber,
        conversation: Conversation,
        (text, contents): (&str, &[Content<'_>]),
    ) -> Answered {
        let mut attached = Vec::with_capacity(contents.len());
        for (content, size_in_dots) in contents {
            attached.push(self.seals(device, content, *size_in_dots));
        }
        self.sends_sealed(device, conversation, (text, attached))
    }

    #[track_caller]
    fn sends_sealed(
        &mut self,
        device: DeviceNumber,
        conversation: Conversation,
        (text, attached): (&str, Vec<SealedAttachment>),
    ) -> Answered {
        let send = Command::SendAttached {
            conversation: self.number(device, conversation),
            body: text.to_owned(),
            reply_to: None,
            attached,
        };
        self.asks(device, send)
    }

    /// What a shell does before it asks the engine.
    #[track_caller]
    pub(crate) fn seals(
        &mut self,
        device: DeviceNumber,
        content: &[u8],
        size_in_dots: Option<(u32, u32)>,
    ) -> SealedAttachment {
        let Some(side) = self.devices.get_mut(device.0) else {
            self.stop_story("no such device")
        };
        let (mut file, mut erase) = ([0; 32], [0; 32]);
        side.rng.fill_bytes(&mut file);
        side.rng.fill_bytes(&mut erase);
        let files = (&mut side.files, BlobId(file));
        let sealed = seal_into(files, content, &mut side.rng);
        let Some(SealedAnew { key, prefix, hash }) = sealed else {
            self.stop_story("not sealed")
        };
        self.model.attached.insert(BlobId(file), content.to_vec());
        SealedAttachment {
            file: BlobId(file),
            key,
            erase: SecretBytes(erase),
            prefix,
            hash,
            bytes: content.len() as u64,
            about: About {
                kind: match size_in_dots {
                    Some(_) => AttachmentKind::Photo,
                    None => AttachmentKind::File,
                },
                media_type: "image/jpeg".to_owned(),
                name: "hoopoe.jpg".to_owned(),
                description: String::new(),
                size_in_dots,
                thumbhash: size_in_dots.map_or(Vec::new(), |_| vec![5; 25]),
            },
        }
    }

    /// Passes on the message that says this.
    ///
    /// # Errors
    /// [`crate::NoAnswer`].
    #[track_caller]
    pub fn forwards(
        &mut self,
        device: DeviceNumber,
        (from, to): (Conversation, Conversation),
        (text, named): (&str, bool),
    ) -> Answered {
        let forward = Command::Forward {
            message: self.message(device, from, text),
            to: self.number(device, to),
            named,
        };
        self.asks(device, forward)
    }

    /// Of the message that says this, if it was passed on, whose it is said to be: what they are called,
    /// the minute, and how often it was.
    #[must_use]
    #[track_caller]
    pub fn whose(
        &self,
        device: DeviceNumber,
        conversation: Conversation,
        text: &str,
    ) -> Option<(String, Minute, u32)> {
        let message = self.message(device, conversation, text);
        let row = forwards::of(self.database(device).reader().db(), message);
        let row = row.ok().flatten()?;
        Some((row.name, row.sent, row.times))
    }

    /// What is attached to the message that says this: how far each has come, and what is in it if it
    /// opens on this device.
    #[must_use]
    #[track_caller]
    pub fn attached(
        &self,
        device: DeviceNumber,
        conversation: Conversation,
        text: &str,
    ) -> Vec<(AttachmentState, Option<Vec<u8>>)> {
        let message = self.message(device, conversation, text);
        let rows = attachments::of_message(self.database(device).reader().db(), message);
        let rows = rows.unwrap_or_default().into_iter();
        rows.map(|row| (row.state, self.opened(device.0, &row)))
            .collect()
    }

    /// What is in an attachment, if it is on this device.
    pub(crate) fn opened(&self, device: usize, row: &AttachmentRow) -> Option<Vec<u8>> {
        let sealed = self.devices.get(device)?.files.get(&row.file)?;
        let lengths = Lengths {
            lead: row.lead,
            content: row.bytes,
        };
        let key = SecretBytes(*row.key.as_bytes());
        let prefix = row.prefix.as_slice().try_into().ok()?;
        opened_with(&key, prefix, lengths, sealed)
    }

    /// Asks for an attachment of the message that says this.
    ///
    /// # Errors
    /// [`crate::NoAnswer`].
    #[track_caller]
    pub fn fetches(
        &mut self,
        device: DeviceNumber,
        conversation: Conversation,
        (text, part): (&str, u32),
    ) -> Answered {
        let message = self.message(device, conversation, text);
        self.asks(device, Command::FetchAttached { message, part })
    }

    /// Does not ask for it any more.
    ///
    /// # Errors
    /// [`crate::NoAnswer`].
    #[track_caller]
    pub fn stops_fetching(
        &mut self,
        device: DeviceNumber,
        conversation: Conversation,
        (text, part): (&str, u32),
    ) -> Answered {
        let message = self.message(device, conversation, text);
        self.asks(device, Command::StopFetching { message, part })
    }

    /// How many sealed files lie on a device.
    #[must_use]
    pub fn files(&self, device: DeviceNumber) -> usize {
        let side = self.devices.get(device.0);
        side.map_or(0, |side| side.files.len())
    }

    /// Somebody else removes every sealed file of a device.
    pub fn loses_files(&mut self, device: DeviceNumber) {
        if let Some(side) = self.devices.get_mut(device.0) {
            side.files.clear();
        }
    }

    /// How many blobs a host has.
    #[must_use]
    pub fn blobs(&self, host: HostNumber) -> usize {
        let side = self.hosts.get(host.0);
        side.map_or(0, |side| side.blobs.len())
    }

    /// A host loses every blob.
    pub fn host_loses_blobs(&mut self, host: HostNumber) {
        if let Some(side) = self.hosts.get_mut(host.0) {
            side.blobs.clear();
        }
    }

    /// A host changes a byte in every blob.
    pub fn host_changes_blobs(&mut self, host: HostNumber) {
        if let Some(side) = self.hosts.get_mut(host.0) {
            for bytes in side.blobs.values_mut() {
                let mut changed = bytes.to_vec();
                if let Some(byte) = changed.last_mut() {
                    *byte ^= 1;
                }
                *bytes = Bytes::from(changed);
            }
        }
    }
}
