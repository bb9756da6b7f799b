//! [`Gain`] and [`GainStage`]: controls that act on the audio.
//!
//! The HAL applies no control (hal-facts B.10). A [`Gain`] says which controls, and a [`GainStage`] made of it applies them where the author wants it: it is
//! the client's or the mix's part, or in it, and one call in a handler does the work. The operations on Float32 have that handler ready.

mod ramp;

use core::fmt;
use std::sync::Arc;

pub use ramp::GainRamp;

use super::buffer::SamplesMut;
use super::cycle::IoCycle;
use super::setup::{IoSetup, StreamSetup};
use super::values::{ProcessInput, ProcessMix, ProcessOutput, ReadInput};
use crate::control::{Control, Mute, Solo, StereoPan, Volume};
use crate::format::Direction;
use crate::realtime::RealtimeContext;

/// How long a change of gain takes, in seconds: too long to be heard as a click, too short to be heard as a fade.
const RAMP: f64 = 0.010;

/// Something that a channel, or with the element 0 every channel, is multiplied by.
#[derive(Clone)]
struct Factor {
    element: u32,
    gain: Arc<dyn Fn() -> f32 + Send + Sync>,
}

/// Which controls act on the audio, and how.
///
/// A control acts on the channel that it is for ([`element`](Volume::element)), counted from 1 over the streams of a direction, or without one on all of them.
/// Where several act on a channel, their gains are multiplied.
///
/// | Control | Its gain |
/// |---|---|
/// | [`Volume`] | [that of its decibels](Volume::gain): 10^(dB/20), whatever its curve |
/// | [`Mute`] | 0 if it is on |
/// | [`Solo`] | 0 for the channels without a solo that is on, if one of the solos is on |
/// | [`StereoPan`] | a balance: 1 for both channels in the middle; the one that it moves away from falls in a straight line to 0, the other stays at 1 |
///
/// The scope of a control says what clients see it on. It acts wherever the author lets it: one volume may be applied to what is recorded and to what is played.
///
/// # Examples
///
/// A loopback with volume and mute, which act on the mix:
///
/// ```
/// use tympan_aspl::prelude::*;
///
/// let volume = Volume::new(Scope::Output, VolumeCurve::decibels(-64.0..=0.0));
/// let mute = Mute::new(Scope::Output);
/// let gain = Gain::new().volume(&volume).mute(&mute);
/// let device = Device::new("com.example.speaker", "Speaker")
///     .sample_rates([48_000.0])
///     .stream(Stream::output(2))
///     .stream(Stream::input(2))
///     .control(&volume)
///     .control(&mute)
///     .io(Io::new(Loopback::new)
///         .mix_part(move |_: &Loopback, setup: &IoSetup| gain.stage(setup))
///         .process_mix(GainStage::process_mix)
///         .write_mix(Loopback::write_mix)
///         .read_input(Loopback::read_input));
/// ```
#[derive(Clone, Default)]
#[must_use]
pub struct Gain {
    factors: Vec<Factor>,
    solos: Vec<(u32, Solo)>,
}

impl Gain {
    /// A gain of 1, on which no control acts yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Lets a volume act.
    #[doc(alias = "kAudioVolumeControlClassID")]
    pub fn volume(self, volume: &Volume) -> Self {
        let element = elements(volume)[0];
        let volume = volume.clone();
        self.factor(element, move || volume.gain())
    }

    /// Lets a mute act.
    #[doc(alias = "kAudioMuteControlClassID")]
    pub fn mute(self, mute: &Mute) -> Self {
        let element = elements(mute)[0];
        let mute = mute.clone();
        self.factor(element, move || if mute.get() { 0.0 } else { 1.0 })
    }

    /// Lets a solo act, together with the other solos of this gain.
    #[doc(alias = "kAudioSoloControlClassID")]
    pub fn solo(mut self, solo: &Solo) -> Self {
        self.solos.push((elements(solo)[0], solo.clone()));
        self
    }

    /// Lets a pan act on its two channels.
    #[doc(alias = "kAudioStereoPanControlClassID")]
    pub fn pan(self, pan: &StereoPan) -> Self {
        let [left, right] = pan.channels();
        let [pan_left, pan_right] = [(); 2].map(|()| pan.clone());
        self.factor(left, move || (2.0 - 2.0 * pan_left.get()).min(1.0))
            .factor(right, move || (2.0 * pan_right.get()).min(1.0))
    }

