//! [`Io`]: which operations a device does, with which state.

use core::any::Any;
use core::fmt;
use core::marker::PhantomData;
use std::sync::Arc;

use super::loopback::Loopback;
use super::mixing_loopback::{MixingLane, MixingLoopback};
use super::operation::{Declared, Edge, OPERATIONS, Operation};
use super::setup::IoSetup;
use super::values::{
    Bracket, Call, ConvertInput, ConvertMix, MixOutput, ProcessInput, ProcessInputFrom, ProcessMix,
    ProcessMixFrom, ProcessOutput, ProcessOutputFrom, ReadInput, WriteMix,
};
use crate::client::Client;
use crate::format::Direction;
use crate::realtime::RealtimeContext;

/// A client's or the mix's part, of a type only its handlers know.
pub(crate) type Part = Box<dyn Any + Send>;

type Factory<D> = Box<dyn Fn(&IoSetup, Option<&D>) -> D + Send + Sync>;
type ClientFactory<D, C> = Box<dyn Fn(&D, &IoSetup, &Client) -> C + Send + Sync>;
type MixFactory<D, M> = Box<dyn Fn(&D, &IoSetup) -> M + Send + Sync>;
/// A handler of any operation; whether the call was of its kind. The call stays where it is: a copy of what has just been written in parts of another
/// size has to wait in the processor.
type Handler<D> = Box<dyn Fn(&D, &RealtimeContext<'_>, &mut Call<'_>) -> bool + Send + Sync>;
type Hook<D> = Box<dyn Fn(&D, &RealtimeContext<'_>, &Bracket<'_>) + Send + Sync>;
type WillDo = Box<dyn Fn(&Client, Operation) -> bool + Send + Sync>;

/// The state of an [`Io`] in which its parts can still be chosen.
#[derive(Clone, Copy, Debug)]
pub struct ChoosingParts(());

/// The state of an [`Io`] that has a handler, so that its parts are settled.
#[derive(Clone, Copy, Debug)]
pub struct AddingHandlers(());

/// What a device does with audio: registering a handler is declaring the operation.
///
/// `D` is the device part, `C` a client's part, `M` the mix's; see [the module](crate::io).
///
/// # Examples
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering};
/// use tympan_aspl::prelude::*;
///
/// struct Meter {
///     frames: AtomicU64,
/// }
///
/// let io = Io::new(|_setup: &IoSetup| Meter { frames: AtomicU64::new(0) }).write_mix(
///     |meter: &Meter, _rt: &RealtimeContext<'_>, op: WriteMix<'_>| {
///         let channels = op.stream.format.channels as usize;
///         meter.frames.fetch_add((op.samples.len() / channels) as u64, Ordering::Relaxed);
///     },
/// );
/// ```
///
/// A part given after a handler does not compile, since the handler was written for another:
///
/// ```compile_fail,E0599
/// use tympan_aspl::prelude::*;
///
/// let io = Io::new(|_: &IoSetup| ())
///     .read_input(|_: &(), _: &RealtimeContext<'_>, mut op: ReadInput<'_>| op.samples.silence())
///     .client_part(|_: &(), _: &IoSetup, _: &Client| 0_u64);
/// ```
///
/// Nor does a handler of another operation:
///
/// ```compile_fail,E0631
/// use tympan_aspl::prelude::*;
///
/// fn play(_: &(), _: &RealtimeContext<'_>, op: WriteMix<'_>) {}
///
/// let io = Io::new(|_: &IoSetup| ()).read_input(play);
/// ```
#[must_use]
pub struct Io<D, C = (), M = (), S = ChoosingParts> {
    handlers: Handlers<D, C, M>,
    stage: PhantomData<fn() -> S>,
}

/// Apart from the counts of the `Arc` around it, which a control thread writes with every change.
#[repr(align(128))]
struct Handlers<D, C, M> {
    io: Operations<D>,
    client_part: Option<ClientFactory<D, C>>,
    mix_part: Option<MixFactory<D, M>>,
}

