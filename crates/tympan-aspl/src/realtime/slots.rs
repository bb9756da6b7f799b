//! From an id to its object, on the I/O path: a table that grows without moving anything.
//!
//! Ids come from outside the table; objects stay at their place until the table is dropped, so a
//! realtime thread may keep a reference it has looked up.
//!
//! Memory: sixteen bytes for each id up to the highest one inserted, rounded up to a power of two, and the objects.

use core::ptr;
use std::sync::{Mutex, OnceLock};

use super::sync::{AtomicPtr, AtomicU32, Ordering};
use crate::sync::lock;

/// Elements of the first chunk; each one after it has twice as many as the one before.
const FIRST_CHUNK: usize = if cfg!(loom) { 4 } else { 64 };

/// Enough chunks for 2^32 elements.
const CHUNKS: usize = 27;

/// An array that grows by chunks, which are never moved nor freed before the array.
#[derive(Debug)]
struct Chunks<T>([OnceLock<Box<[T]>>; CHUNKS]);

impl<T: Default> Chunks<T> {
    fn new() -> Self {
        Self([const { OnceLock::new() }; CHUNKS])
    }

    /// The chunk of an index, and the place in it.
    fn place(index: u32) -> (usize, usize) {
        // Most drivers have no more objects, and every I/O call comes this way.
        if (index as usize) < FIRST_CHUNK {
            return (0, index as usize);
        }
        let shifted = u64::from(index) + FIRST_CHUNK as u64;
        let chunk = (shifted / FIRST_CHUNK as u64).ilog2() as usize;
        (chunk, (shifted - ((FIRST_CHUNK as u64) << chunk)) as usize)
    }

    /// Wait-free.
    fn get(&self, index: u32) -> Option<&T> {
        let (chunk, place) = Self::place(index);
        self.0[chunk].get()?.get(place)
    }

    /// Allocates the chunk if need be.
    fn get_or_grow(&self, index: u32) -> &T {
        let (chunk, place) = Self::place(index);
        let elements =
            self.0[chunk].get_or_init(|| (0..FIRST_CHUNK << chunk).map(|_| T::default()).collect());
        &elements[place]
    }
}

/// Which places objects have.
#[derive(Debug, Default)]
struct Places {
    made: u32,
    /// Places whose objects no id leads to any more, to be used for other ids.
    free: Vec<u32>,
}

/// Where the object of an id is. Only read through shared references.
#[derive(Debug)]
struct Slot<T> {
    object: AtomicPtr<T>,
    /// Its place, if there is one; for control threads.
    place: AtomicU32,
}

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self {
            object: AtomicPtr::new(ptr::null_mut()),
            place: AtomicU32::new(0),
        }
    }
}

/// A table of objects by id.
#[derive(Debug)]
pub(crate) struct Slots<T> {
    /// For each id its object; null if it has none.
    ids: Chunks<Slot<T>>,
    objects: Chunks<OnceLock<T>>,
    /// Held while an object is inserted or removed.
    places: Mutex<Places>,
}

impl<T> Slots<T> {
    pub(crate) fn new() -> Self {
        Self {
            ids: Chunks::new(),
            objects: Chunks::new(),
            places: Mutex::default(),
        }
    }

    /// The object of an id. Wait-free, for any thread and any id.
    pub(crate) fn get(&self, id: u32) -> Option<&T> {
        // Acquire: pairs with the release in `insert`, after which the object is there.
        let object = self.ids.get(id)?.object.load(Ordering::Acquire);
        // SAFETY: null, or a reference to an element of `objects`, which stays where it is until the table is dropped.
        unsafe { object.cast_const().as_ref() }
    }

    /// Gives an id its object: one that was removed, made ready by `reuse`, or a new one of `make`. `None` if the id has one already.
    ///
    /// Control threads only. Neither function may call the table. A thread that has looked an object up before it was removed may still be using it.
    pub(crate) fn insert<E>(
        &self,
        id: u32,
        make: impl FnOnce() -> Result<T, E>,
        reuse: impl FnOnce(&T) -> Result<(), E>,
    ) -> Result<Option<&T>, E> {
        let mut places = lock(&self.places);
        let slot = self.ids.get_or_grow(id);
        if !slot.object.load(Ordering::Relaxed).is_null() {
            return Ok(None);
        }
        let free = places.free.last().copied();
        let place = free.unwrap_or(places.made);
        let element = self.objects.get_or_grow(place);
        let object = match element.get() {
            Some(object) => {
                reuse(object)?;
                object
            }
            None => {
                let made = make()?;
                element.get_or_init(|| made)
            }
        };
        match free {
            Some(_) => drop(places.free.pop()),
            None => places.made += 1,
        }
        slot.place.store(place, Ordering::Relaxed);
        slot.object
            .store(ptr::from_ref(object).cast_mut(), Ordering::Release);
        Ok(Some(object))
    }

