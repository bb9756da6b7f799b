//! [`Plan`]: everything an I/O call needs, made on a control thread and only read on the I/O path.

use core::any::Any;
use std::sync::Arc;

use super::conversion;
use super::cycle::IoCycle;
use super::operation::{Edge, Operation, Owner, Shape};
use super::registration::{AnyIo, Part, Prepared};
use super::setup::{IoSetup, StreamSetup};
use super::values::{Bracket, Buffers, Call};
use crate::client::Client;
use crate::format::Direction;
use crate::realtime::{Counters, Event, Gate, Inside, RealtimeContext};
use crate::types::{ClientId, ObjectId};

/// A part that several plans refer to, and that one thread at a time may use.
type SharedPart = Arc<Gate<Part>>;

/// A call of the host, checked.
pub(crate) struct IoCall<'a> {
    pub(crate) operation: Operation,
    pub(crate) shape: Shape,
    pub(crate) stream: &'a StreamSetup,
    pub(crate) client: ClientId,
    pub(crate) cycle: &'a IoCycle,
    pub(crate) buffers: Buffers<'a>,
}

/// The realtime side of one configuration with one set of clients.
///
/// A client that comes or goes makes a new plan that shares all parts with the old one. Parts are behind gates, so `&mut` holds whatever the host does.
#[derive(Clone)]
pub(crate) struct Plan {
    setup: Arc<IoSetup>,
    /// Those of the setup, here because in a new plan's first cycle each step on the way costs a cache miss.
    streams: Arc<[StreamSetup]>,
    /// [`IoSetup::max_frames`].
    max_frames: usize,
    prepared: Arc<dyn Prepared>,
    mix: Option<SharedPart>,
    clients: Option<ClientTable>,
}

impl Plan {
    /// Runs the author's factories. The device part of the `previous` plan is shown to its successor's.
    pub(crate) fn new<'a>(
        io: &dyn AnyIo,
        setup: IoSetup,
        clients: impl Iterator<Item = &'a Client>,
        previous: Option<&Self>,
    ) -> Self {
        let previous = previous.map(|plan| plan.prepared.device_part());
        let prepared: Arc<dyn Prepared> = Arc::from(io.prepare(&setup, previous));
        let mix = prepared
            .mix_part(&setup)
            .map(|part| Arc::new(Gate::new(part)));
        let parts: Vec<_> = clients
            .filter_map(|client| client_part(&*prepared, &setup, client))
            .collect();
        let clients = prepared.has_client_parts().then(|| ClientTable::new(parts));
        Self {
            streams: setup.streams().into(),
            max_frames: setup.max_frames(),
            setup: Arc::new(setup),
            prepared,
            mix,
            clients,
        }
    }

    /// The same plan with a client more; `None` if clients have no parts.
    pub(crate) fn with_client(&self, client: &Client) -> Option<Self> {
        let part = client_part(&*self.prepared, &self.setup, client)?;
        let others = self
            .clients
            .iter()
            .flat_map(ClientTable::iter)
            .filter(|(id, _)| *id != client.id);
        Some(self.with_parts(others.chain([part]).collect()))
    }

    /// The same plan with a client fewer; `None` if clients have no parts.
    pub(crate) fn without_client(&self, client: ClientId) -> Option<Self> {
        let parts = self
            .clients
            .as_ref()?
            .iter()
            .filter(|(id, _)| *id != client);
        Some(self.with_parts(parts.collect()))
    }

    fn with_parts(&self, parts: Vec<(ClientId, SharedPart)>) -> Self {
        Self {
            setup: Arc::clone(&self.setup),
            streams: Arc::clone(&self.streams),
            max_frames: self.max_frames,
            prepared: Arc::clone(&self.prepared),
            mix: self.mix.clone(),
            clients: Some(ClientTable::new(parts)),
        }
    }

    /// The stream with this id.
    pub(crate) fn stream(&self, id: ObjectId) -> Option<&StreamSetup> {
        self.streams.iter().find(|stream| stream.id == id)
    }

    /// Has the handler of an operation called; whether what the buffers hold now is its work.
    pub(crate) fn run(
        &self,
        rt: &RealtimeContext<'_>,
        counters: &Counters,
        call: IoCall<'_>,
    ) -> bool {
        let IoCall {
            operation,
            shape,
            stream,
            client,
            cycle,
            buffers,
        } = call;
        let gate = match shape.owner {
            Owner::Mix => self.mix.as_ref(),
            Owner::Client => match self.clients.as_ref().map(|clients| clients.get(client)) {
                None => None,
                Some(Some(gate)) => Some(gate),
                Some(None) => {
                    counters.count(Event::UnknownTarget);
                    return false;
                }
            },
        };
        let Some(mut part) = Access::new(gate) else {
            counters.count(Event::TurnedAway);
            return false;
        };
        let start = match shape.direction {
            Direction::Input => cycle.input_time(),
            Direction::Output => cycle.output_time(),
        };
        let mut handle = |buffers: Buffers<'_>, sample_time| {
            let part = part.get();
            let mut call = Call {
                part,
                client,
                stream,
                cycle,
                sample_time,
                buffers,
            };
            self.prepared.run(rt, operation, &mut call)
        };
        let moves_samples = matches!(operation, Operation::ReadInput | Operation::WriteMix);
        let (samples, start) = (buffers.len(), start.position());
        let channels = stream.format.channels as usize;
        if moves_samples && stream.is_converted() {
            let max_frames = self.max_frames.min(conversion::PIECE / channels);
            let pieces = pieces(samples, channels, max_frames, start);
            conversion::as_float32(buffers, pieces, handle)
        } else if samples <= self.max_frames.saturating_mul(channels) {
            // The usual call is one piece.
            samples == 0 || handle(buffers, start)
        } else {
            let pieces = pieces(samples, channels, self.max_frames, start);
            in_pieces(buffers, pieces, handle)
        }
    }

    /// Has the hook at the beginning or the end of an operation called.
    pub(crate) fn hook(&self, rt: &RealtimeContext<'_>, edge: Edge, bracket: &Bracket<'_>) {
        self.prepared.hook(rt, edge, bracket);
    }
}

