//! [`PlugIn`]: the author's hold on the running plug-in.

use std::fmt;
use std::sync::{Arc, Weak};

use crate::audio_box::AudioBox;
use crate::clock_device::{ClockDevice, ClockDeviceHandle};
use crate::device::{Device, DeviceHandle};
use crate::driver::Driver;
use crate::end_point::{EndPoint, EndPointHandle};
use crate::error::{Error, Result};
use crate::object::List;
use crate::property::Property;
use crate::realtime::threads::is_inside_io;
use crate::realtime::{ControlContext, EventQueue};
use crate::storage::Storage;
use crate::timer::Timer;
use crate::transport_manager::TransportManager;

/// The running plug-in (`kAudioPlugInClassID`). Cheap to clone, and can be kept and sent; it does not keep the plug-in alive.
///
/// # Examples
///
/// ```
/// use tympan_aspl::prelude::*;
///
/// fn driver(plug_in: &PlugIn, control: &ControlContext<'_>) -> Result<()> {
///     for number in 1..=4 {
///         let device = Device::new(format!("com.example.cable-{number}"), format!("Cable {number}"))
///             .sample_rates([48_000.0])
///             .stream(Stream::output(2))
///             .stream(Stream::input(2))
///             .io(Io::loopback());
///         plug_in.add_device(control, device)?;
///     }
///     Ok(())
/// }
/// ```
#[derive(Clone)]
pub struct PlugIn {
    driver: Weak<Driver>,
}

impl PlugIn {
    pub(crate) fn new(driver: &Arc<Driver>) -> Self {
        Self {
            driver: Arc::downgrade(driver),
        }
    }

    fn driver(&self) -> Result<Arc<Driver>> {
        self.driver.upgrade().ok_or(Error::Gone)
    }

    /// Publishes a device.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidDevice`] lists everything that is wrong with the description; [`Error::DuplicateUid`] if its UID is taken.
    #[doc(alias = "kAudioPlugInPropertyDeviceList")]
    pub fn add_device(&self, control: &ControlContext<'_>, device: Device) -> Result<DeviceHandle> {
        let mut handles = self.add_devices(control, [device])?;
        handles.pop().ok_or(Error::Gone)
    }

    /// Publishes several devices: all, or none if one of them is refused. The host hears of it once.
    ///
    /// # Errors
    ///
    /// As [`add_device`](Self::add_device), for the first device that is refused; also [`Error::InUse`] if a control or property belongs to another object.
    #[doc(alias = "kAudioPlugInPropertyDeviceList")]
    pub fn add_devices(
        &self,
        control: &ControlContext<'_>,
        devices: impl IntoIterator<Item = Device>,
    ) -> Result<Vec<DeviceHandle>> {
        let driver = self.driver()?;
        let places = driver.add_devices(control, devices.into_iter().collect())?;
        let handles = places.into_iter();
        Ok(handles
            .map(|place| DeviceHandle::new(&driver, place))
            .collect())
    }

    /// Adds a property of the author's own to the plug-in itself, or puts one in the place of the framework's. The author keeps the handle.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidProperty`] lists everything that is wrong with it; [`Error::InUse`] if it belongs to another object.
    #[doc(alias = "kAudioObjectPropertyCustomPropertyInfoList")]
    pub fn add_property(
        &self,
        control: &ControlContext<'_>,
        property: &impl Property,
    ) -> Result<()> {
        self.driver()?.add_property(control, property.extra().0)
    }

    /// Takes a property of the author's away from the plug-in itself. One that it does not have is ignored.
    ///
    /// # Errors
    ///
    /// [`Error::Gone`] once the instance is destroyed.
    pub fn remove_property(
        &self,
        control: &ControlContext<'_>,
        property: &impl Property,
    ) -> Result<()> {
        self.driver()?.remove_property(control, &property.extra().0);
        Ok(())
    }

    /// The published device that has a UID.
    ///
    /// # Errors
    ///
    /// [`Error::Gone`] once the instance is destroyed.
    #[doc(alias = "kAudioPlugInPropertyTranslateUIDToDevice")]
    pub fn device(&self, uid: &str) -> Result<Option<DeviceHandle>> {
        let driver = self.driver()?;
        let found = driver.device_with_uid(List::Devices, uid);
        Ok(found.map(|device| DeviceHandle::new(&driver, Arc::clone(&device.place))))
    }

