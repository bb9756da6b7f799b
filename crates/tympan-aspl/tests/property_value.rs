//! The conversions between Rust types and CoreFoundation objects: there and back, at the limits, and what is said of objects that do not fit.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::time::{Duration, UNIX_EPOCH};

use tympan_aspl::cf::property_list::Value;
use tympan_aspl::cf::{
    CfArray, CfBoolean, CfData, CfDate, CfDictionary, CfNumber, CfObject, CfString, CfUuid, Kind,
};
use tympan_aspl::property_value::{Data, DataType, Date, PropertyValue, ValueError};

/// There and back again, by way of an object of the kind.
#[track_caller]
fn round_trip<T: PropertyValue + PartialEq + Debug>(
    values: impl IntoIterator<Item = T>,
    kind: Kind,
) {
    for value in values {
        let object = value.to_object().unwrap();
        assert_eq!(object.kind(), kind);
        assert_eq!(T::from_object(&object), Ok(value));
    }
}

/// What is said of an object that is no value of the type.
#[track_caller]
fn refusal<T: PropertyValue + Debug>(object: impl Into<CfObject>) -> String {
    T::from_object(&object.into()).unwrap_err().to_string()
}

#[test]
fn values_come_back_as_they_were() {
    round_trip(
        ["", "Loopback", "\u{1F39A} Größe"].map(String::from),
        Kind::String,
    );
    round_trip([false, true], Kind::Boolean);
    round_trip([i32::MIN, -1, 0, i32::MAX], Kind::Number);
    round_trip([i64::MIN, 0, i64::MAX], Kind::Number);
    round_trip([0, u32::MAX], Kind::Number);
    round_trip([0, i64::MAX.cast_unsigned()], Kind::Number);
    round_trip(
        [0.0, -1.5, f32::MAX, f32::MIN_POSITIVE, f32::INFINITY],
        Kind::Number,
    );
    round_trip([0.0, 0.1, f64::MAX, f64::NEG_INFINITY], Kind::Number);
    round_trip([Data(Vec::new()), Data(vec![0, 255])], Kind::Data);
    round_trip([0.0, -1.0e9, 0.25].map(Date::from_seconds), Kind::Date);
    round_trip(
        [Vec::new(), vec!["a".to_owned(), "b".to_owned()]],
        Kind::Array,
    );
    round_trip([vec![Data(vec![1]), Data(vec![2, 3])]], Kind::Array);
    round_trip([vec![vec![1_i32, 2], vec![]]], Kind::Array);
    round_trip(
        [BTreeMap::new(), BTreeMap::from([("x".to_owned(), 1_u32)])],
        Kind::Dictionary,
    );
    round_trip(
        [Value::Array(vec![Value::Integer(1), Value::Date(2.0)])],
        Kind::Array,
    );
    assert!(
        f64::from_object(&f64::NAN.to_object().unwrap())
            .unwrap()
            .is_nan()
    );
    assert!(
        f32::from_object(&f32::NAN.to_object().unwrap())
            .unwrap()
            .is_nan()
    );
}

#[test]
fn only_strings_are_marshalled_as_such() {
    let (text, list) = (u32::from_be_bytes(*b"cfst"), u32::from_be_bytes(*b"plst"));
    assert_eq!(String::DATA_TYPE.code(), text);
    assert_eq!(DataType::PropertyList.code(), list);
    for data_type in [
        bool::DATA_TYPE,
        i32::DATA_TYPE,
        f64::DATA_TYPE,
        Data::DATA_TYPE,
        Date::DATA_TYPE,
        Vec::<String>::DATA_TYPE,
        BTreeMap::<String, String>::DATA_TYPE,
        Value::DATA_TYPE,
    ] {
        assert_eq!(data_type.code(), list);
    }
}

