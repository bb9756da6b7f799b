//! A driver straight against the C ABI, without the framework: one device with a loopback, and every way to misbehave that the host
//! has to find. It answers the private simulation interface with code of its own, so that it follows the host's clock.

#![allow(non_upper_case_globals, reason = "Apple's names in patterns")]

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::c_void;
use std::ptr;
use std::sync::atomic::{AtomicPtr, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use tympan_aspl::raw::simulation::{
    HostClock, SIMULATION_INTERFACE_UUID, SIMULATION_INTERFACE_VERSION, SimulationInterface,
};
use tympan_aspl_host::cf::{CfString, CfType};
use tympan_aspl_host::sys::*;
use tympan_aspl_host::{Clock, Driver, Host, HostBuilder, HostError, LoadError};

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
    pub log: Arc<Log>,
}

/// What the driver has been called for.
#[derive(Debug, Default)]
pub struct Log {
    pub calls: Mutex<Vec<Call>>,
    /// How many instances are alive.
    pub instances: AtomicU64,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Call {
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
    let foreign = options.foreign;
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
    if foreign {
        // It lives for ever, as any driver in the real host does; Miri is to know that this is no leak.
        FOREIGN.lock().unwrap().push(AtomicPtr::new(plain.cast()));
    }
    plain.cast()
}

static FOREIGN: Mutex<Vec<AtomicPtr<c_void>>> = Mutex::new(Vec::new());

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

    fn request_change(&self) {
        let host = self.host();
        // SAFETY: the host promises its vtable for the life of the plug-in.
        let request = unsafe { (*host).RequestDeviceConfigurationChange }.unwrap();
        // SAFETY: as above.
        unsafe { request(host, DEVICE, 7, ptr::null_mut()) };
    }

    fn value(
        &self,
        object: AudioObjectID,
        address: &AudioObjectPropertyAddress,
    ) -> Option<Vec<u8>> {
        let word = |value: u32| Some(value.to_ne_bytes().to_vec());
        let words = |values: &[u32]| Some(values.iter().flat_map(|v| v.to_ne_bytes()).collect());
        let side = usize::from(address.mScope == kAudioObjectPropertyScopeOutput);
        let selector = &address.mSelector.to_be_bytes();
        match (object, selector) {
            (_, b"ownd") => words(match (object, address.mScope) {
                (1, _) if self.is(Fault::OwnsItself) => &[1, DEVICE, 0, 99],
                (1, _) => &[DEVICE],
                (DEVICE, kAudioObjectPropertyScopeInput) => &[INPUT],
                (DEVICE, kAudioObjectPropertyScopeOutput) => &[OUTPUT],
                (DEVICE, _) => &[INPUT, OUTPUT],
                _ => &[],
            }),
            (_, b"bcls") => word(u32::from_be_bytes(*b"aobj")),
            (1, b"clas") => word(u32::from_be_bytes(*b"aplg")),
            (DEVICE, b"clas") => word(u32::from_be_bytes(*b"adev")),
            (INPUT | OUTPUT, b"clas") => word(u32::from_be_bytes(*b"astr")),
            (1, b"stdv") => word(0),
            (DEVICE, b"stdv") => word(1),
            (_, b"stdv") if self.is(Fault::WrongOwner) => word(1),
            (_, b"stdv") => word(DEVICE),
            (1, b"dev#") => match self.fault() {
                Fault::RaggedList => Some(vec![DEVICE as u8, 0, 0, 0, 9, 9]),
                _ => words(&[DEVICE]),
            },
            (DEVICE, b"nsrt") if self.is(Fault::ZeroRate) => Some(vec![0; 8]),
            (DEVICE, b"nsrt") => Some(self.state().rate.to_ne_bytes().to_vec()),
            (DEVICE, b"nsr#") => {
                let rates: [f64; 4] = [44_100.0, 44_100.0, 48_000.0, 48_000.0];
                Some(rates.iter().flat_map(|rate| rate.to_ne_bytes()).collect())
            }
            (DEVICE, b"stm#") => words(match address.mScope {
                kAudioObjectPropertyScopeInput => &[INPUT],
                kAudioObjectPropertyScopeOutput => &[OUTPUT],
                _ => &[INPUT, OUTPUT],
            }),
            (DEVICE, b"ring") => word(PERIOD),
            (DEVICE, b"ltnc") => word(self.options.latency[side]),
            (DEVICE, b"saft") => word(self.options.safety_offset[side]),
            (INPUT | OUTPUT, b"sdir") => word(u32::from(object == INPUT)),
            (INPUT | OUTPUT, b"schn" | b"sact") => word(1),
            (INPUT | OUTPUT, b"ltnc") => word(0),
            (INPUT | OUTPUT, b"pft " | b"sfmt") => Some(self.format_bytes()),
            _ => None,
        }
    }

