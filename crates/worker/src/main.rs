//! To be started by the page, as a dedicated worker. On another platform it does nothing.

#[cfg(target_arch = "wasm32")]
mod browser;

fn main() {
    #[cfg(target_arch = "wasm32")]
    browser::boot();
}
