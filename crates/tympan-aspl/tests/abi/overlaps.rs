//! Pointers of any alignment, and memory that overlaps.

use core::ffi::c_void;
use core::ptr;

use tympan_aspl::sys;

use crate::arguments::Arguments;
use crate::devices;
use crate::mini_host::calls::call;
use crate::mini_host::{MiniHost, code};

#[test]
fn no_pointer_needs_to_be_aligned() {
    for offset in 0..8 {
        let host = MiniHost::with_device(devices::loopback("abi.unaligned"));
        let driver = host.driver;
        let arguments = Arguments::new(offset, (*b"nsrt").into());
        let address = arguments.address();
        let client = arguments.client();
        let cycle = arguments.cycle();
        let out = arguments.out(0);
        let second = arguments.out(8);
        let third = arguments.out(16);
        let none = ptr::null();
        let taken = |place| arguments.take::<u64>(Arguments::OUT + place);

        assert_eq!(
            call!(
                host,
                QueryInterface(driver.cast(), sys::IUnknownUUID, out.cast())
            ),
            0
        );
        assert_eq!(taken(0), driver.addr() as u64);
        assert_eq!(call!(host, HasProperty(driver, 2, 0, address)), 1);
        assert_eq!(
            call!(
                host,
                GetPropertyDataSize(driver, 2, 0, address, 0, none, out.cast())
            ),
            0
        );
        assert_eq!(taken(0) as u32, 8);
        let got = call!(
            host,
            GetPropertyData(driver, 2, 0, address, 0, none, 8, out.cast(), second)
        );
        assert_eq!((got, taken(8)), (0, 48_000_f64.to_bits()));
        assert_eq!(
            call!(
                host,
                SetPropertyData(driver, 2, 0, address, 0, none, 8, second)
            ),
            0
        );
        assert_eq!(call!(host, AddDeviceClient(driver, 2, client)), 0);
        assert_eq!(call!(host, StartIO(driver, 2, 1)), 0);
        let stamped = call!(
            host,
            GetZeroTimeStamp(driver, 2, 1, out.cast(), second.cast(), third.cast())
        );
        assert_eq!((stamped, taken(0), taken(8)), (0, 0, host.now()));
        let mut samples = [1.0_f32; 8];
        let samples_pointer = samples.as_mut_ptr().cast();
        let read = code(*b"read");
        let done = call!(
            host,
            DoIOOperation(
                driver,
                2,
                3,
                1,
                read,
                4,
                cycle,
                samples_pointer,
                ptr::null_mut()
            )
        );
        assert_eq!((done, samples), (0, [0.0; 8]));
        assert_eq!(call!(host, RemoveDeviceClient(driver, 2, client)), 0);
    }
}

#[test]
fn references_are_handed_over_at_any_alignment() {
    let host = MiniHost::with_device(devices::loopback("abi.text"));
    for offset in 0..8 {
        let arguments = Arguments::new(offset, (*b"uid ").into());
        let address = arguments.address();
        let size = arguments.out(0).cast();
        let data = arguments.out(8);
        let got = call!(
            host,
            GetPropertyData(host.driver, 2, 0, address, 0, ptr::null(), 8, size, data)
        );
        assert_eq!((got, arguments.take::<u32>(Arguments::OUT)), (0, 8));
        let reference: sys::CFTypeRef = arguments.take(Arguments::OUT + 8);
        // SAFETY: the driver gave a string with a reference of its own.
        let text: tympan_aspl::cf::CfString =
            unsafe { tympan_aspl::cf::CfType::from_create(reference) }.unwrap();
        assert_eq!(text.to_string(), "abi.text");
    }
}

#[test]
fn a_size_that_lies_in_the_data_is_written_last() {
    let host = MiniHost::with_device(devices::loopback("abi.overlap"));
    for inside in 0..=4 {
        let arguments = Arguments::new(0, (*b"nsrt").into());
        let address = arguments.address();
        let data = arguments.out(0);
        let size = arguments.out(inside).cast();
        let got = call!(
            host,
            GetPropertyData(host.driver, 2, 0, address, 0, ptr::null(), 8, size, data)
        );
        assert_eq!(got, 0);
        let mut expected = 48_000_f64.to_ne_bytes();
        expected[inside..inside + 4].copy_from_slice(&8_u32.to_ne_bytes());
        assert_eq!(arguments.take::<[u8; 8]>(Arguments::OUT), expected);
    }
}

#[test]
fn answers_may_be_written_over_the_question() {
    let host = MiniHost::with_device(devices::loopback("abi.over"));
    let arguments = Arguments::new(0, (*b"clas").into());
    let address = arguments.address();
    let (data, size) = (
        address.cast_mut().cast::<c_void>(),
        address.wrapping_byte_add(4).cast_mut().cast(),
    );
    let got = call!(
        host,
        GetPropertyData(host.driver, 2, 0, address, 0, ptr::null(), 12, size, data)
    );
    assert_eq!(
        (got, arguments.take::<u32>(Arguments::ADDRESS)),
        (0, code(*b"adev"))
    );
    assert_eq!(arguments.take::<u32>(Arguments::ADDRESS + 4), 4);
    // All three numbers of a time stamp in one place: some number is left there.
    assert_eq!(host.start_io(2, 1), Ok(()));
    let out = arguments.out(0);
    let stamped = call!(
        host,
        GetZeroTimeStamp(host.driver, 2, 1, out.cast(), out.cast(), out.cast())
    );
    assert_eq!(stamped, 0);
    // The cycle's description inside of the buffer.
    let arguments = Arguments::new(0, (*b"clas").into());
    let cycle = arguments.cycle();
    let (read, frames) = (code(*b"read"), 28);
    let done = call!(
        host,
        DoIOOperation(
            host.driver,
            2,
            3,
            1,
            read,
            frames,
            cycle,
            cycle.cast_mut().cast(),
            ptr::null_mut()
        )
    );
    assert_eq!(done, 0);
    assert_eq!(arguments.take::<[u8; 224]>(Arguments::CYCLE), [0; 224]);
}
