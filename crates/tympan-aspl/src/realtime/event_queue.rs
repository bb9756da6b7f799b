//! [`EventQueue`] and [`EventSender`]: from realtime threads to code that may block.

use core::fmt;
use std::sync::{Arc, Weak};

use super::context::{ControlContext, RealtimeContext};
use super::counters::{Counters, Event};
use super::spsc::{self, Consumer, Producer};
use crate::driver::Driver;
use crate::io::IoSetup;
use crate::worker::{Inlet, contained};

type Handler<E> = Arc<dyn Fn(&ControlContext<'_>, E) + Send + Sync>;

/// Where I/O handlers send what has to be done elsewhere: events of the author's own type, and the function that handles them on the plug-in's worker thread.
///
/// [`PlugIn::event_queue`](crate::PlugIn::event_queue) makes one. Each part of an [`Io`](crate::io::Io) that sends gets a [`sender`](Self::sender) of its own, which has
/// a queue of its own with room for `capacity` events, so parts never wait for each other. Events of one sender are handled in order; between senders there is none.
/// Only one event of a plug-in is handled at a time, and no lock is held meanwhile. A handler that panics ends its own event.
///
/// Nothing on the I/O path can wake a thread without a system call. So while I/O of any device runs, the worker looks into the queues about every 10 milliseconds, and once
/// more when it has stopped. In the simulated HAL, they are empty before its clock moves on, so a test sees the same each time. Without I/O, there is no thread.
///
/// A handle: clones are the same queue. It keeps the handler alive, and not the plug-in.
pub struct EventQueue<E> {
    driver: Weak<Driver>,
    capacity: usize,
    handler: Handler<E>,
}

impl<E: Send + 'static> EventQueue<E> {
    pub(crate) fn new(
        driver: &Arc<Driver>,
        capacity: usize,
        handler: impl Fn(&ControlContext<'_>, E) + Send + Sync + 'static,
    ) -> Self {
        Self {
            driver: Arc::downgrade(driver),
            capacity,
            handler: Arc::new(handler),
        }
    }

    /// One more sender, for a realtime part of the device that `setup` is about. Control threads only: it allocates the queue.
    ///
    /// Events that find the queue full are counted among the device's [`dropped_events`](super::EventCounts::dropped_events).
    ///
    /// # Panics
    ///
    /// If memory for so many events cannot exist.
    #[must_use]
    pub fn sender(&self, setup: &IoSetup) -> EventSender<E> {
        let (producer, consumer) = spsc::queue(self.capacity);
        if let Some(driver) = self.driver.upgrade() {
            driver.worker.watch(Box::new(End {
                consumer,
                handler: Arc::clone(&self.handler),
            }));
        }
        EventSender {
            producer,
            counters: setup.counters(),
        }
    }
}

impl<E> Clone for EventQueue<E> {
    fn clone(&self) -> Self {
        Self {
            driver: Weak::clone(&self.driver),
            capacity: self.capacity,
            handler: Arc::clone(&self.handler),
        }
    }
}

impl<E> fmt::Debug for EventQueue<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventQueue")
            .field("capacity", &self.capacity)
            .finish_non_exhaustive()
    }
}

/// The end of an [`EventQueue`] that one realtime part sends with.
///
/// It cannot be cloned. Where handlers share a part, as they do the device part, put it behind a [`Gate`](super::Gate).
///
/// When it is dropped, what waits is handled none the less.
pub struct EventSender<E> {
    producer: Producer<E>,
    counters: Arc<Counters>,
}

impl<E> EventSender<E> {
    /// Sends an event to the worker.
    ///
    /// *Realtime safety*: wait-free; it allocates, frees and wakes nothing.
    ///
    /// # Errors
    ///
    /// If the queue is full, the event comes back, and is counted as dropped. What dropping it frees is freed here and now; keep it, if it owns memory.
    pub fn send(&mut self, _: &RealtimeContext<'_>, event: E) -> Result<(), E> {
        let sent = self.producer.push(event);
        if sent.is_err() {
            self.counters.count(Event::DroppedEvent);
        }
        sent
    }
}

impl<E> fmt::Debug for EventSender<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventSender")
            .field("capacity", &self.producer.capacity())
            .finish_non_exhaustive()
    }
}

/// The worker's end of one sender's queue.
struct End<E> {
    consumer: Consumer<E>,
    handler: Handler<E>,
}

impl<E: Send> Inlet for End<E> {
    fn handle(&mut self) {
        // No more than fit in, so that one sender cannot keep the worker from the others.
        for _ in 0..self.consumer.capacity() {
            let Some(event) = self.consumer.pop() else {
                return;
            };
            contained(|| ControlContext::lend(|control| (self.handler)(control, event)));
        }
    }

    fn has_events(&self) -> bool {
        self.consumer.has_values()
    }

    fn is_over(&self) -> bool {
        self.consumer.is_over()
    }
}