#[test]
fn numbers_are_taken_where_they_fit() {
    let number = |value| CfObject::from(CfNumber::from_i64(value));
    let float = |value| CfObject::from(CfNumber::from_f64(value));
    assert_eq!(i32::from_object(&float(-3.0)), Ok(-3));
    assert_eq!(f64::from_object(&number(48_000)), Ok(48_000.0));
    assert_eq!(f32::from_object(&number(1)), Ok(1.0));
    assert_eq!(bool::from_object(&number(0)), Ok(false));
    assert_eq!(bool::from_object(&number(1)), Ok(true));
    assert_eq!(
        refusal::<i32>(number(1 << 31)),
        "expected an integer from -2147483648 to 2147483647, found the number 2147483648"
    );
    assert_eq!(
        refusal::<u32>(number(-1)),
        "expected an integer from 0 to 4294967295, found the number -1"
    );
    assert_eq!(
        refusal::<u64>(float(0.5)),
        "expected an integer from 0 to 18446744073709551615, found the number 0.5"
    );
    assert_eq!(
        refusal::<bool>(number(2)),
        "expected a boolean, found the number 2"
    );
    assert!(refusal::<f32>(float(1.0e300)).starts_with("expected a number from -3.40"));
    for lost in [f64::NAN, f64::INFINITY, 9.3e18, -1.0e300] {
        assert!(i64::from_object(&float(lost)).is_err());
        assert!(u64::from_object(&float(lost)).is_err());
    }
    let error = u64::MAX.to_object().unwrap_err();
    assert_eq!(error.expected(), "an integer up to 9223372036854775807");
    assert_eq!(error.found(), "the number 18446744073709551615");
}

#[test]
fn objects_of_another_class_are_named() {
    let objects: [(CfObject, &str); 8] = [
        (CfString::new("on").into(), "the string \"on\""),
        (CfNumber::from_i64(7).into(), "the number 7"),
        (CfBoolean::new(true).into(), "the boolean true"),
        (CfData::new(b"abc").into(), "data of 3 bytes"),
        (CfDate::new(1.5).into(), "the date 1.5 s after 2001"),
        (CfArray::new([]).into(), "an array of 0"),
        (CfDictionary::new([]).into(), "a dictionary of 0"),
        (CfUuid::new([1; 16]).into(), "an object of kind Uuid"),
    ];
    for (object, name) in objects {
        let kind = object.kind();
        let check = |own: &[Kind], expected: &str, error: Option<ValueError>| match error {
            Some(error) => assert_eq!((error.expected(), error.found()), (expected, name)),
            None => assert!(own.contains(&kind), "{expected}: {kind:?}"),
        };
        check(
            &[Kind::String],
            "a string",
            String::from_object(&object).err(),
        );
        check(
            &[Kind::Boolean],
            "a boolean",
            bool::from_object(&object).err(),
        );
        check(&[Kind::Number], "a number", f64::from_object(&object).err());
        check(&[Kind::Data], "data", Data::from_object(&object).err());
        check(&[Kind::Date], "a date", Date::from_object(&object).err());
        check(
            &[Kind::Array],
            "an array",
            Vec::<i32>::from_object(&object).err(),
        );
        let map = BTreeMap::<String, i32>::from_object(&object);
        check(&[Kind::Dictionary], "a dictionary", map.err());
    }
    let long = "x".repeat(1000);
    let shown = format!("expected data, found the string \"{}...\"", "x".repeat(40));
    assert_eq!(refusal::<Data>(CfString::new(&long)), shown);
}

#[test]
fn the_place_inside_a_container_is_told() {
    let gains = Value::Dictionary(BTreeMap::from([(
        "left".to_owned(),
        Value::Array(vec![Value::Real(0.5), Value::String("loud".to_owned())]),
    )]));
    let error = BTreeMap::<String, Vec<f64>>::from_object(&gains.to_object()).unwrap_err();
    assert_eq!(error.place(), "[\"left\"][1]");
    assert_eq!(
        error.to_string(),
        "at [\"left\"][1]: expected a number, found the string \"loud\""
    );
    let error = BTreeMap::from([("a".to_owned(), vec![1, u64::MAX])]).to_object();
    assert_eq!(error.unwrap_err().place(), "[\"a\"][1]");
}

#[test]
fn nesting_without_end_is_refused() {
    let mut object = CfObject::from(CfArray::new([]));
    for _ in 0..500 {
        object = CfArray::new([object]).into();
    }
    assert!(refusal::<Value>(object).contains("nested deeper"));
}

#[test]
fn dates_are_counted_from_2001() {
    let start = UNIX_EPOCH + Duration::from_secs(978_307_200);
    assert_eq!(Date::from(start).seconds(), 0.0);
    assert_eq!(Date::from(UNIX_EPOCH).seconds(), -978_307_200.0);
    let early = start - Duration::from_millis(250);
    assert_eq!(Date::from(early), Date::from_seconds(-0.25));
    assert_eq!(Date::from_seconds(-0.25).system_time(), Some(early));
    for never in [f64::NAN, f64::INFINITY, -1.0e300, 1.0e19] {
        assert_eq!(Date::from_seconds(never).system_time(), None);
    }
}