/// What does not depend on the types of the parts.
struct Operations<D> {
    factory: Factory<D>,
    handlers: [Option<Handler<D>>; OPERATIONS],
    begin: [Option<Hook<D>>; OPERATIONS],
    end: [Option<Hook<D>>; OPERATIONS],
    declared: Declared,
    will_do: Option<WillDo>,
}

impl<D, C, M> Handlers<D, C, M> {
    fn into_io<S>(self) -> Io<D, C, M, S> {
        Io {
            handlers: self,
            stage: PhantomData,
        }
    }
}

impl<D, C, M, S> fmt::Debug for Io<D, C, M, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let declared = self.handlers.io.declared;
        let handled = Operation::ALL
            .into_iter()
            .filter(|operation| declared.handles(*operation));
        f.debug_struct("Io")
            .field("operations", &handled.collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

impl Io<Loopback, (), (), AddingHandlers> {
    /// A ready-made loopback: what is played to an output stream is recorded from the input stream in the same place.
    pub fn loopback() -> Self {
        Io::rebuilt(Loopback::rebuilt)
            .read_input(Loopback::read_input)
            .write_mix(Loopback::write_mix)
    }
}

impl Io<MixingLoopback, MixingLane, (), AddingHandlers> {
    /// A ready-made loopback that mixes its clients itself: what they play to an output stream is recorded, added up, from the input stream in the same place.
    pub fn mixing_loopback() -> Self {
        Io::new(MixingLoopback::new)
            .client_part(MixingLoopback::client_part)
            .mix_output(MixingLoopback::mix_output)
            .read_input(MixingLoopback::read_input)
    }
}

impl<D> Io<D> {
    /// Starts with the factory of the device part.
    ///
    /// It runs on a control thread before the first client starts, and again after each configuration change. What it makes is shared by all
    /// operations and dropped on a control thread.
    pub fn new(factory: impl Fn(&IoSetup) -> D + Send + Sync + 'static) -> Self {
        Self::rebuilt(move |setup, _| factory(setup))
    }

    /// As [`new`](Self::new), with a factory that is shown the device part in use so far: after a configuration change, to take over what should live on.
    ///
    /// The old part may still be in use by I/O threads while the factory looks at it.
    pub fn rebuilt(factory: impl Fn(&IoSetup, Option<&D>) -> D + Send + Sync + 'static) -> Self {
        let io = Operations {
            factory: Box::new(factory),
            handlers: [const { None }; OPERATIONS],
            begin: [const { None }; OPERATIONS],
            end: [const { None }; OPERATIONS],
            declared: Declared::default(),
            will_do: None,
        };
        let handlers = Handlers {
            io,
            client_part: None,
            mix_part: None,
        };
        handlers.into_io()
    }
}

impl<D, M> Io<D, (), M, ChoosingParts> {
    /// Gives each client a part of its own.
    ///
    /// It is made on a control thread: for every known client when I/O is prepared, for a later one when it is added. A client the host never added has
    /// none; it hears silence, and the event is counted.
    pub fn client_part<C>(
        self,
        factory: impl Fn(&D, &IoSetup, &Client) -> C + Send + Sync + 'static,
    ) -> Io<D, C, M, ChoosingParts> {
        let handlers = Handlers {
            io: self.handlers.io,
            client_part: Some(Box::new(factory) as ClientFactory<D, C>),
            mix_part: self.handlers.mix_part,
        };
        handlers.into_io()
    }
}

impl<D, C> Io<D, C, (), ChoosingParts> {
    /// Gives the operations on the mix a part of their own.
    pub fn mix_part<M>(
        self,
        factory: impl Fn(&D, &IoSetup) -> M + Send + Sync + 'static,
    ) -> Io<D, C, M, ChoosingParts> {
        let handlers = Handlers {
            io: self.handlers.io,
            client_part: self.handlers.client_part,
            mix_part: Some(Box::new(factory) as MixFactory<D, M>),
        };
        handlers.into_io()
    }
}

/// Where the result of a call goes.
#[derive(Clone, Copy)]
enum Place {
    /// To the main buffer, or nowhere.
    InPlace,
    /// To the secondary buffer.
    Separate,
}

macro_rules! handlers {
    ($($(#[$doc:meta])* $method:ident: $operation:ident by $value:ident<$part:ident>, $place:ident;)*) => {
        impl<D, C, M, S> Io<D, C, M, S> {
            $(
                $(#[$doc])*
                pub fn $method(
                    self,
                    handler: impl Fn(&D, &RealtimeContext<'_>, $value<'_, $part>) + Send + Sync + 'static,
                ) -> Io<D, C, M, AddingHandlers>
                where
                    $part: 'static,
                {
                    self.with(Operation::$operation, Place::$place, move |device, rt, call| {
                        $value::from_call(call).map(|op| handler(device, rt, op)).is_some()
                    })
                }
            )*
        }
    };
}

handlers! {
    /// Does ReadInput: every device with an input stream needs it.
    #[doc(alias = "kAudioServerPlugInIOOperationReadInput")]
    read_input: ReadInput by ReadInput<C>, InPlace;

    /// Does ConvertInput: Float32 of the stream's format. Without it the host converts.
    #[doc(alias = "kAudioServerPlugInIOOperationConvertInput")]
    convert_input: ConvertInput by ConvertInput<C>, Separate;

    /// Does ProcessInput, in place.
    #[doc(alias = "kAudioServerPlugInIOOperationProcessInput")]
    process_input: ProcessInput by ProcessInput<C>, InPlace;

    /// Does ProcessInput from one buffer to another.
    #[doc(alias = "kAudioServerPlugInIOOperationProcessInput")]
    process_input_from: ProcessInput by ProcessInputFrom<C>, Separate;

    /// Does ProcessOutput, in place: on what one client plays.
    #[doc(alias = "kAudioServerPlugInIOOperationProcessOutput")]
    process_output: ProcessOutput by ProcessOutput<C>, InPlace;

    /// Does ProcessOutput from one buffer to another.
    #[doc(alias = "kAudioServerPlugInIOOperationProcessOutput")]
    process_output_from: ProcessOutput by ProcessOutputFrom<C>, Separate;

    /// Does MixOutput: the driver mixes its clients itself. ProcessMix, ConvertMix and WriteMix are then not done for a client whose output is taken
    /// this way (hal-facts C.11).
    #[doc(alias = "kAudioServerPlugInIOOperationMixOutput")]
    mix_output: MixOutput by MixOutput<C>, InPlace;

    /// Does ProcessMix, in place.
    #[doc(alias = "kAudioServerPlugInIOOperationProcessMix")]
    process_mix: ProcessMix by ProcessMix<M>, InPlace;

    /// Does ProcessMix from one buffer to another.
    #[doc(alias = "kAudioServerPlugInIOOperationProcessMix")]
    process_mix_from: ProcessMix by ProcessMixFrom<M>, Separate;

    /// Does ConvertMix: the stream's format of Float32. Without it the host converts.
    #[doc(alias = "kAudioServerPlugInIOOperationConvertMix")]
    convert_mix: ConvertMix by ConvertMix<M>, Separate;

    /// Does WriteMix: every device with an output stream needs it, or [`mix_output`](Self::mix_output).
    #[doc(alias = "kAudioServerPlugInIOOperationWriteMix")]
    write_mix: WriteMix by WriteMix<M>, InPlace;
}

impl<D, C, M, S> Io<D, C, M, S> {
    fn with(
        mut self,
        operation: Operation,
        place: Place,
        handler: impl Fn(&D, &RealtimeContext<'_>, &mut Call<'_>) -> bool + Send + Sync + 'static,
    ) -> Io<D, C, M, AddingHandlers> {
        let io = &mut self.handlers.io;
        io.handlers[operation as usize] = Some(Box::new(handler));
        io.declared.handle(operation);
        match place {
            Place::InPlace => io.declared.in_place(operation),
            Place::Separate => io.declared.separate(operation),
        }
        self.handlers.into_io()
    }

    /// Has `hook` called when the host begins an operation: [`Operation::Thread`] and [`Operation::Cycle`] are done exactly if they have a hook, the
    /// others if they have a handler.
    ///
    /// It runs on the I/O thread, also while the device does not run yet or any more; after a panic not before the next start.
    ///
    /// ```
    /// use std::sync::atomic::{AtomicU64, Ordering};
    /// use tympan_aspl::prelude::*;
    ///
    /// #[derive(Default)]
    /// struct Threads(AtomicU64);
    ///
    /// let io = Io::new(|_: &IoSetup| Threads::default())
    ///     .on_begin(Operation::Thread, |threads, _, _| drop(threads.0.fetch_add(1, Ordering::Relaxed)))
    ///     .on_end(Operation::Thread, |threads, _, _| drop(threads.0.fetch_sub(1, Ordering::Relaxed)))
    ///     .read_input(|_, _, mut op| op.samples.silence());
    /// ```
    #[doc(alias = "BeginIOOperation")]
    pub fn on_begin(
        mut self,
        operation: Operation,
        hook: impl Fn(&D, &RealtimeContext<'_>, &Bracket<'_>) + Send + Sync + 'static,
    ) -> Self {
        self.handlers.io.begin[operation as usize] = Some(Box::new(hook));
        self.handlers.io.declared.hook(operation, Edge::Begin);
        self
    }

    /// As [`on_begin`](Self::on_begin), when the host ends an operation.
    #[doc(alias = "EndIOOperation")]
    pub fn on_end(
        mut self,
        operation: Operation,
        hook: impl Fn(&D, &RealtimeContext<'_>, &Bracket<'_>) + Send + Sync + 'static,
    ) -> Self {
        self.handlers.io.end[operation as usize] = Some(Box::new(hook));
        self.handlers.io.declared.hook(operation, Edge::End);
        self
    }

    /// Narrows, per client, which of the registered operations are done. Called on a host thread before the client's I/O starts; the answer must not
    /// change while it runs.
    #[doc(alias = "WillDoIOOperation")]
    pub fn will_do(
        mut self,
        will_do: impl Fn(&Client, Operation) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.handlers.io.will_do = Some(Box::new(will_do));
        self
    }

    pub(crate) fn into_any(self) -> Arc<dyn AnyIo>
    where
        D: Send + Sync + 'static,
        C: Send + 'static,
        M: Send + 'static,
    {
        Arc::new(Arc::new(self.handlers))
    }
}

/// An [`Io`] whose part types are forgotten.
pub(crate) trait AnyIo: Send + Sync {
    /// Whether the operation that a stream of this direction cannot do without has a handler.
    fn serves(&self, direction: Direction) -> bool;
    /// What it does, for the I/O path.
    fn declared(&self) -> Declared;
    /// Whether the operation is done for this client (for any, without one).
    fn will_do(&self, client: Option<&Client>, operation: Operation) -> bool;
    /// Makes the device part. `previous` is the one in use so far, perhaps of another type.
    fn prepare(&self, setup: &IoSetup, previous: Option<&dyn Any>) -> Box<dyn Prepared>;
}

/// A device part together with its handlers.
pub(crate) trait Prepared: Send + Sync {
    fn device_part(&self) -> &dyn Any;
    fn has_client_parts(&self) -> bool;
    /// A new client's part, if clients have one.
    fn client_part(&self, setup: &IoSetup, client: &Client) -> Option<Part>;
    fn mix_part(&self, setup: &IoSetup) -> Option<Part>;
    /// Calls the operation's handler; whether it has one for such a call.
    fn run(&self, rt: &RealtimeContext<'_>, operation: Operation, call: &mut Call<'_>) -> bool;
    /// Calls the operation's hook, if it has one.
    fn hook(&self, rt: &RealtimeContext<'_>, edge: Edge, bracket: &Bracket<'_>);
}

struct Running<D, C, M> {
    device: D,
    handlers: Arc<Handlers<D, C, M>>,
}

impl<D> Operations<D> {
    /// Whether it is registered and wanted for this client.
    fn wants(&self, client: Option<&Client>, operation: Operation) -> bool {
        let declared = self.declared;
        let registered = match operation {
            Operation::Thread | Operation::Cycle => {
                declared.has_hook(operation, Edge::Begin) || declared.has_hook(operation, Edge::End)
            }
            _ => declared.handles(operation),
        };
        registered
            && match (&self.will_do, client) {
                (Some(will_do), Some(client)) => will_do(client, operation),
                _ => true,
            }
    }
}

impl<D, C, M> AnyIo for Arc<Handlers<D, C, M>>
where
    D: Send + Sync + 'static,
    C: Send + 'static,
    M: Send + 'static,
{
    fn serves(&self, direction: Direction) -> bool {
        let needed: &[Operation] = match direction {
            Direction::Input => &[Operation::ReadInput],
            Direction::Output => &[Operation::WriteMix, Operation::MixOutput],
        };
        needed
            .iter()
            .any(|operation| self.io.declared.handles(*operation))
    }

    fn declared(&self) -> Declared {
        self.io.declared
    }

    fn will_do(&self, client: Option<&Client>, operation: Operation) -> bool {
        let is_on_the_mix = matches!(
            operation,
            Operation::ProcessMix | Operation::ConvertMix | Operation::WriteMix
        );
        let mixes_itself = is_on_the_mix && self.io.wants(client, Operation::MixOutput);
        !mixes_itself && self.io.wants(client, operation)
    }

    fn prepare(&self, setup: &IoSetup, previous: Option<&dyn Any>) -> Box<dyn Prepared> {
        Box::new(Running {
            device: (self.io.factory)(setup, previous.and_then(|part| part.downcast_ref())),
            handlers: Self::clone(self),
        })
    }
}

impl<D, C, M> Prepared for Running<D, C, M>
where
    D: Send + Sync + 'static,
    C: Send + 'static,
    M: Send + 'static,
{
    fn device_part(&self) -> &dyn Any {
        &self.device
    }

    fn has_client_parts(&self) -> bool {
        self.handlers.client_part.is_some()
    }

    fn client_part(&self, setup: &IoSetup, client: &Client) -> Option<Part> {
        let factory = self.handlers.client_part.as_ref()?;
        Some(Box::new(factory(&self.device, setup, client)))
    }

    fn mix_part(&self, setup: &IoSetup) -> Option<Part> {
        let factory = self.handlers.mix_part.as_ref()?;
        Some(Box::new(factory(&self.device, setup)))
    }

    fn run(&self, rt: &RealtimeContext<'_>, operation: Operation, call: &mut Call<'_>) -> bool {
        let handler = &self.handlers.io.handlers[operation as usize];
        handler
            .as_ref()
            .is_some_and(|handler| handler(&self.device, rt, call))
    }

    fn hook(&self, rt: &RealtimeContext<'_>, edge: Edge, bracket: &Bracket<'_>) {
        let hooks = match edge {
            Edge::Begin => &self.handlers.io.begin,
            Edge::End => &self.handlers.io.end,
        };
        if let Some(hook) = &hooks[bracket.operation as usize] {
            hook(&self.device, rt, bracket);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::ClientId;

    #[test]
    fn parts_chosen_after_will_do_leave_it_as_it_is() {
        let io = Io::new(|_: &IoSetup| ())
            .will_do(|client, _| client.process_id() == 7)
            .client_part(|(), _, _| 0_u8)
            .mix_part(|(), _| 0_u16)
            .read_input(|(), _, mut op| op.samples.silence());
        let io = io.into_any();
        let client = |process_id| Client {
            id: ClientId(1),
            process_id,
            bundle_id: None,
        };
        assert!(io.will_do(Some(&client(7)), Operation::ReadInput));
        assert!(!io.will_do(Some(&client(8)), Operation::ReadInput));
        assert!(
            !io.will_do(Some(&client(7)), Operation::WriteMix),
            "no handler"
        );
    }
}
