//! A model of a clock that is adjusted while I/O threads ask it for time stamps.

use std::sync::Arc;

use super::keeper::{Keeper, Settings};
use super::stamps::Stamps;
use super::{Timebase, Timeline, ZeroTimeStamp};
use crate::realtime::models::{check, spawn};
use crate::realtime::sync::{AtomicU64, Ordering};

/// Ticks of a period, before the adjustment.
const PERIOD: u64 = 10;

struct Device {
    stamps: Stamps,
    time: AtomicU64,
}

impl Device {
    /// The host's clock: more than a period passes from one look at it to the next. Who looks later sees what was published before a fence before an
    /// earlier look.
    fn now(&self) -> u64 {
        self.time.fetch_add(PERIOD + 2, Ordering::Acquire)
    }

    /// `None` if publications overran it.
    fn ask(&self) -> Option<ZeroTimeStamp> {
        let now = self.now();
        self.stamps.at(now)
    }
}

#[test]
fn no_time_stamp_changes_or_goes_back_while_the_clock_is_adjusted() {
    check(2, || {
        let device = Arc::new(Device {
            stamps: Stamps::new(),
            time: AtomicU64::new(0),
        });
        let mut keeper = Keeper::new();
        let settings = Settings {
            sample_rate: 1e8,
            period: 1,
            timebase: Timebase::NANOSECONDS,
        };
        keeper.configure(settings).unwrap();
        keeper.start(0);
        let old = Timeline::from_words(keeper.words());
        device.stamps.publish(keeper.words());

        let asked = Arc::new(std::sync::Mutex::new(Vec::new()));
        let others = Arc::clone(&asked);
        let other = spawn(&device, move |device| {
            let stamps = [device.ask(), device.ask()];
            others.lock().unwrap().push(stamps);
        });
        let publish = |words| device.stamps.publish(words);
        keeper
            .adjust(2.0, Some(|| device.now()), publish)
            .expect("a scalar in the range");
        let stamps = [device.ask(), device.ask()];
        other.join().unwrap();

        let new = Timeline::from_words(keeper.words());
        let anchor = new.stamp(0);
        asked.lock().unwrap().push(stamps);
        for stamps in asked.lock().unwrap().iter() {
            let stamps: Vec<_> = stamps.iter().flatten().collect();
            assert!(
                stamps.is_sorted_by_key(|stamp| stamp.host_time),
                "{stamps:?}"
            );
            for stamp in stamps {
                let timeline = if stamp.sample_time <= anchor.sample_time {
                    &old
                } else {
                    &new
                };
                assert_eq!(*stamp, timeline.stamp_at(stamp.sample_time as u64));
            }
        }
    });
}