    fn format_bytes(&self) -> Vec<u8> {
        let (flags, bytes, bits) = self.format();
        let flags = match self.fault() {
            Fault::UnknownFormat => 0x20 | flags,
            _ => flags,
        };
        let id = u32::from_be_bytes(*b"lpcm");
        let words = [id, flags, bytes * 2, 1, bytes * 2, 2, bits, 0];
        let rate = self.state().rate.to_ne_bytes();
        rate.into_iter()
            .chain(words.iter().flat_map(|word| word.to_ne_bytes()))
            .collect()
    }

    fn text(
        &self,
        object: AudioObjectID,
        address: &AudioObjectPropertyAddress,
    ) -> Option<&'static str> {
        match (object, &address.mSelector.to_be_bytes()) {
            (DEVICE, b"uid ") => Some(UID),
            (DEVICE, b"lnam") => Some("Plain"),
            (1 | DEVICE, b"lmak") => Some("Example"),
            _ => None,
        }
    }

    /// Copies between a buffer and the ring, frame by frame at its sample time.
    fn ring(&self, sample_time: f64, frames: u32, mut copy: impl FnMut(&mut [u8], usize)) {
        let mut state = self.state();
        let size = self.bytes_per_frame();
        if state.ring.is_empty() {
            state.ring = vec![0; RING * size];
        }
        for frame in 0..frames as usize {
            let at = (sample_time as i64 + frame as i64).rem_euclid(RING as i64) as usize;
            copy(&mut state.ring[at * size..(at + 1) * size], frame * size);
        }
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

unsafe extern "C" fn create_device(
    _: AudioServerPlugInDriverRef,
    _: CFDictionaryRef,
    _: *const AudioServerPlugInClientInfo,
    _: *mut AudioObjectID,
) -> OSStatus {
    kAudioHardwareUnsupportedOperationError
}

unsafe extern "C" fn destroy_device(_: AudioServerPlugInDriverRef, _: AudioObjectID) -> OSStatus {
    kAudioHardwareUnsupportedOperationError
}

unsafe extern "C" fn add_client(
    this: AudioServerPlugInDriverRef,
    _: AudioObjectID,
    info: *const AudioServerPlugInClientInfo,
) -> OSStatus {
    // SAFETY: the reference is ours.
    let plain = unsafe { plain(this.cast()) };
    // SAFETY: the host's info, valid during the call.
    let info = unsafe { *info };
    // SAFETY: so is its string.
    let bundle = unsafe { CfString::from_get(info.mBundleID) };
    let bundle = bundle.map(|text| text.to_string());
    let call = Call::AddClient(info.mClientID, info.mProcessID, bundle);
    plain.options.log.add(call);
    0
}

unsafe extern "C" fn remove_client(
    this: AudioServerPlugInDriverRef,
    _: AudioObjectID,
    info: *const AudioServerPlugInClientInfo,
) -> OSStatus {
    // SAFETY: the reference is ours.
    let plain = unsafe { plain(this.cast()) };
    // SAFETY: the host's info, valid during the call.
    let client = unsafe { (*info).mClientID };
    plain.options.log.add(Call::RemoveClient(client));
    0
}

unsafe extern "C" fn perform(
    this: AudioServerPlugInDriverRef,
    _: AudioObjectID,
    action: u64,
    _: *mut c_void,
) -> OSStatus {
    // SAFETY: the reference is ours.
    let plain = unsafe { plain(this.cast()) };
    plain.options.log.add(Call::Perform(action));
    match plain.fault() {
        Fault::RateNeverChanges => {}
        Fault::ChangesForEver => plain.request_change(),
        _ => {
            let mut state = plain.state();
            state.rate = state.wanted;
        }
    }
    0
}

unsafe extern "C" fn abort(
    this: AudioServerPlugInDriverRef,
    _: AudioObjectID,
    action: u64,
    _: *mut c_void,
) -> OSStatus {
    // SAFETY: the reference is ours.
    let plain = unsafe { plain(this.cast()) };
    plain.options.log.add(Call::Abort(action));
    0
}

unsafe extern "C" fn has_property(
    this: AudioServerPlugInDriverRef,
    object: AudioObjectID,
    _: pid_t,
    address: *const AudioObjectPropertyAddress,
) -> Boolean {
    // SAFETY: the reference is ours.
    let plain = unsafe { plain(this.cast()) };
    // SAFETY: the host's address, valid during the call.
    let address = unsafe { &*address };
    let extra = plain.is(Fault::HasButFails) && &address.mSelector.to_be_bytes() == b"lmod";
    let has = plain.value(object, address).is_some() || plain.text(object, address).is_some();
    u8::from(has || extra)
}

unsafe extern "C" fn is_settable(
    _: AudioServerPlugInDriverRef,
    _: AudioObjectID,
    _: pid_t,
    address: *const AudioObjectPropertyAddress,
    settable: *mut Boolean,
) -> OSStatus {
    // SAFETY: the host's address, valid during the call.
    let selector = unsafe { (*address).mSelector };
    // SAFETY: the host's place for the answer.
    unsafe { settable.write(u8::from(&selector.to_be_bytes() == b"nsrt")) };
    0
}

unsafe extern "C" fn property_size(
    this: AudioServerPlugInDriverRef,
    object: AudioObjectID,
    _: pid_t,
    address: *const AudioObjectPropertyAddress,
    _: u32,
    _: *const c_void,
    size: *mut u32,
) -> OSStatus {
    // SAFETY: the reference is ours.
    let plain = unsafe { plain(this.cast()) };
    // SAFETY: the host's address, valid during the call.
    let address = unsafe { &*address };
    let length = match plain.value(object, address) {
        _ if plain.is(Fault::HugeList) && address.mSelector == kAudioPlugInPropertyDeviceList => {
            u32::MAX
        }
        Some(value) if plain.is(Fault::SizeDisagrees) => value.len() as u32 + 4,
        Some(value) => value.len() as u32,
        None if plain.text(object, address).is_some() => 8,
        None => return kAudioHardwareUnknownPropertyError,
    };
    // SAFETY: the host's place for the answer.
    unsafe { size.write(length) };
    0
}

unsafe extern "C" fn property_data(
    this: AudioServerPlugInDriverRef,
    object: AudioObjectID,
    _: pid_t,
    address: *const AudioObjectPropertyAddress,
    _: u32,
    _: *const c_void,
    capacity: u32,
    written: *mut u32,
    data: *mut c_void,
) -> OSStatus {
    // SAFETY: the reference is ours.
    let plain = unsafe { plain(this.cast()) };
    // SAFETY: the host's address, valid during the call.
    let address = unsafe { &*address };
    let length = if let Some(text) = plain.text(object, address) {
        let text = match plain.fault() {
            Fault::NullName if address.mSelector == kAudioObjectPropertyName => ptr::null(),
            _ => CfString::new(text).into_raw(),
        };
        // SAFETY: the host's place for a reference.
        unsafe { data.cast::<CFTypeRef>().write(text) };
        8
    } else if let Some(value) = plain.value(object, address) {
        let length = value.len().min(capacity as usize);
        // SAFETY: the host's buffer has room for `capacity` bytes.
        unsafe { ptr::copy(value.as_ptr(), data.cast(), length) };
        let is_list = &address.mSelector.to_be_bytes() == b"stm#";
        if is_list && plain.is(Fault::WritesPastValue) {
            let end = data.cast::<u8>().wrapping_add(length);
            // SAFETY: wrong on purpose; the host's buffer has a guard there.
            unsafe { end.write(1) };
        }
        match plain.fault() {
            Fault::GivesMoreThanAsked if is_list => 1000,
            _ => length as u32,
        }
    } else {
        return kAudioHardwareUnknownPropertyError;
    };
    // SAFETY: the host's place for the size.
    unsafe { written.write(length) };
    0
}

unsafe extern "C" fn set_property(
    this: AudioServerPlugInDriverRef,
    object: AudioObjectID,
    _: pid_t,
    address: *const AudioObjectPropertyAddress,
    _: u32,
    _: *const c_void,
    size: u32,
    data: *const c_void,
) -> OSStatus {
    // SAFETY: the reference is ours.
    let plain = unsafe { plain(this.cast()) };
    // SAFETY: the host's address, valid during the call.
    let selector = unsafe { (*address).mSelector };
    if object != DEVICE || selector != kAudioDevicePropertyNominalSampleRate {
        return kAudioHardwareUnknownPropertyError;
    }
    if size != 8 {
        return kAudioHardwareBadPropertySizeError;
    }
    // SAFETY: the host's data have the size given.
    let rate = unsafe { data.cast::<f64>().read_unaligned() };
    if ![44_100.0, 48_000.0].contains(&rate) {
        return kAudioHardwareIllegalOperationError;
    }
    plain.state().wanted = rate;
    plain.request_change();
    0
}

unsafe extern "C" fn start_io(
    this: AudioServerPlugInDriverRef,
    _: AudioObjectID,
    client: u32,
) -> OSStatus {
    // SAFETY: the reference is ours.
    let plain = unsafe { plain(this.cast()) };
    if plain.is(Fault::StartIoFails) {
        return kAudioHardwareNotReadyError;
    }
    plain.options.log.add(Call::Start(client));
    let now = plain.time().0;
    let mut state = plain.state();
    if state.started == 0 {
        state.anchor = now;
    }
    state.started += 1;
    0
}

unsafe extern "C" fn stop_io(
    this: AudioServerPlugInDriverRef,
    _: AudioObjectID,
    client: u32,
) -> OSStatus {
    // SAFETY: the reference is ours.
    let plain = unsafe { plain(this.cast()) };
    plain.options.log.add(Call::Stop(client));
    let mut state = plain.state();
    if state.started == 0 {
        return kAudioHardwareIllegalOperationError;
    }
    state.started -= 1;
    0
}

unsafe extern "C" fn zero_time_stamp(
    this: AudioServerPlugInDriverRef,
    _: AudioObjectID,
    _: u32,
    sample_time: *mut f64,
    host_time: *mut u64,
    seed: *mut u64,
) -> OSStatus {
    // SAFETY: the reference is ours.
    let plain = unsafe { plain(this.cast()) };
    let (now, per_second) = plain.time();
    let mut state = plain.state();
    state.polls += 1;
    let ticks = per_second / state.rate * f64::from(PERIOD);
    let mut n = ((now - state.anchor) as f64 / ticks).floor();
    let mut shift = 0.0;
    let mut number = 1;
    match plain.fault() {
        Fault::StampInFuture => n += 1.0,
        Fault::StampOffPeriod if state.polls > 1 => shift = 100.0 * state.polls as f64,
        Fault::StampBackwards if state.polls > 1 => n -= state.polls as f64,
        Fault::StampStandsStill => n = 0.0,
        Fault::StampNotANumber => shift = f64::NAN,
        Fault::StampFarAway if state.polls > 1 => shift = -1e12,
        Fault::SeedChanges if state.polls > 10 => number = 2,
        _ => {}
    }
    let host = state.anchor as f64 + n * ticks + shift * ticks / f64::from(PERIOD);
    let sample = n * f64::from(PERIOD) + shift;
    // SAFETY: the host's place for the answer.
    unsafe { sample_time.write(sample) };
    // SAFETY: as above.
    unsafe { host_time.write(host as u64) };
    // SAFETY: as above.
    unsafe { seed.write(number) };
    0
}

unsafe extern "C" fn will_do(
    this: AudioServerPlugInDriverRef,
    _: AudioObjectID,
    _: u32,
    operation: u32,
    will_do: *mut Boolean,
    in_place: *mut Boolean,
) -> OSStatus {
    // SAFETY: the reference is ours.
    let plain = unsafe { plain(this.cast()) };
    let extra = plain.options.operations.get(&operation);
    let usual = matches!(&operation.to_be_bytes(), b"read" | b"rite");
    let yes = (usual || extra.is_some()) && !plain.is(Fault::NothingToDo);
    // SAFETY: the host's place for the answer.
    unsafe { will_do.write(u8::from(yes)) };
    // SAFETY: as above.
    unsafe { in_place.write(u8::from(*extra.unwrap_or(&true))) };
    0
}

unsafe extern "C" fn begin(
    this: AudioServerPlugInDriverRef,
    _: AudioObjectID,
    client: u32,
    operation: u32,
    _: u32,
    _: *const AudioServerPlugInIOCycleInfo,
) -> OSStatus {
    // SAFETY: the reference is ours.
    let plain = unsafe { plain(this.cast()) };
    plain.options.log.add(Call::Begin(client, operation));
    0
}

/// The bytes of a sample in a buffer.
///
/// # Safety
///
/// The buffer reaches that far.
unsafe fn get<const N: usize>(buffer: *mut u8, at: usize) -> [u8; N] {
    // SAFETY: the caller's promise; bytes have no alignment.
    unsafe { buffer.wrapping_add(at).cast::<[u8; N]>().read() }
}

/// Writes the bytes of a sample.
///
/// # Safety
///
/// The buffer reaches that far.
unsafe fn put<const N: usize>(buffer: *mut u8, at: usize, bytes: [u8; N]) {
    // SAFETY: the caller's promise; bytes have no alignment.
    unsafe { buffer.wrapping_add(at).cast::<[u8; N]>().write(bytes) }
}

unsafe extern "C" fn do_io(
    this: AudioServerPlugInDriverRef,
    _: AudioObjectID,
    stream: AudioObjectID,
    client: u32,
    operation: u32,
    frames: u32,
    cycle: *const AudioServerPlugInIOCycleInfo,
    main: *mut c_void,
    secondary: *mut c_void,
) -> OSStatus {
    // SAFETY: the reference is ours.
    let plain = unsafe { plain(this.cast()) };
    // SAFETY: the host's cycle info, valid during the call.
    let cycle = unsafe { *cycle };
    plain.options.log.add(Call::Do {
        client,
        stream,
        operation,
        frames,
        cycle: Box::new(cycle),
    });
    if plain.is(Fault::DoIoFails) {
        return kAudioHardwareUnspecifiedError;
    }
    if plain.is(Fault::CallsHostInIo) {
        plain.request_change();
    }
    let size = plain.bytes_per_frame();
    let main = main.cast::<u8>();
    match &operation.to_be_bytes() {
        b"read" => {
            let frames = match plain.fault() {
                Fault::LeavesFrames => frames.saturating_sub(2),
                Fault::WritesTooManyFrames => frames + 1,
                _ => frames,
            };
            plain.ring(cycle.mInputTime.mSampleTime, frames, |ring, at| {
                // SAFETY: the host's buffer holds `frames` frames of the stream's format.
                unsafe { ptr::copy(ring.as_ptr(), main.wrapping_add(at), size) };
            });
        }
        b"rite" => {
            plain.ring(cycle.mOutputTime.mSampleTime, frames, |ring, at| {
                // SAFETY: as above.
                unsafe { ptr::copy(main.wrapping_add(at).cast_const(), ring.as_mut_ptr(), size) };
            });
            if plain.is(Fault::ChangesMix) {
                // SAFETY: as above.
                unsafe { main.write(0x55) };
            }
        }
        b"mixo" => {
            // Its own mix: adds Float32 frames where they belong.
            plain.ring(cycle.mOutputTime.mSampleTime, frames, |ring, at| {
                for sample in (0..size).step_by(4) {
                    // SAFETY: as above.
                    let value = f32::from_ne_bytes(unsafe { get(main, at + sample) });
                    let old = f32::from_ne_bytes(ring[sample..sample + 4].try_into().unwrap());
                    ring[sample..sample + 4].copy_from_slice(&(old + value).to_ne_bytes());
                }
            });
        }
        b"pinp" | b"pout" | b"pmix" => {
            // Turns the signal upside down, here or there.
            let result = if secondary.is_null() {
                main
            } else {
                secondary.cast()
            };
            for index in 0..frames as usize * 2 {
                // SAFETY: canonical buffers hold two Float32 channels.
                let value = -f32::from_ne_bytes(unsafe { get(main, index * 4) });
                // SAFETY: as above.
                unsafe { put(result, index * 4, value.to_ne_bytes()) };
            }
        }
        b"cinp" => {
            // From Int16, backwards so that it can be done in place.
            let result = if secondary.is_null() {
                main
            } else {
                secondary.cast()
            };
            for index in (0..frames as usize * 2).rev() {
                // SAFETY: the native buffer holds two Int16 channels.
                let value = i16::from_ne_bytes(unsafe { get(main, index * 2) });
                let value = f32::from(value) / 32768.0;
                // SAFETY: the canonical buffer holds two Float32 channels.
                unsafe { put(result, index * 4, value.to_ne_bytes()) };
            }
        }
        b"cmix" => {
            let result = if secondary.is_null() {
                main
            } else {
                secondary.cast()
            };
            for index in 0..frames as usize * 2 {
                // SAFETY: as above.
                let value = f32::from_ne_bytes(unsafe { get(main, index * 4) });
                let value = (value * 32768.0) as i16;
                // SAFETY: as above.
                unsafe { put(result, index * 2, value.to_ne_bytes()) };
            }
        }
        _ => return kAudioHardwareUnspecifiedError,
    }
    0
}

unsafe extern "C" fn end(
    this: AudioServerPlugInDriverRef,
    _: AudioObjectID,
    client: u32,
    operation: u32,
    _: u32,
    _: *const AudioServerPlugInIOCycleInfo,
) -> OSStatus {
    // SAFETY: the reference is ours.
    let plain = unsafe { plain(this.cast()) };
    plain.options.log.add(Call::End(client, operation));
    0
}

unsafe extern "C" fn set_clock(this: *mut c_void, clock: *const HostClock) -> OSStatus {
    // SAFETY: the cell is ours.
    let plain = unsafe { plain(base(this)) };
    // SAFETY: the host's clock, valid during the call.
    *plain.clock.lock().unwrap() = Some(Time(unsafe { *clock }));
    0
}

unsafe extern "C" fn set_bundle_path(_: *mut c_void, _: *const u8, _: usize) -> OSStatus {
    0
}

unsafe extern "C" fn drain(_: *mut c_void) -> OSStatus {
    0
}

unsafe extern "C" fn live_objects(_: *mut c_void) -> i64 {
    -1
}

unsafe extern "C" fn destroy(this: *mut c_void) -> OSStatus {
    let plain = base(this).cast::<Plain>();
    // SAFETY: the factory made it with a Box; the host promises that nobody is inside.
    let plain = unsafe { Box::from_raw(plain) };
    plain.options.log.instances.fetch_sub(1, Ordering::Relaxed);
    0
}
