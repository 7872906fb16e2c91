//! What a hand does to a screen, in words that both protocols are told.

/// A place in the window, in CSS pixels.
#[derive(Debug, Clone, Copy, serde::Deserialize)]
pub(crate) struct Spot {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

/// A button of the mouse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Button {
    Left,
    Right,
}

/// One finger, and what it does.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Finger {
    /// Touches the glass.
    Down(Spot),
    /// Goes there on it.
    Move(Spot),
    /// Leaves it.
    Up,
}