    /// Adds a box. If it is to be acquired, it is acquired now; whether that worked is found in [`AudioBox::failure`].
    ///
    /// # Errors
    ///
    /// [`Error::InvalidBox`] lists everything that is wrong with it; [`Error::DuplicateUid`] if another box has its UID; [`Error::InUse`] if it, or one of
    /// its properties, is part of a plug-in already.
    #[doc(alias = "kAudioPlugInPropertyBoxList")]
    pub fn add_box(&self, control: &ControlContext<'_>, audio_box: &AudioBox) -> Result<()> {
        self.driver()?.add_box(control, audio_box)
    }

    /// Publishes a clock device.
    ///
    /// # Errors
    ///
    /// As [`add_device`](Self::add_device).
    #[doc(alias = "kAudioPlugInPropertyClockDeviceList")]
    pub fn add_clock_device(
        &self,
        control: &ControlContext<'_>,
        clock_device: ClockDevice,
    ) -> Result<ClockDeviceHandle> {
        let handle = self.add_device(control, clock_device.device)?;
        Ok(ClockDeviceHandle::new(handle))
    }

    /// Makes the plug-in a transport manager. Only the driver's function can do it, once: the host does not expect object 1 to change its class.
    ///
    /// # Errors
    ///
    /// [`Error::TooLate`] otherwise.
    #[doc(alias = "kAudioTransportManagerClassID")]
    pub fn set_transport_manager(
        &self,
        _: &ControlContext<'_>,
        manager: TransportManager,
    ) -> Result<()> {
        self.driver()?.set_transport_manager(manager)
    }

    /// Publishes an end point.
    ///
    /// # Errors
    ///
    /// [`Error::NotATransportManager`] if the plug-in is none; otherwise as [`add_device`](Self::add_device).
    #[doc(alias = "kAudioTransportManagerPropertyEndPointList")]
    pub fn add_end_point(
        &self,
        control: &ControlContext<'_>,
        end_point: EndPoint,
    ) -> Result<EndPointHandle> {
        let handle = self.add_device(control, end_point.device)?;
        Ok(EndPointHandle::new(handle))
    }

    /// What the host keeps for the plug-in from one start to the next.
    #[doc(alias("CopyFromStorage", "WriteToStorage", "DeleteFromStorage"))]
    #[must_use]
    pub fn storage(&self) -> Storage {
        Storage::new(Weak::clone(&self.driver))
    }

    /// Switches the trace on or off: every call between the host and this instance in words, one line each.
    ///
    /// Lines go to the system log on Apple systems, to the standard error stream elsewhere. The calls of the I/O path are not among them, since nothing is formatted or
    /// logged there. The environment variable `TYMPAN_ASPL_TRACE`, set to anything but `0`, switches the trace on from the start, so that Initialize is seen too.
    ///
    /// # Errors
    ///
    /// [`Error::Gone`] once the instance is destroyed.
    ///
    /// # Examples
    ///
    /// ```
    /// use tympan_aspl::prelude::*;
    ///
    /// fn driver(plug_in: &PlugIn, control: &ControlContext<'_>) -> Result<()> {
    ///     plug_in.set_trace(control, cfg!(debug_assertions))
    /// }
    /// ```
    pub fn set_trace(&self, _: &ControlContext<'_>, on: bool) -> Result<()> {
        self.driver()?.trace.switch(on);
        Ok(())
    }

    /// A timer for a thread of the author's: a sleep in host time, which ends with the plug-in.
    ///
    /// Make it before the thread, so that the simulated HAL knows from the start that there is somebody to wait for.
    ///
    /// # Errors
    ///
    /// [`Error::Gone`] once the instance is destroyed.
    pub fn timer(&self, _: &ControlContext<'_>) -> Result<Timer> {
        Ok(Timer::new(&self.driver()?))
    }

