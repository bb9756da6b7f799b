//! A driver straight against the C ABI, without the framework: one device with a loopback, and every way to misbehave that the host
//! has to find. It answers the private simulation interface with code of its own, so that it follows the host's clock.

#![allow(non_upper_case_globals, reason = "Apple's names in patterns")]

mod control;
mod io;
mod property;
pub mod rich;
mod simulation;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::c_void;
use std::ptr;
use std::sync::atomic::{AtomicPtr, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use control::*;
use io::*;
use property::*;
use rich::Extra;
use simulation::*;
use tympan_aspl::raw::simulation::{
    Diagnostic, HostClock, SIMULATION_INTERFACE_UUID, SIMULATION_INTERFACE_VERSION,
    SimulationInterface,
};
use tympan_aspl_host::cf::{CfObject, CfString, CfType};
use tympan_aspl_host::sys::*;
use tympan_aspl_host::{
    Address, Clock, Driver, Host, HostBuilder, HostError, LoadError, PropertyList,
};

pub const DEVICE: AudioObjectID = 2;
pub const INPUT: AudioObjectID = 3;
pub const OUTPUT: AudioObjectID = 4;
pub const UID: &str = "com.example.plain";
pub const PERIOD: u32 = 16_384;
const RING: usize = 1 << 15;

/// What the driver does wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fault {
    #[default]
    None,
    FactoryReturnsNull,
    OtherReference,
    QueryInterfaceFails,
    InitializeFails,
    NoStartIo,
    NoDoIo,
    StartIoFails,
    DoIoFails,
    LeavesFrames,
    WritesTooManyFrames,
    ChangesMix,
    NothingToDo,
    StampInFuture,
    StampOffPeriod,
    StampBackwards,
    StampStandsStill,
    StampNotANumber,
    StampFarAway,
    SeedChanges,
    RaggedList,
    HugeList,
    GivesMoreThanAsked,
    WritesPastValue,
    SizeDisagrees,
    HasButFails,
    WrongOwner,
    OwnsItself,
    NullName,
    RateNeverChanges,
    ChangesForEver,
    CallsHostInIo,
    CallsHostWrongly,
    UnknownFormat,
    ZeroRate,
    AsksWithLock,
    AnnouncesWithLock,
    SetsInSilence,
    CreatesNothing,
}

/// What kind of driver the factory makes next on this thread.
#[derive(Debug, Clone, Default)]
pub struct Options {
    pub fault: Fault,
    /// Flags, bytes per sample, bits; Float32 when not given.
    pub format: Option<(u32, u32, u32)>,
    pub latency: [u32; 2],
    pub safety_offset: [u32; 2],
    /// Operations beyond ReadInput and WriteMix, and whether they are done in place.
    pub operations: BTreeMap<u32, bool>,
    /// Without the private interface, as a driver made elsewhere.
    pub foreign: bool,
    /// Tells how many CoreFoundation objects are alive.
    pub counts_objects: bool,
    pub log: Arc<Log>,
}

/// What the driver has been called for.
#[derive(Debug, Default)]
pub struct Log {
    pub calls: Mutex<Vec<Call>>,
    /// How many instances are alive.
    pub instances: AtomicU64,
    /// What it publishes beside or instead of the plain device, which tests change under its hands.
    pub extra: Mutex<Extra>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Call {
    Create(BTreeMap<String, PropertyList>, i32),
    Destroy(u32),
    AddClient(u32, i32, Option<String>),
    RemoveClient(u32),
    Start(u32),
    Stop(u32),
    Perform(u64),
    Abort(u64),
    Begin(u32, u32),
    Do {
        client: u32,
        stream: u32,
        operation: u32,
        frames: u32,
        cycle: Box<AudioServerPlugInIOCycleInfo>,
    },
    End(u32, u32),
}

impl Log {
    pub fn take(&self) -> Vec<Call> {
        std::mem::take(&mut self.calls.lock().unwrap())
    }

