//! [`Plan`]: everything an I/O call needs, made on a control thread and only read on the I/O path.

use core::any::Any;
use std::sync::Arc;

use super::buffer::{Samples, SamplesMut};
use super::conversion;
use super::cycle::IoCycle;
use super::operation::{ReadInput, WriteMix};
use super::registration::{AnyIo, Part, Prepared};
use super::setup::{IoSetup, StreamSetup};
use crate::client::Client;
use crate::realtime::{Counters, Event, Gate, Inside, RealtimeContext};
use crate::types::{ClientId, ObjectId};

/// A part that several plans refer to, and that one thread at a time may use.
type SharedPart = Arc<Gate<Part>>;

/// The realtime side of one configuration with one set of clients.
///
/// A client that comes or goes makes a new plan that shares all parts with the old one. Parts are behind gates, so `&mut` holds whatever the host does.
#[derive(Clone)]
pub(crate) struct Plan {
    setup: Arc<IoSetup>,
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
            prepared: Arc::clone(&self.prepared),
            mix: self.mix.clone(),
            clients: Some(ClientTable::new(parts)),
        }
    }

    /// The stream with this id.
    pub(crate) fn stream(&self, id: ObjectId) -> Option<&StreamSetup> {
        self.setup.streams.iter().find(|stream| stream.id == id)
    }

    pub(crate) fn read_input(
        &self,
        rt: &RealtimeContext<'_>,
        counters: &Counters,
        stream: &StreamSetup,
        client: ClientId,
        cycle: &IoCycle,
        mut samples: SamplesMut<'_>,
    ) {
        let gate = match self.clients.as_ref().map(|clients| clients.get(client)) {
            None => None,
            Some(Some(gate)) => Some(gate),
            Some(None) => {
                counters.count(Event::UnknownTarget);
                return samples.silence();
            }
        };
        let Some(mut part) = Access::new(gate) else {
            counters.count(Event::TurnedAway);
            return samples.silence();
        };
        let handle = |samples: SamplesMut<'_>, sample_time| {
            let part = part.get();
            self.prepared.read_input(
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
        };
        let pieces = self.pieces(stream, samples.len(), cycle.input_time().position());
        if stream.is_converted() {
            conversion::fill_as_float32(samples, pieces, handle);
        } else {
            fill(samples, pieces, handle);
        }
    }

    pub(crate) fn write_mix(
        &self,
        rt: &RealtimeContext<'_>,
        counters: &Counters,
        stream: &StreamSetup,
        cycle: &IoCycle,
        samples: Samples<'_>,
    ) {
        let Some(mut part) = Access::new(self.mix.as_ref()) else {
            return counters.count(Event::TurnedAway);
        };
        let handle = |samples: Samples<'_>, sample_time| {
            let part = part.get();
            self.prepared.write_mix(
                rt,
                WriteMix {
                    samples,
                    part,
                    stream,
                    cycle,
                    sample_time,
                },
            );
        };
        let pieces = self.pieces(stream, samples.len(), cycle.output_time().position());
        if stream.is_converted() {
            conversion::take_as_float32(samples, pieces, handle);
        } else {
            take(samples, pieces, handle);
        }
    }

    /// Cuts a call into pieces of at most [`IoSetup::max_frames`], and of what conversion has room for: the samples of each and the time of its
    /// first frame.
    fn pieces(
        &self,
        stream: &StreamSetup,
        samples: usize,
        start: f64,
    ) -> impl Iterator<Item = (usize, f64)> {
        let channels = stream.format.channels as usize;
        let mut max_frames = self.setup.max_frames();
        if stream.is_converted() {
            max_frames = max_frames.min(conversion::PIECE / channels);
        }
        let piece = max_frames.saturating_mul(channels).max(1);
        (0..samples.div_ceil(piece)).map(move |index| {
            let before = index * piece;
            (
                piece.min(samples - before),
                start + (index * max_frames) as f64,
            )
        })
    }
}

/// Calls a handler for each piece of a buffer to fill.
fn fill(
    samples: SamplesMut<'_>,
    pieces: impl Iterator<Item = (usize, f64)>,
    mut handle: impl FnMut(SamplesMut<'_>, f64),
) {
    let mut rest = samples;
    for (length, sample_time) in pieces {
        // The usual call is one piece.
        if length == rest.len() {
            return handle(rest, sample_time);
        }
        let (samples, others) = rest.split_at(length);
        rest = others;
        handle(samples, sample_time);
    }
}

/// Calls a handler for each piece of a buffer to read.
fn take(
    samples: Samples<'_>,
    pieces: impl Iterator<Item = (usize, f64)>,
    mut handle: impl FnMut(Samples<'_>, f64),
) {
    let mut rest = samples;
    for (length, sample_time) in pieces {
        // The usual call is one piece.
        if length == rest.len() {
            return handle(rest, sample_time);
        }
        let (samples, others) = rest.split_at(length);
        rest = others;
        handle(samples, sample_time);
    }
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