    /// Takes an id's object away. It stays in memory, for another id.
    ///
    /// Control threads only.
    pub(crate) fn remove(&self, id: u32) {
        let mut places = lock(&self.places);
        if let Some(slot) = self.ids.get(id) {
            // Relaxed: who finds null uses nothing, and the lock orders what comes of the place afterwards.
            let object = slot.object.swap(ptr::null_mut(), Ordering::Relaxed);
            if !object.is_null() {
                places.free.push(slot.place.load(Ordering::Relaxed));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::realtime::published::Published;

    const OBJECTS: u32 = if cfg!(miri) { 200 } else { 20_000 };

    fn insert<T>(slots: &Slots<T>, id: u32, object: T) -> Option<&T> {
        let inserted = slots.insert(id, || Ok(object), |_| Err("nothing was removed"));
        inserted.unwrap()
    }

    #[test]
    fn a_removed_object_is_used_again() {
        let slots = Slots::new();
        insert(&slots, 1, AtomicU32::new(10)).unwrap();
        slots.remove(1);
        slots.remove(1);
        slots.remove(2);
        assert!(slots.get(1).is_none());
        let reused = slots.insert(
            2,
            || Err("there is one to use again"),
            |object| {
                object.store(20, Ordering::Relaxed);
                Ok(())
            },
        );
        assert_eq!(
            reused.unwrap().map(|object| object.load(Ordering::Relaxed)),
            Some(20)
        );
        assert!(slots.get(1).is_none());
        insert(&slots, 1, AtomicU32::new(30)).unwrap();
        assert_eq!(
            slots.get(2).map(|object| object.load(Ordering::Relaxed)),
            Some(20)
        );
    }

    #[test]
    fn every_index_has_one_place() {
        let mut expected = (0, 0);
        for index in 0..100_000.min(OBJECTS * 5) {
            assert_eq!(Chunks::<u8>::place(index), expected);
            expected.1 += 1;
            if expected.1 == FIRST_CHUNK << expected.0 {
                expected = (expected.0 + 1, 0);
            }
        }
        let last = Chunks::<u8>::place(u32::MAX);
        assert!(last.0 < CHUNKS && last.1 < FIRST_CHUNK << last.0);
    }

    #[test]
    fn ids_that_were_not_inserted_have_no_object() {
        let slots = Slots::<u32>::new();
        assert_eq!(slots.get(0), None);
        assert_eq!(slots.get(u32::MAX), None);
        assert_eq!(insert(&slots, 5, 50), Some(&50));
        assert_eq!(insert(&slots, 5, 51), None, "taken");
        assert_eq!(
            (slots.get(4), slots.get(5), slots.get(6)),
            (None, Some(&50), None)
        );
    }

    #[test]
    fn objects_stay_where_they_are_while_the_table_grows() {
        let slots = Slots::new();
        let first = insert(&slots, 1, 1).unwrap();
        for id in 2..OBJECTS {
            insert(&slots, id, id).unwrap();
        }
        assert!(ptr::eq(first, slots.get(1).unwrap()));
        assert!((1..OBJECTS).all(|id| slots.get(id) == Some(&id)));
    }

    #[test]
    fn objects_come_under_running_readers() {
        let slots = Slots::<Published<u32>>::new();
        let stop = std::sync::atomic::AtomicBool::new(false);
        std::thread::scope(|scope| {
            for stripe in 0..2 {
                let (slots, stop) = (&slots, &stop);
                scope.spawn(move || {
                    let mut id = 0;
                    while !stop.load(Ordering::Relaxed) {
                        id = (id + 1) % OBJECTS;
                        if let Some(owner) = slots.get(id).and_then(|object| object.enter(stripe)) {
                            assert_eq!(*owner, id);
                        }
                    }
                });
            }
            for id in 0..OBJECTS {
                let object = insert(&slots, id, Published::new()).unwrap();
                object.prepare(2);
                object.replace(Some(Box::new(id)));
            }
            stop.store(true, Ordering::Relaxed);
        });
    }
}