    fn add(&self, call: Call) {
        self.calls.lock().unwrap().push(call);
    }
}

thread_local! {
    static NEXT: RefCell<Options> = RefCell::default();
}

pub fn load(options: Options) -> Result<Driver, LoadError> {
    NEXT.with_borrow_mut(|next| *next = options);
    // SAFETY: the factory below keeps the contract.
    unsafe { Driver::from_factory(factory) }
}

pub fn start(options: Options) -> Result<Host, HostError> {
    start_with(options, Host::builder())
}

pub fn start_with(options: Options, builder: HostBuilder) -> Result<Host, HostError> {
    builder.start(load(options).expect("the driver loads"))
}

/// Calls PropertiesChanged as a driver does.
pub fn announce(host: &Host, object: AudioObjectID, selectors: &[&[u8; 4]]) {
    let reference = host.raw_host();
    // SAFETY: the host keeps its vtable as long as it lives.
    let changed = unsafe { (*reference).PropertiesChanged }.unwrap();
    let address = |selector: &&[u8; 4]| {
        AudioObjectPropertyAddress::from(Address::of(u32::from_be_bytes(**selector)))
    };
    let list: Vec<_> = selectors.iter().map(address).collect();
    // SAFETY: the addresses are valid during the call.
    let status = unsafe { changed(reference, object, list.len() as u32, list.as_ptr()) };
    assert_eq!(status, 0);
}

#[repr(C)]
struct Plain {
    vtable: *const AudioServerPlugInDriverInterface,
    simulation: *const SimulationInterface,
    options: Options,
    host: AtomicPtr<c_void>,
    clock: Mutex<Option<Time>>,
    state: Mutex<State>,
}

struct Time(HostClock);

// SAFETY: the host's clock may be read on any thread.
unsafe impl Send for Time {}

struct State {
    rate: f64,
    wanted: f64,
    started: u32,
    anchor: u64,
    polls: u64,
    ring: Vec<u8>,
}

struct Table<T>(T);
// SAFETY: the tables hold functions and a null pointer.
unsafe impl<T> Sync for Table<T> {}

macro_rules! vtable {
    ($start_io:expr, $do_io:expr) => {
        Table(AudioServerPlugInDriverInterface {
            _reserved: ptr::null_mut(),
            QueryInterface: Some(query_interface),
            AddRef: Some(count),
            Release: Some(count),
            Initialize: Some(initialize),
            CreateDevice: Some(create_device),
            DestroyDevice: Some(destroy_device),
            AddDeviceClient: Some(add_client),
            RemoveDeviceClient: Some(remove_client),
            PerformDeviceConfigurationChange: Some(perform),
            AbortDeviceConfigurationChange: Some(abort),
            HasProperty: Some(has_property),
            IsPropertySettable: Some(is_settable),
            GetPropertyDataSize: Some(property_size),
            GetPropertyData: Some(property_data),
            SetPropertyData: Some(set_property),
            StartIO: $start_io,
            StopIO: Some(stop_io),
            GetZeroTimeStamp: Some(zero_time_stamp),
            WillDoIOOperation: Some(will_do),
            BeginIOOperation: Some(begin),
            DoIOOperation: $do_io,
            EndIOOperation: Some(end),
        })
    };
}

static VTABLE: Table<AudioServerPlugInDriverInterface> = vtable!(Some(start_io), Some(do_io));
static NO_START: Table<AudioServerPlugInDriverInterface> = vtable!(None, Some(do_io));
static NO_DO: Table<AudioServerPlugInDriverInterface> = vtable!(Some(start_io), None);

static SIMULATION: Table<SimulationInterface> = Table(SimulationInterface {
    _reserved: ptr::null_mut(),
    QueryInterface: Some(query_interface),
    AddRef: Some(count),
    Release: Some(count),
    version: SIMULATION_INTERFACE_VERSION,
    set_host_clock: Some(set_clock),
    set_bundle_path: Some(set_bundle_path),
    drain: Some(drain),
    diagnostic: Some(diagnostic),
    live_objects: Some(live_objects),
    destroy: Some(destroy),
});

unsafe extern "C" fn factory(_: CFAllocatorRef, _: CFUUIDRef) -> *mut c_void {
    let options = NEXT.with_borrow_mut(std::mem::take);
    if options.fault == Fault::FactoryReturnsNull {
        return ptr::null_mut();
    }
    let vtable = match options.fault {
        Fault::NoStartIo => &NO_START,
        Fault::NoDoIo => &NO_DO,
        _ => &VTABLE,
    };
    options.log.instances.fetch_add(1, Ordering::Relaxed);
    let refuses = [Fault::OtherReference, Fault::QueryInterfaceFails].contains(&options.fault);
    let immortal = options.foreign || refuses;
    let plain = Box::into_raw(Box::new(Plain {
        vtable: &raw const vtable.0,
        simulation: &raw const SIMULATION.0,
        options,
        host: AtomicPtr::default(),
        clock: Mutex::new(None),
        state: Mutex::new(State {
            rate: 48_000.0,
            wanted: 48_000.0,
            started: 0,
            anchor: 0,
            polls: 0,
            ring: Vec::new(),
        }),
    }));
    if immortal {
        // It lives for ever, as any driver in the real host does; Miri is to know that this is no leak.
        IMMORTAL.lock().unwrap().push(AtomicPtr::new(plain.cast()));
    }
    plain.cast()
}

static IMMORTAL: Mutex<Vec<AtomicPtr<c_void>>> = Mutex::new(Vec::new());

/// The instance of a driver reference.
unsafe fn plain<'a>(this: *mut c_void) -> &'a Plain {
    // SAFETY: the host hands back the reference it got from the factory.
    unsafe { &*this.cast::<Plain>().cast_const() }
}

/// The instance of a simulation reference: the cell behind the first one.
fn base(this: *mut c_void) -> *mut c_void {
    this.wrapping_byte_sub(std::mem::offset_of!(Plain, simulation))
}

impl Plain {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    fn fault(&self) -> Fault {
        self.options.fault
    }

