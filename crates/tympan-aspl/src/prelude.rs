//! Everything a usual driver needs: `use tympan_aspl::prelude::*;`.

pub use crate::client::Client;
pub use crate::control::{
    ClockSource, DataDestination, DataSource, Jack, Mute, SelectorItem, Solo, StereoPan, Volume,
    VolumeCurve,
};
pub use crate::device::{Device, DeviceHandle};
pub use crate::error::{Error, Result};
pub use crate::format::{ByteOrder, Direction, SampleFormat, SampleType, StreamFormat};
pub use crate::io::{
    ConvertInput, ConvertMix, Gain, GainStage, Io, IoSetup, Loopback, MixOutput, Operation,
    ProcessInput, ProcessMix, ProcessOutput, ReadInput, Samples, SamplesMut, WriteMix,
};
pub use crate::plug_in::PlugIn;
pub use crate::realtime::{ControlContext, RealtimeContext};
pub use crate::stream::Stream;
pub use crate::types::Scope;
