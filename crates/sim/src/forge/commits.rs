//! Commits, and what they carry, as somebody makes them who asks no policy.

use hudhud_mls::{Components, Group, Plan, Reentry, Update};
use minicbor::Encode;

use super::encoded;
use super::keys::Keys;

/// The component that holds the title.
const CARD: u16 = 0x8503;

/// Where a commit says that it stands.
#[derive(Encode)]
struct Placement {
    #[n(0)]
    head: u64,
    #[n(1)]
    generation: u32,
    #[n(2)]
    controls: Vec<SealedControl>,
}

#[derive(Encode)]
struct SealedControl {
    #[n(0)]
    leaf: u32,
    #[cbor(n(1), with = "minicbor::bytes")]
    sealed: Vec<u8>,
}

/// The authenticated data of a commit; `control` is sealed for every leaf from 0.
pub(crate) fn placement(head: u64, generation: u32, controls: Vec<Vec<u8>>) -> Vec<u8> {
    let controls = controls.into_iter().zip(0..);
    let controls = controls.map(|(sealed, leaf)| SealedControl { leaf, sealed });
    encoded(&Placement {
        head,
        generation,
        controls: controls.collect(),
    })
}

/// What makes this the title.
pub(crate) fn title(title: &str) -> Update {
    Update {
        component: CARD,
        difference: encoded(&[(0_u8, 0_u8, title)]),
    }
}

/// What a difference makes of a component here: a title where it is one, and else the difference itself.
fn apply(component: u16, _: Option<&[u8]>, difference: &[u8]) -> Option<Vec<u8>> {
    type Titles<'a> = [(u8, u8, &'a str); 1];
    let titles: Result<Titles<'_>, _> = minicbor::decode(difference);
    Some(match titles {
        Ok([(.., title)]) if component == CARD => encoded(&[title]),
        Ok(_) | Err(_) => difference.to_vec(),
    })
}

impl Keys {
    /// A commit of the group that does this, allowed or not.
    pub(crate) fn commits(&self, plan: Plan) -> Option<Vec<u8>> {
        let identity = self.identity();
        let staged =
            self.with_group(|group, context| group.stage(context, &identity, plan, apply))?;
        Some(staged.ok()?.commit)
    }

    /// A word that the device leaves.
    pub(crate) fn leaves(&self) -> Option<Vec<u8>> {
        let identity = self.identity();
        self.with_group(|group, context| group.leave(context, &identity))?
            .ok()
    }

    /// Group info of now.
    pub(crate) fn group_info(&self) -> Option<Vec<u8>> {
        let identity = self.identity();
        self.with_group(|group, context| group.group_info(context, &identity))?
            .ok()
    }

    /// A commit from outside that puts the device on another leaf.
    pub(crate) fn returns(&self, authenticated: Vec<u8>) -> Option<Vec<u8>> {
        let (identity, info) = (self.identity(), self.group_info()?);
        let made = self.with_group(|_, context| {
            let reentry = Reentry {
                control_public: [7; 32],
                group_info: &info,
                tree: None,
                authenticated,
            };
            Group::rejoin(context, &identity, reentry)
        })?;
        Some(made.ok()?.pending.commit().to_vec())
    }

    /// The leaves of all members, and what the group has agreed about itself.
    pub(crate) fn sees(&self) -> Option<(Vec<u32>, Components)> {
        self.with_group(|group, _| {
            let leaves = group.members().iter().map(|member| member.leaf).collect();
            (leaves, group.components())
        })
    }
}
