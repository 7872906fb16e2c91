//! The call of a message: three low notes, as a hoopoe's. It is made here, so no file comes for it.

use std::cell::RefCell;

use web_sys::AudioContext;

/// Notes of one call.
const NOTES: u32 = 3;
/// From the beginning of one note to the next, in seconds, and how long each is heard.
const BETWEEN_S: f64 = 0.17;
const LASTS_S: f64 = 0.13;
/// How soon a note is at its loudest, in seconds: one that begins at once clicks.
const RISES_S: f64 = 0.02;
const HERTZ: f32 = 523.0;
/// Of 1.
const LOUDNESS: f32 = 0.12;

thread_local! {
    /// One for the life of the page: browsers give out few.
    static AUDIO: RefCell<Option<AudioContext>> = const { RefCell::new(None) };
}

/// Calls. A browser that cannot, or does not let a page that nobody has touched, is silent.
pub(super) fn call() {
    AUDIO.with_borrow_mut(|audio| {
        if audio.is_none() {
            *audio = AudioContext::new().ok();
        }
        if let Some(audio) = audio {
            // It sleeps until somebody has touched the page.
            let _ = audio.resume();
            for note in 0..NOTES {
                let _ = sound(audio, audio.current_time() + BETWEEN_S * f64::from(note));
            }
        }
    });
}

fn sound(audio: &AudioContext, at_s: f64) -> Result<(), wasm_bindgen::JsValue> {
    let (tone, volume) = (audio.create_oscillator()?, audio.create_gain()?);
    tone.frequency().set_value(HERTZ);
    let loud = volume.gain();
    loud.set_value_at_time(0.0, at_s)?;
    loud.linear_ramp_to_value_at_time(LOUDNESS, at_s + RISES_S)?;
    loud.linear_ramp_to_value_at_time(0.0, at_s + LASTS_S)?;
    tone.connect_with_audio_node(&volume)?;
    volume.connect_with_audio_node(&audio.destination())?;
    tone.start_with_when(at_s)?;
    tone.stop_with_when(at_s + LASTS_S)
}
