//! [`Mixer`]: what several writers play at the same time on one timeline, added up.
//!
//! Each writer has a timeline ring of its own, so writers never wait for each other or for readers. Control threads make and remove writers, and publish the
//! list of rings that readers add up. What a writer has written ahead when it goes is copied into a block that stands for all that have gone, and is
//! published in one step with the list without its ring; so nothing is lost or heard twice, and readers look at one block however many have gone.

use core::{fmt, iter};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use super::ring::{TimelineRing, frame_at};
use crate::platform::thread_id;
use crate::realtime::Counters;
use crate::realtime::published::Published;
use crate::sync::lock;

/// Samples in the piece of stack on which rings are added up; a frame of a ring fits in.
const SCRATCH: usize = 1024;

/// Cache lines over which readers are counted, so that most of them have one of their own.
const STRIPES: usize = 8;

/// Adds up what writers play on one timeline.
///
/// Clones are one mixer. A writer's place in the sum is that in which it came, and what those that have gone have left is first; so the same frames give the
/// same sum, bit for bit, in whatever order and on whatever threads they were written. Nothing is clipped.
///
/// # Examples
///
/// ```
/// use tympan_aspl::io::Mixer;
///
/// let mixer = Mixer::new(1, 4096);
/// let [mut one, mut other] = [mixer.lane(), mixer.lane()];
/// one.write_at(100.0, &[0.5, 0.5]);
/// other.write_at(101.0, &[0.25, 0.25]);
/// // What it has written stays to be heard.
/// drop(other);
///
/// let mut sum = [1.0; 4];
/// mixer.read_at(100.0, &mut sum);
/// assert_eq!(sum, [0.5, 0.75, 0.25, 0.0]);
/// ```
#[derive(Clone)]
pub struct Mixer {
    shared: Arc<Shared>,
}

/// A writer's place in a [`Mixer`].
///
/// Dropping it takes a lock and copies what it has written, so it is dropped on a control thread, as the parts of clients are.
pub struct MixerLane {
    shared: Arc<Shared>,
    lane: Arc<Lane>,
    /// The oldest frame ever written.
    begin: i64,
}

struct Shared {
    channels: usize,
    capacity: usize,
    /// Those of the device, if the mixer is part of one; else each lane has its own.
    counters: Option<Arc<Counters>>,
    /// What readers see.
    published: Published<Lanes>,
    /// The same, for control threads.
    lanes: Mutex<Lanes>,
}

#[derive(Clone, Default)]
struct Lanes {
    gone: Option<Arc<Gone>>,
    here: Vec<Arc<Lane>>,
}

struct Lane {
    ring: TimelineRing,
    /// The end of the newest frame written, so that readers pass by who has nothing for them.
    end: AtomicI64,
}

/// The sum of what those that have gone have left: at most as many frames as a ring remembers.
struct Gone {
    start: i64,
    samples: Vec<f32>,
}

impl Mixer {
    /// A mixer for frames of so many channels that remembers so many frames of each writer; see [`TimelineRing`] for how many it should be.
    ///
    /// Control threads only: it allocates.
    ///
    /// # Panics
    /// If one of the numbers is 0, or if there are more than 1024 channels.
    #[must_use]
    pub fn new(channels: usize, capacity: usize) -> Self {
        Self::counting_in(channels, capacity, None)
    }

    /// As [`new`](Self::new), with counters for all lanes.
    pub(super) fn counting_in(
        channels: usize,
        capacity: usize,
        counters: Option<Arc<Counters>>,
    ) -> Self {
        assert!(
            (1..=SCRATCH).contains(&channels),
            "a mixer has 1 to {SCRATCH} channels, not {channels}"
        );
        assert!(capacity > 0, "a mixer needs room for a frame");
        let published = Published::new();
        published.prepare(STRIPES);
        Self {
            shared: Arc::new(Shared {
                channels,
                capacity,
                counters,
                published,
                lanes: Mutex::default(),
            }),
        }
    }

    /// Makes room for a writer, who has written nothing yet.
    ///
    /// Control threads only: it allocates, and takes a lock that no realtime thread takes.
    ///
    /// # Panics
    /// If the memory for as many frames as the mixer remembers cannot exist.
    #[must_use]
    pub fn lane(&self) -> MixerLane {
        let ring = TimelineRing::new(self.shared.channels, self.shared.capacity, 1);
        let lane = Arc::new(Lane {
            ring: match &self.shared.counters {
                Some(counters) => ring.counting_in(Arc::clone(counters)),
                None => ring,
            },
            end: AtomicI64::new(i64::MIN),
        });
        self.shared
            .change(|lanes| lanes.here.push(Arc::clone(&lane)));
        MixerLane {
            shared: Arc::clone(&self.shared),
            lane,
            begin: i64::MAX,
        }
    }

    /// Samples in a frame.
    #[must_use]
    pub fn channels(&self) -> usize {
        self.shared.channels
    }

