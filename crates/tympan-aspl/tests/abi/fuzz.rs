//! Random calls with valid memory: no crash, and no error that hal-facts C.2 does not know.

use core::ptr;

use tympan_aspl::cf::{CfObject, CfString, CfType};
use tympan_aspl::sys;

use crate::STEPS;
use crate::conformance::{SCOPES, objects, selectors};
use crate::devices;
use crate::mini_host::calls::{call, is_object};
use crate::mini_host::{Answer, Code, MiniHost, outcome};

struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() >> 16) as usize % end
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    /// Mostly one of these, sometimes anything.
    fn usually(&mut self, from: &[u32]) -> u32 {
        match self.below(8) {
            0 => self.next() as u32,
            1 => self.below(8) as u32,
            _ => self.pick(from),
        }
    }
}

/// The errors that the property and I/O methods may answer with.
const KNOWN: [[u8; 4]; 8] = [
    *b"who?", *b"!siz", *b"nope", *b"!obj", *b"!dat", *b"unop", *b"stop", *b"what",
];

fn check(status: i32) -> bool {
    if let Err(status) = outcome(status) {
        assert!(
            KNOWN.iter().any(|known| status == Code::from(*known)),
            "{status:?}"
        );
    }
    status == 0
}

/// One random property call on memory of the documented sizes.
fn property_call(
    host: &MiniHost,
    random: &mut Random,
    objects: &[u32],
    selectors: &[u32],
    uid: &CfString,
) {
    let scopes = SCOPES.map(u32::from_be_bytes);
    let object = random.usually(objects);
    let address = sys::AudioObjectPropertyAddress {
        mSelector: random.usually(selectors),
        mScope: random.usually(&scopes),
        mElement: random.usually(&[0, 0, 0, 1, 2]),
    };
    let client = random.next() as i32;
    let address = &raw const address;
    // Bytes for data, or for a qualifier that is no reference.
    let mut bytes: Vec<u64> = (0..16).map(|_| random.next()).collect();
    if random.below(3) == 0 {
        bytes[0] = random
            .pick(&[44_100.0, 48_000.0, 96_000.0_f64, f64::NAN])
            .to_bits();
    }
    let size = random.pick(&[0, 1, 3, 4, 7, 8, 12, 16, 39, 40, 41, 56, 112, 128]);
    let reference = uid.as_raw();
    // SAFETY: the pointer is only read where the address is valid.
    let takes_reference = matches!(
        &unsafe { *address }.mSelector.to_be_bytes(),
        b"uidd" | b"uidb" | b"uidc"
    );
    let (qualifier_size, qualifier) = match random.below(4) {
        // A size of 8 promises a reference where one is taken.
        0 if !takes_reference => (size, bytes.as_ptr().cast()),
        1 => (8, (&raw const reference).cast()),
        2 => (random.next() as u32, ptr::null()),
        _ => (0, ptr::null()),
    };
    let driver = host.driver;
    match random.below(5) {
        0 => assert!(call!(host, HasProperty(driver, object, client, address)) <= 1),
        1 => {
            let mut settable = 7;
            let status = call!(
                host,
                IsPropertySettable(driver, object, client, address, &raw mut settable)
            );
            assert_eq!(check(status), settable <= 1);
        }
        2 => {
            let mut size = u32::MAX;
            let status = call!(
                host,
                GetPropertyDataSize(
                    driver,
                    object,
                    client,
                    address,
                    qualifier_size,
                    qualifier,
                    &raw mut size
                )
            );
            assert_eq!(check(status), size <= 4096);
        }
        3 => {
            let mut memory = [0_u64; 512];
            let mut written = u32::MAX;
            let room = random.pick(&[0, 1, 4, 8, 12, 16, 40, 52, 56, 4096]);
            let status = call!(
                host,
                GetPropertyData(
                    driver,
                    object,
                    client,
                    address,
                    qualifier_size,
                    qualifier,
                    room,
                    &raw mut written,
                    memory.as_mut_ptr().cast()
                )
            );
            if check(status) {
                assert!(written <= room);
                // SAFETY: as above.
                if is_object(Code(unsafe { *address }.mSelector)) {
                    // SAFETY: the driver wrote a reference of the caller's here.
                    let raw = unsafe { memory.as_ptr().cast::<sys::CFTypeRef>().read() };
                    // SAFETY: as above.
                    assert!(unsafe { CfObject::from_create(raw) }.is_some());
                }
            }
        }
        _ => {
            let data = bytes.as_ptr().cast();
            check(call!(
                host,
                SetPropertyData(
                    driver,
                    object,
                    client,
                    address,
                    qualifier_size,
                    qualifier,
                    size,
                    data
                )
            ));
        }
    }
}

