//! The five property calls agree with each other, for every object at every address (hal-facts H).

use std::collections::BTreeSet;
use std::sync::OnceLock;

use tympan_aspl::sys::names;

use crate::devices;
use crate::mini_host::calls::Qualifier;
use crate::mini_host::code::{Address, Code, GLOBAL, INPUT, OUTPUT, PLAY_THROUGH};
use crate::mini_host::{MiniHost, code, err};
use crate::{NAME_SPARSENESS, SPARSENESS};

/// The lists, and the size of an item (hal-facts B.2, B.3, B.6, B.9).
const LISTS: [([u8; 4], usize); 9] = [
    (*b"ownd", 4),
    (*b"dev#", 4),
    (*b"box#", 4),
    (*b"stm#", 4),
    (*b"ctrl", 4),
    (*b"akin", 4),
    (*b"nsr#", 16),
    (*b"sfma", 56),
    (*b"pfta", 56),
];

/// The scopes there are, the wildcard, and one that means nothing.
pub const SCOPES: [[u8; 4]; 6] = [GLOBAL, INPUT, OUTPUT, PLAY_THROUGH, *b"****", [0, 1, 2, 3]];
pub const ELEMENTS: [u32; 5] = [0, 1, 2, 3, 0xFFFF_FFFF];

/// Every selector that has a name, and some that have none but are asked for (hal-facts B.11). Under Miri only some of them.
pub fn selectors() -> &'static [Code] {
    static SELECTORS: OnceLock<Vec<Code>> = OnceLock::new();
    SELECTORS.get_or_init(|| {
        let named = names::all()
            .flat_map(|group| group.entries)
            .map(|entry| entry.value)
            .step_by(NAME_SPARSENESS)
            .filter(|value| names::selector(*value).is_some());
        let others = [*b"asil", *b"spat", *b"otua", [0; 4], [0xFF; 4]].map(Code::from);
        let distinct: BTreeSet<_> = named.map(Code).chain(others).collect();
        distinct.into_iter().collect()
    })
}

/// The plug-in, its devices and their streams.
pub fn objects(host: &MiniHost) -> Vec<u32> {
    let mut objects = vec![1];
    for device in host.get_ids(1, *b"dev#") {
        objects.push(device);
        objects.extend(host.get_ids(device, *b"stm#"));
    }
    objects
}

fn host_with_all_devices() -> MiniHost {
    MiniHost::start(|plug_in, control| {
        for device in devices::all() {
            plug_in.add_device(control, device)?;
        }
        Ok(())
    })
}

/// Every object at every address, or one of so many under Miri.
fn places(host: &MiniHost) -> impl Iterator<Item = (u32, Address)> {
    let (objects, selectors) = (objects(host), selectors());
    let of_object = selectors.len() * SCOPES.len() * ELEMENTS.len();
    let all = 0..objects.len() * of_object;
    all.step_by(SPARSENESS).map(move |index| {
        let (object, index) = (index / of_object, index % of_object);
        let (scope, index) = (index % SCOPES.len(), index / SCOPES.len());
        let (element, selector) = (index % ELEMENTS.len(), index / ELEMENTS.len());
        let address = (selectors[selector], SCOPES[scope].into(), ELEMENTS[element]);
        (objects[object], address.into())
    })
}

/// Checks what an object answers at an address it has.
fn check_value(host: &MiniHost, object: u32, address: Address) {
    let uid = tympan_aspl::cf::CfString::new("abi.full");
    let translations = [*b"uidd", *b"uidb", *b"uidc"].map(Code::from);
    let qualifier = match translations.contains(&address.selector) {
        true => Qualifier::Text(&uid),
        false => Qualifier::None,
    };
    let place = (object, address);
    let size = host.size_qualified(object, address, qualifier).unwrap();
    let get = |room| host.get_into(object, address, qualifier, room);
    let exact = get(size).unwrap();
    assert_eq!(exact.bytes.len(), size as usize, "{place:?}");
    let larger = get(size + 100).unwrap();
    assert_eq!(larger.bytes.len(), size as usize, "{place:?}");
    match exact.object {
        Some(_) => assert_eq!(larger.object, exact.object, "{place:?}"),
        None => assert_eq!(larger.bytes, exact.bytes, "{place:?}"),
    }
    let list = LISTS
        .iter()
        .find(|(selector, _)| address.selector == (*selector).into());
    let rooms = [0, 1, 3, 4, 7, 8, size / 2, size.saturating_sub(1)];
    for room in rooms.into_iter().filter(|room| *room < size) {
        match list {
            Some((_, item)) => {
                let whole = room as usize / item * item;
                assert_eq!(get(room).unwrap().bytes, exact.bytes[..whole], "{place:?}");
            }
            None => assert_eq!(
                get(room).map(|value| value.bytes),
                err(*b"!siz"),
                "{place:?}"
            ),
        }
    }
}

