//! [`Shared`]: what the clones of a control's handle share, whatever the control's kind.
//!
//! A [`Kind`] keeps the value and knows nothing of hosts. Here is what happens round a change of it: the host is told, the value is stored, the author's hook
//! is called, in this order and with no lock held.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};

use tympan_aspl_sys as sys;

use super::AnyControl;
use crate::driver::Driver;
use crate::error::Error;
use crate::object::{Address, AnyObject, ControlObject, ControlTables, Extras, Home, HomeCell};
use crate::property_value::PropertyValue;
use crate::realtime::ControlContext;
use crate::storage::Storage;
use crate::types::{ObjectId, Scope};

/// What is called after a change, with the new value.
pub(crate) type Hook<K> = Arc<dyn Fn(&ControlContext<'_>, &<K as Kind>::Value) + Send + Sync>;

/// The value of one family of controls.
pub(crate) trait Kind: Send + Sync + Sized + 'static {
    /// What hooks are given.
    type Value;
    /// What the host stores.
    type Stored: PropertyValue;
    /// The family's own class.
    const FAMILY: sys::AudioClassID;
    /// What is announced when the value changes.
    const CHANGED: &'static [Address];

    /// The same description and value, for another control.
    fn copy(&self) -> Self;
    fn stored(&self) -> Self::Stored;
    /// Takes a stored value if it fits.
    fn restore(&self, stored: Self::Stored);
    fn problems(&self) -> Vec<String>;
    /// Channels it is about beside its element.
    fn more_elements(&self) -> &[sys::AudioObjectPropertyElement] {
        &[]
    }
}

/// What the author says of a control, but for what only its kind has.
#[derive(Clone)]
pub(crate) struct Description {
    pub(crate) class: sys::AudioClassID,
    pub(crate) scope: Scope,
    pub(crate) element: sys::AudioObjectPropertyElement,
    pub(crate) name: Option<String>,
    /// Whether clients can set it.
    pub(crate) is_settable: bool,
    pub(crate) storage_key: Option<String>,
    pub(crate) extras: Extras,
}

impl Description {
    /// The standard class that a control of this family is derived from.
    fn base_class(&self, family: sys::AudioClassID) -> sys::AudioClassID {
        sys::names::base_class(self.class).unwrap_or(family)
    }

    fn class_problem(&self, family: sys::AudioClassID) -> Option<String> {
        let class = self.class;
        let is_standard =
            class == sys::kAudioObjectClassID || sys::names::base_class(class).is_some();
        let is_family = class == family || self.base_class(family) == family;
        (is_standard && !is_family).then(|| {
            let family = sys::FourCc(family);
            format!("its class is a standard one that is not derived from {family}")
        })
    }

    /// Everything that is wrong with it, and what its kind finds wrong.
    fn problems(&self, family: sys::AudioClassID, of_kind: Vec<String>) -> Vec<String> {
        let class = sys::FourCc(self.class);
        let problems = self.class_problem(family).into_iter();
        let problems = problems.chain(of_kind).chain(self.extras.problems());
        problems
            .map(|problem| format!("a control of class {class}: {problem}"))
            .collect()
    }
}

/// What the clones of a handle share.
pub(crate) struct Shared<K: Kind> {
    pub(crate) description: Description,
    pub(crate) hook: Option<Hook<K>>,
    pub(crate) kind: K,
    home: HomeCell,
    /// Whether the stored value has been looked for: only the first time that the control is added, since its value lives on in the handle.
    is_restored: AtomicBool,
    /// Whether the value has changed since it was last stored.
    is_unsaved: AtomicBool,
}

impl<K: Kind> Shared<K> {
    pub(crate) fn new(class: sys::AudioClassID, scope: Scope, kind: K) -> Arc<Self> {
        let description = Description {
            class,
            scope,
            element: sys::kAudioObjectPropertyElementMain,
            name: None,
            is_settable: true,
            storage_key: None,
            extras: Extras::default(),
        };
        Arc::new(Self::of(description, None, kind))
    }

