//! What the page attaches, sealed; and what is attached, opened for it. The page never has a key.

use hudhud_base::{MessageRow, limits};
use hudhud_client::{AttachError, Content, OpenAttachedError};
use hudhud_dialogue::page::{Attaching, CHOSEN_BYTES, Chosen, Manner, Problem, Reply};
use hudhud_dialogue::{About, AttachmentKind, Command, CommandError, SealedAttachment};
use hudhud_media::{FileName, Format, Picture};

use super::state::Desk;

type Answered = Result<Reply, Problem>;

impl Desk {
    /// Sends what was sealed.
    pub(super) async fn send_attached(&mut self, letter: Attaching) -> Answered {
        let Attaching {
            conversation,
            body,
            reply_to,
            sealed,
        } = letter;
        let attached = self.taken(&sealed);
        if attached.len() < sealed.len() {
            self.drop_all(&attached).await;
            return Err(Problem::FileNotKept);
        }
        let command = Command::SendAttached {
            conversation,
            body,
            reply_to,
            attached: attached.clone(),
        };
        match self.client.command(command).await {
            Ok(answer) => Ok(Reply::Answer(answer)),
            Err(error) => {
                self.drop_all(&attached).await;
                Err(error.into())
            }
        }
    }

    /// What was sealed under these numbers, which it has no longer.
    fn taken(&mut self, numbers: &[u32]) -> Vec<SealedAttachment> {
        let one = |number| self.sealed.remove(number);
        numbers.iter().filter_map(one).collect()
    }

    /// Lets go of what was sealed and is not sent after all.
    pub(super) async fn drop_sealed(&mut self, numbers: &[u32]) -> Reply {
        let sealed = self.taken(numbers);
        self.drop_all(&sealed).await;
        Reply::Done
    }

    async fn drop_all(&self, attached: &[SealedAttachment]) {
        for one in attached {
            self.client.drop_sealed(one).await;
        }
    }

    /// Seals what was chosen.
    pub(super) async fn seal(&mut self, chosen: Chosen) -> Answered {
        if self.sealed.len() >= limits::ATTACHMENTS {
            return Err(CommandError::TooMuchAttached.into());
        }
        if chosen.bytes.len() as u64 > CHOSEN_BYTES {
            return Err(Problem::FileTooLong);
        }
        let (bytes, about) = prepared(chosen).ok_or(Problem::TracesNotRemoved)?;
        let sealed = self.client.seal(Content::Bytes(bytes.into()), about).await;
        let sealed = sealed.map_err(|error| match error {
            AttachError::TooLong => Problem::FileTooLong,
            AttachError::Unreadable | AttachError::Full | AttachError::Unwritten => {
                Problem::FileNotKept
            }
        })?;
        let last = self.sealed.last_key_value().map(|(number, _)| *number);
        let number = last.map_or(0, |last| last.wrapping_add(1));
        self.sealed.insert(number, sealed);
        Ok(Reply::Sealed(number))
    }

    /// What is attached to a message, in the clear.
    pub(super) async fn open_attached(&self, message: MessageRow, part: u32) -> Answered {
        let opened = self.client.open_attached(message, part).await;
        let opened = opened.map_err(problem)?;
        let about = opened.about().clone();
        let bytes = opened.all().await.map_err(problem)?;
        let format = drawable(&about, &bytes).map(|picture| picture.format);
        let name = saved_as(&about, format);
        Ok(Reply::Attached {
            name: name.to_string(),
            picture: format.map(|format| format.media_type().to_owned()),
            program: name.is_program(),
            bytes,
        })
    }
}

/// What is sealed of a file, and what is said of it. A photo loses what it says besides its dots, and with
/// it its name; what cannot be drawn is a file, whatever was asked for. `None`: a picture that cannot lose
/// what it is not to say.
fn prepared(chosen: Chosen) -> Option<(Vec<u8>, About)> {
    let Chosen {
        name,
        description,
        manner,
        thumbhash,
        bytes,
    } = chosen;
    let file = About {
        description,
        ..About::file(FileName::clean(&name).to_string())
    };
    if manner == Manner::AsItIs || Format::of(&bytes).is_none() {
        return Some((bytes, file));
    }
    let clean = hudhud_media::without_traces(&bytes)?;
    let picture = hudhud_media::look(&clean).filter(|_| manner == Manner::Photo);
    let Some(picture) = picture else {
        return Some((clean, file));
    };
    let photo = About {
        kind: AttachmentKind::Photo,
        media_type: picture.format.media_type().to_owned(),
        name: String::new(),
        size_in_dots: Some((picture.width, picture.height)),
        thumbhash,
        ..file
    };
    Some((clean, photo))
}

