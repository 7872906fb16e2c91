//! What was chosen to be attached and has not been sent, and how it is made ready.

use hudhud_dialogue::page::Chosen;
use leptos::prelude::*;
use leptos::web_sys::File;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::dom;

/// Dots along the longer side of a photo that is sent as one.
const SIDE: u32 = 2_560;
/// What is not drawn anew, because it moves.
const MOVING: &str = "image/gif";

/// A file that was chosen and has not been sent.
#[derive(Debug, Clone)]
pub(crate) struct Picked {
    pub(super) key: u32,
    pub(super) file: File,
    /// Where the browser shows it, if it is a picture.
    pub(super) address: Option<String>,
    pub(super) as_file: RwSignal<bool>,
    pub(super) description: RwSignal<String>,
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

    /// What is handed to the worker: a photo as large as it has to be, everything else as it is.
    pub(super) async fn chosen(&self) -> Option<Chosen> {
        let as_photo = self.address.is_some() && !self.as_file.get_untracked();
        let drawn = if as_photo && self.file.type_() != MOVING {
            shrunk(&self.file).await
        } else {
            None
        };
        let bytes = match drawn {
            Some(bytes) => bytes,
            None => {
                let buffer = JsFuture::from(self.file.array_buffer()).await.ok()?;
                js_sys::Uint8Array::new(&buffer).to_vec()
            }
        };
        Some(Chosen {
            name: self.file.name(),
            description: self.description.get_untracked().trim().to_owned(),
            as_photo,
            bytes,
        })
    }
}

/// A photo drawn anew, upright and no larger than it has to be.
async fn shrunk(file: &File) -> Option<Vec<u8>> {
    let hudhud = dom::property(&dom::window(), "hudhud");
    let promise = dom::call(&hudhud, "shrinkPhoto", &[file.into(), JsValue::from(SIDE)])?;
    let drawn = JsFuture::from(promise.dyn_into::<js_sys::Promise>().ok()?).await;
    let drawn = drawn.ok()?.dyn_into::<js_sys::Uint8Array>().ok()?;
    Some(drawn.to_vec())
}