    /// An event queue: I/O handlers send, and `handler` is called on the plug-in's worker thread. Each sender has room for `capacity` events, rounded
    /// up to a power of two.
    ///
    /// # Errors
    ///
    /// [`Error::Gone`] once the instance is destroyed.
    ///
    /// # Examples
    ///
    /// A property that says how often the mix was too loud:
    ///
    /// ```
    /// use tympan_aspl::CustomProperty;
    /// use tympan_aspl::prelude::*;
    ///
    /// struct Clipped;
    ///
    /// fn driver(plug_in: &PlugIn, control: &ControlContext<'_>) -> Result<()> {
    ///     let clips = CustomProperty::new(*b"Clip", 0.0_f64);
    ///     let shown = clips.clone();
    ///     let events = plug_in.event_queue(control, 64, move |control, Clipped| {
    ///         let count = shown.get(control) + 1.0;
    ///         let _ = shown.set(control, count);
    ///     })?;
    ///     let io = Io::new(|_: &IoSetup| ())
    ///         .mix_part(move |(), setup: &IoSetup| events.sender(setup))
    ///         .process_mix(|(), rt: &RealtimeContext<'_>, op: ProcessMix<'_, _>| {
    ///             if op.samples.iter().any(|sample| sample.abs() > 1.0) {
    ///                 // A full queue has been told often enough.
    ///                 let _ = op.part.send(rt, Clipped);
    ///             }
    ///         });
    ///     let device = Device::new("com.example.clips", "Clips")
    ///         .sample_rates([48_000.0])
    ///         .stream(Stream::output(2))
    ///         .property(&clips)
    ///         .io(io);
    ///     plug_in.add_device(control, device)?;
    ///     Ok(())
    /// }
    /// ```
    pub fn event_queue<E: Send + 'static>(
        &self,
        _: &ControlContext<'_>,
        capacity: usize,
        handler: impl Fn(&ControlContext<'_>, E) + Send + Sync + 'static,
    ) -> Result<EventQueue<E>> {
        Ok(EventQueue::new(&self.driver()?, capacity, handler))
    }

    /// An event queue for what I/O handlers want to be rid of: what is sent is dropped on the plug-in's worker thread, since freeing memory is not realtime-safe.
    ///
    /// A value that finds its queue full comes back and is counted, so nothing is lost: the part keeps it and sends it later.
    ///
    /// # Errors
    ///
    /// [`Error::Gone`] once the instance is destroyed.
    ///
    /// # Examples
    ///
    /// A part that is done with a buffer:
    ///
    /// ```
    /// use tympan_aspl::prelude::*;
    /// use tympan_aspl::realtime::EventSender;
    ///
    /// struct Intro {
    ///     sound: Option<Vec<f32>>,
    ///     used: EventSender<Vec<f32>>,
    /// }
    ///
    /// fn driver(plug_in: &PlugIn, control: &ControlContext<'_>) -> Result<()> {
    ///     let used = plug_in.drop_queue(control, 1)?;
    ///     let io = Io::new(|_: &IoSetup| ())
    ///         .mix_part(move |(), setup: &IoSetup| Intro {
    ///             sound: Some(vec![0.5; 64]),
    ///             used: used.sender(setup),
    ///         })
    ///         .process_mix(|(), rt: &RealtimeContext<'_>, op: ProcessMix<'_, Intro>| {
    ///             let Some(sound) = op.part.sound.take() else { return };
    ///             for (sample, intro) in op.samples.iter_mut().zip(&sound) {
    ///                 *sample += intro;
    ///             }
    ///             op.part.sound = op.part.used.send(rt, sound).err();
    ///         });
    ///     let device = Device::new("com.example.intro", "Intro")
    ///         .sample_rates([48_000.0])
    ///         .stream(Stream::output(1))
    ///         .io(io);
    ///     plug_in.add_device(control, device)?;
    ///     Ok(())
    /// }
    /// ```
    pub fn drop_queue<T: Send + 'static>(
        &self,
        control: &ControlContext<'_>,
        capacity: usize,
    ) -> Result<EventQueue<T>> {
        self.event_queue(control, capacity, |_, used| drop(used))
    }

    /// Lends the calling thread a [`ControlContext`]: the way for an author's own worker thread to call the framework.
    ///
    /// What `work` changes is announced to the host when it returns, all together.
    ///
    /// # Errors
    ///
    /// [`Error::InsideIo`] on a thread that is inside an I/O callback; [`Error::Gone`] once the instance is destroyed.
    pub fn control<T>(&self, work: impl FnOnce(&ControlContext<'_>) -> T) -> Result<T> {
        self.driver()?;
        if is_inside_io() {
            return Err(Error::InsideIo);
        }
        Ok(ControlContext::lend(work))
    }
}

impl fmt::Debug for PlugIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PlugIn")
    }
}
