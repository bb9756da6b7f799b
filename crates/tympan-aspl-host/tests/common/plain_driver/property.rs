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
        let extra = self.options.log.extra.lock().unwrap();
        if extra.gone.contains(&object) {
            return None;
        }
        if let Some(value) = extra.values.get(&(object, address.mSelector)) {
            return Some(value.clone());
        }
        drop(extra);
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

    fn text(&self, object: AudioObjectID, address: &AudioObjectPropertyAddress) -> Option<String> {
        let extra = self.options.log.extra.lock().unwrap();
        if extra.gone.contains(&object) {
            return None;
        }
        if let Some(text) = extra.texts.get(&(object, address.mSelector)) {
            return Some(text.clone());
        }
        let text = match (object, &address.mSelector.to_be_bytes()) {
            (DEVICE, b"uid ") => UID,
            (DEVICE, b"lnam") => "Plain",
            (1 | DEVICE, b"lmak") => "Example",
            _ => return None,
        };
        Some(text.into())
    }

    /// Sets what a rich driver has, and announces it.
    fn set_extra(&self, object: AudioObjectID, selector: u32, value: Vec<u8>) {
        let mut announced = vec![selector];
        let mut extra = self.options.log.extra.lock().unwrap();
        // The law of the volume: decibels are -60 to 0, in a straight line.
        let float = |value: &[u8]| f32::from_ne_bytes(value.try_into().unwrap());
        match &selector.to_be_bytes() {
            b"lcsv" => extra.set(object, b"lcdv", float(&value) * 60.0 - 60.0),
            b"lcdv" => extra.set(object, b"lcsv", float(&value) / 60.0 + 1.0),
            _ => {}
        }
        if [rich::code(b"lcsv"), rich::code(b"lcdv")].contains(&selector) {
            announced = vec![rich::code(b"lcsv"), rich::code(b"lcdv")];
        }
        extra.values.insert((object, selector), value);
        drop(extra);
        if !self.is(Fault::SetsInSilence) {
            self.announce(object, &announced);
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
    let is_settable = &selector.to_be_bytes() == b"nsrt" || rich::is_settable(selector);
    // SAFETY: the host's place for the answer.
    unsafe { settable.write(u8::from(is_settable)) };
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
    qualifier_size: u32,
    qualifier: *const c_void,
    capacity: u32,
    written: *mut u32,
    data: *mut c_void,
) -> OSStatus {
    // SAFETY: the reference is ours.
    let plain = unsafe { plain(this.cast()) };
    // SAFETY: the host's address, valid during the call.
    let address = unsafe { &*address };
    let length = if let Some(mut text) = plain.text(object, address) {
        match (&address.mSelector.to_be_bytes(), qualifier_size) {
            (b"scin", 4) => {
                // SAFETY: the host's qualifier has the size given.
                let item = unsafe { qualifier.cast::<u32>().read_unaligned() };
                text = format!("Item {item}");
            }
            (b"Cst2", 8) => {
                // SAFETY: as above: a reference to an object that is valid during the call.
                let qualifier = unsafe { qualifier.cast::<CFTypeRef>().read_unaligned() };
                // SAFETY: as above.
                let qualifier = unsafe { CfString::from_get(qualifier) }.expect("a string");
                text = format!("{text} of {qualifier}");
            }
            (b"scin" | b"Cst2", _) => return kAudioHardwareBadPropertySizeError,
            _ => {}
        }
        let text = match plain.fault() {
            Fault::NullName if address.mSelector == kAudioObjectPropertyName => ptr::null(),
            _ => CfString::new(&text).into_raw(),
        };
        // SAFETY: the host's place for a reference.
        unsafe { data.cast::<CFTypeRef>().write(text) };
        8
    } else if let Some(mut value) = plain.value(object, address) {
        let conversion = &address.mSelector.to_be_bytes();
        if [b"lcsd", b"lcds"].contains(&conversion) {
            // SAFETY: the host's buffer holds the value to convert (hal-facts C.7).
            let input = unsafe { data.cast::<f32>().read_unaligned() };
            let result = match conversion {
                b"lcsd" => input * 60.0 - 60.0,
                _ => input / 60.0 + 1.0,
            };
            value = result.to_ne_bytes().into();
        }
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
    let address = unsafe { *address };
    let selector = address.mSelector;
    let text = plain.text(object, &address).is_some();
    if text && rich::is_settable(selector) {
        // SAFETY: the host's data are a reference to an object that is valid during the call.
        let value = unsafe { data.cast::<CFTypeRef>().read_unaligned() };
        // SAFETY: as above.
        let Some(value) = (unsafe { CfString::from_get(value) }) else {
            return kAudioHardwareIllegalOperationError;
        };
        let mut extra = plain.options.log.extra.lock().unwrap();
        extra.texts.insert((object, selector), value.to_string());
        drop(extra);
        plain.announce(object, &[selector]);
        return 0;
    }
    if rich::is_settable(selector) && plain.value(object, &address).is_some() {
        let bytes = data.cast::<u8>();
        // SAFETY: the host's data have the size given.
        let value = unsafe { std::slice::from_raw_parts(bytes, size as usize) };
        plain.set_extra(object, selector, value.to_vec());
        return 0;
    }
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