    fn of(description: Description, hook: Option<Hook<K>>, kind: K) -> Self {
        Self {
            description,
            hook,
            kind,
            home: HomeCell::default(),
            is_restored: AtomicBool::new(false),
            is_unsaved: AtomicBool::new(false),
        }
    }

    /// To be described further. Others that have the handle keep the control as it was.
    pub(crate) fn describe(this: &mut Arc<Self>) -> &mut Self {
        if Arc::get_mut(this).is_none() {
            *this = Arc::new(this.separate());
        }
        Arc::get_mut(this).expect("just made, so nobody else has it")
    }

    /// The same control again, for a handle of its own.
    #[cold]
    fn separate(&self) -> Self {
        let (description, hook) = (self.description.clone(), self.hook.clone());
        Self::of(description, hook, self.kind.copy())
    }

    /// Changes the value; `change` says what it is then, if it is another.
    pub(crate) fn change(
        self: &Arc<Self>,
        control: &ControlContext<'_>,
        change: impl FnOnce(&K) -> Option<K::Value>,
    ) {
        if let Some(value) = change(&self.kind) {
            self.changed(control, &value);
        }
    }

    /// Does what follows a change.
    pub(crate) fn changed(self: &Arc<Self>, control: &ControlContext<'_>, value: &K::Value) {
        self.announce(control, K::CHANGED);
        if self.description.storage_key.is_some() && !self.is_unsaved.swap(true, Ordering::AcqRel) {
            self.save_soon();
        }
        if let Some(hook) = &self.hook {
            hook(control, value);
        }
    }

    pub(crate) fn announce(&self, control: &ControlContext<'_>, addresses: &[Address]) {
        self.home.announce(control, addresses);
    }

    /// Lets the worker store the value. It stores one after another, and always the latest, so what is stored last is what was set last.
    fn save_soon(self: &Arc<Self>) {
        if let Some((driver, _)) = self.home.get() {
            let (shared, storage) = (Arc::clone(self), Storage::new(Arc::downgrade(&driver)));
            driver
                .worker
                .run(move |control| shared.save(control, &storage));
        }
    }

    fn save(&self, control: &ControlContext<'_>, storage: &Storage) {
        // Acquires what setters that found this set have released, so that their values are seen.
        self.is_unsaved.swap(false, Ordering::AcqRel);
        if let Some(key) = &self.description.storage_key {
            // A host that does not store has said so in its own log; the value is as set all the same.
            let _ = storage.set(control, key, &self.kind.stored());
        }
    }

    /// The standard class it is derived from.
    pub(crate) fn base_class(&self) -> sys::AudioClassID {
        self.description.base_class(K::FAMILY)
    }
}

impl<K: ControlTables> AnyControl for Shared<K> {
    fn classes(&self) -> (sys::AudioClassID, sys::AudioClassID) {
        (self.description.class, self.base_class())
    }

    fn scope(&self) -> sys::AudioObjectPropertyScope {
        self.description.scope.code()
    }

    fn elements(&self) -> Vec<sys::AudioObjectPropertyElement> {
        [&[self.description.element], self.kind.more_elements()].concat()
    }

    fn problems(&self) -> Vec<String> {
        self.description.problems(K::FAMILY, self.kind.problems())
    }

    /// Anything but a value that fits leaves the initial one.
    fn restore(&self, driver: &Weak<Driver>) {
        let Some(key) = &self.description.storage_key else {
            return;
        };
        if self.is_restored.swap(true, Ordering::AcqRel) {
            return;
        }
        let storage = Storage::new(driver.clone());
        if let Ok(stored) = ControlContext::lend(|control| storage.get(control, key)) {
            self.kind.restore(stored);
            self.is_unsaved.store(false, Ordering::Release);
        }
    }

    fn attach(self: Arc<Self>, home: Home) -> Result<(), Error> {
        self.home.attach(home.clone())?;
        if let Err(error) = self.description.extras.attach(&home) {
            self.home.detach(home.object);
            return Err(error);
        }
        AnyControl::restore(&*self, &home.driver);
        // What was set while it was not part of a device.
        if self.is_unsaved.load(Ordering::Acquire) {
            self.save_soon();
        }
        Ok(())
    }

