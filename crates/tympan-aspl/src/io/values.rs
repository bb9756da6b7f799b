//! What the handler of each operation receives.

use core::any::Any;

use super::buffer::{Samples, SamplesMut};
use super::cycle::IoCycle;
use super::operation::Operation;
use super::setup::StreamSetup;
use crate::types::ClientId;

/// The samples of a call: what there is to take, and what there is to fill or to change. Both have the same number of samples.
#[derive(Debug, Default)]
pub(crate) struct Buffers<'a> {
    pub(crate) source: Option<Samples<'a>>,
    pub(crate) target: Option<SamplesMut<'a>>,
}

impl<'a> Buffers<'a> {
    /// The number of samples.
    pub(super) fn len(&self) -> usize {
        let source = self.source.as_ref().map(Samples::len);
        source
            .or(self.target.as_ref().map(SamplesMut::len))
            .unwrap_or(0)
    }

    /// The first `middle` samples and the rest.
    pub(super) fn split_at(self, middle: usize) -> (Self, Self) {
        let (first_source, source) = self.source.map(|source| source.split_at(middle)).unzip();
        let (first_target, target) = self.target.map(|target| target.split_at(middle)).unzip();
        let first = Self {
            source: first_source,
            target: first_target,
        };
        (first, Self { source, target })
    }

    fn source(&mut self) -> Option<Samples<'a>> {
        self.source.take()
    }

    fn source_floats(&mut self) -> Option<&'a [f32]> {
        self.source.take()?.float32()
    }

    fn target(&mut self) -> Option<SamplesMut<'a>> {
        self.target.take()
    }

    fn target_floats(&mut self) -> Option<&'a mut [f32]> {
        match self.target.take()? {
            SamplesMut::Float32(samples) => Some(samples),
            _ => None,
        }
    }
}

/// A call of a handler, before its types are known.
pub(crate) struct Call<'a> {
    pub(crate) part: &'a mut (dyn Any + Send),
    pub(crate) client: ClientId,
    pub(crate) stream: &'a StreamSetup,
    pub(crate) cycle: &'a IoCycle,
    pub(crate) sample_time: f64,
    pub(crate) buffers: Buffers<'a>,
}

