//! What every CoreFoundation provider promises, through the public API only. Runs with the portable provider here, and with
//! the extern one in the host crate's tests.

use std::collections::HashSet;
use std::path::Path;
use std::ptr;

use tympan_aspl::cf::property_list::Value;
use tympan_aspl::cf::{
    CFTypeRef, CfArray, CfBoolean, CfBundle, CfData, CfDate, CfDictionary, CfNumber, CfObject,
    CfString, CfType, CfUrl, CfUuid, Kind,
};

/// How often each thread uses what all share.
const ROUNDS: usize = if cfg!(miri) { 20 } else { 2000 };

/// One object of every type that needs no file.
fn one_of_each() -> Vec<(Kind, CfObject)> {
    vec![
        (Kind::String, CfString::new("text").into()),
        (Kind::Number, CfNumber::from_i64(7).into()),
        (Kind::Number, CfNumber::from_f64(0.25).into()),
        (Kind::Boolean, CfBoolean::new(true).into()),
        (Kind::Data, CfData::new(&[1, 2, 3]).into()),
        (Kind::Date, CfDate::new(86_400.5).into()),
        (
            Kind::Array,
            CfArray::new([CfString::new("element").into()]).into(),
        ),
        (
            Kind::Dictionary,
            CfDictionary::new([(CfString::new("key"), CfBoolean::new(false).into())]).into(),
        ),
        (
            Kind::Url,
            CfUrl::from_path(Path::new("/Library/x"), false)
                .unwrap()
                .into(),
        ),
        (Kind::Uuid, CfUuid::new([9; 16]).into()),
    ]
}

#[test]
fn strings_keep_every_character() {
    for text in [
        "",
        "plain",
        "a\u{e9}c",
        "\u{1F3A7} loop",
        "with\0nul",
        "\u{FEFF}mark",
        "\r\n\t",
        &"long ".repeat(100),
    ] {
        assert_eq!(CfString::new(text).to_string(), text);
        assert_eq!(CfString::new(text), *text);
    }
    assert_eq!(format!("{:>6}|", CfString::new("right")), " right|");
    assert_eq!(format!("{:?}", CfString::new("a\"b")), "\"a\\\"b\"");
}

#[test]
fn strings_are_equal_by_content() {
    assert_eq!(CfString::new("same"), CfString::new("same"));
    assert_ne!(CfString::new("same"), CfString::new("Same"));
    // Composed and decomposed forms are different strings.
    assert_ne!(CfString::new("\u{e9}"), CfString::new("e\u{301}"));
    let set: HashSet<CfString> = ["a", "b", "a"].into_iter().map(CfString::new).collect();
    assert_eq!(set.len(), 2);
}

#[test]
fn integers_come_back_exactly() {
    let limits = [
        0,
        1,
        -1,
        127,
        128,
        255,
        256,
        65_535,
        65_536,
        i64::from(i32::MAX),
        i64::from(i32::MIN),
    ];
    for value in limits
        .into_iter()
        .chain([(1 << 53) + 1, i64::MAX, i64::MIN])
    {
        let number = CfNumber::from_i64(value);
        assert_eq!(number.as_i64(), Some(value));
        assert!(!number.is_float());
    }
    assert_eq!(CfNumber::from_i64(48_000).as_f64(), 48_000.0);
}

#[test]
fn floating_point_is_an_integer_only_if_exact() {
    for (value, integer) in [
        (0.0, Some(0)),
        (-0.0, Some(0)),
        (48_000.0, Some(48_000)),
        (44_100.5, None),
        (-9_223_372_036_854_775_808.0, Some(i64::MIN)),
        (9_223_372_036_854_775_808.0, None),
        (1e300, None),
        (f64::INFINITY, None),
        (f64::NAN, None),
    ] {
        let number = CfNumber::from_f64(value);
        assert_eq!(number.as_i64(), integer, "{value}");
        assert_eq!(number.as_f64().to_bits(), value.to_bits(), "{value}");
    }
    assert!(CfNumber::from_f64(1.5).is_float());
}

#[test]
fn numbers_of_equal_value_are_equal_and_hash_equal() {
    let set: HashSet<CfNumber> = [
        CfNumber::from_i64(1),
        CfNumber::from_f64(1.0),
        CfNumber::from_i64(2),
        CfNumber::from_f64(2.5),
    ]
    .into();
    assert_eq!(set.len(), 3);
    assert_ne!(
        CfNumber::from_i64((1 << 53) + 1),
        CfNumber::from_i64(1 << 53)
    );
}