#[test]
fn the_five_calls_agree_at_every_address() {
    let host = host_with_all_devices();
    let mut present = 0;
    for (object, address) in places(&host) {
        if host.has(object, address) {
            present += 1;
            assert!(
                host.is_settable(object, address).is_ok(),
                "{object} {address:?}"
            );
            check_value(&host, object, address);
        } else {
            let place = (object, address);
            assert_eq!(
                host.is_settable(object, address),
                err(*b"who?"),
                "{place:?}"
            );
            assert_eq!(host.size(object, address), err(*b"who?"), "{place:?}");
            let value = host.get_into(object, address, Qualifier::None, 64);
            assert_eq!(value.map(|value| value.bytes), err(*b"who?"), "{place:?}");
            assert_eq!(
                host.set(object, address, &[0; 4]),
                err(*b"who?"),
                "{place:?}"
            );
        }
    }
    assert!(present > 0);
}

#[test]
fn what_is_not_settable_cannot_be_set() {
    let host = host_with_all_devices();
    for (object, address) in places(&host) {
        if host.is_settable(object, address) == Ok(false) {
            for data in [&[0; 4][..], &[0; 8], &[0; 40]] {
                let outcome = host.set(object, address, data);
                assert!(
                    [err(*b"unop"), err(*b"who?"), err(*b"!siz")].contains(&outcome),
                    "{object} {address:?}: {outcome:?}"
                );
            }
        }
    }
    assert_eq!(host.events(), []);
}

#[test]
fn unknown_objects_have_no_properties() {
    let host = host_with_all_devices();
    let last = objects(&host).into_iter().max().unwrap();
    for object in [0, last + 1, last + 64, 1 << 16, u32::MAX - 1, u32::MAX] {
        for selector in [*b"clas", *b"uid ", *b"sfmt", *b"none"] {
            assert!(!host.has(object, selector));
            assert_eq!(host.is_settable(object, selector), err(*b"!obj"));
            assert_eq!(host.size(object, selector), err(*b"!obj"));
            let value = host.get_into(object, selector, Qualifier::None, 64);
            assert_eq!(value.map(|value| value.bytes), err(*b"!obj"));
            assert_eq!(host.set(object, selector, &[0; 4]), err(*b"!obj"));
        }
    }
}

#[test]
fn some_properties_are_only_at_the_input_and_output_scopes() {
    let host = host_with_all_devices();
    for device in host.get_ids(1, *b"dev#") {
        for selector in [*b"dflt", *b"sflt", *b"ltnc", *b"saft", *b"dch2", *b"srnd"] {
            for scope in SCOPES {
                let expected = scope == INPUT || scope == OUTPUT;
                assert_eq!(host.has(device, (selector, scope)), expected);
            }
        }
    }
}

#[test]
fn other_properties_are_answered_at_any_scope_and_element() {
    let host = MiniHost::with_device(devices::full());
    for scope in SCOPES {
        for element in ELEMENTS {
            let at = |selector| (selector, scope, element);
            assert_eq!(host.get_text(2, at(*b"lnam")), "Full");
            assert_eq!(host.get_text(2, at(*b"uid ")), "abi.full");
            assert_eq!(host.get_u32(2, at(*b"ring")), 20_000);
            assert_eq!(host.get_u32(3, at(*b"ltnc")), 11);
            assert_eq!(host.get_u32(1, at(*b"clas")), code(*b"aplg"));
        }
    }
}

#[test]
fn element_names_are_only_where_they_were_given() {
    let host = MiniHost::with_device(devices::full());
    let given = [
        (2, *b"lchn", INPUT, 0),
        (2, *b"lchn", INPUT, 1),
        (2, *b"lccn", OUTPUT, 3),
        (2, *b"lcnn", OUTPUT, 2),
    ];
    for object in [1, 2, 4, 5] {
        for selector in [*b"lchn", *b"lccn", *b"lcnn"] {
            for scope in SCOPES {
                for element in ELEMENTS {
                    let expected = given.contains(&(object, selector, scope, element));
                    assert_eq!(host.has(object, (selector, scope, element)), expected);
                }
            }
        }
    }
    for element in ELEMENTS {
        assert_eq!(host.has(3, (*b"lchn", GLOBAL, element)), element == 1);
    }
}
