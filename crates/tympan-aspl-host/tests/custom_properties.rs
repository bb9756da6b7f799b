//! The custom properties of a driver made with the framework, as clients of the simulated host meet them.

use std::collections::BTreeMap;

use tympan_aspl::prelude::*;
use tympan_aspl::property_value::Date;
use tympan_aspl::{CustomProperty, Status};
use tympan_aspl_host::{Driver, EventKind, Host, NotificationPolicy, PropertyList};

fn driver(plug_in: &PlugIn, control: &ControlContext<'_>) -> Result<()> {
    let gain = CustomProperty::new(*b"Gain", 0.5_f64)
        .settable()
        .validate(|gain| match gain {
            0.0..=1.0 => Ok(()),
            _ => Err(Status::ILLEGAL_OPERATION),
        });
    let text = CustomProperty::new(*b"Text", "first".to_owned()).settable();
    let twice = CustomProperty::qualified(*b"Twic", |_, text: String| Ok(text.repeat(2)));
    let sums =
        CustomProperty::qualified(*b"Sums", |_, list: Vec<i64>| Ok(list.iter().sum::<i64>()));
    let start = CustomProperty::new(*b"Strt", Date::from_seconds(1.0));
    let device = Device::new("com.example.custom", "Custom")
        .sample_rates([48_000.0])
        .property(&gain)
        .property(&text)
        .property(&twice)
        .property(&sums);
    plug_in.add_property(control, &start)?;
    plug_in.add_device(control, device)?;
    Ok(())
}

tympan_aspl::export!(driver, bundle_id = "com.example.custom");

#[test]
fn clients_find_read_and_set_them() {
    let loaded = Driver::in_process(&DRIVER).expect("the driver loads");
    let builder = Host::builder().notifications(NotificationPolicy::ReadBack);
    let host = builder.start(loaded).expect("the host starts");
    let device = host.device("com.example.custom").expect("the device");
    let found = device.custom_properties().expect("the list");
    let by_selector: BTreeMap<_, _> = found
        .iter()
        .map(|property| (property.selector().to_be_bytes(), property))
        .collect();
    assert_eq!(by_selector.len(), 4);
    let property = |selector: &[u8; 4]| by_selector[selector];
    let text = |text: &str| PropertyList::String(text.to_owned());

    assert_eq!(property(b"Gain").get(None), Ok(PropertyList::Real(0.5)));
    let _ = host.take_events();
    let set = |value| property(b"Gain").set(None, &value);
    assert_eq!(set(PropertyList::Integer(1)), Ok(()));
    assert_eq!(property(b"Gain").get(None), Ok(PropertyList::Real(1.0)));
    assert!(set(PropertyList::Real(2.0)).is_err());
    assert!(set(text("loud")).is_err());
    assert_eq!(set(PropertyList::Real(1.0)), Ok(()));
    let changes = host.take_events();
    let changes = changes
        .iter()
        .filter(|event| matches!(event.kind, EventKind::PropertiesChanged { .. }));
    assert_eq!(changes.count(), 1);

    assert_eq!(property(b"Text").set(None, &text("second")), Ok(()));
    assert_eq!(property(b"Text").get(None), Ok(text("second")));
    assert_eq!(property(b"Twic").get(Some(&text("ab"))), Ok(text("abab")));
    let list = PropertyList::Array(vec![PropertyList::Integer(1), PropertyList::Integer(2)]);
    assert_eq!(
        property(b"Sums").get(Some(&list)),
        Ok(PropertyList::Integer(3))
    );
    let wrong = PropertyList::Array(vec![text("a")]);
    assert!(property(b"Sums").get(Some(&wrong)).is_err());

    let of_plug_in = host.plug_in().custom_properties().expect("the list");
    assert_eq!(of_plug_in.len(), 1);
    assert_eq!(of_plug_in[0].get(None), Ok(PropertyList::Date(1.0)));
    assert_eq!(host.shut_down().violations, []);
}