#[test]
fn a_boolean_is_one_object_and_no_number() {
    assert!(CfBoolean::new(true).get());
    assert!(!CfBoolean::new(false).get());
    assert_eq!(CfBoolean::new(true).as_raw(), CfBoolean::new(true).as_raw());
    assert_ne!(CfBoolean::new(true), CfBoolean::new(false));
    assert_ne!(
        CfObject::from(CfBoolean::new(true)),
        CfObject::from(CfNumber::from_i64(1))
    );
    let many: Vec<CfBoolean> = (0..100).map(|_| CfBoolean::new(true)).collect();
    drop(many);
    assert!(CfBoolean::new(true).get());
}

#[test]
fn data_keeps_its_bytes() {
    for length in [0, 1, 15, 16, 1000] {
        let bytes: Vec<u8> = (0..length).map(|index| index as u8).collect();
        assert_eq!(CfData::new(&bytes).to_vec(), bytes);
    }
    assert_eq!(CfData::new(b"abc"), CfData::new(b"abc"));
    assert_ne!(CfData::new(b"abc"), CfData::new(b"abd"));
}

#[test]
fn dates_keep_their_seconds() {
    for seconds in [0.0, -978_307_200.0, 0.125, 1e12] {
        assert_eq!(CfDate::new(seconds).seconds(), seconds);
    }
    assert_eq!(CfDate::new(5.0), CfDate::new(5.0));
    assert_ne!(CfDate::new(5.0), CfDate::new(5.5));
}

#[test]
fn uuids_keep_their_bytes_in_the_printed_order() {
    let bytes = [
        0x44, 0x3A, 0xBA, 0xB8, 0xE7, 0xB3, 0x49, 0x1A, 0xB9, 0x85, 0xBE, 0xB9, 0x18, 0x70, 0x30,
        0xDB,
    ];
    let uuid = CfUuid::new(bytes);
    assert_eq!(uuid.bytes(), bytes);
    assert_eq!(uuid.to_string(), "443ABAB8-E7B3-491A-B985-BEB9187030DB");
    assert_eq!(uuid, CfUuid::new(bytes));
    assert_ne!(uuid, CfUuid::new([0; 16]));
}

#[test]
fn uuids_with_the_same_bytes_are_one_object() {
    let first = CfUuid::new([3; 16]);
    let second = CfUuid::new([3; 16]);
    assert_eq!(first.as_raw(), second.as_raw());
    drop(first);
    assert_eq!(second.bytes(), [3; 16]);
}

#[test]
fn arrays_keep_their_elements_in_order() {
    let array: CfArray = (0..20)
        .map(|index| CfNumber::from_i64(index).into())
        .collect();
    assert_eq!(array.len(), 20);
    let values: Vec<i64> = array
        .iter()
        .map(|element| element.downcast::<CfNumber>().unwrap().as_i64().unwrap())
        .collect();
    assert_eq!(values, (0..20).collect::<Vec<i64>>());
    assert!(array.get(20).is_none());
    assert!(array.get(usize::MAX).is_none());
    assert!(CfArray::new([]).is_empty());
}

#[test]
fn an_element_outlives_its_array_once_retained() {
    let array = CfArray::new([CfString::new("kept").into()]);
    let element = array.get(0).unwrap().retain();
    drop(array);
    assert_eq!(element.downcast::<CfString>().unwrap().to_string(), "kept");
}

#[test]
fn dictionaries_find_their_values() {
    let names: Vec<String> = (0..50).map(|index| format!("key {index}")).collect();
    let entries = names
        .iter()
        .zip(0..)
        .map(|(name, value)| (CfString::new(name), CfNumber::from_i64(value).into()));
    let dictionary: CfDictionary = entries.collect();
    assert_eq!(dictionary.len(), 50);
    for (name, value) in names.iter().zip(0..) {
        assert_eq!(
            dictionary
                .get(name)
                .unwrap()
                .downcast::<CfNumber>()
                .unwrap()
                .as_i64(),
            Some(value)
        );
    }
    assert!(dictionary.get("key 50").is_none());
    assert!(dictionary.get("").is_none());
    let found: HashSet<String> = dictionary.iter().map(|(key, _)| key.to_string()).collect();
    assert_eq!(found, names.into_iter().collect());
}