    /// Multiplies a channel, counted from 1, or with 0 all of them by a factor of the author's own.
    ///
    /// It is asked for on I/O threads, once for each block and stream, so it must not wait or allocate. What is not a number is taken for 0.
    pub fn factor(mut self, channel: u32, gain: impl Fn() -> f32 + Send + Sync + 'static) -> Self {
        self.factors.push(Factor {
            element: channel,
            gain: Arc::new(gain),
        });
        self
    }

    /// What applies it to the streams of this setup. Each has gains of its own on their way, so a stage belongs to one place: the mix, or one client.
    ///
    /// Control threads only: it allocates.
    #[must_use]
    pub fn stage(&self, setup: &IoSetup) -> GainStage {
        let streams = |direction| {
            let streams = setup.streams_of(direction);
            streams
                .map(|stream| StreamGain::new(self, stream, setup))
                .collect()
        };
        GainStage {
            inputs: streams(Direction::Input),
            outputs: streams(Direction::Output),
        }
    }
}

impl fmt::Debug for Gain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gain")
            .field("factors", &self.factors.len())
            .field("solos", &self.solos.len())
            .finish()
    }
}

/// The channels that a control is for.
fn elements(control: &impl Control) -> Vec<u32> {
    control.handle().0.elements()
}

/// A [`Gain`] at work in one place: the mix of a device, or the operations of one client.
///
/// A change is heard as a straight line of 10 ms from the gain before to the new one, the same whatever the blocks. When I/O starts, and whenever the host
/// resynchronises, gains begin where the controls are. See [`GainRamp`] for what becomes of samples.
///
/// At a gain of 1 a stage costs a look at its controls, otherwise a pass over the samples.
#[derive(Debug)]
pub struct GainStage {
    inputs: Box<[StreamGain]>,
    outputs: Box<[StreamGain]>,
}

impl GainStage {
    /// Applies the controls as they are now to samples of a stream.
    pub fn apply(
        &mut self,
        _: &RealtimeContext<'_>,
        stream: &StreamSetup,
        cycle: &IoCycle,
        samples: &mut [f32],
    ) {
        match self.of(stream) {
            Some(gain) => gain.follow(cycle).apply(samples),
            None => samples.fill(0.0),
        }
    }

    /// As [`apply`](Self::apply), for samples in a stream's own format.
    pub fn apply_to(
        &mut self,
        _: &RealtimeContext<'_>,
        stream: &StreamSetup,
        cycle: &IoCycle,
        mut samples: SamplesMut<'_>,
    ) {
        match self.of(stream) {
            Some(gain) => gain.follow(cycle).apply_to(samples),
            None => samples.silence(),
        }
    }

    /// A handler for [`Io::process_mix`](crate::io::Io::process_mix): the stage is the mix's part.
    pub fn process_mix<D>(_: &D, rt: &RealtimeContext<'_>, op: ProcessMix<'_, Self>) {
        op.part.apply(rt, op.stream, op.cycle, op.samples);
    }

    /// A handler for [`Io::process_output`](crate::io::Io::process_output): the stage is the client's part.
    pub fn process_output<D>(_: &D, rt: &RealtimeContext<'_>, op: ProcessOutput<'_, Self>) {
        op.part.apply(rt, op.stream, op.cycle, op.samples);
    }

    /// A handler for [`Io::process_input`](crate::io::Io::process_input): the stage is the client's part.
    pub fn process_input<D>(_: &D, rt: &RealtimeContext<'_>, op: ProcessInput<'_, Self>) {
        op.part.apply(rt, op.stream, op.cycle, op.samples);
    }

    /// Makes of a handler for [`Io::read_input`](crate::io::Io::read_input) one that applies the client's stage to what it has read.
    ///
    /// ```
    /// use tympan_aspl::prelude::*;
    ///
    /// let volume = Volume::new(Scope::Input, VolumeCurve::decibels(-64.0..=0.0));
    /// let gain = Gain::new().volume(&volume);
    /// let io = Io::new(Loopback::new)
    ///     .client_part(move |_: &Loopback, setup: &IoSetup, _: &Client| gain.stage(setup))
    ///     .read_input(GainStage::after(Loopback::read_input))
    ///     .write_mix(Loopback::write_mix);
    /// ```
    pub fn after<D>(
        read_input: impl Fn(&D, &RealtimeContext<'_>, ReadInput<'_, Self>) + Send + Sync + 'static,
    ) -> impl Fn(&D, &RealtimeContext<'_>, ReadInput<'_, Self>) + Send + Sync + 'static {
        move |device, rt, mut op| {
            read_input(device, rt, op.reborrow());
            op.part.apply_to(rt, op.stream, op.cycle, op.samples);
        }
    }

    fn of(&mut self, stream: &StreamSetup) -> Option<&mut StreamGain> {
        let streams = match stream.direction {
            Direction::Input => &mut self.inputs,
            Direction::Output => &mut self.outputs,
        };
        streams.get_mut(stream.index)
    }
}

