//! [`Latest`]: a parameter of the author's own type, set on control threads and read on any.

use core::fmt;
use core::ops::Deref;
use std::sync::Arc;

use super::context::ControlContext;
use super::published::{Entered, Published};
use crate::platform::thread_id;

/// Cache lines over which the threads that read at the same time are counted.
const STRIPES: usize = 8;

/// A value of the author's that control threads replace while realtime threads read it. A handle: clones share the value.
///
/// A reader sees one whole value, the latest that was set when it began to read, for as long as it holds the [`Reading`]; never a mixture of two.
/// Nobody waits for anybody: a value that is replaced while it is being read stays alive, and is dropped on a control thread, by a later
/// [`set`](Self::set) or with the last handle.
///
/// For single numbers and switches, atomics are enough.
///
/// *Realtime safety*: [`read`](Self::read) is wait-free, two atomic additions and a load, on any number of threads at once. Dropping the last handle drops the
/// value, so leave that to control threads; the framework drops the parts of an [`Io`](crate::io::Io) there.
///
/// # Examples
///
/// The coefficients of an equaliser, which are right only all together:
///
/// ```
/// use tympan_aspl::CustomProperty;
/// use tympan_aspl::prelude::*;
/// use tympan_aspl::realtime::Latest;
///
/// #[derive(Clone, Copy)]
/// struct Coefficients {
///     b: [f32; 3],
///     a: [f32; 2],
/// }
///
/// impl Coefficients {
///     /// A low-pass filter; of it only the gain is worked out here.
///     fn low_pass(hertz: f64) -> Self {
///         let gain = (hertz / 20_000.0) as f32;
///         Self { b: [gain, 0.0, 0.0], a: [0.0, 0.0] }
///     }
/// }
///
/// struct Equaliser {
///     coefficients: Latest<Coefficients>,
/// }
///
/// fn driver(plug_in: &PlugIn, control: &ControlContext<'_>) -> Result<()> {
///     let coefficients = Latest::new(Coefficients::low_pass(20_000.0));
///     let part = coefficients.clone();
///     let corner = CustomProperty::new(*b"Crnr", 20_000.0_f64)
///         .settable()
///         .on_set(move |control, hertz| coefficients.set(control, Coefficients::low_pass(*hertz)));
///     let device = Device::new("com.example.equaliser", "Equaliser")
///         .sample_rates([48_000.0])
///         .stream(Stream::output(2))
///         .property(&corner)
///         .io(Io::new(move |_: &IoSetup| Equaliser { coefficients: part.clone() }).process_mix(
///             |equaliser: &Equaliser, _: &RealtimeContext<'_>, op: ProcessMix<'_>| {
///                 // One set of coefficients for the whole block, whatever is set meanwhile.
///                 let now = equaliser.coefficients.read();
///                 for sample in op.samples {
///                     *sample *= now.b[0];
///                 }
///             },
///         ));
///     plug_in.add_device(control, device)?;
///     Ok(())
/// }
/// ```
pub struct Latest<T> {
    published: Arc<Published<T>>,
}

impl<T: Send + Sync> Latest<T> {
    /// A parameter with its first value. Control threads only: it allocates.
    #[must_use]
    pub fn new(value: T) -> Self {
        let published = Published::new();
        published.prepare(STRIPES);
        published.replace(Some(Box::new(value)));
        Self {
            published: Arc::new(published),
        }
    }

    /// Sets the value: who reads from now on reads this one. Older values that nobody reads any more are dropped here.
    pub fn set(&self, _: &ControlContext<'_>, value: T) {
        self.published.replace(Some(Box::new(value)));
    }

    /// The latest value, for as long as the [`Reading`] is held. On any thread.
    ///
    /// A reading that is kept for long keeps its value, and perhaps those set after it, from being dropped; nothing else waits for it.
    pub fn read(&self) -> Reading<'_, T> {
        // Numbers of threads are addresses of much-aligned memory: spread them by the golden ratio.
        let stripe = (thread_id() as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
        let entered = self.published.enter(stripe as u32);
        Reading(entered.expect("there has been a value since `new`"))
    }
}

impl<T> Clone for Latest<T> {
    fn clone(&self) -> Self {
        Self {
            published: Arc::clone(&self.published),
        }
    }
}

impl<T: fmt::Debug + Send + Sync> fmt::Debug for Latest<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Latest").field(&*self.read()).finish()
    }
}

/// A value of a [`Latest`] that is being read.
///
/// *Realtime safety*: dropping it is one atomic subtraction, and never drops the value.
#[must_use]
pub struct Reading<'a, T>(Entered<'a, T>);

impl<T> Deref for Reading<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: fmt::Debug> fmt::Debug for Reading<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Reading").field(&**self).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
    use std::thread::{self, ThreadId};

    const SETS: u64 = if cfg!(miri) { 40 } else { 5_000 };

    /// Counts its drops, all on one thread.
    struct Counted {
        number: u64,
        double: u64,
        drops: Arc<AtomicUsize>,
        home: ThreadId,
    }

    impl Drop for Counted {
        fn drop(&mut self) {
            assert_eq!(thread::current().id(), self.home);
            self.drops.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn counted(number: u64, drops: &Arc<AtomicUsize>) -> Counted {
        Counted {
            number,
            double: number * 2,
            drops: Arc::clone(drops),
            home: thread::current().id(),
        }
    }

    #[test]
    fn a_reader_keeps_what_it_has_begun_to_read() {
        ControlContext::lend(|control| {
            let latest = Latest::new(vec![1]);
            let first = latest.read();
            latest.clone().set(control, vec![2, 2]);
            assert_eq!((&*first, &*latest.read()), (&vec![1], &vec![2, 2]));
            assert_eq!(
                format!("{latest:?} {first:?}"),
                "Latest([2, 2]) Reading([1])"
            );
        });
    }

    #[test]
    fn an_old_value_is_dropped_by_a_later_set() {
        ControlContext::lend(|control| {
            let drops = Arc::new(AtomicUsize::new(0));
            let latest = Latest::new(counted(1, &drops));
            let reading = latest.read();
            latest.set(control, counted(2, &drops));
            assert_eq!((reading.number, drops.load(Ordering::Relaxed)), (1, 0));
            drop(reading);
            assert_eq!(drops.load(Ordering::Relaxed), 0, "a reader drops nothing");
            latest.set(control, counted(3, &drops));
            assert_eq!(drops.load(Ordering::Relaxed), 2);
            drop(latest);
            assert_eq!(drops.load(Ordering::Relaxed), 3);
        });
    }

    #[test]
    fn readers_on_several_threads_see_whole_values_in_order() {
        let drops = Arc::new(AtomicUsize::new(0));
        let latest = Latest::new(counted(0, &drops));
        let stop = AtomicBool::new(false);
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    let mut last = 0;
                    while !stop.load(Ordering::Relaxed) {
                        let value = latest.read();
                        assert_eq!(value.double, value.number * 2);
                        assert!(value.number >= last, "an old value came back");
                        last = value.number;
                    }
                });
            }
            ControlContext::lend(|control| {
                for number in 1..=SETS {
                    latest.set(control, counted(number, &drops));
                }
            });
            stop.store(true, Ordering::Relaxed);
        });
        drop(latest);
        assert_eq!(drops.load(Ordering::Relaxed) as u64, SETS + 1);
    }
}