#[test]
fn the_last_of_equal_keys_counts() {
    let entries = [("a", 1), ("b", 2), ("a", 3)];
    let dictionary = CfDictionary::new(
        entries.map(|(key, value)| (CfString::new(key), CfNumber::from_i64(value).into())),
    );
    assert_eq!(dictionary.len(), 2);
    assert_eq!(
        dictionary
            .get("a")
            .unwrap()
            .downcast::<CfNumber>()
            .unwrap()
            .as_i64(),
        Some(3)
    );
}

#[test]
fn containers_are_equal_by_content() {
    let list =
        |last: i64| CfArray::new([CfString::new("x").into(), CfNumber::from_i64(last).into()]);
    assert_eq!(list(1), list(1));
    assert_ne!(list(1), list(2));
    assert_ne!(list(1), CfArray::new([CfString::new("x").into()]));
    let map = |order: [&str; 2]| order.map(|key| (CfString::new(key), CfString::new(key).into()));
    assert_eq!(
        CfDictionary::new(map(["a", "b"])),
        CfDictionary::new(map(["b", "a"]))
    );
    assert_ne!(
        CfDictionary::new(map(["a", "b"])),
        CfDictionary::new(map(["a", "c"]))
    );
}

#[test]
fn a_path_becomes_a_url_and_comes_back() {
    let url = CfUrl::from_path(Path::new("/x/a b"), true).unwrap();
    assert_eq!(url.to_string(), "file:///x/a%20b/");
    assert_eq!(url.to_path().unwrap(), Path::new("/x/a b"));
    for path in [
        "/",
        "/a",
        "/a/b.icns",
        "/100%",
        "/a?b#c",
        "/\u{e9}\u{1F3A7}",
        "/a;b",
        "/a+b&c",
    ] {
        let url = CfUrl::from_path(Path::new(path), false).unwrap();
        assert_eq!(url.to_path().unwrap(), Path::new(path), "{url}");
        assert!(url.to_string().is_ascii(), "{url}");
    }
    assert_eq!(url, CfUrl::from_path(Path::new("/x/a b"), true).unwrap());
    assert_ne!(url, CfUrl::from_path(Path::new("/x/a c"), true).unwrap());
}

#[test]
fn a_path_that_cannot_be_is_no_url() {
    assert!(CfUrl::from_path(Path::new(""), false).is_none());
    assert!(CfUrl::from_path(Path::new("/a\0b"), false).is_none());
}

#[cfg(unix)]
#[test]
fn a_path_need_not_be_text() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let path = Path::new(OsStr::from_bytes(b"/caf\xE9"));
    assert_eq!(
        CfUrl::from_path(path, false).unwrap().to_path().unwrap(),
        path
    );
}

#[test]
fn objects_know_their_kind() {
    for (kind, object) in one_of_each() {
        assert_eq!(object.kind(), kind);
        assert_eq!(
            object.downcast::<CfString>().is_some(),
            kind == Kind::String
        );
        assert_eq!(
            object.downcast::<CfNumber>().is_some(),
            kind == Kind::Number
        );
        assert_eq!(
            object.downcast::<CfBoolean>().is_some(),
            kind == Kind::Boolean
        );
        assert_eq!(object.downcast::<CfData>().is_some(), kind == Kind::Data);
        assert_eq!(object.downcast::<CfDate>().is_some(), kind == Kind::Date);
        assert_eq!(
            object.downcast_ref::<CfArray>().is_some(),
            kind == Kind::Array
        );
        assert_eq!(
            object.downcast_ref::<CfDictionary>().is_some(),
            kind == Kind::Dictionary
        );
        assert_eq!(object.downcast_ref::<CfUrl>().is_some(), kind == Kind::Url);
        assert_eq!(
            object.downcast_ref::<CfUuid>().is_some(),
            kind == Kind::Uuid
        );
        assert!(object.downcast_ref::<CfBundle>().is_none());
        assert!(object.downcast_ref::<CfObject>().is_some());
        assert!(!format!("{object:?}").is_empty());
    }
}