/// The gain of one stream's channels.
struct StreamGain {
    ramp: GainRamp,
    /// Whether nothing has been applied yet.
    is_new: bool,
    /// What all channels are multiplied by.
    common: Vec<Arc<dyn Fn() -> f32 + Send + Sync>>,
    /// What a channel, counted from 0, is multiplied by.
    of_channels: Vec<(usize, Arc<dyn Fn() -> f32 + Send + Sync>)>,
    /// Solos with the channel of theirs in this stream.
    solos: Vec<(Soloed, Solo)>,
    /// Where the channels go to.
    targets: Box<[f32]>,
    /// Which channels have a solo that is on.
    soloed: Box<[bool]>,
}

/// What a solo lets be heard of a stream.
#[derive(Clone, Copy)]
enum Soloed {
    Nothing,
    Channel(usize),
    Everything,
}

impl StreamGain {
    fn new(gain: &Gain, stream: &StreamSetup, setup: &IoSetup) -> Self {
        let channels = stream.format.channels as usize;
        // The channel with this element in the stream, which has the device's channels from `starting_channel` on.
        let channel = |element: u32| {
            let channel = element.checked_sub(stream.starting_channel)? as usize;
            (channel < channels).then_some(channel)
        };
        let is_common = |factor: &&Factor| factor.element == 0;
        let common = gain.factors.iter().filter(is_common);
        let own = gain.factors.iter().filter(|factor| !is_common(factor));
        let own =
            own.filter_map(|factor| Some((channel(factor.element)?, Arc::clone(&factor.gain))));
        let solos = gain.solos.iter().map(|(element, solo)| {
            let soloed = match (*element, channel(*element)) {
                (0, _) => Soloed::Everything,
                (_, Some(channel)) => Soloed::Channel(channel),
                (_, None) => Soloed::Nothing,
            };
            (soloed, solo.clone())
        });
        Self {
            ramp: GainRamp::new(channels, (setup.sample_rate() * RAMP).round() as usize),
            is_new: true,
            common: common.map(|factor| Arc::clone(&factor.gain)).collect(),
            of_channels: own.collect(),
            solos: solos.collect(),
            targets: vec![1.0; channels].into(),
            soloed: vec![false; channels].into(),
        }
    }

    /// The ramp, on its way to where the controls are now.
    fn follow(&mut self, cycle: &IoCycle) -> &mut GainRamp {
        let common = self.common.iter().map(|gain| gain()).product();
        if self.of_channels.is_empty() && self.solos.is_empty() {
            self.ramp.set_all(common);
        } else {
            self.targets.fill(common);
            for (channel, gain) in &self.of_channels {
                self.targets[*channel] *= gain();
            }
            self.follow_solos();
            for (channel, target) in self.targets.iter().enumerate() {
                self.ramp.set(channel, *target);
            }
        }
        if self.is_new || cycle.is_restart() {
            self.is_new = false;
            self.ramp.jump();
        }
        &mut self.ramp
    }

    /// Silences the channels without a solo, if one is on anywhere.
    fn follow_solos(&mut self) {
        self.soloed.fill(false);
        let mut is_any_on = false;
        for (soloed, _) in self.solos.iter().filter(|(_, solo)| solo.get()) {
            is_any_on = true;
            match soloed {
                Soloed::Nothing => {}
                Soloed::Channel(channel) => self.soloed[*channel] = true,
                Soloed::Everything => self.soloed.fill(true),
            }
        }
        if is_any_on {
            for (target, is_soloed) in self.targets.iter_mut().zip(&self.soloed) {
                if !is_soloed {
                    *target = 0.0;
                }
            }
        }
    }
}

impl fmt::Debug for StreamGain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.ramp.fmt(f)
    }
}
