//! Stops a thread wherever it is in the driver, as the scheduler might, and looks at the stack of a thread that does not go on.
//!
//! Both are done by a signal, which is ignored unless it is asked for here. The handler that stops a thread uses atomics and
//! nanosleep only. The handler that takes a stack allocates; it is only sent to a thread that has been waiting for seconds, which
//! holds no lock of an allocator unless it waits inside one.

#[cfg(all(target_os = "linux", not(miri)))]
mod signal {
    use std::backtrace::Backtrace;
    use std::cell::Cell;
    use std::mem::MaybeUninit;
    use std::ptr;
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicPtr, AtomicU32, Ordering};
    use std::time::{Duration, Instant};

    use libc::c_int;

    use crate::guard::{stack, watch};

    /// Harmless where nobody handles it.
    const SIGNAL: c_int = libc::SIGURG;

    /// How long a thread may take to answer a signal. One that does not is left alone.
    const PATIENCE: Duration = Duration::from_secs(1);

    const IDLE: u32 = 0;
    const STOP: u32 = 1;
    const STOPPED: u32 = 2;
    const ELSEWHERE: u32 = 3;
    const SHOW: u32 = 4;
    const SHOWN: u32 = 5;

    /// What the handler is to do, and what it has done.
    static STATE: AtomicU32 = AtomicU32::new(IDLE);

    /// The stack that was asked for.
    static STACK: AtomicPtr<Backtrace> = AtomicPtr::new(ptr::null_mut());

    thread_local! {
        /// Whether this thread is in a call that it may be stopped in.
        static MAY_STOP: Cell<bool> = const { Cell::new(false) };
    }

    /// A thread that can be stopped.
    #[derive(Debug, Clone, Copy)]
    pub(in crate::guard) struct Thread(libc::pthread_t);

    impl Thread {
        pub(in crate::guard) fn current() -> Thread {
            // SAFETY: it only says who this is.
            Thread(unsafe { libc::pthread_self() })
        }

        /// Sends the signal. Only while the thread is alive.
        fn signal(self, state: u32) -> bool {
            STATE.store(state, Ordering::Release);
            // SAFETY: the thread is alive, as those who call this keep it so.
            unsafe { libc::pthread_kill(self.0, SIGNAL) == 0 }
        }
    }

    /// Whether threads can be stopped here; installs the handler the first time.
    pub(in crate::guard) fn is_available() -> bool {
        static AVAILABLE: OnceLock<bool> = OnceLock::new();
        *AVAILABLE.get_or_init(|| {
            if is_sanitized() {
                return false;
            }
            // SAFETY: all zeros are a sigaction with the default handler and an empty mask.
            let mut action: libc::sigaction = unsafe { MaybeUninit::zeroed().assume_init() };
            let handler: extern "C" fn(c_int) = on_signal;
            action.sa_sigaction = handler as usize;
            action.sa_flags = libc::SA_RESTART;
            // SAFETY: the action is valid; what the handler does is allowed in one (see the module's documentation).
            unsafe { libc::sigaction(SIGNAL, &raw const action, ptr::null_mut()) == 0 }
        })
    }

    /// Whether the program has a sanitizer whose runtime keeps signals back, or makes system calls where the driver makes none.
    pub(in crate::guard) fn is_sanitized() -> bool {
        let has_runtime = |name: &std::ffi::CStr| {
            // SAFETY: a name that ends with a NUL, and the handle that means the whole program.
            !unsafe { libc::dlsym(libc::RTLD_DEFAULT, name.as_ptr()) }.is_null()
        };
        // The host may be built with it, as the build script is told, or another part of the program, which may not show its symbols.
        cfg!(sanitized)
            || [c"__tsan_init", c"__asan_init", c"__msan_init"]
                .into_iter()
                .any(has_runtime)
    }

    /// Makes a call in which this thread may be stopped.
    pub(in crate::guard) fn stoppable<R>(call: impl FnOnce() -> R) -> R {
        MAY_STOP.set(true);
        let result = call();
        MAY_STOP.set(false);
        result
    }

    /// Stops a thread in a stoppable call. False when it was elsewhere.
    pub(in crate::guard) fn stop(thread: Thread) -> bool {
        if !thread.signal(STOP) {
            return false;
        }
        let stopped = wait_while(STOP) == STOPPED;
        if !stopped {
            go_on();
        }
        stopped
    }

    /// Lets the thread that was stopped go on.
    pub(in crate::guard) fn go_on() {
        STATE.store(IDLE, Ordering::Release);
    }

    /// The stack of a thread that waits for something, while another one is stopped: that one stays so.
    pub(in crate::guard) fn stack_of(thread: Thread) -> Option<Backtrace> {
        let stopped = STATE.load(Ordering::Acquire);
        let shown = thread.signal(SHOW) && wait_while(SHOW) == SHOWN;
        STATE.store(stopped, Ordering::Release);
        let stack = STACK.swap(ptr::null_mut(), Ordering::AcqRel);
        // SAFETY: not null, it comes from Box::into_raw in the handler, and was taken out of its place.
        let stack = (!stack.is_null()).then(|| unsafe { Box::from_raw(stack) });
        stack.filter(|_| shown).map(|stack| *stack)
    }

    fn wait_while(state: u32) -> u32 {
        let start = Instant::now();
        loop {
            let now = STATE.load(Ordering::Acquire);
            if now != state || start.elapsed() > PATIENCE {
                return now;
            }
            std::thread::yield_now();
        }
    }

    extern "C" fn on_signal(_: c_int) {
        let _unwatched = watch::unwatched();
        match STATE.load(Ordering::Acquire) {
            STOP if !MAY_STOP.get() => {
                exchange(STOP, ELSEWHERE);
            }
            STOP if exchange(STOP, STOPPED) => {
                while matches!(STATE.load(Ordering::Acquire), STOPPED | SHOW | SHOWN) {
                    nap();
                }
            }
            SHOW => {
                if let Some(stack) = stack::capture() {
                    STACK.store(Box::into_raw(Box::new(stack)), Ordering::Release);
                }
                exchange(SHOW, SHOWN);
            }
            _ => {}
        }
    }

    fn exchange(from: u32, to: u32) -> bool {
        STATE
            .compare_exchange(from, to, Ordering::AcqRel, Ordering::Acquire)
            .is_ok()
    }

    fn nap() {
        let time = libc::timespec {
            tv_sec: 0,
            tv_nsec: 20_000,
        };
        // SAFETY: the time is valid; nobody wants to know what is left of it.
        unsafe { libc::nanosleep(&raw const time, ptr::null_mut()) };
    }
}

#[cfg(not(all(target_os = "linux", not(miri))))]
mod signal {
    use std::backtrace::Backtrace;

    #[derive(Debug, Clone, Copy)]
    pub(in crate::guard) struct Thread;

    impl Thread {
        pub(in crate::guard) fn current() -> Thread {
            Thread
        }
    }

    pub(in crate::guard) fn is_available() -> bool {
        false
    }

    pub(in crate::guard) fn stoppable<R>(call: impl FnOnce() -> R) -> R {
        call()
    }

    pub(in crate::guard) fn stop(_: Thread) -> bool {
        false
    }

    pub(in crate::guard) fn go_on() {}

    pub(in crate::guard) fn stack_of(_: Thread) -> Option<Backtrace> {
        None
    }
}

#[cfg(all(target_os = "linux", target_arch = "x86_64", not(miri), not(rtsan)))]
pub(super) use signal::is_sanitized;
pub(super) use signal::{Thread, go_on, is_available, stack_of, stop, stoppable};