#[test]
fn objects_of_different_types_are_never_equal() {
    let objects: Vec<CfObject> = one_of_each()
        .into_iter()
        .map(|(_, object)| object)
        .collect();
    for (place, left) in objects.iter().enumerate() {
        for (other, right) in objects.iter().enumerate() {
            assert_eq!(left == right, place == other, "{left:?} {right:?}");
        }
    }
}

#[test]
fn null_is_no_object() {
    fn refused<T: CfType>() {
        // SAFETY: NULL is allowed.
        assert!(unsafe { T::from_create(ptr::null()) }.is_none());
        // SAFETY: NULL is allowed.
        assert!(unsafe { T::from_get(ptr::null()) }.is_none());
    }
    refused::<CfString>();
    refused::<CfNumber>();
    refused::<CfArray>();
    refused::<CfDictionary>();
    refused::<CfObject>();
}

#[test]
fn a_given_reference_is_taken_over() {
    let raw = CfString::new("given").into_raw();
    // SAFETY: the reference that `into_raw` gave away.
    let taken = unsafe { CfString::from_create(raw) }.unwrap();
    assert_eq!(taken.to_string(), "given");
}

#[test]
fn a_given_reference_of_another_type_is_released() {
    let raw = CfString::new("wrong type").into_raw();
    // SAFETY: the reference that `into_raw` gave away.
    assert!(unsafe { CfNumber::from_create(raw) }.is_none());
}

#[test]
fn a_lent_reference_is_left_alone() {
    let owner = CfString::new("lent");
    for _ in 0..10 {
        // SAFETY: `owner` keeps the string alive.
        let lent = unsafe { CfString::from_get(owner.as_raw()) }.unwrap();
        assert_eq!(lent.to_string(), "lent");
        // SAFETY: as above.
        assert!(unsafe { CfNumber::from_get(owner.as_raw()) }.is_none());
    }
    // SAFETY: as above.
    let kept = unsafe { CfString::from_get(owner.as_raw()) }
        .unwrap()
        .retain();
    drop(owner);
    assert_eq!(kept.to_string(), "lent");
}

#[test]
fn a_clone_is_the_same_object() {
    let raw = |object: &CfObject| -> CFTypeRef { object.as_raw() };
    for (_, object) in one_of_each() {
        let clone = object.clone();
        assert_eq!(raw(&clone), raw(&object));
        drop(object);
        assert!(!format!("{clone:?}").is_empty());
    }
}

#[test]
fn objects_are_shared_by_threads() {
    let shared = CfArray::new([CfString::new("shared").into(), CfUuid::new([5; 16]).into()]);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..ROUNDS {
                    let copy = shared.clone();
                    let element = copy.get(0).unwrap().retain();
                    drop(copy);
                    assert_eq!(
                        element.downcast::<CfString>().unwrap().to_string(),
                        "shared"
                    );
                    // UUIDs are one object per value: made and freed by all threads at once.
                    assert_eq!(CfUuid::new([6; 16]).bytes(), [6; 16]);
                }
            });
        }
    });
    assert_eq!(shared.len(), 2);
}

#[test]
fn a_property_list_becomes_an_object_and_comes_back() {
    let list = Value::Dictionary(
        [
            ("name".to_owned(), Value::String("Loopback \u{e9}".into())),
            ("channels".to_owned(), Value::Integer(-2)),
            ("gain".to_owned(), Value::Real(0.5)),
            ("whole".to_owned(), Value::Real(2.0)),
            ("muted".to_owned(), Value::Boolean(true)),
            ("blob".to_owned(), Value::Data(vec![0, 255])),
            ("made".to_owned(), Value::Date(1.5)),
            (
                "rates".to_owned(),
                Value::Array(vec![Value::Real(44_100.5), Value::Array(vec![])]),
            ),
            ("empty".to_owned(), Value::Dictionary([].into())),
        ]
        .into(),
    );
    let object = list.to_object();
    assert_eq!(Value::from_object(&object), Ok(list));
    assert!(Value::from_object(&CfUuid::new([0; 16]).into()).is_err());
}

#[test]
fn what_nests_too_deep_is_no_property_list() {
    let mut object: CfObject = CfNumber::from_i64(1).into();
    for _ in 0..128 {
        object = CfArray::new([object]).into();
    }
    assert!(Value::from_object(&object).is_ok());
    assert!(Value::from_object(&CfArray::new([object]).into()).is_err());
}