#[test]
fn random_property_calls_have_documented_answers() {
    let host = MiniHost::start(|plug_in, control| {
        for device in devices::all() {
            plug_in.add_device(control, device)?;
        }
        Ok(())
    });
    host.answer(Answer::OtherThread);
    let objects = objects(&host);
    let selectors: Vec<u32> = selectors().iter().map(|selector| selector.0).collect();
    // Those that exist, so that not all calls end with 'who?'.
    let existing: Vec<u32> = selectors
        .iter()
        .copied()
        .filter(|selector| host.has(2, (Code(*selector), Code::from(*b"inpt"), 0)))
        .collect();
    let uid = CfString::new("abi.full");
    for seed in 1..=4 {
        let mut random = Random(0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(seed));
        for _ in 0..STEPS {
            let selectors = if random.below(3) == 0 {
                &selectors
            } else {
                &existing
            };
            property_call(&host, &mut random, &objects, selectors, &uid);
        }
        host.events();
    }
}

#[test]
fn random_io_calls_have_documented_answers() {
    let host =
        MiniHost::with_device(devices::many_streams().io(tympan_aspl::prelude::Io::loopback()));
    host.answer(Answer::AtOnce);
    let mut random = Random(0xD1B5_4A32_D192_ED03);
    let operations = [
        *b"read", *b"rite", *b"read", *b"rite", *b"thrd", *b"mixo", *b"cinp",
    ]
    .map(u32::from_be_bytes);
    // Room for 64 frames of the widest stream: four channels of four bytes.
    let mut buffer = vec![0_u64; 128];
    for _ in 0..STEPS {
        let device = random.usually(&[2]);
        let (client, operation) = (random.usually(&[1, 2]), random.usually(&operations));
        let stream = random.usually(&[3, 4, 5, 6, 7, 8]);
        let times = [
            0.0,
            1.5,
            -1.0,
            1e18,
            -1e300,
            f64::NAN,
            f64::INFINITY,
            random.next() as f64,
        ];
        let mut cycle = crate::mini_host::cycle(random.pick(&times), random.pick(&times));
        cycle.mInputTime.mFlags = random.pick(&[7, 7, 0]);
        let cycle = &raw const cycle;
        let frames = random.below(65) as u32;
        let offset = random.pick(&[0, 0, 0, 1, 2, 4]);
        match random.below(12) {
            0 => check(call!(host, StartIO(host.driver, device, client))),
            1 => check(call!(host, StopIO(host.driver, device, client))),
            2 => host.add_client(device, client).is_ok(),
            3 => host.remove_client(device, client).is_ok(),
            4 => {
                host.set_now(host.now() + random.below(1 << 32) as u64);
                host.zero_time_stamp(device).is_ok()
            }
            5 => check(call!(
                host,
                BeginIOOperation(host.driver, device, client, operation, frames, cycle)
            )),
            6 => check(call!(
                host,
                PerformDeviceConfigurationChange(host.driver, device, 1, ptr::null_mut())
            )),
            _ => {
                let data = buffer.as_mut_ptr().wrapping_byte_add(offset).cast();
                let frames = frames.min(63);
                check(call!(
                    host,
                    DoIOOperation(
                        host.driver,
                        device,
                        stream,
                        client,
                        operation,
                        frames,
                        cycle,
                        data,
                        ptr::null_mut()
                    )
                ))
            }
        };
    }
    host.events();
}
