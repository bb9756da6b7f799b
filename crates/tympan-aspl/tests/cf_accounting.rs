//! The count of living objects: back to where it was after everything is dropped, and off by what leaks.
//!
//! One test, because the count is the whole process's.
#![cfg(not(any(target_vendor = "apple", feature = "core-foundation")))]

use std::path::Path;

use tympan_aspl::cf::portable::{class, object, over_releases, uuid};
use tympan_aspl::cf::property_list::Value;
use tympan_aspl::cf::{
    CfArray, CfBoolean, CfData, CfDate, CfDictionary, CfNumber, CfObject, CfString, CfType, CfUrl,
    CfUuid, live_objects,
};

#[test]
fn every_object_is_counted_until_its_last_release() {
    let start = live_objects().unwrap();
    let count = || live_objects().unwrap() - start;

    let name = CfString::new("name");
    assert_eq!(count(), 1);
    let copy = name.clone();
    assert_eq!(count(), 1);
    drop(name);
    assert_eq!(count(), 1);
    drop(copy);
    assert_eq!(count(), 0);

    let uuid = CfUuid::new([1; 16]);
    let same = CfUuid::new([1; 16]);
    assert_eq!(count(), 1);
    drop(uuid);
    assert_eq!(count(), 1);
    drop(same);
    assert_eq!(count(), 0);

    // Constants do not count.
    let constant = CfBoolean::new(true);
    assert_eq!(count(), 0);
    drop(constant);

    let list: CfArray = [
        CfObject::from(CfString::new("a")),
        CfNumber::from_i64(1).into(),
        CfData::new(b"x").into(),
        CfDate::new(0.0).into(),
        CfUuid::new([2; 16]).into(),
        CfDictionary::new([(CfString::new("key"), CfBoolean::new(true).into())]).into(),
    ]
    .into_iter()
    .collect();
    // The array, its six elements and the dictionary's key.
    assert_eq!(count(), 8);
    let element = list.get(0).unwrap().retain();
    drop(list);
    assert_eq!(count(), 1);
    drop(element);
    assert_eq!(count(), 0);

    // A URL and its string.
    let url = CfUrl::from_path(Path::new("/x"), false);
    assert_eq!(count(), 2);
    drop(url);
    assert_eq!(count(), 0);

    let value = Value::Array(vec![Value::Integer(1), Value::String("two".into())]);
    drop(value.to_object());
    assert_eq!(count(), 0);

    // A reference given away is a leak until somebody takes it.
    let raw = CfNumber::from_i64(3).into_raw();
    assert_eq!(count(), 1);
    // SAFETY: the reference given away above; released, because it is no string.
    assert!(unsafe { CfString::from_create(raw) }.is_none());
    assert_eq!(count(), 0);

    // A constant UUID stays, and counts no more.
    let constant = uuid::constant([7; 16]);
    assert_eq!(count(), 0);
    let again = CfUuid::new([7; 16]);
    assert_eq!(again.as_raw(), constant);
    drop(again);
    assert_eq!(count(), 0);

    // What is left of an object after its last release is no object any more, and the release too many is seen.
    let remains = Box::new(object::Object::immortal(&object::RELEASED, ()));
    let raw = Box::into_raw(remains);
    // SAFETY: begins with a class, as an object does.
    assert!(unsafe { CfObject::from_get(raw.cast()) }.is_none());
    // SAFETY: as above.
    unsafe { class::release(raw.cast()) };
    assert_eq!(over_releases(), 1);
    // SAFETY: from the box above.
    drop(unsafe { Box::from_raw(raw) });
}