#[test]
fn a_bundle_that_nobody_knows_is_not_found() {
    assert!(CfBundle::with_identifier("com.example.nobody").is_none());
    assert!(CfBundle::with_identifier("").is_none());
}

/// Files: not within Miri, which has none.
#[cfg(all(not(miri), not(target_vendor = "apple")))]
mod bundles {
    use std::fs;
    use std::path::PathBuf;

    use tympan_aspl::cf::portable::{BundleError, register_bundle};
    use tympan_aspl::cf::{CfBundle, CfObject, Kind};

    fn bundle(name: &str, information: Option<&str>) -> PathBuf {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.driver"));
        let _ = fs::remove_dir_all(&path);
        for directory in [
            "Contents/Resources/icons",
            "Contents/Resources/en.lproj",
            "Contents/Resources/de.lproj",
        ] {
            fs::create_dir_all(path.join(directory)).unwrap();
        }
        for file in [
            "icon.icns",
            "icons/small one.icns",
            "en.lproj/Localizable.strings",
            "de.lproj/Localizable.strings",
        ] {
            fs::write(path.join("Contents/Resources").join(file), file).unwrap();
        }
        if let Some(entries) = information {
            let text = format!("<plist version=\"1.0\"><dict>{entries}</dict></plist>");
            fs::write(path.join("Contents/Info.plist"), text).unwrap();
        }
        path
    }

    #[test]
    fn a_registered_bundle_is_found_by_its_identifier() {
        let path = bundle(
            "registered",
            Some("<key>CFBundleIdentifier</key><string>com.example.registered</string>"),
        );
        assert_eq!(register_bundle(&path).unwrap(), "com.example.registered");
        let found = CfBundle::with_identifier("com.example.registered").unwrap();
        assert_eq!(found.path().unwrap(), path);
        assert_eq!(
            found,
            CfBundle::with_identifier("com.example.registered").unwrap()
        );
        assert_eq!(CfObject::from(found).kind(), Kind::Bundle);
    }

    #[test]
    fn resources_are_found_also_in_directories_and_languages() {
        let german = "<key>CFBundleIdentifier</key><string>com.example.resources</string>\
            <key>CFBundleDevelopmentRegion</key><string>de</string>";
        let path = bundle("resources", Some(german)).join("Contents/Resources");
        register_bundle(path.join("../..").canonicalize().unwrap()).unwrap();
        let found = CfBundle::with_identifier("com.example.resources").unwrap();
        let resource = |name, extension, directory| {
            found
                .resource(name, extension, directory)
                .map(|url| url.to_path().unwrap())
        };
        assert_eq!(
            resource("icon", Some("icns"), None),
            Some(path.join("icon.icns"))
        );
        assert_eq!(
            resource("icon.icns", None, None),
            Some(path.join("icon.icns"))
        );
        assert_eq!(
            resource("small one", Some("icns"), Some("icons")),
            Some(path.join("icons/small one.icns"))
        );
        assert_eq!(
            resource("Localizable", Some("strings"), None),
            Some(path.join("de.lproj/Localizable.strings"))
        );
        assert_eq!(resource("missing", Some("icns"), None), None);
        assert_eq!(resource("", None, None), None);
        assert_eq!(resource("../Info", Some("plist"), None), None);
        assert_eq!(resource("Info.plist", None, Some("..")), None);
        assert_eq!(resource("/etc/passwd", None, None), None);
    }

    #[test]
    fn a_bundle_that_cannot_be_registered_says_why() {
        let missing = register_bundle("/nonexistent.driver").unwrap_err();
        assert!(matches!(missing, BundleError::Unreadable(..)), "{missing}");
        let nameless = register_bundle(bundle("nameless", Some(""))).unwrap_err();
        assert!(
            matches!(nameless, BundleError::NoIdentifier(..)),
            "{nameless}"
        );
        let path = bundle("broken", None);
        fs::write(
            path.join("Contents/Info.plist"),
            "<plist>\n<dict>\n<key>a</key>\n</dict></plist>",
        )
        .unwrap();
        let broken = register_bundle(path).unwrap_err();
        assert!(
            broken.to_string().contains("line 4: expected a value"),
            "{broken}"
        );
    }
}