    fn is(&self, fault: Fault) -> bool {
        self.fault() == fault
    }

    fn time(&self) -> (u64, f64) {
        let clock = self.clock.lock().unwrap();
        match &*clock {
            Some(Time(clock)) => {
                let now = clock.now.expect("a clock has now");
                let per_second = 1e9 * f64::from(clock.denominator) / f64::from(clock.numerator);
                // SAFETY: the host keeps the context alive as long as the instance lives.
                (unsafe { now(clock.context) }, per_second)
            }
            None => (FOREIGN_CLOCK.with(Clock::now), 1e9),
        }
    }

    fn format(&self) -> (u32, u32, u32) {
        self.options.format.unwrap_or((0x9, 4, 32))
    }

    fn bytes_per_frame(&self) -> usize {
        self.format().1 as usize * 2
    }

    fn host(&self) -> AudioServerPlugInHostRef {
        self.host.load(Ordering::Acquire).cast_const().cast()
    }

    /// Announces properties, as a driver should: with no lock held, unless that is its fault.
    fn announce(&self, object: AudioObjectID, selectors: &[u32]) {
        let host = self.host();
        let address = |selector: &u32| AudioObjectPropertyAddress {
            mSelector: *selector,
            mScope: kAudioObjectPropertyScopeGlobal,
            mElement: 0,
        };
        let addresses: Vec<_> = selectors.iter().map(address).collect();
        let _lock = self.is(Fault::AnnouncesWithLock).then(|| self.state());
        // SAFETY: the host promises its vtable for the life of the plug-in.
        let changed = unsafe { (*host).PropertiesChanged }.unwrap();
        // SAFETY: as above; the addresses are valid during the call.
        unsafe { changed(host, object, addresses.len() as u32, addresses.as_ptr()) };
    }

    fn request_change(&self) {
        let _lock = self.is(Fault::AsksWithLock).then(|| self.state());
        let host = self.host();
        // SAFETY: the host promises its vtable for the life of the plug-in.
        let request = unsafe { (*host).RequestDeviceConfigurationChange }.unwrap();
        // SAFETY: as above.
        unsafe { request(host, DEVICE, 7, ptr::null_mut()) };
    }
}

thread_local! {
    /// The clock of drivers that nobody gives one: what stands in for `mach_absolute_time`.
    pub static FOREIGN_CLOCK: Clock = Clock::wall_time();
}

unsafe extern "C" fn query_interface(this: *mut c_void, uuid: REFIID, out: *mut LPVOID) -> HRESULT {
    // SAFETY: only ever called with the driver reference here.
    let plain = unsafe { plain(this) };
    let answer = if uuid == SIMULATION_INTERFACE_UUID && !plain.options.foreign {
        this.wrapping_byte_add(std::mem::offset_of!(Plain, simulation))
    } else if uuid == kAudioServerPlugInDriverInterfaceUUID || uuid == IUnknownUUID {
        match plain.fault() {
            Fault::OtherReference => this.wrapping_byte_add(8),
            Fault::QueryInterfaceFails => return 0x8000_0004_u32 as i32,
            _ => this,
        }
    } else {
        return 0x8000_0004_u32 as i32;
    };
    // SAFETY: the host's place for the answer.
    unsafe { out.write(answer) };
    0
}

unsafe extern "C" fn count(_: *mut c_void) -> ULONG {
    1
}

unsafe extern "C" fn initialize(
    this: AudioServerPlugInDriverRef,
    host: AudioServerPlugInHostRef,
) -> OSStatus {
    // SAFETY: the reference is ours.
    let plain = unsafe { plain(this.cast()) };
    plain.host.store(host.cast_mut().cast(), Ordering::Release);
    match plain.fault() {
        Fault::InitializeFails => kAudioHardwareUnspecifiedError,
        Fault::CallsHostWrongly => {
            // SAFETY: the host's vtable; the arguments are what the host has to refuse.
            let table = unsafe { *host };
            // SAFETY: as above.
            unsafe { table.PropertiesChanged.unwrap()(host, 1, 3, ptr::null()) };
            // SAFETY: as above.
            unsafe { table.CopyFromStorage.unwrap()(host, ptr::null(), ptr::null_mut()) };
            // SAFETY: as above.
            unsafe { table.WriteToStorage.unwrap()(host, ptr::null(), ptr::null()) };
            // SAFETY: a reference that is no host's is never followed.
            unsafe { table.DeleteFromStorage.unwrap()(ptr::dangling(), ptr::null()) };
            0
        }
        _ => 0,
    }
}