/// A picture that is as large as its sender says. Whatever else it is, nobody draws it.
fn drawable(about: &About, bytes: &[u8]) -> Option<Picture> {
    let picture = hudhud_media::look(bytes)?;
    let is_as_said = about.size_in_dots == Some((picture.width, picture.height));
    (about.kind == AttachmentKind::Photo && is_as_said).then_some(picture)
}

/// What it is called when it is saved.
fn saved_as(about: &About, picture: Option<Format>) -> FileName {
    match picture.filter(|_| about.name.is_empty()) {
        Some(format) => FileName::clean(&format!("photo.{}", format.extension())),
        None => FileName::clean(&about.name),
    }
}

fn problem(error: OpenAttachedError) -> Problem {
    match error {
        OpenAttachedError::Missing => CommandError::NoSuchMessage.into(),
        OpenAttachedError::NotHere => Problem::AttachmentNotHere,
        OpenAttachedError::Damaged => Problem::AttachmentDamaged,
        OpenAttachedError::Ask(error) => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let head = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR";
        let sides = [width.to_be_bytes(), height.to_be_bytes()].concat();
        let rest = b"\x08\x06\0\0\0sum.\0\0\0\x04tEXthomesum.\0\0\0\0IENDsum.";
        [&head[..], &sides, rest].concat()
    }

    fn chosen(bytes: Vec<u8>, manner: Manner) -> Chosen {
        Chosen {
            name: "../IMG_2026.png".to_owned(),
            description: String::new(),
            manner,
            thumbhash: vec![5; 25],
            bytes,
        }
    }

    fn says_home(bytes: &[u8]) -> bool {
        bytes.windows(4).any(|four| four == b"home")
    }

    #[test]
    fn a_photo_is_sent_without_its_traces_and_its_name() {
        let (bytes, about) = prepared(chosen(png(3, 2), Manner::Photo)).unwrap();
        assert!(!says_home(&bytes));
        assert_eq!(about.kind, AttachmentKind::Photo);
        assert_eq!((about.name.as_str(), about.thumbhash.len()), ("", 25));
        assert_eq!(about.size_in_dots, Some((3, 2)));
    }

    #[test]
    fn a_picture_that_is_sent_as_a_file_says_where_it_was_taken_only_if_that_is_wanted() {
        let (bytes, about) = prepared(chosen(png(3, 2), Manner::WithoutTraces)).unwrap();
        assert!(!says_home(&bytes));
        assert_eq!(about.kind, AttachmentKind::File);
        assert_eq!(about.name, "_IMG_2026.png");
        let (bytes, about) = prepared(chosen(png(3, 2), Manner::AsItIs)).unwrap();
        assert_eq!(bytes, png(3, 2));
        assert_eq!(about.kind, AttachmentKind::File);
    }

    #[test]
    fn what_cannot_lose_its_traces_is_sent_as_it_is_or_not_at_all() {
        let mut broken = png(3, 2);
        broken.truncate(40);
        for manner in [Manner::Photo, Manner::WithoutTraces] {
            assert_eq!(prepared(chosen(broken.clone(), manner)), None);
        }
        assert!(prepared(chosen(broken, Manner::AsItIs)).is_some());
    }

    #[test]
    fn what_is_no_picture_is_a_file_whatever_was_asked_for() {
        for manner in [Manner::Photo, Manner::WithoutTraces, Manner::AsItIs] {
            let (bytes, about) = prepared(chosen(b"<svg/>".to_vec(), manner)).unwrap();
            assert_eq!(bytes, b"<svg/>");
            assert_eq!(about.kind, AttachmentKind::File);
        }
    }

    #[test]
    fn only_a_picture_as_large_as_its_sender_says_is_drawn() {
        let (bytes, about) = prepared(chosen(png(3, 2), Manner::Photo)).unwrap();
        assert!(drawable(&about, &bytes).is_some());
        assert_eq!(drawable(&about, &png(3, 3)), None);
        assert_eq!(drawable(&about, b"<svg/>"), None);
        let file = About {
            kind: AttachmentKind::File,
            ..about
        };
        assert_eq!(drawable(&file, &bytes), None);
    }

    #[test]
    fn a_photo_is_saved_under_the_extension_of_what_it_is() {
        let (_, about) = prepared(chosen(png(3, 2), Manner::Photo)).unwrap();
        assert_eq!(saved_as(&about, Some(Format::Png)).to_string(), "photo.png");
        let file = About {
            name: "a/b.exe".to_owned(),
            ..about
        };
        assert_eq!(saved_as(&file, None).to_string(), "a_b.exe");
    }
}
