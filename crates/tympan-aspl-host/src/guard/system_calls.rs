//! System calls inside I/O calls, on Linux on x86-64: Syscall User Dispatch.
//!
//! The kernel looks at a byte of the thread's before each system call and, when it says so, sends the thread a SIGSYS instead of
//! doing it. The handler notes the call with its stack, changes the byte, and lets the thread run into the same instruction
//! again, so the driver's call goes on as if nothing had been. Only the first system call of an I/O call is seen.
//!
//! Clocks that the C library reads without the kernel's help are no system calls.

#[cfg(all(target_os = "linux", target_arch = "x86_64", not(miri), not(rtsan)))]
mod dispatch {
    use std::cell::Cell;
    use std::mem::MaybeUninit;
    use std::ptr;
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU8, Ordering};

    use libc::{c_int, c_void, siginfo_t, ucontext_t};

    use crate::guard::suspend::is_sanitized;
    use crate::guard::watch::{self, Act};

    /// `SYSCALL_DISPATCH_FILTER_ALLOW` and `SYSCALL_DISPATCH_FILTER_BLOCK`.
    const ALLOW: u8 = 0;
    const BLOCK: u8 = 1;

    const PR_SET_SYSCALL_USER_DISPATCH: c_int = 59;
    const PR_SYS_DISPATCH_ON: usize = 1;

    /// `si_code` of a SIGSYS that this mechanism sends.
    const SYS_USER_DISPATCH: c_int = 2;

    /// The length of the instruction `syscall`.
    const INSTRUCTION: i64 = 2;

    thread_local! {
        /// What the kernel looks at.
        static SELECTOR: AtomicU8 = const { AtomicU8::new(ALLOW) };
        /// Whether the kernel knows of it.
        static KNOWN: Cell<bool> = const { Cell::new(false) };
    }

    /// Whether this can be done here; installs the handler the first time.
    pub(in crate::guard) fn is_available() -> bool {
        static AVAILABLE: OnceLock<bool> = OnceLock::new();
        *AVAILABLE.get_or_init(|| !is_sanitized() && install() && on_this_thread())
    }

    fn install() -> bool {
        // SAFETY: all zeros are a sigaction with the default handler and an empty mask.
        let mut action: libc::sigaction = unsafe { MaybeUninit::zeroed().assume_init() };
        let handler: extern "C" fn(c_int, *mut siginfo_t, *mut c_void) = on_signal;
        action.sa_sigaction = handler as usize;
        action.sa_flags = libc::SA_SIGINFO | libc::SA_NODEFER | libc::SA_RESTART;
        // SAFETY: the action is valid; the handler keeps what it is entered with (see there).
        unsafe { libc::sigaction(libc::SIGSYS, &raw const action, ptr::null_mut()) == 0 }
    }

    /// Tells the kernel where this thread's byte is. No address is exempt.
    fn on_this_thread() -> bool {
        let selector = SELECTOR.with(AtomicU8::as_ptr);
        // SAFETY: the byte belongs to the thread and lives as long as it does; the kernel only reads it.
        let done = unsafe {
            libc::prctl(
                PR_SET_SYSCALL_USER_DISPATCH,
                PR_SYS_DISPATCH_ON,
                0_usize,
                0_usize,
                selector,
            )
        };
        KNOWN.set(done == 0);
        done == 0
    }

    /// Whether this thread's system calls can be seen; makes it so the first time.
    pub(in crate::guard) fn prepare() -> bool {
        is_available() && (KNOWN.get() || on_this_thread())
    }

    /// Begins to see the system calls of this thread, which is prepared.
    #[inline]
    pub(in crate::guard) fn block() {
        set(BLOCK);
    }

    /// Lets this thread make system calls; whether it could not before.
    #[inline]
    pub(in crate::guard) fn allow() -> bool {
        SELECTOR.with(|selector| selector.swap(ALLOW, Ordering::Relaxed)) == BLOCK
    }

    /// Undoes [`allow`].
    #[inline]
    pub(in crate::guard) fn restore(was_blocked: bool) {
        if was_blocked {
            set(BLOCK);
        }
    }

    fn set(state: u8) {
        SELECTOR.with(|selector| selector.store(state, Ordering::Relaxed));
    }

    extern "C" fn on_signal(_: c_int, info: *mut siginfo_t, context: *mut c_void) {
        let was_blocked = allow();
        // SAFETY: the kernel hands over a siginfo that is valid during the handler.
        let code = unsafe { (*info).si_code };
        if code != SYS_USER_DISPATCH {
            return;
        }
        let context: *mut ucontext_t = context.cast();
        // SAFETY: with SA_SIGINFO the third argument is the interrupted context, valid and ours to change during the handler.
        let registers = unsafe { &mut (*context).uc_mcontext.gregs };
        // The number is in place again (the kernel rolls the call back); the thread is to meet the instruction once more.
        let number = registers[libc::REG_RAX as usize];
        registers[libc::REG_RIP as usize] -= INSTRUCTION;
        if !was_blocked || number == libc::SYS_rt_sigreturn {
            return;
        }
        // SAFETY: it only says where this thread's errno is.
        let errno = unsafe { libc::__errno_location() };
        // SAFETY: errno of this thread, which only this thread uses.
        let before = unsafe { errno.read() };
        watch::note(|| Act::Called { number });
        // SAFETY: as above.
        unsafe { errno.write(before) };
    }
}

#[cfg(not(all(target_os = "linux", target_arch = "x86_64", not(miri), not(rtsan))))]
mod dispatch {
    pub(in crate::guard) fn is_available() -> bool {
        false
    }

    pub(in crate::guard) fn prepare() -> bool {
        false
    }

    pub(in crate::guard) fn block() {}

    #[inline]
    pub(in crate::guard) fn allow() -> bool {
        false
    }

    #[inline]
    pub(in crate::guard) fn restore(_: bool) {}
}

pub(super) use dispatch::{allow, block, is_available, prepare, restore};

/// System calls that allocators make: there a stack cannot be taken, as taking it allocates.
const OF_ALLOCATORS: [i64; 6] = [9, 10, 11, 12, 25, 28];

/// Whether a call may come from inside an allocator.
pub(super) fn is_of_allocator(number: i64) -> bool {
    OF_ALLOCATORS.contains(&number)
}

/// The calls that are met in practice, by their numbers on x86-64.
const NAMES: [(i64, &str); 36] = [
    (0, "read"),
    (1, "write"),
    (2, "open"),
    (3, "close"),
    (5, "fstat"),
    (7, "poll"),
    (8, "lseek"),
    (9, "mmap"),
    (10, "mprotect"),
    (11, "munmap"),
    (12, "brk"),
    (13, "rt_sigaction"),
    (14, "rt_sigprocmask"),
    (16, "ioctl"),
    (20, "writev"),
    (24, "sched_yield"),
    (25, "mremap"),
    (28, "madvise"),
    (35, "nanosleep"),
    (39, "getpid"),
    (42, "connect"),
    (44, "sendto"),
    (45, "recvfrom"),
    (46, "sendmsg"),
    (56, "clone"),
    (96, "gettimeofday"),
    (186, "gettid"),
    (200, "tkill"),
    (202, "futex"),
    (228, "clock_gettime"),
    (230, "clock_nanosleep"),
    (234, "tgkill"),
    (257, "openat"),
    (262, "newfstatat"),
    (318, "getrandom"),
    (435, "clone3"),
];

/// What to call a system call.
pub(super) fn name(number: i64) -> String {
    match NAMES.iter().find(|(known, _)| *known == number) {
        Some((_, name)) => (*name).into(),
        None => format!("number {number}"),
    }
}
