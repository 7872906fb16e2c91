//! What was chosen to be attached and has not been sent, and how it is made ready.

use hudhud_dialogue::page::{Chosen, Manner};
use leptos::prelude::*;
use leptos::web_sys::File;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::dom;

/// Dots along the longer side of a photo that is sent as one.
const SIDE: u32 = 2_560;
/// Dots along the longer side of the picture out of which a thumbhash is made, at most.
const SMALL_SIDE: u32 = 100;
/// What is not drawn anew, because it moves.
const MOVING: &str = "image/gif";

/// A file that was chosen and has not been sent. Its signals belong to it and not to a view: it is made
/// while none is.
#[derive(Debug, Clone)]
pub(crate) struct Picked {
    pub(super) key: u32,
    pub(super) file: File,
    /// Where the browser shows it, if it is a picture.
    pub(super) address: Option<String>,
    pub(super) as_file: ArcRwSignal<bool>,
    /// Of one that is sent as a file: with what it says of where and when it was taken.
    pub(super) keeps_traces: ArcRwSignal<bool>,
    pub(super) description: ArcRwSignal<String>,
}

/// What was chosen for one conversation. A small handle: copy it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Picks {
    pub(super) all: RwSignal<Vec<Picked>, LocalStorage>,
    pub(super) next: StoredValue<u32>,
    pub(super) caption: RwSignal<String>,
    pub(super) busy: RwSignal<bool>,
}

impl Picks {
    pub(crate) fn new() -> Self {
        let picks = Self {
            all: RwSignal::new_local(Vec::new()),
            next: StoredValue::new(0),
            caption: RwSignal::new(String::new()),
            busy: RwSignal::new(false),
        };
        on_cleanup(move || picks.clear());
        picks
    }

    pub(super) fn clear(self) {
        let all = self.all.try_update(std::mem::take).unwrap_or_default();
        for picked in all {
            picked.let_go();
        }
    }

    pub(super) fn remove(self, key: u32) {
        self.all.update(|all| {
            for picked in all.extract_if(.., |picked| picked.key == key) {
                picked.let_go();
            }
        });
    }
}

impl Picked {
    fn let_go(&self) {
        if let Some(address) = &self.address {
            dom::give_up_address(address);
        }
    }

    fn manner(&self) -> Manner {
        let is_picture = self.address.is_some();
        let as_file = self.as_file.get_untracked();
        match (as_file, self.keeps_traces.get_untracked()) {
            (false, _) if is_picture => Manner::Photo,
            (true, false) if is_picture => Manner::WithoutTraces,
            (_, _) => Manner::AsItIs,
        }
    }

    /// What is handed to the worker: a photo as large as it has to be, everything else as it is.
    pub(super) async fn chosen(&self) -> Option<Chosen> {
        let manner = self.manner();
        let drawn = if manner == Manner::Photo && self.file.type_() != MOVING {
            shrunk(&self.file).await
        } else {
            None
        };
        let Drawn { bytes, thumbhash } = match drawn {
            Some(drawn) => drawn,
            None => {
                let buffer = JsFuture::from(self.file.array_buffer()).await.ok()?;
                Drawn {
                    bytes: js_sys::Uint8Array::new(&buffer).to_vec(),
                    thumbhash: Vec::new(),
                }
            }
        };
        Some(Chosen {
            name: self.file.name(),
            description: self.description.get_untracked().trim().to_owned(),
            manner,
            thumbhash,
            bytes,
        })
    }
}

/// A photo that was drawn anew.
struct Drawn {
    /// As it is sent.
    bytes: Vec<u8>,
    /// What stands for it until it is there.
    thumbhash: Vec<u8>,
}

/// Draws a photo anew, upright and no larger than it has to be.
async fn shrunk(file: &File) -> Option<Drawn> {
    let hudhud = dom::property(&dom::window(), "hudhud");
    let about = [file.into(), SIDE.into(), SMALL_SIDE.into()];
    let promise = dom::call(&hudhud, "shrinkPhoto", &about)?;
    let drawn = JsFuture::from(promise.dyn_into::<js_sys::Promise>().ok()?).await;
    let drawn = drawn.ok()?;
    let bytes = dom::property(&drawn, "bytes");
    Some(Drawn {
        bytes: bytes.dyn_into::<js_sys::Uint8Array>().ok()?.to_vec(),
        thumbhash: thumbhash_of(&drawn).unwrap_or_default(),
    })
}

/// A few bytes out of the dots of a small picture.
fn thumbhash_of(drawn: &JsValue) -> Option<Vec<u8>> {
    let dots = dom::property(drawn, "dots");
    let dots = dots.dyn_into::<js_sys::Uint8ClampedArray>().ok()?.to_vec();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a side of a canvas is a whole number"
    )]
    let width = dom::property(drawn, "width").as_f64()? as usize;
    let height = dots.len() / 4 / width.max(1);
    let fits = (1..=SMALL_SIDE as usize).contains(&width)
        && (1..=SMALL_SIDE as usize).contains(&height)
        && dots.len() == width * height * 4;
    fits.then(|| thumbhash::rgba_to_thumb_hash(width, height, &dots))
}
