//! [`AudioBox`]: what devices come in, as an interface's channels come in its case.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use tympan_aspl_sys as sys;

use crate::device::Device;
use crate::driver::Driver;
use crate::error::{Error, Status};
use crate::object::{Address, Extras, HomeCell};
use crate::property::Property;
use crate::realtime::ControlContext;
use crate::sync::lock;
use crate::types::{ObjectId, TransportType};

type AcquireHook = Arc<dyn Fn(&ControlContext<'_>, bool) -> Result<(), Status> + Send + Sync>;
type RenameHook = Arc<dyn Fn(&ControlContext<'_>, &str) -> Result<(), Status> + Send + Sync>;
type IdentifyHook = Arc<dyn Fn(&ControlContext<'_>, bool) + Send + Sync>;

/// A box (`kAudioBoxClassID`): what devices come in. A handle: clones share one box.
///
/// While a box is acquired, its devices and clock devices are published; while it is not, they are nowhere to be found. Users acquire, release and rename
/// boxes in Audio MIDI Setup.
///
/// It is described first, then [added](crate::PlugIn::add_box); a description of a clone makes it a box of its own. What is not set is empty or no.
///
/// # Examples
///
/// ```
/// use tympan_aspl::prelude::*;
/// use tympan_aspl::AudioBox;
///
/// fn driver(plug_in: &PlugIn, control: &ControlContext<'_>) -> Result<()> {
///     let case = AudioBox::new("com.example.case", "Case")
///         .manufacturer("Example")
///         .persistent("case")
///         .on_identify(|_, start| println!("blinking: {start}"));
///     plug_in.add_box(control, &case)?;
///     let device = Device::new("com.example.device", "Device")
///         .sample_rates([48_000.0])
///         .in_box(&case);
///     plug_in.add_device(control, device)?;
///     assert!(case.is_acquired());
///     Ok(())
/// }
/// ```
#[derive(Clone)]
#[must_use]
#[doc(alias = "kAudioBoxClassID")]
pub struct AudioBox {
    pub(crate) shared: Arc<Shared>,
}

/// What the clones of a handle share.
pub(crate) struct Shared {
    pub(crate) description: Description,
    name: Mutex<String>,
    /// Whether it is acquired; before it is added, whether it is to be.
    is_acquired: AtomicBool,
    /// Why the latest acquisition failed, if it did.
    failure: Mutex<Option<Status>>,
    home: HomeCell,
}

#[derive(Clone)]
pub(crate) struct Description {
    pub(crate) uid: String,
    pub(crate) model_name: String,
    pub(crate) manufacturer: String,
    pub(crate) serial_number: String,
    pub(crate) firmware_version: String,
    pub(crate) transport_type: TransportType,
    pub(crate) has_audio: bool,
    pub(crate) has_video: bool,
    pub(crate) has_midi: bool,
    pub(crate) is_protected: bool,
    pub(crate) storage_key: Option<String>,
    pub(crate) on_acquire: Option<AcquireHook>,
    pub(crate) on_rename: Option<RenameHook>,
    pub(crate) on_identify: Option<IdentifyHook>,
    pub(crate) extras: Extras,
}

/// The same description, for another box.
impl Clone for Shared {
    fn clone(&self) -> Self {
        Self {
            description: self.description.clone(),
            name: Mutex::new(lock(&self.name).clone()),
            is_acquired: AtomicBool::new(self.is_acquired.load(Ordering::Relaxed)),
            failure: Mutex::default(),
            home: HomeCell::default(),
        }
    }
}

impl AudioBox {
    /// A box to be acquired, with audio in it.
    ///
    /// The UID has to be unique on the machine and the same each time. The name is what people see, and can change.
    #[doc(alias("kAudioBoxPropertyBoxUID", "kAudioObjectPropertyName"))]
    pub fn new(uid: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            shared: Arc::new(Shared {
                description: Description {
                    uid: uid.into(),
                    model_name: String::new(),
                    manufacturer: String::new(),
                    serial_number: String::new(),
                    firmware_version: String::new(),
                    transport_type: TransportType::VIRTUAL,
                    has_audio: true,
                    has_video: false,
                    has_midi: false,
                    is_protected: false,
                    storage_key: None,
                    on_acquire: None,
                    on_rename: None,
                    on_identify: None,
                    extras: Extras::default(),
                },
                name: Mutex::new(name.into()),
                is_acquired: AtomicBool::new(true),
                failure: Mutex::default(),
                home: HomeCell::default(),
            }),
        }
    }

    fn describe(mut self, edit: impl FnOnce(&mut Description)) -> Self {
        edit(&mut Arc::make_mut(&mut self.shared).description);
        self
    }

    /// Who makes it (`kAudioObjectPropertyManufacturer`).
    #[doc(alias = "kAudioObjectPropertyManufacturer")]
    pub fn manufacturer(self, manufacturer: impl Into<String>) -> Self {
        self.describe(|description| description.manufacturer = manufacturer.into())
    }

    /// The name of the model (`kAudioObjectPropertyModelName`).
    #[doc(alias = "kAudioObjectPropertyModelName")]
    pub fn model_name(self, model_name: impl Into<String>) -> Self {
        self.describe(|description| description.model_name = model_name.into())
    }

    /// The serial number (`kAudioObjectPropertySerialNumber`).
    #[doc(alias = "kAudioObjectPropertySerialNumber")]
    pub fn serial_number(self, serial_number: impl Into<String>) -> Self {
        self.describe(|description| description.serial_number = serial_number.into())
    }

    /// The version of the firmware (`kAudioObjectPropertyFirmwareVersion`).
    #[doc(alias = "kAudioObjectPropertyFirmwareVersion")]
    pub fn firmware_version(self, firmware_version: impl Into<String>) -> Self {
        self.describe(|description| description.firmware_version = firmware_version.into())
    }

    /// How it is connected (`kAudioBoxPropertyTransportType`); [`TransportType::VIRTUAL`] unless set.
    #[doc(alias = "kAudioBoxPropertyTransportType")]
    pub fn transport_type(self, transport_type: TransportType) -> Self {
        self.describe(|description| description.transport_type = transport_type)
    }

    /// Whether it has audio (`kAudioBoxPropertyHasAudio`); yes unless set.
    #[doc(alias = "kAudioBoxPropertyHasAudio")]
    pub fn has_audio(self, has_audio: bool) -> Self {
        self.describe(|description| description.has_audio = has_audio)
    }

    /// Whether it has video (`kAudioBoxPropertyHasVideo`).
    #[doc(alias = "kAudioBoxPropertyHasVideo")]
    pub fn has_video(self, has_video: bool) -> Self {
        self.describe(|description| description.has_video = has_video)
    }

    /// Whether it has MIDI (`kAudioBoxPropertyHasMIDI`).
    #[doc(alias = "kAudioBoxPropertyHasMIDI")]
    pub fn has_midi(self, has_midi: bool) -> Self {
        self.describe(|description| description.has_midi = has_midi)
    }

    /// Whether authentication is needed to use it (`kAudioBoxPropertyIsProtected`).
    #[doc(alias = "kAudioBoxPropertyIsProtected")]
    pub fn is_protected(self, is_protected: bool) -> Self {
        self.describe(|description| description.is_protected = is_protected)
    }

    /// Whether it is acquired when it is added (`kAudioBoxPropertyAcquired`); yes unless set.
    #[doc(alias = "kAudioBoxPropertyAcquired")]
    pub fn acquired(mut self, is_acquired: bool) -> Self {
        let shared = Arc::make_mut(&mut self.shared);
        shared.is_acquired = AtomicBool::new(is_acquired);
        self
    }

    /// Stores name and whether it is acquired under `<key>.name` and `<key>.acquired`, and takes them from there when it is added.
    ///
    /// What is missing or of another type stays as described. A value that cannot be stored is noted in the log.
    #[doc(alias("WriteToStorage", "CopyFromStorage"))]
    pub fn persistent(self, key: impl Into<String>) -> Self {
        self.describe(|description| description.storage_key = Some(key.into()))
    }

    /// What to do before the box is acquired (`true`) or released (`false`), also when it is added as an acquired one; an error leaves it as it is.
    ///
    /// The error is what `kAudioBoxPropertyAcquisitionFailed` then says, and is answered to who asked. Devices may be added to the box from here. Called on
    /// a host thread or the author's own, one at a time.
    #[doc(alias = "kAudioBoxPropertyAcquisitionFailed")]
    pub fn on_acquire(
        self,
        hook: impl Fn(&ControlContext<'_>, bool) -> Result<(), Status> + Send + Sync + 'static,
    ) -> Self {
        self.describe(|description| description.on_acquire = Some(Arc::new(hook)))
    }

    /// What to do before a client's new name is taken; an error refuses it. Called on a host thread.
    #[doc(alias = "kAudioObjectPropertyName")]
    pub fn on_rename(
        self,
        hook: impl Fn(&ControlContext<'_>, &str) -> Result<(), Status> + Send + Sync + 'static,
    ) -> Self {
        self.describe(|description| description.on_rename = Some(Arc::new(hook)))
    }

    /// What to do when a client wants the box to show itself, for example by blinking (`kAudioObjectPropertyIdentify`).
    ///
    /// Called on a host thread with whether to start or to stop. Without it nothing happens.
    #[doc(alias = "kAudioObjectPropertyIdentify")]
    pub fn on_identify(
        self,
        hook: impl Fn(&ControlContext<'_>, bool) + Send + Sync + 'static,
    ) -> Self {
        self.describe(|description| description.on_identify = Some(Arc::new(hook)))
    }

    /// Adds a property of the author's.
    pub fn property(self, property: &impl Property) -> Self {
        self.describe(|description| description.extras.add(property.extra().0))
    }

    /// The id the host knows the box by, while it is added.
    #[must_use]
    pub fn id(&self) -> Option<ObjectId> {
        self.home().get().map(|(_, id)| id)
    }

    /// The UID.
    #[must_use]
    pub fn uid(&self) -> &str {
        &self.description().uid
    }

    /// The name as it is now. Any thread but the I/O threads.
    #[must_use]
    pub fn name(&self) -> String {
        lock(&self.shared.name).clone()
    }

    /// Whether it is acquired; before it is added, whether it is to be. Any thread.
    #[must_use]
    pub fn is_acquired(&self) -> bool {
        self.shared.is_acquired.load(Ordering::Acquire)
    }

    /// Why the latest acquisition or release failed; `None` if it did not.
    #[must_use]
    #[doc(alias = "kAudioBoxPropertyAcquisitionFailed")]
    pub fn failure(&self) -> Option<Status> {
        *lock(&self.shared.failure)
    }

    /// Gives it another name; the host hears of it. Does not call [`on_rename`](Self::on_rename).
    #[doc(alias = "kAudioObjectPropertyName")]
    pub fn set_name(&self, control: &ControlContext<'_>, name: impl Into<String>) {
        const NAME: Address = Address::global(sys::kAudioObjectPropertyName);
        let name = name.into();
        if std::mem::replace(&mut *lock(&self.shared.name), name.clone()) == name {
            return;
        }
        self.home().announce(control, &[NAME]);
        if let Some((driver, _)) = self.home().get() {
            driver.store_box_value(control, self, "name", &self.name());
        }
    }

    /// Acquires or releases it, as a client could. Before it is added, this is what it is to be.
    ///
    /// # Errors
    ///
    /// [`Error::AcquisitionFailed`] if [`on_acquire`](Self::on_acquire) refuses or one of the devices cannot be published; [`Error::InsideFactory`] from
    /// inside its own hook, or a factory of a device.
    #[doc(alias = "kAudioBoxPropertyAcquired")]
    pub fn set_acquired(
        &self,
        control: &ControlContext<'_>,
        is_acquired: bool,
    ) -> Result<(), Error> {
        match self.home().get() {
            Some((driver, id)) => driver.acquire_box(control, id, is_acquired),
            None => {
                self.note_acquired(is_acquired);
                Ok(())
            }
        }
    }

    /// Takes the box away, with all the devices in it. It can be added again.
    ///
    /// # Errors
    ///
    /// [`Error::Gone`] if it is not added; [`Error::InsideFactory`] from inside its own hook, or a factory of a device.
    pub fn remove(&self, control: &ControlContext<'_>) -> Result<(), Error> {
        let (driver, id) = self.home().get().ok_or(Error::Gone)?;
        driver.remove_box(control, id)
    }

    pub(crate) fn description(&self) -> &Description {
        &self.shared.description
    }

    pub(crate) fn home(&self) -> &HomeCell {
        &self.shared.home
    }

    pub(crate) fn note_acquired(&self, is_acquired: bool) {
        let shared = &self.shared.is_acquired;
        shared.store(is_acquired, Ordering::Release);
    }

    /// The name that was stored, before anybody knows another.
    pub(crate) fn restore_name(&self, name: String) {
        *lock(&self.shared.name) = name;
    }

    /// Notes how an acquisition ended; whether that is news.
    pub(crate) fn note_failure(&self, failure: Option<Status>) -> bool {
        std::mem::replace(&mut *lock(&self.shared.failure), failure) != failure
    }

    /// The id of the box, if it is added to this plug-in.
    pub(crate) fn id_in(&self, driver: &Arc<Driver>) -> Option<ObjectId> {
        let (home, id) = self.home().get()?;
        Arc::ptr_eq(&home, driver).then_some(id)
    }

    /// Everything that is wrong with the description.
    pub(crate) fn problems(&self) -> Vec<String> {
        let mut problems = self.description().extras.problems();
        if self.uid().is_empty() {
            problems.push("its UID is empty".to_owned());
        }
        problems
    }
}

impl fmt::Debug for AudioBox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AudioBox")
            .field("uid", &self.uid())
            .field("name", &self.name())
            .field("is_acquired", &self.is_acquired())
            .finish_non_exhaustive()
    }
}

impl Device {
    /// Puts it into a box, which has to be [added](crate::PlugIn::add_box) before: while the box is not acquired, the device is not published.
    ///
    /// Acquiring the box publishes the device again as it was, under another id. A [change](crate::DeviceHandle::reconfigure) cannot take it out of the box.
    #[doc(alias = "kAudioBoxPropertyDeviceList")]
    pub fn in_box(mut self, audio_box: &AudioBox) -> Self {
        self.audio_box = Some(audio_box.clone());
        self
    }
}