    /// Fills `block` with the sum of the frames from a sample time on; what nobody has written is silence, as is a time that is not a number.
    ///
    /// *Realtime safety*: no thread is waited for. The time it takes grows with the writers that have written something at that time or later.
    #[doc(alias = "mSampleTime")]
    pub fn read_at(&self, sample_time: f64, block: &mut [f32]) {
        let start = frame_at(sample_time);
        let lanes = start.and_then(|start| {
            let stripe = (thread_id() as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
            Some((start, self.shared.published.enter(stripe as u32)?))
        });
        match lanes {
            Some((start, lanes)) => lanes.read(self.shared.channels, start, block),
            None => block.fill(0.0),
        }
    }
}

impl MixerLane {
    /// Writes frames, the first of which is heard at a sample time, in place of what this writer has there. What is older than the capacity is left out.
    ///
    /// *Realtime safety*: wait-free.
    #[doc(alias = "mSampleTime")]
    pub fn write_at(&mut self, sample_time: f64, block: &[f32]) {
        self.lane.ring.write_at(0, sample_time, block);
        if let Some(start) = frame_at(sample_time) {
            let end = start + (block.len() / self.shared.channels) as i64;
            self.begin = self.begin.min(start);
            // Nobody else writes it. Release: who finds it finds the frames.
            let newest = self.lane.end.load(Ordering::Relaxed).max(end);
            self.lane.end.store(newest, Ordering::Release);
        }
    }

    /// What has happened to its frames so far: late, overlapping and skipped blocks, overtaken reads. In a mixer of [`IoSetup::mixer`](super::IoSetup::mixer)
    /// these are the counters of the device.
    #[must_use]
    pub fn counters(&self) -> &Counters {
        self.lane.ring.counters()
    }
}

impl Drop for MixerLane {
    fn drop(&mut self) {
        let Shared {
            channels, capacity, ..
        } = *self.shared;
        self.shared.change(|lanes| {
            lanes.here.retain(|lane| !Arc::ptr_eq(lane, &self.lane));
            if self.begin < i64::MAX {
                let gone = Gone::new(self, lanes.gone.as_deref(), channels, capacity);
                lanes.gone = Some(Arc::new(gone));
            }
        });
    }
}

impl Shared {
    fn change(&self, change: impl FnOnce(&mut Lanes)) {
        let mut lanes = lock(&self.lanes);
        change(&mut lanes);
        // Under the lock, so that the newest list is the one published last.
        self.published.replace(Some(Box::new(lanes.clone())));
    }
}

impl Lanes {
    fn read(&self, channels: usize, start: i64, block: &mut [f32]) {
        let length = block.len() - block.len() % channels;
        let (block, incomplete) = block.split_at_mut(length);
        incomplete.fill(0.0);
        let is_heard = |lane: &&Arc<Lane>| lane.end.load(Ordering::Acquire) > start;
        let mut lanes = self.here.iter().filter(is_heard);
        let gone = self.gone.as_ref();
        // The first one is not added to silence: a negative zero would not come through.
        match gone.and_then(|gone| gone.part(channels, start, block.len())) {
            Some((offset, samples)) => {
                block.fill(0.0);
                block[offset..offset + samples.len()].copy_from_slice(samples);
            }
            None => match lanes.next() {
                Some(lane) => lane.ring.read(start, block),
                None => block.fill(0.0),
            },
        }
        if let Some(lane) = lanes.next() {
            add_lanes(iter::once(lane).chain(lanes), channels, start, block);
        }
    }
}

/// Adds whole frames of these lanes to what is there.
fn add_lanes<'a>(
    lanes: impl Iterator<Item = &'a Arc<Lane>>,
    channels: usize,
    start: i64,
    block: &mut [f32],
) {
    let mut scratch = [0.0; SCRATCH];
    let frames = SCRATCH / channels;
    for lane in lanes {
        let mut time = start;
        for piece in block.chunks_mut(frames * channels) {
            let samples = &mut scratch[..piece.len()];
            lane.ring.read(time, samples);
            add(piece, samples);
            time += frames as i64;
        }
    }
}

impl Gone {
    /// What those that went before and this one, which has written something, have left.
    fn new(lane: &MixerLane, before: Option<&Self>, channels: usize, capacity: usize) -> Self {
        let mut start = lane.begin;
        let mut end = lane.lane.end.load(Ordering::Relaxed);
        if let Some(before) = before {
            start = start.min(before.start);
            end = end.max(before.end(channels));
        }
        let start = start.max(end - capacity as i64);
        let mut samples = vec![0.0; (end - start) as usize * channels];
        lane.lane.ring.read(start, &mut samples);
        if let Some((offset, others)) =
            before.and_then(|before| before.part(channels, start, samples.len()))
        {
            add(&mut samples[offset..], others);
        }
        Self { start, samples }
    }

    fn end(&self, channels: usize) -> i64 {
        self.start + (self.samples.len() / channels) as i64
    }

    /// What is there of `length` samples from `start` on, and how many samples come before it.
    fn part(&self, channels: usize, start: i64, length: usize) -> Option<(usize, &[f32])> {
        let end = (start + (length / channels) as i64).min(self.end(channels));
        let first = start.max(self.start);
        let index = |time: i64, origin: i64| (time - origin) as usize * channels;
        (first < end).then(|| {
            let samples = &self.samples[index(first, self.start)..index(end, self.start)];
            (index(first, start), samples)
        })
    }
}

fn add(sums: &mut [f32], samples: &[f32]) {
    for (sum, sample) in sums.iter_mut().zip(samples) {
        *sum += sample;
    }
}

impl fmt::Debug for Mixer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mixer")
            .field("channels", &self.shared.channels)
            .field("capacity", &self.shared.capacity)
            .field("lanes", &lock(&self.shared.lanes).here.len())
            .finish()
    }
}

impl fmt::Debug for MixerLane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("MixerLane").field(&self.lane.ring).finish()
    }
}
