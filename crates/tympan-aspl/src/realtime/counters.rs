//! Counting what happens on the I/O path, so that it can be reported from elsewhere.

use super::sync::{AtomicU64, Ordering};

macro_rules! events {
    ($($(#[$text:meta])+ $event:ident $field:ident,)+) => {
        /// Something that happens on the I/O path and is counted there.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Event {
            $($(#[$text])+ $event,)+
        }

        /// The counts of all events at one moment.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub struct EventCounts {
            $($(#[$text])+ pub $field: u64,)+
        }

        const EVENTS: usize = [$(Event::$event),+].len();

        impl Counters {
            /// The counts so far. Each is exact; events that are happening now may be in one and not yet in another.
            ///
            /// May be called on any thread.
            #[must_use]
            pub fn snapshot(&self) -> EventCounts {
                EventCounts {
                    $($field: self.0[Event::$event as usize].load(Ordering::Relaxed),)+
                }
            }
        }

        impl EventCounts {
            /// The counts with their names.
            ///
            /// ```
            /// use tympan_aspl::realtime::{Counters, Event};
            ///
            /// let counters = Counters::new();
            /// counters.count(Event::Gap);
            /// let counts = counters.snapshot();
            /// assert!(counts.iter().any(|entry| entry == ("gaps", 1)));
            /// ```
            pub fn iter(&self) -> impl ExactSizeIterator<Item = (&'static str, u64)> + use<> {
                [$((stringify!($field), self.$field)),+].into_iter()
            }
        }

        impl core::ops::Add for EventCounts {
            type Output = Self;

            fn add(self, other: Self) -> Self {
                Self { $($field: self.$field.wrapping_add(other.$field),)+ }
            }
        }
    };
}

events! {
    /// An I/O cycle was begun.
    Cycle cycles,
    /// A block, or the beginning of one, was older than everything the ring holds, and was not written.
    LateWrite late_writes,
    /// A block did not begin where the one before had ended, and left frames unwritten.
    Gap gaps,
    /// A block replaced frames that had been written before.
    Overlap overlaps,
    /// A block was read, or its beginning, when newer frames had already taken its place; it was silent there.
    OvertakenRead overtaken_reads,
    /// A sample time was not a number, or beyond any time line; nothing was written, or silence read.
    InvalidTime invalid_times,
    /// A caller found a gate taken, and was turned away with silence.
    TurnedAway turned_away,
    /// An [event queue](super::EventQueue) was full, and the event went back to its sender.
    DroppedEvent dropped_events,
    /// An operation named a client or a stream that is not known.
    UnknownTarget unknown_targets,
    /// An operation that cannot be split had more frames than was promised.
    OversizedOperation oversized_operations,
    /// A clock was [adjusted](crate::clock::AdjustableClock::set_rate_scalar), or a time stamp of the [author's](crate::clock::Clock) could not be true and
    /// was not passed on.
    ClockCorrection clock_corrections,
    /// The driver's code panicked.
    Panic panics,
}

/// One count for each [`Event`], kept without order between them.
///
/// *Realtime safety*: [`count`](Self::count) is one relaxed addition.
///
/// ```
/// use tympan_aspl::realtime::{Counters, Event};
///
/// let counters = Counters::new();
/// counters.count(Event::Cycle);
/// counters.count(Event::Cycle);
/// assert_eq!(counters.snapshot().cycles, 2);
/// assert_eq!(counters.snapshot().late_writes, 0);
/// ```
// Apart from the counts of an `Arc` around it, which control threads write.
#[derive(Debug, Default)]
#[repr(align(128))]
pub struct Counters([AtomicU64; EVENTS]);

impl Counters {
    /// All counts are 0.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts one event. May be called on any thread.
    pub fn count(&self, event: Event) {
        self.0[event as usize].fetch_add(1, Ordering::Relaxed);
    }

    /// Sets all counts to 0, for another device.
    pub(crate) fn reset(&self) {
        for count in &self.0 {
            count.store(0, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_has_a_count_of_its_own() {
        let counters = Counters::new();
        counters.count(Event::Panic);
        counters.count(Event::Gap);
        counters.count(Event::Gap);
        let counts = counters.snapshot();
        assert_eq!(
            counts,
            EventCounts {
                panics: 1,
                gaps: 2,
                ..EventCounts::default()
            }
        );
        assert_eq!((counts + counts).gaps, 4);
    }
}
