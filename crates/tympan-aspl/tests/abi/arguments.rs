//! Valid arguments for every method, in memory of any alignment.

use core::cell::Cell;
use core::ffi::c_void;

use tympan_aspl::sys;

use crate::mini_host::code::Address;
use crate::mini_host::cycle;
use crate::mini_host::io_calls::client_info;

pub struct Arguments {
    /// Cells, so that pointers into it stay valid whatever is done with others.
    memory: Box<[Cell<u64>; 128]>,
    /// How far from an aligned place everything lies.
    offset: usize,
}

impl Arguments {
    pub const ADDRESS: usize = 0;
    const CLIENT: usize = 16;
    pub const CYCLE: usize = 48;
    pub const OUT: usize = 280;

    pub fn new(offset: usize, address: Address) -> Self {
        let this = Self {
            memory: Box::new([const { Cell::new(0) }; 128]),
            offset,
        };
        this.put(Self::ADDRESS, address.to_sys());
        this.put(Self::CLIENT, client_info(1, None));
        this.put(Self::CYCLE, cycle(0.0, 0.0));
        this
    }

    fn at<T>(&self, place: usize) -> *mut T {
        let start = self.memory.as_ptr().cast_mut().cast::<T>();
        start.wrapping_byte_add(place + self.offset)
    }

    fn put<T>(&self, place: usize, value: T) {
        // SAFETY: inside of the memory, which is larger than any place and value together.
        unsafe { self.at::<T>(place).write_unaligned(value) };
    }

    /// What is at a place now.
    pub fn take<T>(&self, place: usize) -> T {
        // SAFETY: as above; the driver, or `put`, wrote a value here.
        unsafe { self.at::<T>(place).read_unaligned() }
    }

    pub fn address(&self) -> *const sys::AudioObjectPropertyAddress {
        self.at(Self::ADDRESS)
    }

    pub fn client(&self) -> *const sys::AudioServerPlugInClientInfo {
        self.at(Self::CLIENT)
    }

    pub fn cycle(&self) -> *const sys::AudioServerPlugInIOCycleInfo {
        self.at(Self::CYCLE)
    }

    /// Room for answers.
    pub fn out(&self, place: usize) -> *mut c_void {
        self.at(Self::OUT + place)
    }
}
