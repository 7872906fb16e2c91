//! Files of this machine, sealed to be sent.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use hudhud_base::limits::BLOB_BYTES;
use hudhud_client::{AttachError, Content};
use hudhud_dialogue::{About, AttachmentKind, SealedAttachment};
use hudhud_media::FileName;

use crate::device::Device;
use crate::problem::Problem;
use crate::status::Status;
use crate::words::Phrase;

/// A picture, without what it says besides its dots. It has no name: what a camera calls it says
/// when it was taken.
pub(super) async fn photo(device: &Device, path: &Path) -> Result<SealedAttachment, Problem> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| Problem::file(path, &error))?;
    file.take(BLOB_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Problem::file(path, &error))?;
    let clean = hudhud_media::look(&bytes).zip(hudhud_media::without_traces(&bytes));
    let Some((picture, clean)) = clean else {
        let problem = Problem::new(Status::Data, "not-a-picture", Phrase::NotAPicture);
        return Err(problem.with(path.display()));
    };
    let about = About {
        kind: AttachmentKind::Photo,
        media_type: picture.format.media_type().to_owned(),
        size_in_dots: Some((picture.width, picture.height)),
        ..About::file(String::new())
    };
    seal(device, path, (Content::Bytes(clean.into()), about)).await
}

/// A file as it is.
pub(super) async fn file(device: &Device, path: &Path) -> Result<SealedAttachment, Problem> {
    let file = File::open(path).map_err(|error| Problem::file(path, &error))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let about = About::file(FileName::clean(&name).to_string());
    seal(device, path, (Content::File(file), about)).await
}

async fn seal(
    device: &Device,
    path: &Path,
    (content, about): (Content, About),
) -> Result<SealedAttachment, Problem> {
    let sealed = device.client.seal(content, about).await;
    sealed.map_err(|error| match error {
        AttachError::TooLong => Problem::new(Status::TooLong, "too-long", Phrase::FileTooLong)
            .with(path.display())
            .with(BLOB_BYTES / (1024 * 1024)),
        AttachError::Full => Problem::new(Status::Data, "disk-full", Phrase::DiskFull),
        AttachError::Unreadable | AttachError::Unwritten => {
            Problem::new(Status::Data, "file-unreadable", Phrase::FileUnreadable)
                .with(path.display())
                .with(error)
        }
    })
}
