//! Followers: threads of a driver that live by the host's clock.
//!
//! A follower is awake or asleep. While one is awake, a virtual clock stands, so that what the follower does happens at the time it woke for. While it is asleep,
//! the clock moves no further than to the time it is to wake. A wall clock waits for nobody.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use super::{Clock, Kind};

/// How long a clock stands for followers that are awake, in time of the machine: one that waits for the host would wait for ever.
const PATIENCE: Duration = Duration::from_secs(5);

/// The followers of a clock.
#[derive(Default)]
pub(super) struct Sleepers {
    awake: usize,
    /// How many are to wake when.
    wakes: BTreeMap<u64, usize>,
}

impl Clock {
    /// Waits until all followers sleep. A wall clock does not.
    pub(crate) fn settle(&self) {
        if self.is_virtual() {
            let settled = &self.0.settled;
            let waited = settled
                .wait_timeout_while(self.sleepers(), PATIENCE, |sleepers| sleepers.awake > 0);
            drop(waited);
        }
    }

    /// Moves towards `ticks`, but no further than to the first time that a follower is to wake, and lets it do its work. Whether the clock has arrived,
    /// with nobody left to wake.
    pub(crate) fn step_to(&self, ticks: u64) -> bool {
        let Kind::Virtual(now) = &self.0.kind else {
            self.sleep_until(ticks);
            return true;
        };
        self.settle();
        let mut sleepers = self.sleepers();
        let first = sleepers.wakes.keys().next().copied();
        let first = first.filter(|first| *first <= ticks);
        now.fetch_max(first.unwrap_or(ticks), Ordering::AcqRel);
        // Awake from now on, and not only when their threads run again.
        while let Some(due) = sleepers.wakes.first_entry() {
            if *due.key() > self.now() {
                break;
            }
            let woken = due.remove();
            sleepers.awake += woken;
        }
        self.0.moved.notify_all();
        drop(sleepers);
        if first.is_some() {
            self.settle();
        }
        first.is_none()
    }
}

/// The followers of one driver.
pub(crate) struct Followers {
    clock: Clock,
    /// How many there are, awake or asleep.
    count: AtomicUsize,
    /// Whether they are to sleep no more.
    is_over: AtomicBool,
}

impl Followers {
    pub(crate) fn new(clock: &Clock) -> Followers {
        Followers {
            clock: clock.clone(),
            count: AtomicUsize::new(0),
            is_over: AtomicBool::new(false),
        }
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// One more follower, which is awake.
    pub(crate) fn join(&self) {
        self.clock.sleepers().awake += 1;
        self.count.fetch_add(1, Ordering::Relaxed);
    }

    /// A follower, which is awake, is one no more.
    pub(crate) fn leave(&self) {
        self.count.fetch_sub(1, Ordering::Relaxed);
        self.fall_asleep(1);
    }

    /// Sleeps as one of the followers. False when they are to sleep no more.
    pub(crate) fn sleep_until(&self, ticks: u64) -> bool {
        let is_over = || self.is_over.load(Ordering::Acquire);
        let mut sleepers = self.clock.sleepers();
        if self.clock.now() >= ticks || is_over() {
            return !is_over();
        }
        sleepers.awake -= 1;
        *sleepers.wakes.entry(ticks).or_default() += 1;
        self.clock.0.settled.notify_all();
        let mut sleepers = self.clock.wait_until(sleepers, ticks, is_over);
        // Whoever moves a virtual clock has counted those that were due as awake.
        if !self.clock.is_virtual() || self.clock.now() < ticks {
            if let Some(count) = sleepers.wakes.get_mut(&ticks) {
                *count -= 1;
                if *count == 0 {
                    sleepers.wakes.remove(&ticks);
                }
            }
            sleepers.awake += 1;
        }
        !is_over()
    }

    /// Wakes all: the driver is about to end.
    pub(crate) fn end(&self) {
        self.is_over.store(true, Ordering::Release);
        let _sleepers = self.clock.sleepers();
        self.clock.0.moved.notify_all();
    }

    fn fall_asleep(&self, count: usize) {
        self.clock.sleepers().awake -= count;
        self.clock.0.settled.notify_all();
    }
}

/// Those that have not left are awake, since they have ended.
impl Drop for Followers {
    fn drop(&mut self) {
        let left = *self.count.get_mut();
        self.fall_asleep(left);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::clock::Timebase;

    #[test]
    fn a_clock_stops_at_every_wake_up_on_its_way() {
        let clock = Clock::virtual_time(Timebase::NANOSECONDS);
        let start = clock.now();
        let times = Mutex::new(Vec::new());
        let followers = Followers::new(&clock);
        followers.join();
        std::thread::scope(|scope| {
            scope.spawn(|| {
                for wake in [10, 10, 25] {
                    assert!(followers.sleep_until(start + wake));
                    times.lock().unwrap().push(clock.now() - start);
                }
                followers.leave();
            });
            clock.advance_to(start + 100);
            // Nobody has to wait for the thread.
            assert_eq!(*times.lock().unwrap(), [10, 10, 25]);
        });
        assert_eq!(clock.now(), start + 100);
    }

    #[test]
    fn the_end_of_one_driver_leaves_the_followers_of_another_asleep() {
        let clock = Clock::virtual_time(Timebase::NANOSECONDS);
        let wake = clock.now() + 100;
        let [(first, one), (second, other)] = [(); 2].map(|()| {
            let followers = Arc::new(Followers::new(&clock));
            followers.join();
            let follower = Arc::clone(&followers);
            let thread = std::thread::spawn(move || {
                let is_time = follower.sleep_until(wake);
                follower.leave();
                is_time
            });
            (followers, thread)
        });
        clock.settle();
        first.end();
        assert!(!one.join().unwrap());
        assert!(clock.step_to(wake - 1) && !other.is_finished());
        assert!(!clock.step_to(wake), "there is somebody to wake");
        assert!(other.join().unwrap());
        drop(second);
    }
}