    fn detach(&self, object: ObjectId) {
        self.home.detach(object);
        self.description.extras.detach(object);
    }

    fn object(self: Arc<Self>, id: ObjectId, owner: ObjectId) -> Arc<dyn AnyObject> {
        Arc::new(ControlObject::new(id, owner, self))
    }
}

/// Makes the type of a control's handle, with the methods that all controls have.
macro_rules! control_handle {
    ($(#[$doc:meta])* $name:ident($kind:ty)) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(std::sync::Arc<$crate::control::Shared<$kind>>);

        impl $name {
            /// The channel it is for, counted from 1 (`kAudioControlPropertyElement`); unless set, it is for all channels of its side.
            #[doc(alias = "kAudioControlPropertyElement")]
            #[must_use]
            pub fn element(mut self, channel: u32) -> Self {
                $crate::control::Shared::describe(&mut self.0).description.element = channel;
                self
            }

            /// Its name (`kAudioObjectPropertyName`); it has none unless set.
            #[doc(alias = "kAudioObjectPropertyName")]
            #[must_use]
            pub fn name(mut self, name: impl Into<String>) -> Self {
                $crate::control::Shared::describe(&mut self.0).description.name = Some(name.into());
                self
            }

            /// Adds a property of the author's own, or puts one in the place of the framework's. The author keeps the handle.
            #[doc(alias = "kAudioObjectPropertyCustomPropertyInfoList")]
            #[must_use]
            pub fn property(mut self, property: &impl $crate::Property) -> Self {
                let shared = $crate::control::Shared::describe(&mut self.0);
                shared.description.extras.add(property.extra().0);
                self
            }

            /// Keeps the value in the host's storage under a key of the plug-in's: stored soon after each change, and restored when the control is
            /// first part of a device that is added, before that is published.
            ///
            /// A value that is missing, of another type, or impossible leaves the initial value. Restoring calls no hook.
            #[doc(alias("WriteToStorage", "CopyFromStorage"))]
            #[must_use]
            pub fn persistent(mut self, key: impl Into<String>) -> Self {
                let shared = $crate::control::Shared::describe(&mut self.0);
                shared.description.storage_key = Some(key.into());
                self
            }
        }

        impl $crate::control::private::Sealed for $name {
            fn handle(&self) -> $crate::control::private::Handle {
                $crate::control::private::Handle(self.0.clone())
            }
        }

        impl $crate::control::Control for $name {}
    };
}

/// The method that makes a control one that clients cannot set.
macro_rules! settable_method {
    ($name:ident) => {
        impl $name {
            /// Whether clients can set it; they can unless told otherwise.
            #[doc(alias = "IsPropertySettable")]
            #[must_use]
            pub fn settable(mut self, is_settable: bool) -> Self {
                let shared = $crate::control::Shared::describe(&mut self.0);
                shared.description.is_settable = is_settable;
                self
            }
        }
    };
}

/// The method that takes a hook for a change, where the value is one that is copied. `$latest` is the method that gives the value.
macro_rules! hook_method {
    ($name:ident($value:ty), $latest:literal) => {
        impl $name {
            /// What to do after a change, whoever made it. Called on the control thread that made it, with no lock held.
            ///
            #[doc = concat!("Of two changes at once, either hook may be called first; [`", $latest, "`](Self::", $latest, ") gives the latest.")]
            #[must_use]
            pub fn on_change(
                mut self,
                hook: impl Fn(&ControlContext<'_>, $value) + Send + Sync + 'static,
            ) -> Self {
                let hook = move |control: &ControlContext<'_>, value: &$value| hook(control, *value);
                let shared = $crate::control::Shared::describe(&mut self.0);
                shared.hook = Some(std::sync::Arc::new(hook));
                self
            }
        }
    };
}

pub(super) use {control_handle, hook_method, settable_method};
