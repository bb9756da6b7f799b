//! The icon: a file in the bundle, so that these tests make files and are not for Miri.
#![cfg(all(not(miri), not(target_vendor = "apple")))]

#[allow(
    dead_code,
    unused_imports,
    reason = "the host is that of the other C-ABI tests, which use more of it"
)]
#[path = "abi/mini_host/mod.rs"]
mod mini_host;

use std::fs;
use std::path::{Path, PathBuf};

use tympan_aspl::Device;
use tympan_aspl::cf::CfUrl;

use mini_host::calls::Qualifier;
use mini_host::{MiniHost, err, outcome};

/// A bundle with the driver's identifier and one icon.
fn bundle() -> PathBuf {
    let bundle = Path::new(env!("CARGO_TARGET_TMPDIR")).join("With Icon.driver");
    let resources = bundle.join("Contents/Resources");
    fs::create_dir_all(&resources).unwrap();
    fs::write(resources.join("device.icns"), b"icns").unwrap();
    fs::write(
        bundle.join("Contents/Info.plist"),
        r#"<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0"><dict><key>CFBundleIdentifier</key><string>com.example.abi</string></dict></plist>"#,
    )
    .unwrap();
    bundle
}

fn set_bundle_path(host: &MiniHost, path: &str) -> Result<(), mini_host::Code> {
    let set_bundle_path = host.simulation().set_bundle_path.unwrap();
    // SAFETY: the cell is that of a living instance, and the text lives through the call.
    outcome(unsafe { set_bundle_path(host.simulation_cell(), path.as_ptr(), path.len()) })
}

/// One test for all, because bundles are known to the whole process.
#[test]
fn an_icon_exists_where_its_file_does() {
    let host = MiniHost::start(|plug_in, control| {
        for (uid, icon) in [("abi.icon", "device.icns"), ("abi.lost", "lost.icns")] {
            let device = Device::new(uid, "Icon").sample_rates([48_000.0]).icon(icon);
            plug_in.add_device(control, device)?;
        }
        let plain = Device::new("abi.plain", "Plain").sample_rates([48_000.0]);
        plug_in.add_device(control, plain).map(drop)
    });
    let (icon, lost) = (host.translate("abi.icon"), host.translate("abi.lost"));
    let absent = |device| {
        assert!(!host.has(device, *b"icon"));
        assert_eq!(host.size(device, *b"icon"), err(*b"who?"));
        let value = host.get_into(device, *b"icon", Qualifier::None, 8);
        assert_eq!(value.map(drop), err(*b"who?"));
    };
    absent(icon);
    assert_eq!(
        set_bundle_path(&host, "/nowhere/at/all.driver"),
        err(*b"nope")
    );
    absent(icon);
    let bundle = bundle();
    assert_eq!(set_bundle_path(&host, bundle.to_str().unwrap()), Ok(()));
    assert!(host.has(icon, *b"icon"));
    assert_eq!(host.is_settable(icon, *b"icon"), Ok(false));
    assert_eq!(host.size(icon, *b"icon"), Ok(8));
    for room in [0, 4, 7] {
        let value = host.get_into(icon, *b"icon", Qualifier::None, room);
        assert_eq!(value.map(drop), err(*b"!siz"));
    }
    let value = host.get_into(icon, *b"icon", Qualifier::None, 8).unwrap();
    let url = value.object.unwrap().downcast::<CfUrl>().unwrap();
    assert_eq!(
        url.to_path(),
        Some(bundle.join("Contents/Resources/device.icns"))
    );
    absent(lost);
    absent(host.translate("abi.plain"));
    fs::remove_file(url.to_path().unwrap()).unwrap();
    absent(icon);
}