/// Cuts a call into pieces of at most `max_frames`: the samples of each and the time of its first frame.
fn pieces(
    samples: usize,
    channels: usize,
    max_frames: usize,
    start: f64,
) -> impl Iterator<Item = (usize, f64)> {
    let piece = max_frames.saturating_mul(channels).max(1);
    (0..samples.div_ceil(piece)).map(move |index| {
        let before = index * piece;
        (
            piece.min(samples - before),
            start + (index * max_frames) as f64,
        )
    })
}

/// Calls a handler for each piece of a call; whether it has handled all of them.
fn in_pieces(
    buffers: Buffers<'_>,
    pieces: impl Iterator<Item = (usize, f64)>,
    mut handle: impl FnMut(Buffers<'_>, f64) -> bool,
) -> bool {
    let mut rest = buffers;
    for (length, sample_time) in pieces {
        let (piece, others) = rest.split_at(length);
        rest = others;
        if !handle(piece, sample_time) {
            return false;
        }
    }
    true
}

fn client_part(
    prepared: &dyn Prepared,
    setup: &IoSetup,
    client: &Client,
) -> Option<(ClientId, SharedPart)> {
    let part = prepared.client_part(setup, client)?;
    Some((client.id, Arc::new(Gate::new(part))))
}

/// Exclusive access to a part, or to nothing where there is none.
enum Access<'a> {
    None(()),
    Part(Inside<'a, Part>),
}

impl<'a> Access<'a> {
    /// `None` if someone else is inside.
    fn new(gate: Option<&'a SharedPart>) -> Option<Self> {
        match gate {
            None => Some(Self::None(())),
            Some(gate) => gate.enter().map(Self::Part),
        }
    }

    fn get(&mut self) -> &mut (dyn Any + Send) {
        match self {
            Self::None(nothing) => nothing,
            Self::Part(part) => &mut ***part,
        }
    }
}

/// Client parts by client id, found in constant time: open addressing in a table at most half full.
#[derive(Clone)]
struct ClientTable {
    slots: Box<[Option<(ClientId, SharedPart)>]>,
}

impl ClientTable {
    fn new(parts: Vec<(ClientId, SharedPart)>) -> Self {
        let size = (parts.len() * 2).next_power_of_two();
        let mut table = Self {
            slots: (0..size).map(|_| None).collect(),
        };
        for part in parts {
            let free = table
                .probe(part.0)
                .find(|slot| table.slots[*slot].is_none());
            if let Some(slot) = free {
                table.slots[slot] = Some(part);
            }
        }
        table
    }

    /// The slots where a client can be, most likely first.
    fn probe(&self, client: ClientId) -> impl Iterator<Item = usize> + use<> {
        let mask = self.slots.len() - 1;
        // Hosts count ids up, but nothing says so: spread them by the golden ratio.
        let first = (client.0.wrapping_mul(0x9E37_79B9) >> 16) as usize;
        (0..=mask).map(move |step| (first + step) & mask)
    }

    fn get(&self, client: ClientId) -> Option<&SharedPart> {
        self.probe(client)
            .map_while(|slot| self.slots[slot].as_ref())
            .find_map(|(id, gate)| (*id == client).then_some(gate))
    }

    fn iter(&self) -> impl Iterator<Item = (ClientId, SharedPart)> {
        self.slots
            .iter()
            .flatten()
            .map(|(id, gate)| (*id, Arc::clone(gate)))
    }
}