macro_rules! values {
    ($(
        $(#[$doc:meta])*
        $name:ident<$part:ident>($($client:ident)?) {
            $(#[$part_doc:meta])* part,
            $($(#[$buffer_doc:meta])* $buffer:ident: $samples:ty = $take:ident,)*
        }
    )*) => {
        $(
            $(#[$doc])*
            #[derive(Debug)]
            #[non_exhaustive]
            pub struct $name<'a, $part: ?Sized = ()> {
                $($(#[$buffer_doc])* pub $buffer: $samples,)*
                $(#[$part_doc])*
                pub part: &'a mut $part,
                $(
                    /// The client.
                    pub $client: ClientId,
                )?
                /// The stream.
                pub stream: &'a StreamSetup,
                /// The cycle.
                pub cycle: &'a IoCycle,
                /// Where the first frame lies on the device's timeline, in frames; not a number if the host did not say.
                pub sample_time: f64,
            }

            impl<'a, $part: 'static> $name<'a, $part> {
                /// `None` if the call is one of another kind.
                pub(super) fn from_call(call: &'a mut Call<'_>) -> Option<Self> {
                    $(let $buffer = call.buffers.$take()?;)*
                    Some(Self {
                        $($buffer,)*
                        part: call.part.downcast_mut()?,
                        $($client: call.$client,)?
                        stream: call.stream,
                        cycle: call.cycle,
                        sample_time: call.sample_time,
                    })
                }
            }
        )*
    };
}

values! {
    /// ReadInput: fill `samples` with what the stream has at `sample_time`.
    ///
    /// Several clients read the same range, so reading must not consume.
    #[doc(alias = "kAudioServerPlugInIOOperationReadInput")]
    ReadInput<C>(client) {
        /// The client's part.
        part,
        /// The buffer the client will hear.
        samples: SamplesMut<'a> = target,
    }

    /// ConvertInput: make Float32 of what ReadInput has left in the stream's format. Without a handler the host converts.
    #[doc(alias = "kAudioServerPlugInIOOperationConvertInput")]
    ConvertInput<C>(client) {
        /// The client's part.
        part,
        /// The input in the stream's own format.
        source: Samples<'a> = source,
        /// As many samples, to be filled.
        samples: &'a mut [f32] = target_floats,
    }

    /// ProcessInput: change a client's input in place.
    #[doc(alias = "kAudioServerPlugInIOOperationProcessInput")]
    ProcessInput<C>(client) {
        /// The client's part.
        part,
        /// The client's input, to be changed.
        samples: &'a mut [f32] = target_floats,
    }

    /// ProcessInput with a buffer of its own for the result.
    #[doc(alias = "kAudioServerPlugInIOOperationProcessInput")]
    ProcessInputFrom<C>(client) {
        /// The client's part.
        part,
        /// The client's input.
        source: &'a [f32] = source_floats,
        /// As many samples, to be filled with what the client will hear.
        samples: &'a mut [f32] = target_floats,
    }

    /// ProcessOutput: change one client's output in place, before it is mixed with that of others.
    #[doc(alias = "kAudioServerPlugInIOOperationProcessOutput")]
    ProcessOutput<C>(client) {
        /// The client's part.
        part,
        /// The client's output, to be changed.
        samples: &'a mut [f32] = target_floats,
    }

    /// ProcessOutput with a buffer of its own for the result.
    #[doc(alias = "kAudioServerPlugInIOOperationProcessOutput")]
    ProcessOutputFrom<C>(client) {
        /// The client's part.
        part,
        /// The client's output.
        source: &'a [f32] = source_floats,
        /// As many samples, to be filled with what goes on to the mix.
        samples: &'a mut [f32] = target_floats,
    }

    /// MixOutput: take one client's output, to be heard at `sample_time` together with that of others.
    ///
    /// Calls for different clients may come at the same time.
    #[doc(alias = "kAudioServerPlugInIOOperationMixOutput")]
    MixOutput<C>(client) {
        /// The client's part.
        part,
        /// The client's output.
        samples: &'a [f32] = source_floats,
    }

    /// ProcessMix: change the mix of all clients in place.
    #[doc(alias = "kAudioServerPlugInIOOperationProcessMix")]
    ProcessMix<M>() {
        /// The mix part.
        part,
        /// The mix, to be changed.
        samples: &'a mut [f32] = target_floats,
    }

    /// ProcessMix with a buffer of its own for the result.
    #[doc(alias = "kAudioServerPlugInIOOperationProcessMix")]
    ProcessMixFrom<M>() {
        /// The mix part.
        part,
        /// The mix.
        source: &'a [f32] = source_floats,
        /// As many samples, to be filled.
        samples: &'a mut [f32] = target_floats,
    }

    /// ConvertMix: make samples of the stream's format of the mix. Without a handler the host converts.
    #[doc(alias = "kAudioServerPlugInIOOperationConvertMix")]
    ConvertMix<M>() {
        /// The mix part.
        part,
        /// The mix in Float32.
        source: &'a [f32] = source_floats,
        /// As many samples in the stream's own format, to be filled.
        samples: SamplesMut<'a> = target,
    }

    /// WriteMix: take `samples`, to be heard at `sample_time`.
    #[doc(alias = "kAudioServerPlugInIOOperationWriteMix")]
    WriteMix<M>() {
        /// The mix part.
        part,
        /// The mix of all clients, in the stream's own format.
        samples: Samples<'a> = source,
    }
}

impl<C: ?Sized> ReadInput<'_, C> {
    /// The same for a shorter time: one handler lets another read, and then works on what it has read.
    pub fn reborrow(&mut self) -> ReadInput<'_, C> {
        ReadInput {
            samples: self.samples.reborrow(),
            part: self.part,
            ..*self
        }
    }
}

/// The beginning or the end of an operation, for the hooks of [`Io::on_begin`](crate::io::Io::on_begin) and [`Io::on_end`](crate::io::Io::on_end).
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
#[doc(alias = "BeginIOOperation")]
#[doc(alias = "EndIOOperation")]
pub struct Bracket<'a> {
    /// The operation.
    pub operation: Operation,
    /// The client. For the operations on the mix it is not said which one's id a host gives (hal-facts C.12).
    pub client: ClientId,
    /// The frames of the cycle's buffers.
    pub frames: u32,
    /// The cycle, if the host names one.
    pub cycle: Option<&'a IoCycle>,
}
