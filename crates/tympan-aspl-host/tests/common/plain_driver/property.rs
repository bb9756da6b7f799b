//! What the plain driver publishes.

use super::*;

impl Plain {
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
}

pub(super) unsafe extern "C" fn has_property(
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

pub(super) unsafe extern "C" fn is_settable(
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

pub(super) unsafe extern "C" fn property_size(
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

pub(super) unsafe extern "C" fn property_data(
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

pub(super) unsafe extern "C" fn set_property(
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
