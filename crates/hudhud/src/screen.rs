//! `chat` on a terminal: the whole screen.
//!
//! Rooms, from the top: `run` is the loop, with `terminal`, `errand` and `pace`; `draw` makes a grid of
//! cells out of the state, with `pen`, and `paint` sends it; `state` is what there is to show, with
//! `talk`, `log`, `list`, `find`, `layout`; `rows` lays messages out; `look`, `bidi`, `shape` and `cell`
//! are what they stand on. All but the first four are pure.

mod bidi;
mod cell;
mod draw;
mod editor;
mod errand;
mod find;
mod keys;
mod layout;
mod list;
mod log;
mod look;
mod pace;
mod paint;
mod pen;
mod rows;
mod run;
#[cfg(test)]
mod samples;
mod shape;
mod state;
mod talk;
mod terminal;
mod traffic;

use hudhud_base::ConversationId;
use jiff::tz::TimeZone;

use self::bidi::{Order, Setter};
use self::look::Look;
use self::state::{Focus, State};
use crate::arguments::Bidi;
use crate::device::Device;
use crate::problem::Problem;

/// Shows the whole screen, with this conversation open if one is given.
pub(crate) async fn show(
    device: &mut Device,
    bidi: Bidi,
    open: Option<ConversationId>,
) -> Result<(), Problem> {
    let own = device.account().await?;
    let look = Look {
        ui: device.ui,
        setter: Setter {
            order: order(bidi),
            ligatures: true,
        },
        zone: TimeZone::system(),
        now: run::now(),
    };
    let mut state = State::new(look, own);
    if let Some(id) = open {
        state.open(id, None);
        state.focus = Focus::Writing;
    }
    run::run(device, state).await
}

/// Terminals that put signs into the order in which they are read, and cannot be told not to, say so
/// in the environment.
fn order(bidi: Bidi) -> Order {
    let set = |name: &str| std::env::var(name).unwrap_or_default();
    match bidi {
        Bidi::Program => Order::Ours,
        Bidi::Terminal => Order::Terminals,
        Bidi::Auto => {
            let program = set("TERM_PROGRAM");
            let orders = !set("MLTERM").is_empty()
                || !set("KONSOLE_VERSION").is_empty()
                || program == "mlterm"
                || program == "Apple_Terminal";
            if orders {
                Order::Terminals
            } else {
                Order::Ours
            }
        }
    }
}
