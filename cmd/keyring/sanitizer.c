/*
 * Builds with the address sanitizer only: it asks these for settings, since
 * the helper's own environment is made by its parent and has none.
 *
 * Lost elsewhere, and not held against us: a string of GIO each time that
 * libsecret reads its file; libsecret's list of what a prompt has unlocked,
 * and the message that said so. To tell whose they are takes whole stacks.
 * And what the sanitizer itself holds of a thread that starts just as the
 * program ends: one of GLib's pool, on a busy machine.
 */
#define VISIBLE __attribute__((visibility("default")))

VISIBLE const char *__asan_default_options(void);
VISIBLE const char *__lsan_default_options(void);
VISIBLE const char *__lsan_default_suppressions(void);

const char *__asan_default_options(void)
{
	return "fast_unwind_on_malloc=0";
}

const char *__lsan_default_options(void)
{
	return "print_suppressions=0";
}

const char *__lsan_default_suppressions(void)
{
	return "leak:libsecret-1.so\n"
	       "leak:g_dbus_message_new_from_blob\n"
	       "leak:pthread_getattr_np\n";
}
