//! Custom properties: what clients that know the device can read and set beyond what Core Audio has a name for.
//!
//! | Selector | Value | |
//! |---|---|---|
//! | `Ownr` | a string | settable, stored from one start to the next |
//! | `Wait` | a number | settable within limits |
//! | `Clnt` | a map from the names of processes to numbers | computed when asked for |
//! | `Helo` | a string | with a language as qualifier |

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use tympan_aspl::prelude::*;
use tympan_aspl::{ComputedProperty, CustomProperty, Status, Storage};

const OWNER: &str = "owner";

/// Gives the device its custom properties.
pub(crate) fn add(device: Device, storage: &Storage, control: &ControlContext<'_>) -> Device {
    let wait =
        CustomProperty::new(*b"Wait", 1.0_f64)
            .settable()
            .validate(|seconds| match seconds {
                0.0..=60.0 => Ok(()),
                _ => Err(Status::ILLEGAL_OPERATION),
            });
    let greeting: ComputedProperty<String, String> =
        CustomProperty::qualified(*b"Helo", |_, language: String| match language.as_str() {
            "de" => Ok("Nichts".to_owned()),
            "en" => Ok("Nothing".to_owned()),
            _ => Err(Status::ILLEGAL_OPERATION),
        });
    let device = device
        .property(&owner(storage.clone(), control))
        .property(&wait)
        .property(&greeting);
    count_clients(device)
}

/// Whom the device belongs to.
fn owner(storage: Storage, control: &ControlContext<'_>) -> CustomProperty<String> {
    // Nothing is stored at the first start.
    let owner = storage.get(control, OWNER);
    let owner = owner.unwrap_or_else(|_| "Nobody".to_owned());
    CustomProperty::new(*b"Ownr", owner)
        .settable()
        .on_set(move |control, owner| {
            // If the host cannot store it, it is forgotten at the end, which nobody needs to know now.
            let _ = storage.set(control, OWNER, owner);
        })
}

/// How many clients each process has.
fn count_clients(device: Device) -> Device {
    let counts: Arc<Mutex<BTreeMap<String, u32>>> = Arc::default();
    let property = {
        let counts = Arc::clone(&counts);
        CustomProperty::computed(*b"Clnt", move |_| Ok(counts.lock().unwrap().clone()))
    };
    let change = {
        let property = property.clone();
        move |control: &ControlContext<'_>, client: &Client, change: fn(u32) -> u32| {
            let name = match client.bundle_id() {
                Some(bundle_id) => bundle_id.to_owned(),
                None => format!("process {}", client.process_id()),
            };
            let mut counts = counts.lock().unwrap();
            let count = counts.entry(name).or_default();
            *count = change(*count);
            counts.retain(|_, count| *count > 0);
            drop(counts);
            property.changed(control);
        }
    };
    let added = change.clone();
    device
        .property(&property)
        .on_client_added(move |control, client| {
            added(control, client, |count| count + 1);
            Ok(())
        })
        .on_client_removed(move |control, client| {
            change(control, client, |count| count.saturating_sub(1))
        })
}
