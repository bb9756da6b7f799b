//! What a device does with audio: registration, operations, buffers, the timeline ring and a ready-made loopback.
//!
//! Two sides meet here. On control threads an author describes the I/O with [`Io`]; before the first client starts, the factory given to it makes
//! the **device part** from the final formats ([`IoSetup`]). On the host's I/O threads the registered handlers run with it. The threads are not
//! documented (hal-facts C.11 and G): all operations may come from one thread, or each client's from a thread of its own at the same time. So state
//! comes in three parts, and the types keep them apart:
//!
//! | Part | Handlers see | Made by |
//! |---|---|---|
//! | device | `&D`, shared by all operations | the factory of [`Io::new`] |
//! | client | `&mut C`, one per client, for the operations of that client | [`Io::client_part`] |
//! | mix | `&mut M`, one per device, for the operations on the mix | [`Io::mix_part`] |
//!
//! Every handler takes a [`RealtimeContext`](crate::RealtimeContext): it runs on a realtime thread and must not allocate, block, log or call the host.
//!
//! Samples come in the type of their stream ([`Samples`], [`SamplesMut`], one [`Sample`] type per format), or as Float32 where the stream asks for it
//! ([`Stream::as_float32`](crate::Stream::as_float32)).
//!
//! [`Loopback`] is a device part ready to use, and [`MixingLoopback`] one that mixes the device's clients itself; a [`Gain`] makes parts that apply a device's
//! controls.

mod buffer;
mod channel_map;
mod conversion;
mod cycle;
mod cycles;
mod device_io;
mod gain;
mod loopback;
mod mixer;
mod mixing_loopback;
mod operation;
mod plan;
mod registration;
pub mod ring;
mod sample;
mod setup;
mod stream_frame;
mod values;

pub(crate) use buffer::with_sample_types;
pub use buffer::{Samples, SamplesMut};
pub use cycle::{IoCycle, TimeStamp};
pub(crate) use device_io::DeviceIo;
pub use gain::{Gain, GainRamp, GainStage};
pub use loopback::Loopback;
pub use mixer::{Mixer, MixerLane};
pub use mixing_loopback::{MixingLane, MixingLoopback};
pub use operation::Operation;
pub(crate) use operation::{Declared, Edge, Shape, Stage};
pub(crate) use plan::{IoCall, Plan};
pub(crate) use registration::AnyIo;
pub use registration::Io;
pub use sample::{BigEndian, Int24, Int24In32High, Int24In32Low, NativeSample, Sample};
pub(crate) use setup::DeviceCounters;
pub use setup::{IoSetup, StreamSetup};
pub(crate) use stream_frame::StreamFrame;
pub(crate) use values::Buffers;
pub use values::{
    Bracket, ConvertInput, ConvertMix, MixOutput, ProcessInput, ProcessInputFrom, ProcessMix,
    ProcessMixFrom, ProcessOutput, ProcessOutputFrom, ReadInput, WriteMix,
};
