//! [`TransportManager`]: a plug-in that makes devices of end points for its clients (hal-facts B.4, C.5).

use std::fmt;
use std::sync::Arc;

use crate::device::{Device, DeviceHandle};
use crate::end_point::EndPointDeviceRequest;
use crate::error::Result;
use crate::realtime::ControlContext;
use crate::types::TransportType;

pub(crate) type CreateHook =
    Arc<dyn Fn(&ControlContext<'_>, &EndPointDeviceRequest) -> Result<Device> + Send + Sync>;
pub(crate) type DestroyHook =
    Arc<dyn Fn(&ControlContext<'_>, &DeviceHandle) -> Result<()> + Send + Sync>;

/// What makes a plug-in a transport manager (`kAudioTransportManagerClassID`): it publishes [end points](crate::EndPoint), and makes devices of them when a
/// client asks.
///
/// # Examples
///
/// ```
/// use tympan_aspl::prelude::*;
/// use tympan_aspl::{EndPoint, TransportManager};
///
/// fn driver(plug_in: &PlugIn, control: &ControlContext<'_>) -> Result<()> {
///     let manager = TransportManager::new().on_create_device(|_, request| {
///         Ok(Device::new(&request.uid, &request.name)
///             .sample_rates([48_000.0])
///             .stream(Stream::output(request.channels(Direction::Output)))
///             .io(Io::new(|_: &IoSetup| ()).write_mix(|(), _, _| {})))
///     });
///     plug_in.set_transport_manager(control, manager)?;
///     plug_in.add_end_point(control, EndPoint::new("com.example.speaker", "Speaker"))?;
///     Ok(())
/// }
/// ```
#[derive(Clone)]
#[must_use]
#[doc(alias = "kAudioTransportManagerClassID")]
pub struct TransportManager {
    pub(crate) transport_type: TransportType,
    pub(crate) create: Option<CreateHook>,
    pub(crate) destroy: Option<DestroyHook>,
}

impl Default for TransportManager {
    fn default() -> Self {
        Self::new()
    }
}

impl TransportManager {
    /// A transport manager that makes no devices.
    pub fn new() -> Self {
        Self {
            transport_type: TransportType::VIRTUAL,
            create: None,
            destroy: None,
        }
    }

    /// How its end points are connected (`kAudioTransportManagerPropertyTransportType`); [`TransportType::VIRTUAL`] unless set.
    #[doc(alias = "kAudioTransportManagerPropertyTransportType")]
    pub fn transport_type(mut self, transport_type: TransportType) -> Self {
        self.transport_type = transport_type;
        self
    }

    /// Describes the device that a client asks for, or refuses. Called on a host thread; without it every request is refused.
    ///
    /// The device is published as an end-point device (`kAudioEndPointDeviceClassID`). Its UID has to be the one that was asked for.
    #[doc(alias("CreateDevice", "kAudioTransportManagerCreateEndPointDevice"))]
    pub fn on_create_device(
        mut self,
        hook: impl Fn(&ControlContext<'_>, &EndPointDeviceRequest) -> Result<Device>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        self.create = Some(Arc::new(hook));
        self
    }

    /// What to do before a device that was made for a client is removed again on request; an error keeps it. Called on a host thread.
    ///
    /// The framework removes it; the author can also do so at any time, with the handle of [`PlugIn::device`](crate::PlugIn::device).
    #[doc(alias("DestroyDevice", "kAudioTransportManagerDestroyEndPointDevice"))]
    pub fn on_destroy_device(
        mut self,
        hook: impl Fn(&ControlContext<'_>, &DeviceHandle) -> Result<()> + Send + Sync + 'static,
    ) -> Self {
        self.destroy = Some(Arc::new(hook));
        self
    }
}

impl fmt::Debug for TransportManager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportManager")
            .field("transport_type", &self.transport_type)
            .finish_non_exhaustive()
    }
}
