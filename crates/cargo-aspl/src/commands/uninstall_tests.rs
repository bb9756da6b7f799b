//! Uninstalling on a Mac that is made up: see `mac::stand_in`.

use std::fs;

use super::*;
use crate::mac::stand_in::{Mac, folder};

/// A driver with a name, an identifier and a factory.
fn put(place: &Place, name: &str, identifier: &str, uuid: &str) -> PathBuf {
    let driver = place.folder.join(name);
    fs::create_dir_all(driver.join("Contents")).unwrap();
    let plist = format!(
        "<plist version=\"1.0\"><dict><key>CFBundleIdentifier</key><string>{identifier}</string>\
         <key>CFPlugInFactories</key><dict><key>{uuid}</key><string>F</string></dict></dict></plist>"
    );
    fs::write(driver.join("Contents/Info.plist"), plist).unwrap();
    driver
}

fn place(test: &str) -> Place {
    Place {
        folder: folder(test),
        ..Place::default()
    }
}

const YES: fn(&[PathBuf]) -> Result<bool> = |_| Ok(true);

#[test]
fn a_driver_goes_with_what_earlier_versions_left() {
    for named in ["Mine", "Mine.driver", "com.example.mine"] {
        let place = place("uninstall");
        let mine = put(&place, "Mine.driver", "com.example.mine", "A");
        let old = put(&place, "Old name.driver", "com.example.old", "a");
        let older = put(&place, "Older.driver", "com.example.Mine", "B");
        let other = put(&place, "Other.driver", "com.example.other", "C");
        let mac = Mac::default();
        let removed = uninstall(&mac, &place, named, YES).unwrap();
        assert_eq!(removed, [mine, old, older], "{named}");
        assert!(removed.iter().all(|path| !path.exists()));
        assert!(other.exists());
        assert_eq!(mac.calls_of("killall").len(), 1);
    }
}

#[test]
fn nothing_happens_without_a_yes() {
    let place = place("uninstall-no");
    let mine = put(&place, "Mine.driver", "com.example.mine", "A");
    let mac = Mac::default();
    let asked = |drivers: &[PathBuf]| {
        assert_eq!(drivers, std::slice::from_ref(&mine));
        Ok(false)
    };
    assert_eq!(uninstall(&mac, &place, "Mine", asked).unwrap().len(), 0);
    assert!(mine.exists());
    assert_eq!(mac.calls_of("rm").len() + mac.calls_of("killall").len(), 0);
}

#[test]
fn what_is_not_installed_is_said_to_be_so() {
    let place = place("uninstall-none");
    put(&place, "Other.driver", "com.example.other", "C");
    let failure = uninstall(&Mac::default(), &place, "Mine", YES).unwrap_err();
    assert!(failure.what.contains("no installed driver is \"Mine\""));
    assert!(failure.hint.unwrap().contains("cargo aspl doctor"));
}
