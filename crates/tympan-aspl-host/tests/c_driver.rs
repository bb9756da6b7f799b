//! A whole driver in C, loaded from its bundle: it runs in virtual time, as drivers made with the framework do.
#![cfg(all(feature = "c-symbols", target_os = "linux"))]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use tympan_aspl_host::cf::portable::{over_releases, register_bundle};
use tympan_aspl_host::{
    ClientPlan, Clock, Driver, Host, PropertyList, Session, Storage, ThreadModel, Timebase, symbols,
};

fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../cargo-aspl/tests/c-driver")
        .join(name)
}

/// Compiles the driver with `CC` (`cc` unless set) and puts its bundle together.
fn bundle() -> PathBuf {
    let bundle = Path::new(env!("CARGO_TARGET_TMPDIR")).join("CLoopback.driver");
    let contents = bundle.join("Contents");
    for folder in ["Linux", "Resources/en.lproj"] {
        fs::create_dir_all(contents.join(folder)).unwrap();
    }
    let library = contents.join("Linux/CLoopback");
    let compiler = env::var("CC").unwrap_or_else(|_| "cc".to_owned());
    let status = Command::new(&compiler)
        .args([
            "-std=gnu11",
            "-O1",
            "-Wall",
            "-Wextra",
            "-Werror",
            "-fPIC",
            "-shared",
            "-pthread",
        ])
        .arg(source("driver.c"))
        .arg("-o")
        .arg(&library)
        .arg("-lm")
        .status()
        .unwrap_or_else(|error| panic!("cannot run {compiler}: {error}"));
    assert!(status.success(), "{compiler} does not compile the driver");
    fs::copy(source("Info.plist"), contents.join("Info.plist")).unwrap();
    fs::copy(
        source("Localizable.strings"),
        contents.join("Resources/en.lproj/Localizable.strings"),
    )
    .unwrap();
    fs::write(contents.join("Resources/DeviceIcon.icns"), "").unwrap();
    bundle
}

#[test]
fn a_driver_in_c_loops_back_what_is_played() {
    assert!(symbols::keep() > 200);
    let bundle = bundle();
    let clock = Clock::virtual_time(Timebase {
        numerator: 125,
        denominator: 3,
    });
    symbols::set_clock(&clock);
    register_bundle(&bundle).unwrap();
    let storage = Storage::new();
    let driver = Driver::from_bundle(&bundle).unwrap();
    let host = Host::builder()
        .clock(clock)
        .storage(storage.clone())
        .start(driver)
        .unwrap();

    let device = host.device("com.example.c-loopback:device:01").unwrap();
    assert_eq!(device.name().unwrap(), "C Loopback");
    assert_eq!(device.sample_rates().unwrap().len(), 2);
    let settings = storage.get("settings").unwrap();
    assert_eq!(settings.get("starts"), Some(&PropertyList::Integer(1)));

    for (rate, threads) in [
        (48_000.0, ThreadModel::One),
        (44_100.0, ThreadModel::PerClient),
    ] {
        device.set_sample_rate(rate).unwrap();
        assert_eq!(device.sample_rate().unwrap(), rate);
        let played: Vec<f32> = (0..2 * 100_000)
            .map(|sample| sample as f32 / 200_000.0)
            .collect();
        let outcome = Session::new(&device)
            .buffer_frames(512)
            .threads(threads)
            .client(ClientPlan::play(played.clone()))
            .run()
            .unwrap();
        assert_eq!(outcome.different_frames(), 0);
        assert_eq!(outcome.recorded[..played.len()], played);
        assert_eq!(outcome.overloads, 0);
    }
    assert_eq!(host.violations(), []);
    assert_eq!(over_releases(), 0);
}
