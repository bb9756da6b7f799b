//! [`Io`]: which operations a device does, with which state.

use core::any::Any;
use core::fmt;
use core::marker::PhantomData;
use std::sync::Arc;

use super::loopback::Loopback;
use super::operation::{Operation, ReadInput, WriteMix};
use super::setup::IoSetup;
use crate::client::Client;
use crate::format::Direction;
use crate::realtime::RealtimeContext;

/// A client's or the mix's part, of a type only its handlers know.
pub(crate) type Part = Box<dyn Any + Send>;

type Factory<D> = Box<dyn Fn(&IoSetup, Option<&D>) -> D + Send + Sync>;
type ClientFactory<D, C> = Box<dyn Fn(&D, &IoSetup, &Client) -> C + Send + Sync>;
type MixFactory<D, M> = Box<dyn Fn(&D, &IoSetup) -> M + Send + Sync>;
type ReadHandler<D, C> = Box<dyn Fn(&D, &RealtimeContext<'_>, ReadInput<'_, C>) + Send + Sync>;
type WriteHandler<D, M> = Box<dyn Fn(&D, &RealtimeContext<'_>, WriteMix<'_, M>) + Send + Sync>;
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
#[must_use]
pub struct Io<D, C = (), M = (), S = ChoosingParts> {
    handlers: Handlers<D, C, M>,
    stage: PhantomData<fn() -> S>,
}

struct Handlers<D, C, M> {
    factory: Factory<D>,
    client_part: Option<ClientFactory<D, C>>,
    mix_part: Option<MixFactory<D, M>>,
    read_input: Option<ReadHandler<D, C>>,
    write_mix: Option<WriteHandler<D, M>>,
    will_do: Option<WillDo>,
}

impl<D, C, M> Handlers<D, C, M> {
    fn new(
        factory: Factory<D>,
        client_part: Option<ClientFactory<D, C>>,
        mix_part: Option<MixFactory<D, M>>,
        will_do: Option<WillDo>,
    ) -> Self {
        Self {
            factory,
            client_part,
            mix_part,
            read_input: None,
            write_mix: None,
            will_do,
        }
    }

    fn choosing_parts(self) -> Io<D, C, M, ChoosingParts> {
        Io {
            handlers: self,
            stage: PhantomData,
        }
    }
}

impl<D, C, M, S> fmt::Debug for Io<D, C, M, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Io")
            .field("read_input", &self.handlers.read_input.is_some())
            .field("write_mix", &self.handlers.write_mix.is_some())
            .finish_non_exhaustive()
    }
}

impl Io<Loopback, (), (), AddingHandlers> {
    /// A ready-made loopback: what is played to an output stream is recorded from the input stream in the same place.
    pub fn loopback() -> Self {
        Io::new(Loopback::new)
            .read_input(Loopback::read_input)
            .write_mix(Loopback::write_mix)
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
        Handlers::new(Box::new(factory), None, None, None).choosing_parts()
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
        let Handlers {
            factory: device,
            mix_part,
            will_do,
            ..
        } = self.handlers;
        Handlers::new(device, Some(Box::new(factory)), mix_part, will_do).choosing_parts()
    }
}

impl<D, C> Io<D, C, (), ChoosingParts> {
    /// Gives the operations on the mix a part of their own.
    pub fn mix_part<M>(
        self,
        factory: impl Fn(&D, &IoSetup) -> M + Send + Sync + 'static,
    ) -> Io<D, C, M, ChoosingParts> {
        let Handlers {
            factory: device,
            client_part,
            will_do,
            ..
        } = self.handlers;
        Handlers::new(device, client_part, Some(Box::new(factory)), will_do).choosing_parts()
    }
}

impl<D, C, M, S> Io<D, C, M, S> {
    /// Does ReadInput: every device with an input stream needs it.
    #[doc(alias = "kAudioServerPlugInIOOperationReadInput")]
    pub fn read_input(
        mut self,
        handler: impl Fn(&D, &RealtimeContext<'_>, ReadInput<'_, C>) + Send + Sync + 'static,
    ) -> Io<D, C, M, AddingHandlers> {
        self.handlers.read_input = Some(Box::new(handler));
        Io {
            handlers: self.handlers,
            stage: PhantomData,
        }
    }

    /// Does WriteMix: every device with an output stream needs it.
    #[doc(alias = "kAudioServerPlugInIOOperationWriteMix")]
    pub fn write_mix(
        mut self,
        handler: impl Fn(&D, &RealtimeContext<'_>, WriteMix<'_, M>) + Send + Sync + 'static,
    ) -> Io<D, C, M, AddingHandlers> {
        self.handlers.write_mix = Some(Box::new(handler));
        Io {
            handlers: self.handlers,
            stage: PhantomData,
        }
    }

    /// Narrows, per client, which of the registered operations are done. Called on a host thread before the client's I/O starts; the answer must not
    /// change while it runs.
    #[doc(alias = "WillDoIOOperation")]
    pub fn will_do(
        mut self,
        will_do: impl Fn(&Client, Operation) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.handlers.will_do = Some(Box::new(will_do));
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
    fn read_input(&self, rt: &RealtimeContext<'_>, op: ReadInput<'_, dyn Any + Send>);
    fn write_mix(&self, rt: &RealtimeContext<'_>, op: WriteMix<'_, dyn Any + Send>);
}

struct Running<D, C, M> {
    device: D,
    handlers: Arc<Handlers<D, C, M>>,
}

impl<D, C, M> AnyIo for Arc<Handlers<D, C, M>>
where
    D: Send + Sync + 'static,
    C: Send + 'static,
    M: Send + 'static,
{
    fn serves(&self, direction: Direction) -> bool {
        match direction {
            Direction::Input => self.read_input.is_some(),
            Direction::Output => self.write_mix.is_some(),
        }
    }

    fn will_do(&self, client: Option<&Client>, operation: Operation) -> bool {
        let registered = match operation {
            Operation::ReadInput => self.read_input.is_some(),
            Operation::WriteMix => self.write_mix.is_some(),
        };
        registered
            && match (&self.will_do, client) {
                (Some(will_do), Some(client)) => will_do(client, operation),
                _ => true,
            }
    }

    fn prepare(&self, setup: &IoSetup, previous: Option<&dyn Any>) -> Box<dyn Prepared> {
        Box::new(Running {
            device: (self.factory)(setup, previous.and_then(|part| part.downcast_ref())),
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

    fn read_input(&self, rt: &RealtimeContext<'_>, op: ReadInput<'_, dyn Any + Send>) {
        let ReadInput {
            mut samples,
            part,
            client,
            stream,
            cycle,
            sample_time,
        } = op;
        match (&self.handlers.read_input, part.downcast_mut::<C>()) {
            (Some(handler), Some(part)) => {
                handler(
                    &self.device,
                    rt,
                    ReadInput {
                        samples,
                        part,
                        client,
                        stream,
                        cycle,
                        sample_time,
                    },
                );
            }
            _ => samples.silence(),
        }
    }

    fn write_mix(&self, rt: &RealtimeContext<'_>, op: WriteMix<'_, dyn Any + Send>) {
        let WriteMix {
            samples,
            part,
            stream,
            cycle,
            sample_time,
        } = op;
        if let (Some(handler), Some(part)) = (&self.handlers.write_mix, part.downcast_mut::<M>()) {
            handler(
                &self.device,
                rt,
                WriteMix {
                    samples,
                    part,
                    stream,
                    cycle,
                    sample_time,
                },
            );
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
