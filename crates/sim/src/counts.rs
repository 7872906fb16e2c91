//! How often things happened in a world.

macro_rules! counts {
    ($($(#[$doc:meta])* $name:ident,)+) => {
        /// How often things happened.
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
        pub struct Counts {
            $($(#[$doc])* pub $name: u64,)+
        }

        impl Counts {
            /// Adds another world's.
            pub const fn add(&mut self, other: &Self) {
                $(self.$name = self.$name.saturating_add(other.$name);)+
            }

            /// Each with its name.
            #[must_use]
            pub fn named(&self) -> Vec<(&'static str, u64)> {
                vec![$((stringify!($name), self.$name)),+]
            }
        }
    };
}

counts! {
    /// Events of the world.
    events,
    /// Turns of engines.
    turns,
    /// Turns of engines that failed on purpose.
    failed_turns,
    /// Turns of the host.
    host_turns,
    /// Batches that the host's store made durable.
    commits,
    /// Commits of the host that failed.
    host_failures,
    /// Times the host died.
    host_crashes,
    /// Times a device died.
    crashes,
    /// Connections made.
    connections,
    /// Connections cut.
    cuts,
    /// Devices cut off.
    partitions,
    /// Clocks that jumped.
    jumps,
    /// Disks that were full.
    full_disks,
    /// Devices that slept.
    sleeps,
    /// Followers that were too slow.
    lags,
    /// Blobs stored.
    blobs,
    /// Blobs asked for.
    downloads,
    /// Files and photos that people attached.
    attached,
    /// Bytes that were looked through for texts.
    bytes,
    /// Messages that were sent.
    messages,
    /// Generations that ended.
    rotations,
    /// Devices that came back into step.
    rejoins,
    /// Conversations that were joined.
    joins,
    /// Messages that could not be read because their keys were gone.
    unreadable,
    /// Conversations in which a device says that messages expired before it read them.
    missed,
    /// Pairs of members that were compared.
    compared,
    /// Commits that found another one in their place.
    lost_races,
    /// Puzzles that devices solved.
    puzzles,
    /// Things that an enemy did.
    attacks,
}
